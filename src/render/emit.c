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

struct emission emit_render(struct arena *arena, struct diags *diags, const struct plan *plan,
                            unsigned kinds)
{
    struct emission emission = {.arena = arena, .diags = diags, .plan = plan};
    for (unsigned emit = EMIT_COUNT; emit-- > 0;)
        if ((kinds & EMIT_BIT(emit)) != 0)
            emitters[emit](&emission);
    return emission;
}
