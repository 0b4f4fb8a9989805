/*
 * A table from names to things, for look-ups that must not grow with the
 * number of names.  Names are not copied and must outlive the table.
 */
#ifndef FLOE_BASE_NAMES_H
#define FLOE_BASE_NAMES_H

#include <stdint.h>

#include "floe/base/text.h"

struct names_slot {
    struct text name;
    void *thing;
};

struct names {
    struct arena *arena;
    struct names_slot *slots;
    uint32_t slot_count; /* a power of two */
    uint32_t used;
};

/* An empty table that grows; expected is a hint. */
struct names names_new(struct arena *arena, size_t expected);

/* The thing that has this name already, else NULL after adding it. */
void *names_add(struct names *names, struct text name, void *thing);

/* NULL when there is none. */
void *names_find(const struct names *names, struct text name);

#endif
