/*
 * Completions for shells, from the table of options.
 */
#ifndef FLOE_CLI_COMPLETE_H
#define FLOE_CLI_COMPLETE_H

#include <stdio.h>

#include "floe/cli/options.h"

/* The script that the shell reads; the first lines say where to put it. */
void complete_put(FILE *out, enum option_shell shell);

#endif
