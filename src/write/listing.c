#define _DEFAULT_SOURCE /* d_type */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/write/beneath.h"
#include "floe/write/present.h"
#include "floe/write/temporary.h"
#include "floe/write/write.h"

struct entry {
    struct text path;
    enum present_kind kind;
};

struct entries {
    struct entry *list;
    uint32_t count;
    uint32_t capacity;
};

struct listing {
    struct arena *arena;
    int root;
    DIR *open; /* one at a time; the arena closes it when memory runs out */
    struct entries files;
    bool has_leftover;
};

static void add(struct arena *arena, struct entries *entries, struct entry entry)
{
    if (entries->count == entries->capacity) {
        uint32_t capacity = entries->capacity == 0 ? 16 : entries->capacity * 2;
        entries->list = arena_grow(arena, entries->list, entries->capacity * sizeof(struct entry),
                                   capacity * sizeof(struct entry));
        entries->capacity = capacity;
    }
    entries->list[entries->count++] = entry;
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
    return text_compare(((const struct entry *)left)->path, ((const struct entry *)right)->path);
}

/* PRESENT_NOTHING where the file system doesn't say. */
static enum present_kind kind_of(const struct dirent *entry)
{
    if (entry->d_type == DT_REG)
        return PRESENT_FILE;
    if (entry->d_type == DT_DIR)
        return PRESENT_FOLDER;
    return entry->d_type == DT_UNKNOWN ? PRESENT_NOTHING : PRESENT_SPECIAL;
}

static void read_entry(struct listing *listing, struct text folder, struct entries *entries,
                       const struct dirent *entry)
{
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
        return;
    if (temporary_is_name(entry->d_name)) {
        listing->has_leftover = true;
        return;
    }
    struct text path = text_format(listing->arena, "%.*s/%s", TEXT_ARG(folder), entry->d_name);
    add(listing->arena, entries, (struct entry){.path = path, .kind = kind_of(entry)});
}

static int read_entries(struct listing *listing, struct text folder, struct entries *entries)
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
        read_entry(listing, folder, entries, entry);
    int error = errno;
    listing->has_leftover |= entries->count == 0;
    close_listing(listing);
    if (entries->count > 1)
        qsort(entries->list, entries->count, sizeof(struct entry), compare);
    return error;
}

static int look(struct listing *listing, struct entry *entry)
{
    struct present present;
    int error = present_look(listing->root, entry->path, &present);
    entry->kind = present.kind;
    return error;
}

static int list_folder(struct listing *listing, struct text folder, unsigned depth)
{
    struct entries entries = {0};
    int error = depth > WRITE_DEPTH_MAX ? 0 : read_entries(listing, folder, &entries);
    if (error == ENOENT)
        return 0;
    for (uint32_t i = 0; error == 0 && i < entries.count; i++) {
        struct entry *entry = &entries.list[i];
        if (entry->kind == PRESENT_NOTHING)
            error = look(listing, entry);
        if (error == 0 && entry->kind == PRESENT_FILE)
            add(listing->arena, &listing->files, *entry);
        if (error == 0 && entry->kind == PRESENT_FOLDER)
            error = list_folder(listing, entry->path, depth + 1);
    }
    return error;
}

int present_list(struct arena *arena, int root, struct text folder, struct present_list *list)
{
    struct listing *listing = ARENA_NEW(arena, struct listing);
    *listing = (struct listing){.arena = arena, .root = root};
    arena_defer(arena, close_listing, listing);
    int error = list_folder(listing, folder, 1);
    if (error == ENOTDIR || error == ELOOP)
        error = 0;
    *list = (struct present_list){
        .paths = ARENA_ARRAY(arena, struct text, listing->files.count),
        .count = listing->files.count,
        .has_leftover = listing->has_leftover,
    };
    for (uint32_t i = 0; i < list->count; i++)
        list->paths[i] = listing->files.list[i].path;
    return error;
}
