/*
 * From bytes to a tree, by libyaml's events.
 *
 * libyaml 0.2.5 accepts duplicate keys, unknown aliases, second documents and
 * any depth; all of that is checked here.  Its marks count characters, ours
 * bytes.
 */
#ifndef FLOE_READ_READ_H
#define FLOE_READ_READ_H

#include "floe/base/diag.h"
#include "floe/read/tree.h"

enum {
    READ_FILE_BYTES_MAX = 64 * 1024 * 1024,
    READ_DEPTH_MAX = 100,
    READ_SCALAR_BYTES_MAX = 1024 * 1024,
    READ_ENTRIES_MAX = 1000 * 1000,
    READ_ALIAS_NODES_MAX = 1000 * 1000,
    READ_ANCHORS_MAX = 10 * 1000,
};

/*
 * False, after a message, when there is no tree: the text is not YAML, or a
 * limit was passed.  Duplicate keys, tags and the like are reported and read
 * past, so that the rest of the file is checked too.
 */
bool read_tree(struct arena *arena, struct diags *diags, struct source *source, struct tree *tree)
    __attribute__((warn_unused_result));

#endif
