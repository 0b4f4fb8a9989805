#include "floe/render/emit.h"

#include <string.h>

#include "floe/base/arena.h"

static void (*const emitters[])(struct emission *) = {
#define EMIT(WORD, word, summary) [EMIT_##WORD] = emit_##word,
#include "floe/render/emit.def"
#undef EMIT
};

void emit_add(struct emission *emission, struct text path, struct text bytes, enum emit_mode mode)
{
    if (emission->count == emission->capacity) {
        uint32_t capacity = emission->capacity == 0 ? 32 : 2 * emission->capacity;
        struct emit_file *files = ARENA_ARRAY(emission->arena, struct emit_file, capacity);
        if (emission->count > 0)
            memcpy(files, emission->files, emission->count * sizeof files[0]);
        emission->files = files;
        emission->capacity = capacity;
    }
    emission->files[emission->count++] =
        (struct emit_file){.path = path, .bytes = bytes, .mode = mode};
}

void emit_name(struct emission *emission, const char *place, struct text name, struct text thing,
               struct span span)
{
    struct text *own = ARENA_NEW(emission->arena, struct text);
    *own = thing;
    struct text full = text_format(emission->arena, "%s %.*s", place, TEXT_ARG(name));
    const struct text *other = names_add(&emission->given, full, own);
    if (other == NULL || text_equal(*other, thing))
        return;
    struct diag *diag = diag_add(emission->diags, NAMES_CLASH, span,
                                 "%.*s and %.*s are both called '%.*s' in %s", TEXT_ARG(*other),
                                 TEXT_ARG(thing), TEXT_ARG(name), place);
    diag_why(emission->diags, diag, "names are written there in small letters, with - for _");
    diag_help(emission->diags, diag, "rename one of them");
}

struct emission emit_render(struct arena *arena, struct diags *diags, const struct plan *plan,
                            unsigned kinds)
{
    struct emission emission = {
        .arena = arena, .diags = diags, .plan = plan, .given = names_new(arena, 0)};
    for (unsigned emit = EMIT_COUNT; emit-- > 0;)
        if ((kinds & EMIT_BIT(emit)) != 0)
            emitters[emit](&emission);
    return emission;
}
