/*
 * Diagnostics as the library gives them.
 */
#ifndef FLOE_LIBRARY_DIAGNOSTICS_H
#define FLOE_LIBRARY_DIAGNOSTICS_H

#include "floe/base/diag.h"
#include "floe/library/result.h"

/* Sorted ones; the result gets its own copy of what they say. */
void diagnostics_give(struct floe_result *result, const struct diags *diags);

#endif
