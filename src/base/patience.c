#include "floe/base/patience.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>

enum { MOMENT_MAX = 100 };

static const struct {
    const char *awaited; /* fits "waiting for AWAITED 'PATH'" */
    const char *reason;
} kinds[] = {
    [AWAITED_INPUT] = {"data from the pipe", "nothing came through this pipe for 60 seconds"},
    [AWAITED_READER] = {"a reader of the pipe", "nobody read from this pipe for 60 seconds"},
    [AWAITED_LOCK] = {"the lock of", "another program held its lock for 60 seconds"},
};
_Static_assert(PATIENCE_LIMIT_MILLISECONDS == 60 * 1000, "the reasons name it");

/* Apart from the values of errno, which are positive. */
static int error_of(enum awaited awaited)
{
    return -1 - (int)awaited;
}

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / (1000 * 1000);
}

struct waiting patience_begin(const struct patience *patience, enum awaited awaited,
                              const char *path)
{
    return (struct waiting){
        .patience = patience, .awaited = awaited, .path = path, .since = now()};
}

void patience_renew(struct waiting *waiting)
{
    waiting->since = now();
}

/* To the notice, then to the end; without a descriptor to look at, ever longer moments. */
static int next_milliseconds(const struct waiting *waiting, bool looks)
{
    const struct patience *patience = waiting->patience;
    int64_t elapsed = now() - waiting->since;
    int64_t end = waiting->said ? patience->limit_milliseconds : patience->notice_milliseconds;
    int64_t rest = end > elapsed ? end - elapsed : 0;
    int64_t moment = elapsed / 4 + 1 < MOMENT_MAX ? elapsed / 4 + 1 : MOMENT_MAX;
    return (int)(looks || rest < moment ? rest : moment);
}

static int tell(struct waiting *waiting)
{
    const struct patience *patience = waiting->patience;
    int64_t elapsed = now() - waiting->since;
    if (elapsed >= patience->limit_milliseconds)
        return error_of(waiting->awaited);
    if (elapsed < patience->notice_milliseconds || waiting->said)
        return 0;
    waiting->said = true;
    patience->say(patience->context, kinds[waiting->awaited].awaited, waiting->path);
    return 0;
}

int patience_wait(struct waiting *waiting, int fd, short events)
{
    struct pollfd look = {.fd = fd, .events = events};
    bool looks = fd >= 0;
    int ready, error;
    do {
        ready = poll(&look, looks ? 1 : 0, next_milliseconds(waiting, looks));
        if (ready < 0 && errno != EINTR)
            return errno;
        error = ready > 0 ? 0 : tell(waiting);
    } while (looks && ready <= 0 && error == 0);
    return error;
}

const char *patience_reason(int error)
{
    return error < 0 ? kinds[-1 - error].reason : strerror(error);
}
