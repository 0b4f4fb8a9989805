/*
 * "did you mean": the nearest of the names that exist.
 */
#ifndef FLOE_BASE_SUGGEST_H
#define FLOE_BASE_SUGGEST_H

#include "floe/base/text.h"

enum {
    SUGGEST_NAME_BYTES_MAX = 64, /* longer names get no suggestion */
    SUGGESTIONS_MAX = 200000, /* comparisons of one kind in a compile: many mistakes stay cheap */
};

/*
 * Edits (insert, delete, replace, swap of two neighbours) from a to b:
 * Damerau-Levenshtein in its restricted form.  Neither text is longer than
 * SUGGEST_NAME_BYTES_MAX.
 */
unsigned suggest_distance(struct text a, struct text b);

/* A search that sees one candidate after another. */
struct suggestion {
    struct text wanted;
    struct text best; /* empty: nothing is near enough */
    unsigned distance;
};

struct suggestion suggestion_for(struct text wanted);
void suggestion_offer(struct suggestion *suggestion, struct text candidate);

#endif
