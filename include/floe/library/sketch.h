/*
 * Keys and entries of a YAML text with their places, by indentation and
 * brackets, so that they are found in a text that is just being typed and
 * cannot be parsed.
 */
#ifndef FLOE_LIBRARY_SKETCH_H
#define FLOE_LIBRARY_SKETCH_H

#include <stdint.h>

#include "floe/base/text.h"

enum sketch_kind {
    SKETCH_ROOT,
    SKETCH_KEY,  /* with a colon */
    SKETCH_ITEM, /* of a list */
    SKETCH_WORD, /* by itself: a key without its colon yet, or a value on its own line */
};

/* Places are byte offsets; of what is not there, start and end are equal. */
struct sketch_entry {
    enum sketch_kind kind;
    bool in_flow;   /* in {} or [] */
    bool has_flow;  /* its value is one, from open to close */
    uint32_t parent; /* index; the root's is 0 */
    int64_t column; /* from 0; of the root -1, in {} and [] that of what contains them */
    uint32_t start; /* of the key, the dash, the item or the word */
    uint32_t end;
    uint32_t colon;
    uint32_t value; /* a scalar beside it, with its quotes */
    uint32_t value_end;
    uint32_t open;
    uint32_t close;
    uint32_t limit; /* in {} and []: the comma or bracket that ends it */
};

struct sketch_range {
    uint32_t start;
    uint32_t end;
};

struct sketch {
    struct arena *arena;
    struct text bytes;
    struct sketch_entry *entries; /* in the order of the text, the root first */
    uint32_t count;
    uint32_t capacity;
    struct sketch_range *silent; /* comments and block scalars */
    uint32_t silent_count;
    uint32_t silent_capacity;
};

/* bytes must live as long as the sketch. */
struct sketch sketch_new(struct arena *arena, struct text bytes);

/* Without quotes, as it is in the text otherwise. */
struct text sketch_key(const struct sketch *sketch, uint32_t entry);
struct text sketch_value(const struct sketch *sketch, uint32_t entry);

/* The key of a mapping; 0: it is not there. */
uint32_t sketch_find(const struct sketch *sketch, uint32_t parent, struct text key);

enum sketch_place {
    SKETCH_NOWHERE, /* in a comment, a block scalar, behind a value */
    SKETCH_INSIDE,  /* where an entry of the container is, or can be */
    SKETCH_VALUE,   /* behind the colon of the container */
};

struct sketch_cursor {
    enum sketch_place place;
    uint32_t container;
    uint32_t entry; /* INSIDE: the key or word that is there already; 0: none */
    struct sketch_range word; /* what is there; empty: nothing */
};

struct sketch_cursor sketch_at(const struct sketch *sketch, uint32_t offset);

#endif
