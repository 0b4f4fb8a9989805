/*
 * The language as JSON Schema (draft 2020-12), for editors and other checkers.
 *
 * It comes from the tables of spec.def, and what it refuses floe-compile refuses.
 * It can't say all: references, duplicate keys and how a number is spelled stay
 * with floe-compile.  Sections that only describe are not strict here either.
 */
#ifndef FLOE_JSON_JSON_SCHEMA_H
#define FLOE_JSON_JSON_SCHEMA_H

#include "floe/base/buffer.h"
#include "floe/spec/field.h"

void json_schema_put(struct buffer *out, const struct record *record);

#endif
