#include "floe/plan/variable.h"

#include "floe/base/arena.h"

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
