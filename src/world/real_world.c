#define _DEFAULT_SOURCE /* d_type */
#include "floe/world/real_world.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "floe/base/arena.h"
#include "floe/base/patience.h"
#include "floe/base/retry.h"
#include "floe/world/mount.h"

enum { PIPE_BYTES_FIRST = 16 * 1024 };

static const char *variable(void *context, const char *name)
{
    (void)context;
    return getenv(name);
}

/* In the arena's care: an arena without memory jumps past our close(). */
struct open_file {
    int file; /* -1: closed */
};

static void close_file(void *resource)
{
    struct open_file *open_file = resource;
    if (open_file->file >= 0)
        close(open_file->file);
    open_file->file = -1;
}

static int check_kind(const struct stat *status)
{
    if (S_ISDIR(status->st_mode))
        return EISDIR;
    return S_ISREG(status->st_mode) || S_ISFIFO(status->st_mode) ? 0 : EOPNOTSUPP;
}

/* Of a FIFO that nobody writes to, read() would say at once that it is at its end. */
static ssize_t read_more(int file, bool is_fifo, struct waiting *waiting, void *room, size_t size)
{
    ssize_t more = -1;
    int error = 0;
    do {
        if (is_fifo)
            error = patience_wait(waiting, file, POLLIN);
        if (error == 0)
            RETRY(more, read(file, room, size));
    } while (is_fifo && error == 0 && more < 0 && errno == EAGAIN);
    if (error != 0)
        errno = error;
    patience_renew(waiting);
    return more;
}

/* The size is a hint only: a FIFO has none, and a file may grow meanwhile. */
static int read_open_file(int file, struct waiting *waiting, struct arena *arena, size_t bytes_max,
                          struct text *bytes)
{
    struct stat status;
    if (fstat(file, &status) != 0)
        return errno;
    int error = check_kind(&status);
    if (error != 0)
        return error;
    if (S_ISREG(status.st_mode) && (uintmax_t)status.st_size > bytes_max)
        return EFBIG;
    size_t hint = S_ISREG(status.st_mode) ? (size_t)status.st_size : PIPE_BYTES_FIRST;
    size_t capacity = hint + 1, size = 0; /* one more: to see the end, and for the NUL */
    char *room = arena_alloc(arena, capacity);
    for (;;) {
        ssize_t more;
        more = read_more(file, S_ISFIFO(status.st_mode), waiting, room + size, capacity - size);
        if (more < 0)
            return errno;
        if (more == 0)
            break;
        size += (size_t)more;
        if (size > bytes_max)
            return EFBIG;
        if (size == capacity) {
            room = arena_grow(arena, room, capacity, capacity * 2);
            capacity *= 2;
        }
    }
    room[size] = '\0';
    *bytes = (struct text){room, size};
    return 0;
}

/*
 * O_NONBLOCK: neither a FIFO without a writer nor a file that another program
 * holds a lease of lets us wait for longer than we are willing to.
 */
