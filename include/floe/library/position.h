/*
 * Places of a source as the library gives them, with columns in bytes, in
 * characters and in units of UTF-16.
 */
#ifndef FLOE_LIBRARY_POSITION_H
#define FLOE_LIBRARY_POSITION_H

#include "floe.h"
#include "floe/base/source.h"

/*
 * Remembers the last start, so that places which come in order take one walk
 * over a line together, however long it is.  Begins as zeros.
 */
struct position_finder {
    const struct source *source;
    struct floe_position last;
};

/* The range of a span, or none without a source; the path lives as long as the source. */
struct floe_range position_range(struct arena *arena, struct position_finder *finder,
                                 struct span span);

#endif
