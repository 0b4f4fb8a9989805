/*
 * A world of the files and variables that were given, and of nothing else.
 */
#ifndef FLOE_LIBRARY_MEMORY_WORLD_H
#define FLOE_LIBRARY_MEMORY_WORLD_H

#include "floe.h"
#include "floe/base/names.h"
#include "floe/base/world.h"

struct memory_world {
    struct names files;           /* path: struct floe_file */
    const char *const *variables; /* "NAME=value", the last NULL; NULL: none */
};

/* files and variables are the caller's. */
struct memory_world memory_world_new(struct arena *arena, const struct floe_file *files,
                                     size_t count, const char *const *variables);

/* Lives as long as the memory. */
struct world memory_world(struct memory_world *memory);

#endif
