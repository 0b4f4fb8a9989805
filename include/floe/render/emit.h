/*
 * The kinds of output: each makes files of its own from the same plan.
 */
#ifndef FLOE_RENDER_EMIT_H
#define FLOE_RENDER_EMIT_H

#include "floe/base/names.h"
#include "floe/plan/plan.h"

enum emit {
#define EMIT(WORD, word, summary) EMIT_##WORD,
#include "floe/render/emit.def"
#undef EMIT
    EMIT_COUNT,
};

#define EMIT_BIT(emit) (1u << (emit))
#define EMIT_USUAL (EMIT_BIT(EMIT_PROFILES) | EMIT_BIT(EMIT_MACROS))

enum emit_mode {
    EMIT_SHARED,     /* everybody may read it */
    EMIT_PRIVATE,    /* its owner alone */
    EMIT_EXECUTABLE, /* a script */
};

/* The path is below the folder of the dbt project, as struct output says. */
struct emit_file {
    struct text path;
    struct text bytes;
    enum emit_mode mode;
};

/* The files of one compile, as they come. */
struct emission {
    struct arena *arena;
    struct diags *diags; /* for what a file cannot express */
    const struct plan *plan;
    struct emit_file *files;
    uint32_t count;
    uint32_t capacity;
    struct names given; /* of emit_name() */
};

/* The files that the bits of kinds ask for, in the order of writing. */
struct emission emit_render(struct arena *arena, struct diags *diags, const struct plan *plan,
                            unsigned kinds);

/* Paths and bytes are the arena's, or live as long. */
void emit_add(struct emission *emission, struct text path, struct text bytes,
              enum emit_mode mode);

/*
 * Says that a thing of the user's ("environment 'a_b'") is called name in a
 * place of the outputs ("deploy/", "secret.yaml").  Names are made of others
 * there, so two may end as one: a diagnostic at span, unless the thing is the
 * same.  Texts live as long as the arena.
 */
void emit_name(struct emission *emission, const char *place, struct text name, struct text thing,
               struct span span);

#define EMIT(WORD, word, summary) void emit_##word(struct emission *emission);
#include "floe/render/emit.def"
#undef EMIT

#endif
