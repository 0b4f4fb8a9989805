/*
 * The tree in the making: lists and maps that are open, keys that wait for
 * their values, merges that wait for the end of their map.
 */
#ifndef FLOE_READ_BUILD_H
#define FLOE_READ_BUILD_H

#include "floe/base/diag.h"
#include "floe/base/names.h"
#include "floe/read/limits.h"
#include "floe/read/tree.h"

struct anchor {
    struct node *node;
    uint32_t weight;
};

/* A list or map that is being read. */
struct frame {
    struct node *node;
    struct node *last;       /* its last entry or key */
    struct node *key;        /* waits for its value */
    bool key_kept;           /* false: the key was refused, its value is dropped */
    struct node *merges;     /* what << was given, newest first */
    struct names keys;       /* when there are many */
    struct anchor *anchor;   /* to be set when it ends */
    uint32_t weight;         /* nodes below, aliases written out */
};

struct builder {
    struct arena *arena;
    struct diags *diags;
    struct source *source;
    uint32_t depth; /* frames in use */
    struct frame frames[READ_DEPTH_MAX + 1];
    struct node *root;
    struct names_spares spares; /* of keys, of frames that are closed */
    struct node *dropped; /* keys that were refused, with their values */
    struct node *last_dropped;
};

/*
 * Puts a node where it belongs: the next entry, key or value of the innermost
 * frame, or the root.  weight: its nodes with aliases written out.  False after
 * a message when a limit is passed.
 */
bool build_accept(struct builder *builder, struct node *node, uint32_t weight)
    __attribute__((warn_unused_result));

/* At the end of a list or map: writes out what << was given, without overriding. */
void build_close(struct builder *builder, struct frame *frame);

#endif
