#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "floe/base/arena.h"
#include "floe/base/patience.h"
#include "floe/base/retry.h"
#include "floe/write/beneath.h"
#include "floe/write/write.h"

enum { TRIES_MAX = 100 };

/* "a", "a/b" and "a/b/c" for "a/b/c". */
static void list_parents(struct arena *arena, struct write_folder *folder)
{
    struct text path = folder->path;
    folder->parents = ARENA_ARRAY(arena, struct write_parent, path.size);
    for (size_t i = 1; i <= path.size; i++) {
        bool ends = i == path.size || path.bytes[i] == '/';
        if (!ends || path.bytes[i - 1] == '/')
            continue;
        struct text parent = text_copy(arena, (struct text){path.bytes, i});
        folder->parents[folder->parent_count++] = (struct write_parent){.path = parent};
    }
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static void sync_holder(const char *path)
{
    int fd;
    RETRY(fd, open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd < 0)
        return;
    beneath_sync(fd);
    beneath_close(fd);
}

static bool make_parents(struct write_folder *folder)
{
    const char *holder = folder->path.bytes[0] == '/' ? "/" : ".";
    for (uint32_t i = 0; i < folder->parent_count; i++) {
        struct write_parent *parent = &folder->parents[i];
        if (!is_folder(parent->path.bytes)) {
            if (mkdir(parent->path.bytes, 0777) == 0) {
                parent->created = true;
                sync_holder(holder);
            } else if (errno != EEXIST) {
                return false;
            }
        }
        holder = parent->path.bytes;
    }
    return true;
}

/*
 * flock and not fcntl: fcntl locks need a descriptor that is open for writing,
 * which a folder never is.  Some network file systems have neither; their runs
 * are not serialized, yet each rename is still whole.
 */
static int lock(struct write_folder *folder, struct waiting *waiting)
{
    int kind = folder->purpose == WRITE_TO_CHANGE ? LOCK_EX : LOCK_SH;
    int result, error = 0;
    do {
        RETRY(result, flock(folder->fd, kind | LOCK_NB));
        if (result < 0)
            error = errno == EWOULDBLOCK ? patience_wait(waiting, -1, 0) : errno;
    } while (result < 0 && error == 0);
    folder->locked = result == 0;
    bool unsupported = error == ENOLCK || error == EBADF || error == EINVAL || error == ENOSYS ||
                       error == ENOTSUP;
    return unsupported ? 0 : error;
}

/* The run that held the lock may have removed the folder that it had created. */
static bool still_there(const struct write_folder *folder)
{
    struct stat opened, named;
    return fstat(folder->fd, &opened) == 0 && stat(folder->path.bytes, &named) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

static void close_folder(struct write_folder *folder)
{
    if (folder->fd >= 0)
        beneath_close(folder->fd);
    folder->fd = -1;
    folder->locked = false;
}

static bool open_folder(struct write_folder *folder)
{
    RETRY(folder->fd, open(folder->path.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder->fd >= 0 || errno != ENOENT || folder->purpose == WRITE_TO_LOOK)
        return folder->fd >= 0 || errno == ENOENT;
    if (!make_parents(folder))
        return false;
    RETRY(folder->fd, open(folder->path.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return folder->fd >= 0 || errno == ENOENT;
}

static const char *try_to_lock(struct write_folder *folder, struct waiting *waiting)
{
    bool missing_is_fine = folder->purpose == WRITE_TO_LOOK;
    for (int tries = 0; tries < TRIES_MAX; tries++) {
        if (!open_folder(folder))
            return "opened as a folder";
        if (folder->fd < 0 && missing_is_fine)
            return NULL;
        if (folder->fd < 0)
            continue;
        errno = lock(folder, waiting);
        if (errno != 0)
            return "locked";
        if (still_there(folder))
            return NULL;
        close_folder(folder);
    }
    errno = ENOENT;
    return "created";
}

static void unlock(void *folder)
{
    write_unlock(folder);
}

struct write_folder *write_lock(struct arena *arena, const char *path,
                                enum write_purpose purpose, const struct patience *patience,
                                struct write_failure *failure)
{
    *failure = (struct write_failure){0};
    struct write_folder *folder = ARENA_NEW(arena, struct write_folder);
    folder->path = text_copy(arena, text_of(path[0] == '\0' ? "." : path));
    folder->purpose = purpose;
    folder->fd = -1;
    list_parents(arena, folder);
    arena_defer(arena, unlock, folder);
    struct waiting waiting = patience_begin(patience, AWAITED_LOCK, folder->path.bytes);
    const char *failed = try_to_lock(folder, &waiting);
    if (failed == NULL)
        return folder;
    *failure = (struct write_failure){.path = folder->path, .error = errno, .doing = failed};
    write_unlock(folder);
    return NULL;
}

/* rmdir leaves alone what is not empty.  The lock goes last, with the descriptor. */
void write_unlock(struct write_folder *folder)
{
    for (uint32_t i = folder->parent_count; i > 0; i--) {
        struct write_parent *parent = &folder->parents[i - 1];
        if (parent->created)
            rmdir(parent->path.bytes);
        parent->created = false;
    }
    close_folder(folder);
}
