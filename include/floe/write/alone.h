/*
 * One file at a path that was named, outside of the set of outputs: whole or
 * not at all, and never through a symbolic link.
 */
#ifndef FLOE_WRITE_ALONE_H
#define FLOE_WRITE_ALONE_H

#include "floe/base/text.h"

struct patience;

/*
 * A device or a pipe, and what is below /dev, is written as it is; a regular
 * file is replaced.  Its bytes are synced, its folder is not: after a loss of
 * power it is the old or the new one, whole, and the next run writes it again.
 * A FIFO's reader is waited for.  0, or an error that patience_reason() knows,
 * and then a regular file is as before: ELOOP for a link in its place.
 */
int alone_write(const char *path, struct text bytes, const struct patience *patience)
    __attribute__((warn_unused_result));

#endif
