/* For O_PATH and syscall(), which POSIX lacks. */
#define _GNU_SOURCE

#include "floe/world/mount.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "floe/base/retry.h"

/* A folder on the way needs the right to pass, not to be listed. */
#ifdef O_PATH
enum { FOLDER_FLAGS = O_PATH | O_DIRECTORY | O_CLOEXEC };
#else
enum { FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_CLOEXEC };
#endif

enum {
    /* O_NONBLOCK: a FIFO without a writer must not hold us up. */
    FILE_FLAGS = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
    TRIES_MAX = 32,
    /* A value, CR LF, and one byte more to see that there is more. */
    READ_BYTES_MAX = SECRET_BYTES_MAX + 3,
};

enum finding {
    FOUND,
    NO_FILE,
    NO_VALUE_FILE,
    EMPTY,
    FOLDER,
    FIFO,
    SOCKET,
    DEVICE,
    FILE_AS_FOLDER,
    OUTSIDE,
    LINK_LOOP,
    LONG_PATH,
    BAD_NAME,
    DENIED,
    UNREADABLE,
    TOO_LARGE,
    ZERO_BYTE,
    LINES,
    VAULT_FULL,
};

static const struct secret_lookup answers[] = {
    [FOUND] = {SECRET_FOUND, NULL, {NULL, 0}},
    [NO_FILE] = {SECRET_ABSENT, "no such file", {NULL, 0}},
    [NO_VALUE_FILE] = {SECRET_ABSENT, "a folder without a file 'value'", {NULL, 0}},
    [EMPTY] = {SECRET_EMPTY, "empty", {NULL, 0}},
    [FOLDER] = {SECRET_REFUSED, "a folder, not a file", {NULL, 0}},
    [FIFO] = {SECRET_REFUSED, "a FIFO, not a file", {NULL, 0}},
    [SOCKET] = {SECRET_REFUSED, "a socket, not a file", {NULL, 0}},
    [DEVICE] = {SECRET_REFUSED, "a device, not a file", {NULL, 0}},
    [FILE_AS_FOLDER] = {SECRET_REFUSED, "a file is in place of its folder", {NULL, 0}},
    [OUTSIDE] = {SECRET_REFUSED, "a link leads out of the mount", {NULL, 0}},
    [LINK_LOOP] = {SECRET_REFUSED, "too many symbolic links", {NULL, 0}},
    [LONG_PATH] = {SECRET_REFUSED, "its path is too long", {NULL, 0}},
    [BAD_NAME] = {SECRET_REFUSED, "not the name of a file", {NULL, 0}},
    [DENIED] = {SECRET_REFUSED, "permission denied", {NULL, 0}},
    [UNREADABLE] = {SECRET_REFUSED, "cannot be read", {NULL, 0}},
    [TOO_LARGE] = {SECRET_REFUSED, "larger than 64 KiB", {NULL, 0}},
    [ZERO_BYTE] = {SECRET_REFUSED, "contains a NUL byte", {NULL, 0}},
    [LINES] = {SECRET_REFUSED, "more than one line", {NULL, 0}},
    [VAULT_FULL] = {SECRET_REFUSED, "all secrets together are larger than 4 MiB", {NULL, 0}},
};

static enum finding finding_of(int error)
{
    switch (error) {
    case ENOENT:
        return NO_FILE;
    case ENOTDIR:
        return FILE_AS_FOLDER;
    case EACCES:
    case EPERM:
        return DENIED;
    case EXDEV:
        return OUTSIDE;
    case ELOOP:
        return LINK_LOOP;
    case ENAMETOOLONG:
        return LONG_PATH;
    case ENXIO: /* what open() says of a socket */
        return SOCKET;
    default:
        return UNREADABLE;
    }
}

static int no_file(int error)
{
    errno = error;
    return -1;
}

/*
 * Linux 5.6 and later.  The numbers are the kernel's for ever; its header is not
 * installed everywhere.  EAGAIN: something beneath was renamed meanwhile.
 */
