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

/* Tables that are done with, by the binary logarithm of their slots, to be used again. */
struct names_spares {
    struct names_slot *slots[32];
};

struct names {
    struct arena *arena;
    struct names_spares *spares; /* NULL: none */
    struct names_slot *slots;
    uint32_t slot_count; /* a power of two */
    uint32_t used;
};

/* An empty table that grows; expected is a hint. */
struct names names_new(struct arena *arena, size_t expected);

/* The same, and tables that it outgrows or that are released make room for later ones. */
struct names names_new_sharing(struct arena *arena, struct names_spares *spares, size_t expected);
void names_release(struct names *names);

/* The thing that has this name already, else NULL after adding it. */
void *names_add(struct names *names, struct text name, void *thing);

/* NULL when there is none. */
void *names_find(const struct names *names, struct text name);

#endif
