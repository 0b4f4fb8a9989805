#include "floe/write/temporary.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "floe/base/retry.h"
#include "floe/write/beneath.h"

#define PREFIX ".floe-compile-"
#define SUFFIX ".tmp"

enum { NAMES_TRIED_MAX = 1000 };

bool temporary_is_name(const char *name)
{
    struct text text = text_of(name);
    size_t frame = strlen(PREFIX SUFFIX);
    if (text.size <= frame || !text_starts(text, PREFIX) || !text_ends(text, SUFFIX))
        return false;
    return strspn(name + strlen(PREFIX), "0123456789-") == text.size - frame;
}

static void set_name(struct temporary *temporary, unsigned number)
{
    snprintf(temporary->name, sizeof temporary->name, PREFIX "%ld-%u" SUFFIX, (long)getpid(),
             number);
}

bool temporary_mode_refused(int error)
{
    return error == EPERM || error == EROFS || error == ENOTSUP;
}

static int write_all(int fd, struct text bytes)
{
    while (bytes.size > 0) {
        ssize_t count;
        RETRY(count, write(fd, bytes.bytes, bytes.size));
        if (count < 0)
            return errno;
        bytes = (struct text){bytes.bytes + count, bytes.size - (size_t)count};
    }
    return 0;
}

/* fchmod, because open's mode is narrowed by the umask. */
static int fill(int fd, struct text bytes, unsigned mode)
{
    int error = write_all(fd, bytes);
    if (error != 0)
        return error;
    if (fchmod(fd, (mode_t)(mode & 07777)) != 0 && !temporary_mode_refused(errno))
        return errno;
    return beneath_sync(fd) == 0 ? 0 : errno;
}

int temporary_write(struct temporary *temporary, int folder, unsigned number, struct text bytes,
                    unsigned mode)
{
    int fd = -1;
    for (unsigned tried = 0; fd < 0 && tried < NAMES_TRIED_MAX; tried++) {
        set_name(temporary, number + tried);
        RETRY(fd, openat(folder, temporary->name,
                         O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (fd < 0 && errno != EEXIST)
            break;
    }
    if (fd < 0) {
        *temporary = (struct temporary){""};
        return errno;
    }
    int error = fill(fd, bytes, mode);
    /* Over quota or over the network, the last write may fail as late as here. */
    if (close(fd) != 0 && error == 0 && errno != EINTR)
        error = errno;
    if (error != 0)
        temporary_remove(temporary, folder);
    return error;
}

int temporary_link(struct temporary *temporary, int folder, unsigned number, const char *name)
{
    int error = EEXIST;
    for (unsigned tried = 0; error == EEXIST && tried < NAMES_TRIED_MAX; tried++) {
        set_name(temporary, number + tried);
        error = linkat(folder, name, folder, temporary->name, 0) == 0 ? 0 : errno;
    }
    if (error != 0)
        *temporary = (struct temporary){""};
    return error;
}

int temporary_rename(struct temporary *temporary, int folder, const char *name)
{
    if (renameat(folder, temporary->name, folder, name) != 0)
        return errno;
    *temporary = (struct temporary){""};
    return 0;
}

void temporary_remove(struct temporary *temporary, int folder)
{
    if (temporary->name[0] != '\0')
        unlinkat(folder, temporary->name, 0);
    *temporary = (struct temporary){""};
}

/* O_DIRECTORY refuses all that is no folder, pipes too, without opening it. */
static bool sweep_below(int folder, const char *name, unsigned depth)
{
    if (depth == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return false;
    int fd;
    RETRY(fd, openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (fd < 0)
        return false;
    bool swept = temporary_sweep(fd, depth - 1);
    beneath_close(fd);
    return unlinkat(folder, name, AT_REMOVEDIR) == 0 || swept;
}

bool temporary_sweep(int folder, unsigned depth)
{
    int fd = beneath_open(folder, LITERAL(""));
    DIR *open = fd < 0 ? NULL : fdopendir(fd);
    if (open == NULL) {
        if (fd >= 0)
            beneath_close(fd);
        return false;
    }
    bool swept = false;
    for (struct dirent *entry; (entry = readdir(open)) != NULL;) {
        bool removed = temporary_is_name(entry->d_name)
                           ? unlinkat(folder, entry->d_name, 0) == 0
                           : sweep_below(folder, entry->d_name, depth);
        swept = swept || removed;
    }
    closedir(open);
    return swept;
}
