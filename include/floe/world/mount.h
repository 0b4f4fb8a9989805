/*
 * Secrets as files, as Kubernetes and Docker mount them.
 *
 *   <mount>/NAME          a single value, else
 *   <mount>/NAME/value
 *   <mount>/NAME/KEY      one of several
 *
 * Symbolic links are followed (Kubernetes: NAME -> ..data/NAME, ..data ->
 * ..2026_01_31) as long as every step stays beneath the mount; a link with an
 * absolute target leads out of it.  The mount itself is trusted.  Nothing but a
 * plain file is read, and nothing makes the reader wait.
 *
 * One newline (LF or CR LF) at the end of a file is not part of the value.
 */
#ifndef FLOE_WORLD_MOUNT_H
#define FLOE_WORLD_MOUNT_H

#include "floe/base/world.h"
#include "floe/world/vault.h"

enum {
    SECRET_BYTES_MAX = 64 * 1024, /* without the newline at the end */
    MOUNT_LINKS_MAX = 40,         /* Linux' own limit */
    MOUNT_DEPTH_MAX = 64,         /* folders, where openat2 is missing */
};

/* How to stay beneath the mount; both answer alike, tests compare them. */
enum mount_way {
    MOUNT_BY_KERNEL, /* openat2, and the walk where the kernel has none */
    MOUNT_BY_WALK,   /* one component after the other */
};

/*
 * One look at a file; key is NULL for a single value.  The value is in the
 * vault, NUL-terminated.  Every state but SECRET_FOUND has a reason, a text that
 * fits after the path: "no such file".
 */
struct secret_lookup mount_read(struct vault *vault, enum mount_way way, const char *mount,
                                const char *name, const char *key, bool many_lines);

#endif
