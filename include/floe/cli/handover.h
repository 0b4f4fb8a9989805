/*
 * Handing secrets to COMMAND, or to the shell that evaluates --print=env.
 *
 * profiles.yml reads variables only, so what is beneath the mount becomes a
 * variable here.  Values go from the vault to the new program's environment:
 * never to a file, never to argv, never to the heap.
 */
#ifndef FLOE_CLI_HANDOVER_H
#define FLOE_CLI_HANDOVER_H

#include <stdio.h>

#include "floe/base/names.h"
#include "floe/plan/variable.h"
#include "floe/resolve/secret.h"
#include "floe/world/vault.h"

/* As env(1) and the shells. */
enum {
    HANDOVER_CANNOT_RUN = 126,
    HANDOVER_NOT_FOUND = 127,
};

struct handover {
    struct vault *vault;
    char **lines; /* "NAME=value", in the vault */
    uint32_t count;
    struct names names; /* of the lines */
};

/*
 * Collects the variables that are not there yet.  A secret is looked for as
 *
 *   1. $EMITTED, set and not empty: stays as it is, no line
 *   2. $VARIABLE, when the emitted name has a prefix
 *   3. its file beneath the mount
 *
 * and is left out when it is nowhere: secrets_check() has said so, or was told
 * to be silent.  The lines are the vault's, the list is the arena's.  False when
 * the vault cannot hold them all.
 */
bool handover_environment(struct handover *handover, struct arena *arena,
                          const struct secrets *secrets, const struct world *world,
                          struct vault *vault);

/* The same for more secrets; a variable that is there already stays as it is. */
bool handover_secrets(struct handover *handover, struct arena *arena,
                      const struct secrets *secrets, const struct world *world);

/*
 * Adds the variables that the environment does not say itself, composed of what
 * they name: a literal, a variable that is set, or a line collected before.  One
 * whose parts are not all there is left out.  False when the vault is full.
 */
bool handover_add(struct handover *handover, struct arena *arena,
                  const struct variables *variables, const struct world *world);

/*
 * Replaces this program by argv[0], looked up in PATH, with the environment and
 * the lines; returns only when that was impossible: HANDOVER_NOT_FOUND or
 * HANDOVER_CANNOT_RUN, errno says why, and the vault is wiped.  Streams are
 * flushed before.  Signals stay as the parent gave them, for floe-compile
 * changes none.
 */
int handover_exec(const struct handover *handover, char *const argv[]);

/*
 * Writes `export NAME='value'` lines that a POSIX shell evaluates to the same
 * bytes.  0, or an errno value.  Not for terminals: ask handover_may_print().
 */
int handover_print(const struct handover *handover, FILE *out);

/* False when out is a terminal, where values would stay to be read. */
bool handover_may_print(FILE *out);

#endif
