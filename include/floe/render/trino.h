/*
 * Values in the catalogs of Trino's own server.
 */
#ifndef FLOE_RENDER_TRINO_H
#define FLOE_RENDER_TRINO_H

#include "floe/base/diag.h"
#include "floe/plan/value.h"

/*
 * What is secret, or in a variable already, is ${ENV:NAME}, which the server
 * reads when it starts; reports what somebody wrote and it would read so.
 */
struct text trino_value(struct arena *arena, struct diags *diags, const struct value *value);

#endif
