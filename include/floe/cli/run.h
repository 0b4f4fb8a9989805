/*
 * One run of the command, from options to exit status.
 */
#ifndef FLOE_CLI_RUN_H
#define FLOE_CLI_RUN_H

#include "floe/cli/options.h"

enum exit_status {
    EXIT_DONE = 0,
    EXIT_WRONG = 1,
    EXIT_USAGE = 2,
    EXIT_CHANGES = 3,
    EXIT_WORLD = 4,
};

struct arena;

/* What it makes is the arena's, the secrets' memory, too. */
int run(struct arena *arena, const struct options *options);

#endif
