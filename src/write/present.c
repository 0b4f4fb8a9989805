#include "floe/write/present.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "floe/base/arena.h"
#include "floe/base/retry.h"
#include "floe/write/beneath.h"
#include "floe/write/write.h"

static enum present_kind kind_of(const struct stat *status)
{
    if (S_ISREG(status->st_mode))
        return status->st_size > WRITE_OLD_FILE_BYTES_MAX ? PRESENT_LARGE : PRESENT_FILE;
    if (S_ISLNK(status->st_mode))
        return PRESENT_LINK;
    return S_ISDIR(status->st_mode) ? PRESENT_FOLDER : PRESENT_SPECIAL;
}

static int look(int root, struct text path, struct stat *status)
{
    int folder = beneath_open(root, beneath_folder_of(path));
    if (folder < 0)
        return errno;
    int result = fstatat(folder, beneath_name_of(path), status, AT_SYMLINK_NOFOLLOW);
    int error = result == 0 ? 0 : errno;
    beneath_close(folder);
    return error;
}

int present_look(int root, struct text path, struct present *present)
{
    *present = (struct present){.kind = PRESENT_NOTHING};
    struct stat status;
    int error = look(root, path, &status);
    if (error != 0)
        return error == ENOENT ? 0 : error;
    present->kind = kind_of(&status);
    present->mode = status.st_mode;
    return 0;
}

static int read_all(int fd, char *bytes, size_t size, size_t *got)
{
    *got = 0;
    while (*got < size) {
        ssize_t count;
        RETRY(count, read(fd, bytes + *got, size - *got));
        if (count <= 0)
            return count == 0 ? 0 : errno;
        *got += (size_t)count;
    }
    return 0;
}

/* In the arena's care while it is open: running out of memory jumps away. */
static void close_file(void *resource)
{
    int *fd = resource;
    if (*fd >= 0)
        beneath_close(*fd);
    *fd = -1;
}

static int read_open(struct arena *arena, int fd, struct present *present)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return errno;
    present->kind = kind_of(&status);
    present->mode = status.st_mode;
    if (present->kind != PRESENT_FILE)
        return 0;
    size_t size = (size_t)status.st_size, got;
    char *bytes = arena_alloc(arena, size + 1);
    int error = read_all(fd, bytes, size + 1, &got);
    if (error == 0 && got != size)
        return EBUSY;
    present->bytes = (struct text){bytes, size};
    return error;
}

/* What can't be opened is looked at: a link, a socket, nothing at all. */
int present_read(struct arena *arena, int root, struct text path, struct present *present)
{
    int *fd = ARENA_NEW(arena, int);
    *fd = -1;
    arena_defer(arena, close_file, fd);
    *present = (struct present){.kind = PRESENT_NOTHING};
    *fd = beneath_open_file(root, path);
    if (*fd < 0) {
        int refused = errno, error = present_look(root, path, present);
        return error == 0 && present->kind == PRESENT_FILE ? refused : error;
    }
    int error = read_open(arena, *fd, present);
    close_file(fd);
    return error;
}
