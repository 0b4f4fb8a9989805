/*
 * A file that was read: its path as the user gave it, its bytes, and places in it.
 *
 * A span is a half-open range of byte offsets.  Lines and columns are counted
 * from 1, columns in characters (UTF-8), lines end with LF, CR LF or CR.
 * What source_hide() names is masked in every report.
 */
#ifndef FLOE_BASE_SOURCE_H
#define FLOE_BASE_SOURCE_H

#include <stdint.h>

#include "floe/base/text.h"

/* A range of a source that holds a secret. */
struct hidden {
    uint32_t start;
    uint32_t end;
    uint32_t reach; /* the furthest end up to here, once sorted */
};

struct source {
    struct text path;
    struct text bytes;
    unsigned order;        /* reports are sorted by it first */
    uint32_t *line_starts; /* made when a place is first asked for */
    uint32_t line_count;
    uint32_t *characters;  /* before each block of bytes; made when a long line is asked for */
    struct hidden *hidden; /* what is never shown; sorted by start once it is looked at */
    uint32_t hidden_count;
    uint32_t hidden_capacity;
    bool hidden_sorted;
};

struct span {
    struct source *source; /* NULL: no place */
    uint32_t start;
    uint32_t end;
};

struct place {
    uint32_t line;
    uint32_t column;
};

struct source *source_new(struct arena *arena, struct text path, struct text bytes, unsigned order);

struct place source_place(struct arena *arena, struct source *source, uint32_t offset);

/* From now on no report shows these bytes. */
void source_hide(struct arena *arena, struct source *source, uint32_t start, uint32_t end);

/* Whether any byte of the range is hidden. */
bool source_is_hidden(struct source *source, uint32_t start, uint32_t end);

/* The line's text without its end; empty past the last line. */
struct text source_line(struct arena *arena, struct source *source, uint32_t line);

#endif
