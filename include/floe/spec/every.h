/*
 * Every record and every union of the tables, for programs that walk them: the
 * manual's and the test that each key has an effect.
 */
#ifndef FLOE_SPEC_EVERY_H
#define FLOE_SPEC_EVERY_H

#include "floe/spec/field.h"

static const struct record *const every_record[] = {
#define RECORD(name, noun, doc) &record_##name,
#include "floe/spec/spec.def"
};

#define UNION(name, noun) extern const struct variants variants_##name;
#include "floe/spec/spec.def"

static const struct {
    const char *name;
    const struct variants *variants;
} every_union[] = {
#define UNION(name, noun) {#name, &variants_##name},
#include "floe/spec/spec.def"
};

#endif
