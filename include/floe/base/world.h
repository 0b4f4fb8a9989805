/*
 * The outside, as a compile sees it: functions, so that tests and fuzzers can
 * fake it.  Nothing in the stages touches files or the environment otherwise.
 */
#ifndef FLOE_BASE_WORLD_H
#define FLOE_BASE_WORLD_H

#include "floe/base/text.h"

struct arena;

enum secret_state {
    SECRET_FOUND,
    SECRET_ABSENT,
    SECRET_EMPTY,
    SECRET_REFUSED, /* reason says why, never what it holds */
};

struct secret_lookup {
    enum secret_state state;
    const char *reason;  /* static text, when refused or absent */
    struct text value;   /* when found; of the world, wiped by it */
};

struct world {
    void *context;

    /* The value of an environment variable, NULL when it is not set. */
    const char *(*variable)(void *context, const char *name);

    /*
     * Reads a whole file of at most bytes_max bytes.  0, or an error that
     * patience_reason() knows; EFBIG when it is larger.
     */
    int (*read_file)(void *context, struct arena *arena, const char *path, size_t bytes_max,
                     struct text *bytes);

    /*
     * The names of the files below a folder that end in suffix, sorted, as
     * paths that begin with folder.  0, or an errno value.
     */
    int (*list_files)(void *context, struct arena *arena, const char *folder, const char *suffix,
                      struct text **paths, size_t *count);

    /* A secret's file beneath the mount: name, or name/key. */
    struct secret_lookup (*read_secret)(void *context, const char *mount, const char *name,
                                        const char *key, bool many_lines);
};

#endif
