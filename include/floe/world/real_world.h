/*
 * The real outside: the process' environment, files, and mounted secrets.
 *
 * Files: FIFOs are read to their end, so `floe-compile <(generate)` works, and
 * what does not come is waited for with patience; folders give EISDIR, sockets and devices EOPNOTSUPP.  Secrets: a value that
 * was read once is kept in the vault and given again, so that what was checked
 * is what COMMAND gets.
 */
#ifndef FLOE_WORLD_REAL_WORLD_H
#define FLOE_WORLD_REAL_WORLD_H

#include "floe/base/world.h"
#include "floe/world/vault.h"

enum {
    LISTED_FILES_MAX = 10 * 1000,   /* more give EOVERFLOW */
    LISTED_FOLDERS_MAX = 10 * 1000, /* more give EOVERFLOW */
    LISTED_DEPTH_MAX = 32,          /* folders within folders; deeper gives ELOOP */
};

struct patience;

struct real_world {
    struct vault *vault; /* the caller's, from vault_open() */
    const struct patience *patience;
};

/* All must outlive the result. */
struct world world_real(struct real_world *real);

#endif
