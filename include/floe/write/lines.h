/*
 * Which lines differ between two texts.
 *
 * A line holds its line feed, so a last line without one differs from the same
 * line with one.
 */
#ifndef FLOE_WRITE_LINES_H
#define FLOE_WRITE_LINES_H

#include <stdint.h>

#include "floe/base/text.h"

struct arena;

struct lines {
    struct text *list;
    uint32_t count;
    bool *changed; /* of an old line: removed; of a new one: added */
};

struct lines lines_split(struct arena *arena, struct text bytes);

/*
 * Marks the changed lines of both; the unmarked ones pair up in order.  The
 * fewest possible are marked, unless more than edits_max lines that both sides
 * have would have to be: then all between the first and the last difference.
 */
void lines_compare(struct arena *arena, struct lines *old_lines, struct lines *new_lines,
                   uint32_t edits_max);

#endif
