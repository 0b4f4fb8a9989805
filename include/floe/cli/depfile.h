/*
 * Rules for make: what the outputs were made from.
 */
#ifndef FLOE_CLI_DEPFILE_H
#define FLOE_CLI_DEPFILE_H

#include "floe/compile.h"

struct arena;

/*
 * Whole or not at all, by way of PATH.tmp; what is no plain file, like
 * /dev/stdout, is written as it stands.  0, or an errno value.
 */
int depfile_write(struct arena *arena, const char *path, const struct compile_result *result);

#endif
