#include "floe/plan/variable.h"

#include "floe/base/arena.h"

bool variable_is_name(const char *name)
{
    static const char characters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
    bool is_digit = name[0] >= '0' && name[0] <= '9';
    return name[0] != '\0' && !is_digit && name[strspn(name, characters)] == '\0';
}

void variables_add(struct arena *arena, struct variables *variables,
                   const struct plan_variable *variable)
{
    if (variables->count == variables->capacity) {
        uint32_t capacity = variables->capacity == 0 ? 8 : 2 * variables->capacity;
        variables->list = arena_grow(arena, variables->list,
                                     variables->capacity * sizeof variables->list[0],
                                     capacity * sizeof variables->list[0]);
        variables->capacity = capacity;
    }
    variables->list[variables->count++] = *variable;
}