static int open_by_kernel(int mount, const char *path)
{
#ifdef SYS_openat2
    enum { RESOLVE_NO_MAGIC_LINKS = 0x02, RESOLVE_BENEATH_ONLY = 0x08 };
    const struct {
        uint64_t flags, mode, resolve;
    } how = {.flags = FILE_FLAGS, .resolve = RESOLVE_BENEATH_ONLY | RESOLVE_NO_MAGIC_LINKS};
    long file = -1;
    for (int tries = 0; tries < TRIES_MAX; tries++) {
        file = syscall(SYS_openat2, mount, path, &how, sizeof how);
        if (file >= 0 || (errno != EAGAIN && errno != EINTR))
            break;
    }
    return (int)file;
#else
    (void)mount;
    (void)path;
    return no_file(ENOSYS);
#endif
}

/* The folders that were entered, so that '..' is the one we came from. */
struct mount_walk {
    int folders[MOUNT_DEPTH_MAX + 1]; /* the first is the mount */
    unsigned depth;
    unsigned links;
    char rest[PATH_MAX]; /* to be walked; empty or with a leading '/' after a name was taken */
};

enum walk_step { STEP_DONE, STEP_ON };

/* Takes one name; empty at the end of the path. */
static bool take_name(struct mount_walk *walk, char name[NAME_MAX + 1])
{
    const char *start = walk->rest + strspn(walk->rest, "/");
    size_t size = strcspn(start, "/");
    if (size > NAME_MAX)
        return false;
    memcpy(name, start, size);
    name[size] = '\0';
    memmove(walk->rest, start + size, strlen(start + size) + 1);
    return true;
}

/* The target takes the place of the link's name. */
static int follow(struct mount_walk *walk, const char *target, size_t size)
{
    if (++walk->links > MOUNT_LINKS_MAX)
        return ELOOP;
    if (size > 0 && target[0] == '/')
        return EXDEV;
    size_t rest_size = strlen(walk->rest) + 1;
    if (size + rest_size > sizeof walk->rest)
        return ENAMETOOLONG;
    memmove(walk->rest + size, walk->rest, rest_size);
    memcpy(walk->rest, target, size);
    return 0;
}

static int leave(struct mount_walk *walk)
{
    if (walk->depth == 0)
        return EXDEV;
    close(walk->folders[walk->depth--]);
    return 0;
}

static int enter(struct mount_walk *walk, const char *name)
{
    if (walk->depth == MOUNT_DEPTH_MAX)
        return ENAMETOOLONG;
    int folder;
    RETRY(folder, openat(walk->folders[walk->depth], name, FOLDER_FLAGS | O_NOFOLLOW));
    if (folder < 0)
        return errno;
    walk->folders[++walk->depth] = folder;
    return 0;
}

static enum walk_step step(struct mount_walk *walk, int *file)
{
    char name[NAME_MAX + 1];
    char target[PATH_MAX];
    int error = 0;
    *file = -1;
    if (!take_name(walk, name)) {
        error = ENAMETOOLONG;
    } else if (name[0] == '\0') {
        RETRY(*file, openat(walk->folders[walk->depth], ".", FILE_FLAGS));
        return STEP_DONE;
    } else if (strcmp(name, "..") == 0) {
        error = leave(walk);
    } else if (strcmp(name, ".") != 0) {
        ssize_t size = readlinkat(walk->folders[walk->depth], name, target, sizeof target);
        if (size >= 0) {
            error = follow(walk, target, (size_t)size);
        } else if (errno != EINVAL) { /* EINVAL: there, and not a link */
            error = errno;
        } else if (walk->rest[0] != '\0') {
            error = enter(walk, name);
        } else {
            RETRY(*file, openat(walk->folders[walk->depth], name, FILE_FLAGS | O_NOFOLLOW));
            return STEP_DONE;
        }
    }
    errno = error;
    return error == 0 ? STEP_ON : STEP_DONE;
}

/* What openat2 does, from what POSIX has: no link is left to the kernel. */
static int open_by_walk(int mount, const char *path)
{
    struct mount_walk walk = {.folders = {mount}};
    int file;
    int size = snprintf(walk.rest, sizeof walk.rest, "%s", path);
    if (size < 0 || (size_t)size >= sizeof walk.rest)
        return no_file(ENAMETOOLONG);
    while (step(&walk, &file) == STEP_ON)
        continue;
    int error = errno;
    while (walk.depth > 0)
        leave(&walk);
    errno = error;
    return file;
}

/*
 * EPERM is what old container runtimes make of calls that they don't know, EAGAIN
 * what is left when the whole system renames without a pause.
 */
