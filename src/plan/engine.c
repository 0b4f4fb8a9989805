#include "floe/plan/engine.h"

#include <assert.h>
#include <string.h>

#include "floe/base/buffer.h"
#include "floe/spec/adapter.h"

const struct engine engines[] = {
#define ENGINE(compute, package, macros, catalogs, storages, delegations, embedded, quotes, taken) \
    {compute, package, macros, catalogs, storages, delegations, embedded, quotes, taken},
#include "floe/plan/engine.def"
#undef ENGINE
    {.package = NULL},
};

const struct engine *engine_of(enum compute_type compute)
{
    const struct engine *engine = engines;
    while (engine->package != NULL && engine->compute != compute)
        engine++;
    assert(engine->package != NULL);
    return engine;
}

const char *engine_name(const struct engine *engine)
{
    const struct adapter *adapter = adapter_of(engine->compute);
    return adapter == NULL ? "DuckDB" : adapter->title;
}

bool engine_attaches(const struct engine *engine)
{
    return engine->catalogs[0] != '\0';
}

static const char *words_of(const struct engine *engine, enum engine_list list)
{
    switch (list) {
    case ENGINE_CATALOGS:
        return engine->catalogs;
    case ENGINE_STORAGES:
        return engine->storages;
    case ENGINE_DELEGATIONS:
        return engine->delegations;
    }
    return "";
}

bool engine_reaches(const struct engine *engine, enum engine_list list, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = words_of(engine, list); *at != '\0'; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (length == size && memcmp(at, word, size) == 0)
            return true;
        at += length;
    }
    return false;
}

struct text engines_with(struct arena *arena, enum engine_list list, const char *word)
{
    struct buffer out = buffer_new(arena);
    for (int i = 0; engines[i].package != NULL; i++)
        if (engine_reaches(&engines[i], list, word))
            buffer_format(&out, "%s%s", out.size == 0 ? "" : ", ", engine_name(&engines[i]));
    return buffer_finish(&out);
}

struct text engine_words(struct arena *arena, const struct engine *engine, enum engine_list list)
{
    struct buffer out = buffer_new(arena);
    for (const char *at = words_of(engine, list); *at != '\0'; at += strspn(at, " ")) {
        struct text word = {at, strcspn(at, " ")};
        at += word.size;
        buffer_string(&out, out.size == 0 ? "" : *at == '\0' ? " or " : ", ");
        buffer_text(&out, word);
    }
    return buffer_finish(&out);
}
