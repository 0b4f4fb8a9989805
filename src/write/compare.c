#include <assert.h>
#include <errno.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/diag.h"
#include "floe/base/names.h"
#include "floe/write/beneath.h"
#include "floe/write/obstacle.h"
#include "floe/write/present.h"
#include "floe/write/write.h"

enum passage { PASSAGE_FREE = 1, PASSAGE_MISSING, PASSAGE_BLOCKED };

struct comparison {
    struct arena *arena;
    struct diags *diags;
    const struct write_folder *folder;
    const struct write_rules *rules;
    struct write_set *set;
    struct write_failure *failure;
    struct names folders; /* the passage of those looked at */
    struct write_change guard; /* path.bytes NULL: none was left by a killed run */
    uint32_t capacity;
    bool blocked;
};

struct text write_shown(struct arena *arena, struct text folder, struct text path)
{
    if (text_is(folder, "."))
        return text_copy(arena, path);
    const char *between = text_ends(folder, "/") ? "" : "/";
    return text_format(arena, "%.*s%s%.*s", TEXT_ARG(folder), between, TEXT_ARG(path));
}

static bool fail(struct comparison *comparison, struct text path, int error)
{
    *comparison->failure = (struct write_failure){
        .path = write_shown(comparison->arena, comparison->folder->path, path),
        .error = error,
        .doing = "read",
    };
    return false;
}

static void report(struct comparison *comparison, enum obstacle obstacle, struct text path)
{
    struct text shown = write_shown(comparison->arena, comparison->folder->path, path);
    obstacle_report(comparison->diags, obstacle, shown);
    comparison->blocked = true;
}

static void add_change(struct comparison *comparison, const struct write_change *change)
{
    struct write_set *set = comparison->set;
    if (set->count == comparison->capacity) {
        uint32_t capacity = comparison->capacity == 0 ? 16 : comparison->capacity * 2;
        set->changes = arena_grow(comparison->arena, set->changes,
                                  comparison->capacity * sizeof(struct write_change),
                                  capacity * sizeof(struct write_change));
        comparison->capacity = capacity;
    }
    set->changes[set->count++] = *change;
    set->changed_count += change->state != WRITE_UNCHANGED;
}

static bool has_marker(struct text line, const char *marker)
{
    size_t size = strlen(marker);
    for (size_t i = 0; i + size <= line.size; i++)
        if (memcmp(line.bytes + i, marker, size) == 0)
            return true;
    return false;
}

static bool is_ours(const struct comparison *comparison, struct text bytes)
{
    struct text rest = bytes;
    for (int line = 0; line < 2 && rest.size > 0; line++) {
        const char *end = memchr(rest.bytes, '\n', rest.size);
        size_t size = end == NULL ? rest.size : (size_t)(end - rest.bytes) + 1;
        if (has_marker((struct text){rest.bytes, size}, comparison->rules->marker))
            return true;
        rest = (struct text){rest.bytes + size, rest.size - size};
    }
    return false;
}

static bool judge_folder(struct comparison *comparison, struct text folder, enum passage *passage)
{
    struct present present;
    int error = present_look(comparison->folder->fd, folder, &present);
    if (error != 0)
        return fail(comparison, folder, error);
    *passage = PASSAGE_BLOCKED;
    if (present.kind == PRESENT_FOLDER)
        *passage = PASSAGE_FREE;
    else if (present.kind == PRESENT_NOTHING)
        *passage = PASSAGE_MISSING;
    else if (present.kind == PRESENT_LINK)
        report(comparison, OBSTACLE_LINKED_FOLDER, folder);
    else
        report(comparison, OBSTACLE_NO_FOLDER, folder);
    return true;
}

