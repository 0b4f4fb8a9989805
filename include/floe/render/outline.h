/*
 * What became of one thing, row by row: a tree by depth, each row with its
 * value and where that was said.  For people; --print=plan and --diff-env.
 */
#ifndef FLOE_RENDER_OUTLINE_H
#define FLOE_RENDER_OUTLINE_H

#include "floe/base/buffer.h"
#include "floe/plan/plan.h"

struct outline_row {
    unsigned depth;
    const char *label; /* names a row among those below the same one */
    struct text value;
    struct origin chosen; /* of a profile: who asked for it */
    struct origin origin; /* of a value; of a profile, where it is defined */
    bool is_profile;
};

struct outline {
    struct arena *arena;
    struct outline_row *rows;
    uint32_t count;
    uint32_t capacity;
};

struct outline outline_new(struct arena *arena);
void outline_add(struct outline *outline, unsigned depth, const char *label, struct text value,
                 const struct origin *origin);

/* Nothing for an absent one. */
void outline_add_value(struct outline *outline, unsigned depth, const char *label,
                       const struct value *value);

/* A profile of platform.yaml: what it is, where it was asked for, where it is defined. */
void outline_add_profile(struct outline *outline, unsigned depth, const char *label,
                         struct text value, struct span chosen, struct span defined);

/* "  label           value                    file:line", the first column after a margin. */
void outline_put_row(struct buffer *out, const struct outline_row *row, const char *margin);
void outline_put(struct buffer *out, const struct outline *outline);

/*
 * The rows whose values differ, with '-' and '+', below the rows that hold
 * them.  Nothing when none does: false.
 */
bool outline_put_difference(struct buffer *out, const struct outline *left,
                            const struct outline *right, bool colored);

#endif
