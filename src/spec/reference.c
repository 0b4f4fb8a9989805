#include "floe/spec/reference.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/names.h"

/* polaris-client-id → POLARIS_CLIENT_ID; aws-credentials → AWS_ and each of these. */
static const char *const keys[] = {
    "_ACCESS_KEY_ID", "_SECRET_ACCESS_KEY", "_SESSION_TOKEN", "_CLIENT_ID",
    "_CLIENT_SECRET", "_USER",              "_USERNAME",      "_PASSWORD",
    "_TOKEN",         "_PRIVATE_KEY",       "_PRIVATE_KEY_PASSPHRASE",
};

struct references {
    struct arena *arena;
    struct names variables; /* of single values */
    struct names bases;     /* of several keys */
};

struct references *references_new(struct arena *arena)
{
    struct references *references = ARENA_NEW(arena, struct references);
    references->arena = arena;
    references->variables = names_new(arena, 0);
    references->bases = names_new(arena, 0);
    return references;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c == '-' ? '_' : c;
}

void references_add(struct references *references, struct text name)
{
    static const char ending[] = "-credentials";
    char *bytes = arena_alloc(references->arena, name.size + 1);
    for (size_t i = 0; i < name.size; i++)
        bytes[i] = upper(name.bytes[i]);
    struct text variable = {bytes, name.size};
    names_add(&references->variables, variable, references);
    if (text_ends(name, ending))
        variable.size -= strlen(ending);
    names_add(&references->bases, variable, references);
}

bool references_map(struct references *references, struct text variable)
{
    if (names_find(&references->variables, variable) != NULL)
        return true;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (!text_ends(variable, keys[i]))
            continue;
        struct text base = {variable.bytes, variable.size - strlen(keys[i])};
        if (names_find(&references->bases, base) != NULL)
            return true;
    }
    return false;
}