/* Looks at every folder on the way, each once, the outermost first. */
static bool find_passage(struct comparison *comparison, struct text path, enum passage *passage)
{
    *passage = comparison->folder->fd < 0 ? PASSAGE_MISSING : PASSAGE_FREE;
    for (size_t i = 0; i < path.size && *passage == PASSAGE_FREE; i++) {
        if (path.bytes[i] != '/')
            continue;
        struct text folder = text_copy(comparison->arena, (struct text){path.bytes, i});
        enum passage *known = names_find(&comparison->folders, folder);
        if (known == NULL) {
            known = ARENA_NEW(comparison->arena, enum passage);
            if (!judge_folder(comparison, folder, known))
                return false;
            names_add(&comparison->folders, folder, known);
        }
        *passage = *known;
    }
    return true;
}

/* Others' read permission on a private file; a file that is narrower is left so. */
static bool is_mode_wrong(unsigned wanted, unsigned found)
{
    return (wanted & 077) == 0 && (found & 07777 & ~wanted) != 0;
}

static void compare_file(struct comparison *comparison, struct write_change *change,
                         const struct present *present)
{
    change->old_bytes = present->bytes;
    change->old_mode = present->mode;
    if (text_equal(change->old_bytes, change->new_bytes)) {
        change->mode_wrong = is_mode_wrong(change->mode, change->old_mode);
        return;
    }
    change->state = WRITE_REPLACE;
    if (comparison->rules->only_creates)
        report(comparison, OBSTACLE_PRESENT, change->path);
    else if (!comparison->rules->force && !is_ours(comparison, present->bytes))
        report(comparison, OBSTACLE_FOREIGN_FILE, change->path);
}

static void compare_link(struct comparison *comparison, struct write_change *change,
                         const struct present *present)
{
    change->old_bytes = LITERAL("");
    change->old_mode = present->mode;
    change->state = WRITE_REPLACE;
    if (comparison->rules->only_creates)
        report(comparison, OBSTACLE_PRESENT, change->path);
    else if (!comparison->rules->force)
        report(comparison, OBSTACLE_LINK, change->path);
}

static bool compare_output(struct comparison *comparison, struct write_change *change)
{
    enum passage passage;
    if (!find_passage(comparison, change->path, &passage))
        return false;
    if (passage == PASSAGE_BLOCKED)
        return true;
    struct present present = {.kind = PRESENT_NOTHING};
    if (passage == PASSAGE_FREE) {
        int error = present_read(comparison->arena, comparison->folder->fd, change->path, &present);
        if (error != 0)
            return fail(comparison, change->path, error);
    }
    switch (present.kind) {
    case PRESENT_NOTHING:
        change->state = WRITE_CREATE;
        break;
    case PRESENT_FILE:
        compare_file(comparison, change, &present);
        break;
    case PRESENT_LINK:
        compare_link(comparison, change, &present);
        break;
    case PRESENT_LARGE:
        report(comparison, OBSTACLE_LARGE_FILE, change->path);
        break;
    case PRESENT_FOLDER:
        report(comparison, OBSTACLE_FOLDER, change->path);
        break;
    case PRESENT_SPECIAL:
        report(comparison, OBSTACLE_SPECIAL, change->path);
        break;
    }
    return true;
}

static bool compare_outputs(struct comparison *comparison, const struct output *outputs,
                            uint32_t count, bool owned)
{
    struct text owned_folder = comparison->set->owned_folder;
    for (uint32_t i = 0; i < count; i++) {
        if (beneath_holds(owned_folder, outputs[i].path) != owned)
            continue;
        struct write_change change = {
            .path = text_copy(comparison->arena, outputs[i].path),
            .new_bytes = outputs[i].bytes,
            .mode = outputs[i].mode,
        };
        if (!compare_output(comparison, &change))
            return false;
        add_change(comparison, &change);
    }
    return true;
}

static void judge_stale(struct comparison *comparison, struct text path,
                        const struct present *present)
{
    const struct write_rules *rules = comparison->rules;
    bool is_guard = rules->guard_path != NULL && text_is(path, rules->guard_path);
    bool ours = is_ours(comparison, present->bytes);
    struct write_change change = {
        .state = WRITE_DELETE,
        .path = path,
        .old_bytes = present->bytes,
        .old_mode = present->mode,
    };
    if (is_guard && (ours || rules->force))
        comparison->guard = change;
    else if (is_guard)
        report(comparison, OBSTACLE_FOREIGN_FILE, path);
    else if (ours)
        add_change(comparison, &change);
}

