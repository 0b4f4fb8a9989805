/*
 * Rules for make: what the outputs were made from.
 */
#ifndef FLOE_CLI_DEPFILE_H
#define FLOE_CLI_DEPFILE_H

#include "floe/base/diag.h"
#include "floe/compile.h"

struct arena;

/* Whether there is an output, and all names have a form in a rule; false after a message. */
bool depfile_fits(struct arena *arena, struct diags *diags, const struct compile_result *result)
    __attribute__((warn_unused_result));

/* The rules, when it fits. */
struct text depfile_rules(struct arena *arena, const struct compile_result *result);

#endif
