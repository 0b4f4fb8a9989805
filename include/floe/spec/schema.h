/*
 * libcyaml's schemas of the two documents in canonical text.
 */
#ifndef FLOE_SPEC_SCHEMA_H
#define FLOE_SPEC_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include <cyaml/cyaml.h>

extern const cyaml_schema_value_t schema_of_floe;
extern const cyaml_schema_value_t schema_of_platform;

#endif
