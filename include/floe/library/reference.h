/*
 * Fields whose values are names that one of the files defines.
 */
#ifndef FLOE_LIBRARY_REFERENCE_H
#define FLOE_LIBRARY_REFERENCE_H

#include "floe/library/spot.h"

struct reference {
    const struct record *record;
    const char *key;
    bool in_platform;    /* the names are in platform.yaml */
    const char *path[2]; /* the keys of the section that has them, from the file's root */
};

/* NULL: the field refers to nothing. */
const struct reference *reference_of(const struct spot *spot);

/* The section of a file; 0: it is not there. */
uint32_t reference_section(const struct sketch *sketch, const struct reference *reference);

#endif
