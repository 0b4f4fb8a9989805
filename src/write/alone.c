#include "floe/write/alone.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "floe/base/patience.h"
#include "floe/base/retry.h"
#include "floe/write/beneath.h"
#include "floe/write/output.h"
#include "floe/write/signals.h"
#include "floe/write/temporary.h"

/* O_NONBLOCK: a FIFO without a reader gives ENXIO. */
static int open_in_place(const char *path, struct waiting *waiting, int *fd)
{
    int error = 0;
    do {
        RETRY(*fd, open(path, O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
        if (*fd >= 0)
            return 0;
        error = errno == ENXIO ? patience_wait(waiting, -1, 0) : errno;
    } while (error == 0);
    return error;
}

/* What a full pipe did not take is written when there is room. */
static int fill_in_place(int fd, struct text bytes, struct waiting *waiting)
{
    int error = 0;
    while (error == 0 && bytes.size > 0) {
        ssize_t written;
        RETRY(written, write(fd, bytes.bytes, bytes.size));
        if (written < 0) {
            error = errno == EAGAIN ? patience_wait(waiting, fd, POLLOUT) : errno;
            continue;
        }
        bytes = (struct text){bytes.bytes + written, bytes.size - (size_t)written};
        patience_renew(waiting);
    }
    return error;
}

static int write_in_place(const char *path, struct text bytes, const struct patience *patience)
{
    struct waiting waiting = patience_begin(patience, AWAITED_READER, path);
    int fd;
    int error = open_in_place(path, &waiting, &fd);
    if (error != 0)
        return error;
    error = fill_in_place(fd, bytes, &waiting);
    if (close(fd) != 0 && error == 0 && errno != EINTR)
        error = errno;
    return error;
}

/* The folder of a path, which may be reached by links: who names it means it. */
static int open_folder(const char *path, const char *name)
{
    char folder[4096];
    size_t size = (size_t)(name - path);
    if (size >= sizeof folder) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(folder, path, size);
    folder[size] = '\0';
    int fd;
    RETRY(fd, open(size == 0 ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return fd;
}

/*
 * What killed runs left is taken away by who has the lock: nobody else's run is under way.
 * The rename comes last: what could fail after it would report a file that is there.
 */
static int replace(int folder, const char *name, struct text bytes)
{
    struct temporary fresh = {""};
    if (flock(folder, LOCK_EX | LOCK_NB) == 0)
        temporary_sweep(folder, 0);
    int error = temporary_write(&fresh, folder, 0, bytes, OUTPUT_MODE_SHARED);
    if (error == 0)
        error = temporary_rename(&fresh, folder, name);
    temporary_remove(&fresh, folder);
    return error;
}

static bool is_device(const char *path)
{
    struct stat status;
    bool exists = stat(path, &status) == 0;
    return text_starts(text_of(path), "/dev/") ||
           (exists && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode));
}

static bool is_link(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 && S_ISLNK(status.st_mode);
}

int alone_write(const char *path, struct text bytes, const struct patience *patience)
{
    if (is_device(path))
        return write_in_place(path, bytes, patience);
    if (is_link(path))
        return ELOOP;
    const char *name = beneath_name_of(text_of(path));
    int folder = open_folder(path, name);
    if (folder < 0)
        return errno;
    struct signals_held held;
    signals_hold(&held);
    int error = name[0] == '\0' ? EISDIR : replace(folder, name, bytes);
    beneath_close(folder);
    signals_release(&held);
    return error;
}
