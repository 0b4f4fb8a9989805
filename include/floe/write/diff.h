/*
 * What would change, as a unified diff with three lines of context.
 *
 * Control characters other than tab, and bytes that are not UTF-8, are shown
 * as '?', so that nothing in a file reaches the terminal raw.
 */
#ifndef FLOE_WRITE_DIFF_H
#define FLOE_WRITE_DIFF_H

#include <stdbool.h>

#include "floe/base/text.h"

struct arena;

enum {
    DIFF_CONTEXT_LINES = 3,
    DIFF_EDITS_MAX = 1000, /* past it, the differing middle is shown as replaced whole */
};

/*
 * Empty when both are equal.  A text whose bytes are NULL is a file
 * that does not exist and is called /dev/null.  Colored uses git's colors.
 */
struct text diff_unified(struct arena *arena, struct text path, struct text old_bytes,
                         struct text new_bytes, bool colored);

#endif
