/*
 * Waiting for what another program does: after a while that is reported, and after a
 * longer one it ends.
 *
 *     struct waiting waiting = patience_begin(patience, AWAITED_LOCK, path);
 *     while (!try())
 *         if ((error = patience_wait(&waiting, -1, 0)) != 0)
 *             return error;
 */
#ifndef FLOE_BASE_PATIENCE_H
#define FLOE_BASE_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    PATIENCE_NOTICE_MILLISECONDS = 2 * 1000,
    PATIENCE_LIMIT_MILLISECONDS = 60 * 1000,
};

enum awaited { AWAITED_INPUT, AWAITED_READER, AWAITED_LOCK };

/* How long, and whom to tell; the limits are members so that tests need not wait. */
struct patience {
    int64_t notice_milliseconds;
    int64_t limit_milliseconds;
    void (*say)(void *context, const char *awaited, const char *path); /* "the lock of", "out" */
    void *context;
};

struct waiting {
    const struct patience *patience; /* the caller's */
    enum awaited awaited;
    const char *path;
    int64_t since; /* milliseconds of a clock that nobody sets */
    bool said;
};

struct waiting patience_begin(const struct patience *patience, enum awaited awaited,
                              const char *path);

/* Something came: the limit counts from now. */
void patience_renew(struct waiting *waiting);

/*
 * Until the descriptor is ready for the events of poll(); with -1, for a moment.
 * 0, an errno value, or a negative value that patience_reason() knows: the limit
 * is reached.
 */
int patience_wait(struct waiting *waiting, int fd, short events)
    __attribute__((warn_unused_result));

/* What an errno value or one of patience_wait() means. */
const char *patience_reason(int error);

#endif
