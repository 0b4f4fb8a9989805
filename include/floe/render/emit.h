/*
 * The kinds of output: each makes files of its own from the same plan.
 */
#ifndef FLOE_RENDER_EMIT_H
#define FLOE_RENDER_EMIT_H

#include "floe/base/names.h"
#include "floe/plan/data.h"
#include "floe/plan/plan.h"

enum emit {
#define EMIT(WORD, word, folder, often, function, summary) EMIT_##WORD,
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
    const struct plan_data *data;    /* the plan, for templates */
    const struct plan_data *program; /* the same of floe-compile itself */
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

/*
 * deploy/KIND/NAME; with several environments deploy/KIND/ENVIRONMENT/NAME, where
 * no two may have the same folder.
 */
struct text emit_path(struct emission *emission, const struct plan_target *target,
                      const char *kind, struct text name);

/*
 * What one filling of a kind's templates is about.  A function of emit.def may
 * add to data, which the templates find under the kind's word.
 */
struct view {
    struct emission *emission;
    const struct plan_target *target;
    const struct plan_data *described;  /* the target, as templates see it */
    const struct plan_catalog *catalog; /* NULL but for a kind of each CATALOG */
    struct plan_data *data;
};

/* The functions of emit.def. */
void emit_profiles(struct view *view);
void emit_macros(struct view *view);
void view_docker(struct view *view);
void view_env(struct view *view);
void view_k8s(struct view *view);
void view_polaris(struct view *view);
void view_pyiceberg(struct view *view);
void view_spark(struct view *view);
void view_trino(struct view *view);

#endif