static int open_to_read(const char *path, const struct patience *patience, int *file)
{
    struct waiting waiting = patience_begin(patience, AWAITED_LOCK, path);
    int error = 0;
    do {
        RETRY(*file, open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
        if (*file >= 0)
            return 0;
        if (errno != EAGAIN)
            return errno == ENXIO ? EOPNOTSUPP : errno; /* a socket */
        error = patience_wait(&waiting, -1, 0);
    } while (error == 0);
    return error;
}

static int read_file(void *context, struct arena *arena, const char *path, size_t bytes_max,
                     struct text *bytes)
{
    struct real_world *real = context;
    struct open_file *open_file = ARENA_NEW(arena, struct open_file);
    open_file->file = -1;
    arena_defer(arena, close_file, open_file);
    int error = open_to_read(path, real->patience, &open_file->file);
    if (error != 0)
        return error;
    struct waiting waiting = patience_begin(real->patience, AWAITED_INPUT, path);
    error = read_open_file(open_file->file, &waiting, arena, bytes_max, bytes);
    close_file(open_file);
    return error;
}

/* A folder on the way down, to see links that lead back up. */
struct folder_level {
    const struct folder_level *above;
    unsigned depth;
    dev_t device;
    ino_t inode;
};

struct folder_listing {
    struct arena *arena;
    const char *suffix;
    DIR *folder; /* the one that is being read */
    struct text *paths;
    size_t count;
    size_t capacity;
    size_t folder_count;
};

static void close_folder(void *resource)
{
    struct folder_listing *listing = resource;
    if (listing->folder != NULL)
        closedir(listing->folder);
    listing->folder = NULL;
}

static void append(struct arena *arena, struct text **list, size_t *count, size_t *capacity,
                   struct text text)
{
    if (*count == *capacity) {
        size_t grown = *capacity == 0 ? 16 : *capacity * 2;
        *list = arena_grow(arena, *list, *capacity * sizeof **list, grown * sizeof **list);
        *capacity = grown;
    }
    (*list)[(*count)++] = text;
}

/* Regular files that are not wanted anyway need no look. */
static bool is_wanted(const struct folder_listing *listing, const struct dirent *entry)
{
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
        return false;
    return entry->d_type != DT_REG || text_ends(text_of(entry->d_name), listing->suffix);
}

/* Names only, so that one folder is open at a time however deep we are. */
static int read_names(struct folder_listing *listing, const char *path, struct text **names,
                      size_t *count)
{
    size_t capacity = 0;
    *names = NULL;
    *count = 0;
    listing->folder = opendir(path);
    if (listing->folder == NULL)
        return errno;
    struct dirent *entry;
    while (errno = 0, (entry = readdir(listing->folder)) != NULL)
        if (is_wanted(listing, entry))
            append(listing->arena, names, count, &capacity,
                   text_copy(listing->arena, text_of(entry->d_name)));
    int error = errno;
    close_folder(listing);
    return error;
}

static bool leads_back(const struct folder_level *level, const struct stat *status)
{
    for (; level != NULL; level = level->above)
        if (level->device == status->st_dev && level->inode == status->st_ino)
            return true;
    return false;
}

static int list_folder(struct folder_listing *listing, const char *path,
                       const struct folder_level *above);

static int list_entry(struct folder_listing *listing, const char *path,
                      const struct folder_level *level)
{
    struct stat status;
    if (stat(path, &status) != 0) /* a link to nothing, or gone meanwhile */
        return errno == ENOENT || errno == ELOOP ? 0 : errno;
    if (S_ISDIR(status.st_mode))
        return leads_back(level, &status) ? 0 : list_folder(listing, path, level);
    if (!S_ISREG(status.st_mode) || !text_ends(text_of(path), listing->suffix))
        return 0;
    if (listing->count == LISTED_FILES_MAX)
        return EOVERFLOW;
    append(listing->arena, &listing->paths, &listing->count, &listing->capacity, text_of(path));
    return 0;
}

static int list_folder(struct folder_listing *listing, const char *path,
                       const struct folder_level *above)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return errno;
    struct folder_level level = {
        .above = above,
        .depth = above == NULL ? 0 : above->depth + 1,
        .device = status.st_dev,
        .inode = status.st_ino,
    };
    if (level.depth > LISTED_DEPTH_MAX)
        return ELOOP;
    if (listing->folder_count++ == LISTED_FOLDERS_MAX)
        return EOVERFLOW;
    struct text *names;
    size_t count;
    int error = read_names(listing, path, &names, &count);
    for (size_t i = 0; i < count && error == 0; i++) {
        struct text entry = text_format(listing->arena, "%s/%s", path, names[i].bytes);
        error = list_entry(listing, entry.bytes, &level);
    }
    return error;
}

static int compare_paths(const void *left, const void *right)
{
    return text_compare(*(const struct text *)left, *(const struct text *)right);
}

static int list_files(void *context, struct arena *arena, const char *folder, const char *suffix,
                      struct text **paths, size_t *count)
{
    (void)context;
    struct folder_listing *listing = ARENA_NEW(arena, struct folder_listing);
    *listing = (struct folder_listing){.arena = arena, .suffix = suffix};
    arena_defer(arena, close_folder, listing);
    int error = list_folder(listing, folder, NULL);
    if (error != 0)
        return error;
    if (listing->count > 1)
        qsort(listing->paths, listing->count, sizeof *listing->paths, compare_paths);
    *paths = listing->paths;
    *count = listing->count;
    return 0;
}

/* A label that doesn't fit belongs to a path that is too long to be opened. */
static struct secret_lookup read_secret(void *context, const char *mount, const char *name,
                                        const char *key, bool many_lines)
{
    struct real_world *real = context;
    char bytes[PATH_MAX];
    int size = snprintf(bytes, sizeof bytes, "%s\n%s\n%s\n%s", many_lines ? "lines" : "line",
                        mount, name, key == NULL ? "/" : key);
    bool labelled = size > 0 && (size_t)size < sizeof bytes;
    struct text label = {bytes, labelled ? (size_t)size : 0};
    struct text kept = labelled ? vault_find(real->vault, label) : (struct text){0};
    if (kept.bytes != NULL)
        return (struct secret_lookup){.state = SECRET_FOUND, .value = kept};
    struct secret_lookup lookup =
        mount_read(real->vault, MOUNT_BY_KERNEL, mount, name, key, many_lines);
    if (lookup.state == SECRET_FOUND && labelled)
        (void)vault_keep(real->vault, label, lookup.value); /* full: read again, then */
    return lookup;
}

struct world world_real(struct real_world *real)
{
    return (struct world){
        .context = real,
        .variable = variable,
        .read_file = read_file,
        .list_files = list_files,
        .read_secret = read_secret,
    };
}
