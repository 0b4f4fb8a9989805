/*
 * The names that secret_refs of one file give, so that no ${VARIABLE} reads
 * what one of them maps to.
 */
#ifndef FLOE_SPEC_REFERENCE_H
#define FLOE_SPEC_REFERENCE_H

#include "floe/base/text.h"

struct references;

struct references *references_new(struct arena *arena);

/* The value of a key that names a secret. */
void references_add(struct references *references, struct text name);

/* Whether a secret of the file is looked for in this variable. */
bool references_map(struct references *references, struct text variable);

#endif
