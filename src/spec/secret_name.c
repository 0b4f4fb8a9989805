#include "floe/spec/secret_name.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/names.h"
#include "floe/spec/leak_key.h"

/* The keys of storages and catalogs, and what the adapters' rows call theirs. */
static const char *const parts[] = {
    "access_key_id",
    "secret_access_key",
    "session_token",
    "client_id",
    "client_secret",
#define PART_TEXT(...)
#define PART_WORD(...)
#define PART_BOOL(...)
#define PART_INT(...)
#define PART_MAP(...)
#define PART_LIST(...)
#define PART_RECORD(...)
#define PART_FLAG(...)
#define PART_ROLE(...)
#define PART_NAME(part, doc) part,
#define PART_SECRET(part, lines, doc) part,
#define KEY(adapter, key, output, used, needed, KIND, ...) PART_##KIND(__VA_ARGS__)
#include "floe/spec/adapter.def"
};

struct secret_names {
    struct arena *arena;
    struct text prefix;
    struct names variables; /* of single values */
    struct names bases;     /* of several keys */
};

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c == '-' ? '_' : c;
}

static struct text spelt(struct arena *arena, struct text name)
{
    char *bytes = arena_alloc(arena, name.size + 1);
    for (size_t i = 0; i < name.size; i++)
        bytes[i] = upper(name.bytes[i]);
    return (struct text){bytes, name.size};
}

/* aws-credentials has the keys of aws. */
static struct text base_of(struct text name)
{
    static const char ending[] = "-credentials";
    if (text_ends(name, ending))
        name.size -= strlen(ending);
    return name;
}

const char *secret_variable(struct arena *arena, const char *name, const char *key)
{
    struct text base = text_of(name);
    if (key != NULL)
        base = text_format(arena, "%.*s_%s", TEXT_ARG(base_of(base)), key);
    return spelt(arena, base).bytes;
}

const char *secret_emitted(struct arena *arena, const char *prefix, const char *variable,
                           bool is_address)
{
    if (is_address || prefix[0] == '\0')
        return variable;
    return text_format(arena, "%s%s", prefix, variable).bytes;
}

const char *secret_credential(struct arena *arena, const char *variable)
{
    static const char *const endings[] = {"_CLIENT_SECRET", "_SECRET"};
    struct text name = text_of(variable);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (!text_ends(name, endings[i]) || name.size == strlen(endings[i]))
            continue;
        name.size -= strlen(endings[i]);
        break;
    }
    return text_format(arena, "%.*s_CREDENTIAL", TEXT_ARG(name)).bytes;
}

const char *secret_pyiceberg(struct arena *arena, struct text catalog, const char *property)
{
    struct text name =
        text_format(arena, "PYICEBERG_CATALOG__%.*s__%s", TEXT_ARG(catalog), property);
    return spelt(arena, name).bytes;
}

bool secret_has_part(const char *key)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strcmp(key, parts[i]) == 0)
            return true;
    return false;
}

struct secret_names *secret_names_new(struct arena *arena, const char *prefix)
{
    struct secret_names *names = ARENA_NEW(arena, struct secret_names);
    *names = (struct secret_names){
        .arena = arena,
        .prefix = spelt(arena, text_of(prefix)),
        .variables = names_new(arena, 0),
        .bases = names_new(arena, 0),
    };
    return names;
}

void secret_names_add(struct secret_names *names, struct text name)
{
    names_add(&names->variables, spelt(names->arena, name), names);
    names_add(&names->bases, spelt(names->arena, base_of(name)), names);
}

/* A name that ends in one of the parts, and begins as a secret of several keys. */
static bool is_part(const struct secret_names *names, struct text variable)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t size = strlen(parts[i]);
        if (variable.size <= size + 1 || variable.bytes[variable.size - size - 1] != '_')
            continue;
        size_t same = 0;
        while (same < size && upper(parts[i][same]) == variable.bytes[variable.size - size + same])
            same++;
        struct text base = {variable.bytes, variable.size - size - 1};
        if (same == size && names_find(&names->bases, base) != NULL)
            return true;
    }
    return false;
}

bool secret_names_lead_to(const struct secret_names *names, struct text variable)
{
    struct text name = spelt(names->arena, variable);
    if (names->prefix.size > 0 && text_starts(name, names->prefix.bytes)) {
        name.bytes += names->prefix.size;
        name.size -= names->prefix.size;
    }
    return names_find(&names->variables, name) != NULL || is_part(names, name);
}

bool secret_names_hold(const struct secret_names *names, struct text variable)
{
    bool prefixed = names->prefix.size > 0 &&
                    text_starts(spelt(names->arena, variable), names->prefix.bytes);
    return prefixed || leak_is_secret_variable(variable) || secret_names_lead_to(names, variable);
}
