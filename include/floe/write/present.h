/*
 * What is at a path now.
 */
#ifndef FLOE_WRITE_PRESENT_H
#define FLOE_WRITE_PRESENT_H

#include <stdbool.h>
#include <stdint.h>

#include "floe/base/text.h"

struct arena;

enum present_kind {
    PRESENT_NOTHING,
    PRESENT_FILE,  /* a regular one, read */
    PRESENT_LARGE, /* a regular one of more than WRITE_OLD_FILE_BYTES_MAX */
    PRESENT_LINK,  /* a symbolic link, not followed */
    PRESENT_FOLDER,
    PRESENT_SPECIAL, /* a pipe, a socket, a device */
};

struct present {
    enum present_kind kind;
    unsigned mode;     /* with the type, as stat gives it */
    struct text bytes; /* of a file; else empty, with bytes NULL */
};

/* 0, or an errno value.  Path is relative to root and NUL-terminated. */
int present_look(int root, struct text path, struct present *present);

/* The same, and reads a file.  EBUSY when it changes while it is read. */
int present_read(struct arena *arena, int root, struct text path, struct present *present);

/*
 * The paths of all regular files below folder, relative to root, folder by
 * folder and sorted by bytes, without temporary files.  0, or an errno value.
 * A missing folder, or a link in its place, holds none.
 */
struct present_list {
    struct text *paths;
    uint32_t count;
    bool has_leftover; /* killed runs have left something in these folders */
};

int present_list(struct arena *arena, int root, struct text folder, struct present_list *list);

#endif
