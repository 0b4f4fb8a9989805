#include "floe/write/alone.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "floe/base/retry.h"
#include "floe/write/beneath.h"
#include "floe/write/output.h"
#include "floe/write/signals.h"
#include "floe/write/temporary.h"

static int write_in_place(const char *path, struct text bytes)
{
    int fd;
    RETRY(fd, open(path, O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC));
    if (fd < 0)
        return errno;
    int error = temporary_fill(fd, bytes);
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

/* What killed runs left is taken away by who has the lock: nobody else's run is under way. */
static int replace(int folder, const char *name, struct text bytes)
{
    struct temporary fresh = {""};
    if (flock(folder, LOCK_EX | LOCK_NB) == 0)
        temporary_sweep(folder, 0);
    int error = temporary_write(&fresh, folder, 0, bytes, OUTPUT_MODE_SHARED);
    if (error == 0)
        error = temporary_rename(&fresh, folder, name);
    if (error == 0 && beneath_sync(folder) != 0)
        error = errno;
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

int alone_write(const char *path, struct text bytes)
{
    if (is_device(path))
        return write_in_place(path, bytes);
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
