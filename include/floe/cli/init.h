/*
 * What --init begins a data product with: floe.yaml, a platform.yaml for a
 * laptop, and a dbt project where there is none.
 *
 * The name is that of the dbt project that is there, else the folder's.
 */
#ifndef FLOE_CLI_INIT_H
#define FLOE_CLI_INIT_H

#include <stdint.h>

#include "floe/base/world.h"
#include "floe/write/output.h"

enum { INIT_FILES_MAX = 3 };

struct init {
    const char *folder;
    struct output outputs[INIT_FILES_MAX];
    uint32_t output_count;
};

/* Path is that of floe.yaml, or of the folder for it. */
struct init init_files(struct arena *arena, const struct world *world, const char *path);

#endif
