#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/write/beneath.h"
#include "floe/write/present.h"
#include "floe/write/temporary.h"
#include "floe/write/write.h"

struct paths {
    struct text *list;
    uint32_t count;
    uint32_t capacity;
};

struct listing {
    struct arena *arena;
    int root;
    DIR *open; /* one at a time; the arena closes it when memory runs out */
    struct paths files;
};

static void add(struct arena *arena, struct paths *paths, struct text path)
{
    if (paths->count == paths->capacity) {
        uint32_t capacity = paths->capacity == 0 ? 16 : paths->capacity * 2;
        paths->list = arena_grow(arena, paths->list, paths->capacity * sizeof(struct text),
                                 capacity * sizeof(struct text));
        paths->capacity = capacity;
    }
    paths->list[paths->count++] = path;
}

static void close_listing(void *resource)
{
    struct listing *listing = resource;
    if (listing->open != NULL)
        closedir(listing->open);
    listing->open = NULL;
}

static int compare(const void *left, const void *right)
{
    return text_compare(*(const struct text *)left, *(const struct text *)right);
}

static bool is_wanted(const char *name)
{
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && !temporary_is_name(name);
}

static int read_names(struct listing *listing, struct text folder, struct paths *names)
{
    int fd = beneath_open(listing->root, folder);
    if (fd < 0)
        return errno;
    listing->open = fdopendir(fd);
    if (listing->open == NULL) {
        beneath_close(fd);
        return errno;
    }
    struct dirent *entry;
    for (errno = 0; (entry = readdir(listing->open)) != NULL; errno = 0)
        if (is_wanted(entry->d_name))
            add(listing->arena, names,
                text_format(listing->arena, "%.*s/%s", TEXT_ARG(folder), entry->d_name));
    int error = errno;
    close_listing(listing);
    if (names->count > 1)
        qsort(names->list, names->count, sizeof(struct text), compare);
    return error;
}

static int list_folder(struct listing *listing, struct text folder, unsigned depth)
{
    struct paths names = {0};
    int error = depth > WRITE_DEPTH_MAX ? 0 : read_names(listing, folder, &names);
    if (error == ENOENT)
        return 0;
    for (uint32_t i = 0; error == 0 && i < names.count; i++) {
        struct present present;
        error = present_look(listing->root, names.list[i], &present);
        if (error == 0 && present.kind == PRESENT_FILE)
            add(listing->arena, &listing->files, names.list[i]);
        if (error == 0 && present.kind == PRESENT_FOLDER)
            error = list_folder(listing, names.list[i], depth + 1);
    }
    return error;
}

int present_list(struct arena *arena, int root, struct text folder, struct text **paths,
                 uint32_t *count)
{
    struct listing *listing = ARENA_NEW(arena, struct listing);
    *listing = (struct listing){.arena = arena, .root = root};
    arena_defer(arena, close_listing, listing);
    int error = list_folder(listing, folder, 1);
    if (error == ENOTDIR || error == ELOOP)
        error = 0;
    *paths = listing->files.list;
    *count = listing->files.count;
    return error;
}
