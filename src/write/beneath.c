#define _GNU_SOURCE /* syscall */
#include "floe/write/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "floe/base/retry.h"

#ifndef NAME_MAX
#define NAME_MAX 255
#endif

struct component {
    char bytes[NAME_MAX + 1];
};

static const char *last_slash(struct text path)
{
    for (size_t i = path.size; i > 0; i--)
        if (path.bytes[i - 1] == '/')
            return path.bytes + i - 1;
    return NULL;
}

struct text beneath_folder_of(struct text path)
{
    const char *slash = last_slash(path);
    return (struct text){path.bytes, slash == NULL ? 0 : (size_t)(slash - path.bytes)};
}

const char *beneath_name_of(struct text path)
{
    const char *slash = last_slash(path);
    return slash == NULL ? path.bytes : slash + 1;
}

bool beneath_holds(struct text folder, struct text path)
{
    return path.size > folder.size && path.bytes[folder.size] == '/' &&
           text_equal(folder, (struct text){path.bytes, folder.size});
}

static bool terminate(struct component *component, const char *bytes, size_t size)
{
    if (size > NAME_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(component->bytes, bytes, size);
    component->bytes[size] = '\0';
    return true;
}

static bool take_first(struct component *component, struct text *path)
{
    const char *slash = memchr(path->bytes, '/', path->size);
    size_t size = slash == NULL ? path->size : (size_t)(slash - path->bytes);
    if (!terminate(component, path->bytes, size))
        return false;
    size_t taken = slash == NULL ? size : size + 1;
    *path = (struct text){path->bytes + taken, path->size - taken};
    return true;
}

static bool take_last(struct component *component, struct text path)
{
    const char *slash = last_slash(path);
    const char *name = slash == NULL ? path.bytes : slash + 1;
    return terminate(component, name, (size_t)(path.bytes + path.size - name));
}

enum {
    FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
    /* O_NONBLOCK: a pipe that took the file's place must not make us wait. */
    FILE_FLAGS = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
};

/* The whole way at once, links refused; ENOSYS and the like before Linux 5.6. */
static int open_at_once(int root, struct text folder, int flags)
{
#ifdef SYS_openat2
    enum { RESOLVE_NO_LINKS = 0x04, RESOLVE_BENEATH_ONLY = 0x08 };
    const struct {
        uint64_t flags, mode, resolve;
    } how = {.flags = (uint64_t)flags, .resolve = RESOLVE_BENEATH_ONLY | RESOLVE_NO_LINKS};
    char path[PATH_MAX];
    if (folder.size == 0 || folder.size >= sizeof path)
        return -1;
    memcpy(path, folder.bytes, folder.size);
    path[folder.size] = '\0';
    long fd;
    RETRY(fd, syscall(SYS_openat2, root, path, &how, sizeof how));
    return (int)fd;
#else
    (void)root;
    (void)folder;
    (void)flags;
    return -1;
#endif
}

/* Where the kernel can't, or says no, the walk finds out why. */
int beneath_open(int root, struct text folder)
{
    const int flags = FOLDER_FLAGS;
    int fd = open_at_once(root, folder, flags);
    if (fd >= 0)
        return fd;
    RETRY(fd, openat(root, ".", flags));
    struct component name;
    while (fd >= 0 && folder.size > 0) {
        int next = -1;
        if (take_first(&name, &folder))
            RETRY(next, openat(fd, name.bytes, flags));
        beneath_close(fd);
        fd = next;
    }
    return fd;
}

int beneath_open_file(int root, struct text path)
{
    int fd = open_at_once(root, path, FILE_FLAGS);
    if (fd >= 0)
        return fd;
    int folder = beneath_open(root, beneath_folder_of(path));
    if (folder < 0)
        return -1;
    RETRY(fd, openat(folder, beneath_name_of(path), FILE_FLAGS));
    beneath_close(folder);
    return fd;
}

int beneath_make(int root, struct text folder)
{
    struct component name;
    if (!take_last(&name, folder))
        return -1;
    int parent = beneath_open(root, beneath_folder_of(folder));
    if (parent < 0)
        return -1;
    int result = mkdirat(parent, name.bytes, 0777);
    if (result == 0 && beneath_sync(parent) != 0) {
        int error = errno;
        unlinkat(parent, name.bytes, AT_REMOVEDIR);
        errno = error;
        result = -1;
    }
    beneath_close(parent);
    return result;
}

int beneath_remove(int root, struct text folder)
{
    struct component name;
    if (!take_last(&name, folder))
        return -1;
    int parent = beneath_open(root, beneath_folder_of(folder));
    if (parent < 0)
        return -1;
    int result = unlinkat(parent, name.bytes, AT_REMOVEDIR);
    beneath_close(parent);
    return result;
}

/* Network and user-space file systems refuse to sync folders with these. */
static bool cannot_sync(int error)
{
    return error == EINVAL || error == ENOTSUP || error == ENOSYS || error == EBADF;
}

int beneath_sync(int fd)
{
    int result;
    RETRY(result, fsync(fd));
    return result != 0 && cannot_sync(errno) ? 0 : result;
}

/* Not repeated after EINTR: Linux has closed it by then. */
void beneath_close(int fd)
{
    int error = errno;
    close(fd);
    errno = error;
}
