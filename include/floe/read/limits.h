/*
 * What a file may hold at most.
 */
#ifndef FLOE_READ_LIMITS_H
#define FLOE_READ_LIMITS_H

enum {
    READ_FILE_BYTES_MAX = 64 * 1024 * 1024,
    READ_DEPTH_MAX = 100,
    READ_SCALAR_BYTES_MAX = 1024 * 1024,
    READ_ENTRIES_MAX = 1000 * 1000,
    READ_ALIAS_NODES_MAX = 1000 * 1000,
    READ_ANCHORS_MAX = 10 * 1000,
};

#endif
