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
#include "floe/read/limits.h"
#include "floe/read/tree.h"

/*
 * False, after a message, when there is no tree: the text is not YAML, or a
 * limit was passed.  Duplicate keys, tags and the like are reported and read
 * past, so that the rest of the file is checked too.
 */
bool read_tree(struct arena *arena, struct diags *diags, struct source *source, struct tree *tree)
    __attribute__((warn_unused_result));

#endif
