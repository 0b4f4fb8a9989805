/*
 * Values of .env.
 */
#ifndef FLOE_RENDER_DOTENV_H
#define FLOE_RENDER_DOTENV_H

#include "floe/base/diag.h"
#include "floe/plan/value.h"

/* The value of a variable with the quotes that it needs; reports one that no quotes can hold. */
struct text dotenv_value(struct arena *arena, struct diags *diags, struct text name,
                         const struct value *value);

/* Reports a variable that cannot be in the file, with the reason. */
void dotenv_refuse(struct arena *arena, struct diags *diags, struct text name, struct span span,
                   const char *trouble);

#endif
