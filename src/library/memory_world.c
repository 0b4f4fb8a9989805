#include "floe/library/memory_world.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/library/result.h"

/* Without the "./" of the current folder. */
static struct text plain(struct text path)
{
    while (text_starts(path, "./"))
        path = (struct text){path.bytes + 2, path.size - 2};
    return path;
}

static const char *variable(void *context, const char *name)
{
    const struct memory_world *memory = context;
    size_t size = strlen(name);
    for (const char *const *each = memory->variables; each != NULL && *each != NULL; each++)
        if (strncmp(*each, name, size) == 0 && (*each)[size] == '=')
            return *each + size + 1;
    return NULL;
}

static int read_file(void *context, struct arena *arena, const char *path, size_t bytes_max,
                     struct text *bytes)
{
    const struct memory_world *memory = context;
    const struct floe_file *file = names_find(&memory->files, plain(text_of(path)));
    if (file == NULL)
        return ENOENT;
    if (file->size > bytes_max)
        return EFBIG;
    *bytes = text_copy(arena, result_bytes(file));
    return 0;
}

/* What a path has after the folder; no bytes: it is elsewhere. */
static struct text below(struct text path, struct text folder)
{
    if (text_is(folder, "."))
        return text_starts(path, "/") ? (struct text){NULL, 0} : path;
    if (path.size <= folder.size + 1 || memcmp(path.bytes, folder.bytes, folder.size) != 0 ||
        path.bytes[folder.size] != '/')
        return (struct text){NULL, 0};
    return (struct text){path.bytes + folder.size + 1, path.size - folder.size - 1};
}

static int compare_paths(const void *left, const void *right)
{
    return text_compare(*(const struct text *)left, *(const struct text *)right);
}

static int list_files(void *context, struct arena *arena, const char *folder, const char *suffix,
                      struct text **paths, size_t *count)
{
    const struct memory_world *memory = context;
    bool exists = false;
    *paths = ARENA_ARRAY(arena, struct text, memory->files.used + 1);
    *count = 0;
    for (uint32_t i = 0; i < memory->files.slot_count; i++) {
        const struct names_slot *slot = &memory->files.slots[i];
        struct text rest = slot->thing == NULL ? (struct text){NULL, 0}
                                               : below(slot->name, plain(text_of(folder)));
        exists |= rest.bytes != NULL;
        if (rest.bytes != NULL && text_ends(rest, suffix))
            (*paths)[(*count)++] = text_format(arena, "%s/%.*s", folder, TEXT_ARG(rest));
    }
    if (*count > 1)
        qsort(*paths, *count, sizeof **paths, compare_paths);
    return exists ? 0 : ENOENT;
}

static struct secret_lookup read_secret(void *context, const char *mount, const char *name,
                                        const char *key, bool many_lines)
{
    (void)context, (void)mount, (void)name, (void)key, (void)many_lines;
    return (struct secret_lookup){.state = SECRET_ABSENT, .reason = "is not looked up"};
}

struct memory_world memory_world_new(struct arena *arena, const struct floe_file *files,
                                     size_t count, const char *const *variables)
{
    struct memory_world memory = {.files = names_new(arena, count), .variables = variables};
    for (size_t i = 0; i < count; i++)
        names_add(&memory.files, plain(text_of(files[i].path)), (void *)(uintptr_t)&files[i]);
    return memory;
}

struct world memory_world(struct memory_world *memory)
{
    return (struct world){
        .context = memory,
        .variable = variable,
        .read_file = read_file,
        .list_files = list_files,
        .read_secret = read_secret,
    };
}