static bool look_for_stale(struct comparison *comparison, struct text path)
{
    struct present present;
    int error = present_read(comparison->arena, comparison->folder->fd, path, &present);
    if (error != 0)
        return fail(comparison, path, error);
    if (present.kind == PRESENT_FILE)
        judge_stale(comparison, path, &present);
    return true;
}

/*
 * A macro of an older version that remains would be defined twice for dbt;
 * at catalogs.yml dbt ends with most targets.
 */
static bool find_stale(struct comparison *comparison, const struct names *wanted)
{
    const char *file = comparison->rules->owned_file;
    if (comparison->folder->fd < 0 || comparison->rules->keeps_stale)
        return true;
    struct text owned_folder = comparison->set->owned_folder;
    struct present_list list;
    int error = present_list(comparison->arena, comparison->folder->fd, owned_folder, &list);
    if (error != 0)
        return fail(comparison, owned_folder, error);
    comparison->set->has_leftover = list.has_leftover;
    for (uint32_t i = 0; i < list.count; i++) {
        struct text path = list.paths[i];
        if (names_find(wanted, path) == NULL && !look_for_stale(comparison, path))
            return false;
    }
    if (file == NULL || names_find(wanted, text_of(file)) != NULL)
        return true;
    return look_for_stale(comparison, text_of(file));
}

/* What a killed run has left stays until everything else is done. */
static void settle_guard(struct comparison *comparison)
{
    struct write_set *set = comparison->set;
    const struct write_rules *rules = comparison->rules;
    if (comparison->guard.path.bytes != NULL) {
        add_change(comparison, &comparison->guard);
    } else if (rules->guard_path != NULL) {
        set->guard_path = text_of(rules->guard_path);
        set->guard_bytes = text_of(rules->guard_bytes);
    }
}

static bool is_proper(struct text path)
{
    size_t start = 0;
    for (size_t i = 0; i <= path.size; i++) {
        if (i < path.size && path.bytes[i] != '/')
            continue;
        struct text part = {path.bytes + start, i - start};
        if (part.size == 0 || text_is(part, ".") || text_is(part, ".."))
            return false;
        start = i + 1;
    }
    return memchr(path.bytes, '\0', path.size) == NULL;
}

static struct names index_outputs(struct arena *arena, const struct output *outputs, uint32_t count)
{
    struct names wanted = names_new(arena, count);
    for (uint32_t i = 0; i < count; i++) {
        assert(is_proper(outputs[i].path) && outputs[i].bytes.bytes != NULL);
        struct output *twin = names_add(&wanted, outputs[i].path, ARENA_NEW(arena, struct output));
        assert(twin == NULL);
        (void)twin;
    }
    return wanted;
}

bool write_compare(struct arena *arena, struct diags *diags, const struct write_folder *folder,
                   const struct output *outputs, uint32_t count, const struct write_rules *rules,
                   struct write_set *set, struct write_failure *failure)
{
    *failure = (struct write_failure){0};
    *set = (struct write_set){
        .folder = folder->path,
        .owned_folder = text_of(rules->owned_folder),
    };
    struct names wanted = index_outputs(arena, outputs, count);
    struct comparison comparison = {
        .arena = arena,
        .diags = diags,
        .folder = folder,
        .rules = rules,
        .set = set,
        .failure = failure,
        .folders = names_new(arena, 16),
    };
    if (!compare_outputs(&comparison, outputs, count, true) ||
        !find_stale(&comparison, &wanted) ||
        !compare_outputs(&comparison, outputs, count, false))
        return false;
    settle_guard(&comparison);
    return !comparison.blocked;
}
