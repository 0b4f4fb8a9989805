/*
 * What the tables of the language say about a place of a sketch.
 */
#ifndef FLOE_LIBRARY_SPOT_H
#define FLOE_LIBRARY_SPOT_H

#include "floe.h"
#include "floe/library/sketch.h"
#include "floe/spec/field.h"

struct spot {
    const struct record *record; /* what a mapping here is; NULL: unknown, or none belongs here */
    const struct field *field;   /* what this is the value of, or an entry of the value */
    const struct record *owner;  /* of the field */
    bool is_entry;               /* of the field's list or map */
};

const struct record *spot_root(enum floe_kind kind);

/* Of an entry of the sketch, or of the root; nothing is known of what the tables don't have. */
struct spot spot_of(const struct sketch *sketch, const struct record *root, uint32_t entry);

/* Whether a scalar belongs here, as the field says. */
bool spot_is_scalar(const struct spot *spot);

/* Whether {secret_ref: NAME} does. */
bool spot_is_secret(const struct spot *spot);

#endif