static int open_beneath(enum mount_way way, int mount, const char *path)
{
    if (way == MOUNT_BY_KERNEL) {
        int file = open_by_kernel(mount, path);
        bool unknown = file < 0 && (errno == ENOSYS || errno == EPERM || errno == EAGAIN);
        if (!unknown)
            return file;
    }
    return open_by_walk(mount, path);
}

static enum finding kind_of(int file)
{
    struct stat status;
    if (fstat(file, &status) != 0)
        return UNREADABLE;
    if (S_ISREG(status.st_mode))
        return FOUND;
    if (S_ISDIR(status.st_mode))
        return FOLDER;
    if (S_ISFIFO(status.st_mode))
        return FIFO;
    return S_ISSOCK(status.st_mode) ? SOCKET : DEVICE;
}

/* Bytes read, at most READ_BYTES_MAX; -1 when the system refuses. */
static ssize_t read_bytes(int file, char *room)
{
    size_t size = 0;
    while (size < READ_BYTES_MAX) {
        ssize_t more = read(file, room + size, READ_BYTES_MAX - size);
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0)
            return -1;
        if (more == 0)
            break;
        size += (size_t)more;
    }
    return (ssize_t)size;
}

static struct text without_newline(struct text text)
{
    if (text_ends(text, "\r\n"))
        text.size -= 2;
    else if (text_ends(text, "\n"))
        text.size--;
    return text;
}

static enum finding judge(struct text value, bool many_lines)
{
    if (value.size > SECRET_BYTES_MAX)
        return TOO_LARGE;
    if (value.size == 0)
        return EMPTY;
    if (memchr(value.bytes, '\0', value.size) != NULL)
        return ZERO_BYTE;
    if (!many_lines && (memchr(value.bytes, '\n', value.size) != NULL ||
                        memchr(value.bytes, '\r', value.size) != NULL))
        return LINES;
    return FOUND;
}

/* The size that the system reports is no promise (/proc says 0), so it isn't asked. */
static enum finding read_value(struct vault *vault, int file, bool many_lines, struct text *value)
{
    char *room = vault_room(vault, READ_BYTES_MAX);
    if (room == NULL)
        return VAULT_FULL;
    ssize_t size = read_bytes(file, room);
    enum finding finding = UNREADABLE;
    if (size >= 0) {
        *value = without_newline((struct text){room, (size_t)size});
        finding = judge(*value, many_lines);
    }
    if (finding != FOUND) {
        vault_trim(vault, room, 0);
        return finding;
    }
    room[value->size] = '\0';
    vault_trim(vault, room, value->size + 1);
    return FOUND;
}

static enum finding read_path(struct vault *vault, enum mount_way way, int mount, const char *path,
                              bool many_lines, struct text *value)
{
    int file = open_beneath(way, mount, path);
    if (file < 0)
        return finding_of(errno);
    enum finding finding = kind_of(file);
    if (finding == FOUND)
        finding = read_value(vault, file, many_lines, value);
    close(file);
    return finding;
}

static enum finding check_name(const char *name)
{
    if (strlen(name) > NAME_MAX)
        return LONG_PATH;
    bool special = name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
    return special || strchr(name, '/') != NULL ? BAD_NAME : FOUND;
}

static enum finding read_secret(struct vault *vault, enum mount_way way, int mount,
                                const char *name, const char *key, bool many_lines,
                                struct text *value)
{
    char path[2 * NAME_MAX + sizeof "/"];
    if (key == NULL) {
        enum finding finding = read_path(vault, way, mount, name, many_lines, value);
        if (finding != FOLDER)
            return finding;
    }
    snprintf(path, sizeof path, "%s/%s", name, key == NULL ? "value" : key);
    enum finding finding = read_path(vault, way, mount, path, many_lines, value);
    return finding == NO_FILE && key == NULL ? NO_VALUE_FILE : finding;
}

struct secret_lookup mount_read(struct vault *vault, enum mount_way way, const char *mount,
                                const char *name, const char *key, bool many_lines)
{
    enum finding finding = check_name(name);
    if (finding == FOUND && key != NULL)
        finding = check_name(key);
    if (finding != FOUND)
        return answers[finding];
    int folder;
    RETRY(folder, open(mount, FOLDER_FLAGS));
    if (folder < 0)
        return answers[finding_of(errno)];
    struct text value = {0};
    finding = read_secret(vault, way, folder, name, key, many_lines, &value);
    close(folder);
    struct secret_lookup lookup = answers[finding];
    if (finding == FOUND)
        lookup.value = value;
    return lookup;
}
