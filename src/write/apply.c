#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "floe/base/arena.h"
#include "floe/base/names.h"
#include "floe/base/retry.h"
#include "floe/write/beneath.h"
#include "floe/write/signals.h"
#include "floe/write/temporary.h"
#include "floe/write/write.h"

/* One change on its way: prepared beside its place, then done, maybe undone. */
struct step {
    const struct write_change *change;
    struct text shown;
    int folder_fd;
    struct temporary fresh; /* what is to be there */
    struct temporary old;   /* what was there, under a second name */
    bool done;
};

/* A folder that a change needs; those around it come first. */
struct shown_place {
    struct text path;
    struct text shown;
    bool created;
};

struct wrong_mode {
    const struct write_change *change;
    struct text shown;
};

struct application {
    int root;
    const struct write_set *set;
    struct write_failure *failure;
    struct step *steps;
    uint32_t step_count;
    bool guarded; /* the first step sets up the guard */
    struct shown_place *places;
    uint32_t place_count;
    struct wrong_mode *modes;
    uint32_t mode_count;
};

static bool fail(struct application *application, struct text shown, int error, const char *doing)
{
    application->failure->path = shown;
    application->failure->error = error;
    application->failure->doing = doing;
    return false;
}

static uint32_t count_parts(const struct write_set *set)
{
    uint32_t count = 0;
    for (size_t j = 0; j < set->guard_path.size; j++)
        count += set->guard_path.bytes[j] == '/';
    for (uint32_t i = 0; i < set->count; i++)
        for (size_t j = 0; j < set->changes[i].path.size; j++)
            count += set->changes[i].path.bytes[j] == '/';
    return count;
}

static void add_places(struct arena *arena, struct application *application, struct names *known,
                       struct text path)
{
    for (size_t i = 0; i < path.size; i++) {
        struct text folder = {path.bytes, i};
        struct shown_place *place = &application->places[application->place_count];
        if (path.bytes[i] != '/' || names_add(known, folder, place) != NULL)
            continue;
        place->path = folder;
        place->shown = write_shown(arena, application->set->folder, folder);
        application->place_count++;
    }
}

static bool is_owned(const struct write_set *set, struct text folder)
{
    return text_equal(set->owned_folder, folder) || beneath_holds(set->owned_folder, folder);
}

/* One rename is whole by itself, and files beside the owned folder have other readers. */
static bool needs_guard(const struct write_set *set)
{
    bool owned = false;
    for (uint32_t i = 0; i < set->count; i++)
        owned |= set->changes[i].state != WRITE_UNCHANGED &&
                 beneath_holds(set->owned_folder, set->changes[i].path);
    return owned && set->changed_count > 1 && set->guard_path.bytes != NULL;
}

static void add_step(struct arena *arena, struct application *application, struct names *known,
                     const struct write_change *change)
{
    application->steps[application->step_count++] = (struct step){
        .change = change,
        .shown = write_shown(arena, application->set->folder, change->path),
        .folder_fd = -1,
    };
    add_places(arena, application, known, change->path);
}

static void add_guard(struct arena *arena, struct application *application, struct names *known)
{
    const struct write_set *set = application->set;
    struct write_change *guard = ARENA_NEW(arena, struct write_change);
    *guard = (struct write_change){
        .state = WRITE_CREATE,
        .path = set->guard_path,
        .new_bytes = set->guard_bytes,
        .mode = OUTPUT_MODE_SHARED,
    };
    add_step(arena, application, known, guard);
    application->guarded = true;
}

/* All memory is taken here, before the first file is touched. */
static void plan(struct arena *arena, struct application *application)
{
    const struct write_set *set = application->set;
    struct names known = names_new(arena, 16);
    application->steps = ARENA_ARRAY(arena, struct step, set->count + 1);
    application->places = ARENA_ARRAY(arena, struct shown_place, count_parts(set) + 1);
    application->modes = ARENA_ARRAY(arena, struct wrong_mode, set->count);
    if (needs_guard(set))
        add_guard(arena, application, &known);
    for (uint32_t i = 0; i < set->count; i++) {
        const struct write_change *change = &set->changes[i];
        if (change->mode_wrong)
            application->modes[application->mode_count++] = (struct wrong_mode){
                change,
                write_shown(arena, set->folder, change->path),
            };
        if (change->state != WRITE_UNCHANGED)
            add_step(arena, application, &known, change);
    }
}

static void sweep_folder(const struct application *application, struct text folder, unsigned depth)
{
    int fd = beneath_open(application->root, folder);
    if (fd < 0)
        return;
    temporary_sweep(fd, depth);
    beneath_close(fd);
}

/*
 * Sweeping takes other runs' files too, so it is for who has the lock.  Below
 * the owned folder a killed run may have emptied folders that no path of this
 * set leads to.
 */
static void sweep(const struct application *application)
{
    const struct write_set *set = application->set;
    if (set->has_leftover || set->changed_count > 0)
        sweep_folder(application, set->owned_folder, WRITE_DEPTH_MAX);
    for (uint32_t i = 0; i < set->count; i++)
        if (!beneath_holds(set->owned_folder, set->changes[i].path))
            sweep_folder(application, beneath_folder_of(set->changes[i].path), 0);
}

/* Through a descriptor: chmod by name would follow a link. */
static int correct_mode(int root, const struct write_change *change)
{
    int folder = beneath_open(root, beneath_folder_of(change->path));
    if (folder < 0)
        return errno;
    int fd;
    RETRY(fd, openat(folder, beneath_name_of(change->path),
                     O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    int error = fd < 0 || fchmod(fd, (mode_t)change->mode) != 0 ? errno : 0;
    if (fd >= 0)
        beneath_close(fd);
    beneath_close(folder);
    return temporary_mode_refused(error) ? 0 : error;
}

static bool correct_modes(struct application *application)
{
    for (uint32_t i = 0; i < application->mode_count; i++) {
        const struct wrong_mode *wrong = &application->modes[i];
        int error = correct_mode(application->root, wrong->change);
        if (error != 0)
            return fail(application, wrong->shown, error, "made private");
    }
    return true;
}

static bool make_places(struct application *application)
{
    for (uint32_t i = 0; i < application->place_count; i++) {
        struct shown_place *place = &application->places[i];
        place->created = beneath_make(application->root, place->path) == 0;
        if (!place->created && errno != EEXIST)
            return fail(application, place->shown, errno, "created");
    }
    return true;
}

/* Where files cannot have two names, the old one is copied. */
static int keep_old(struct step *step, unsigned number)
{
    const struct write_change *change = step->change;
    int error = temporary_link(&step->old, step->folder_fd, number, beneath_name_of(change->path));
    if (error == 0 || !S_ISREG(change->old_mode))
        return error;
    return temporary_write(&step->old, step->folder_fd, number, change->old_bytes,
                           change->old_mode);
}

static bool prepare(struct application *application)
{
    for (uint32_t i = 0; i < application->step_count; i++) {
        struct step *step = &application->steps[i];
        const struct write_change *change = step->change;
        step->folder_fd = beneath_open(application->root, beneath_folder_of(change->path));
        if (step->folder_fd < 0)
            return fail(application, step->shown, errno, "reached");
        int error = 0;
        if (change->state != WRITE_DELETE)
            error = temporary_write(&step->fresh, step->folder_fd, 2 * i, change->new_bytes,
                                    change->mode);
        if (error != 0)
            return fail(application, step->shown, error, "written");
        if (change->state != WRITE_CREATE)
            error = keep_old(step, 2 * i + 1);
        if (error != 0)
            return fail(application, step->shown, error, "kept for rolling back");
    }
    return true;
}

static int do_step(struct step *step)
{
    const char *name = beneath_name_of(step->change->path);
    if (step->change->state == WRITE_DELETE)
        return unlinkat(step->folder_fd, name, 0) == 0 ? 0 : errno;
    return temporary_rename(&step->fresh, step->folder_fd, name);
}

static const char *doing(enum write_state state)
{
    static const char *const words[] = {
        [WRITE_UNCHANGED] = "kept",
        [WRITE_CREATE] = "created",
        [WRITE_REPLACE] = "replaced",
        [WRITE_DELETE] = "deleted",
    };
    return words[state];
}

static bool is_synced_after(const struct application *application, uint32_t i)
{
    if (i + 1 == application->step_count || (application->guarded && i == 0))
        return true;
    struct text folder = beneath_folder_of(application->steps[i].change->path);
    return !text_equal(folder, beneath_folder_of(application->steps[i + 1].change->path));
}

/*
 * What a power failure brings back stops dbt once more, and the next run takes
 * it away: it is no reason to give the new set up.
 */
static bool remove_guard(struct application *application)
{
    if (!application->guarded)
        return true;
    struct step *guard = &application->steps[0];
    if (unlinkat(guard->folder_fd, beneath_name_of(guard->change->path), 0) != 0)
        return fail(application, guard->shown, errno, "deleted");
    (void)beneath_sync(guard->folder_fd);
    guard->done = false;
    return true;
}

/*
 * A folder is synced before the next one is changed, so that the order holds
 * on the disk too when the power fails.
 */
static bool commit(struct application *application)
{
    for (uint32_t i = 0; i < application->step_count; i++) {
        struct step *step = &application->steps[i];
        int error = do_step(step);
        if (error != 0)
            return fail(application, step->shown, error, doing(step->change->state));
        step->done = true;
        if (is_synced_after(application, i) && beneath_sync(step->folder_fd) != 0)
            return fail(application, step->shown, errno, "synced to the disk");
    }
    return remove_guard(application);
}

static int undo_step(struct step *step)
{
    const char *name = beneath_name_of(step->change->path);
    if (step->change->state == WRITE_CREATE)
        return unlinkat(step->folder_fd, name, 0) == 0 ? 0 : errno;
    return temporary_rename(&step->old, step->folder_fd, name);
}

/*
 * A step that cannot be undone stays done, and keeps its old file's second name;
 * the guard then stays too.
 */
static void roll_back(struct application *application)
{
    for (uint32_t i = application->step_count; i > 0; i--) {
        struct step *step = &application->steps[i - 1];
        bool is_guard = application->guarded && i == 1;
        if (!step->done || (is_guard && application->failure->unrestored.size > 0))
            continue;
        step->done = undo_step(step) != 0;
        if (step->done)
            application->failure->unrestored = step->shown;
    }
}

static void clear(struct application *application, bool succeeded)
{
    for (uint32_t i = 0; i < application->step_count; i++) {
        struct step *step = &application->steps[i];
        if (step->folder_fd < 0)
            continue;
        temporary_remove(&step->fresh, step->folder_fd);
        if (succeeded || !step->done)
            temporary_remove(&step->old, step->folder_fd);
        beneath_close(step->folder_fd);
    }
}

static void remove_created(const struct application *application)
{
    for (uint32_t i = application->place_count; i > 0; i--)
        if (application->places[i - 1].created)
            beneath_remove(application->root, application->places[i - 1].path);
}

static void remove_emptied(const struct application *application)
{
    for (uint32_t i = 0; i < application->step_count; i++) {
        const struct write_change *change = application->steps[i].change;
        if (change->state != WRITE_DELETE)
            continue;
        struct text folder = beneath_folder_of(change->path);
        while (is_owned(application->set, folder) && beneath_remove(application->root, folder) == 0)
            folder = beneath_folder_of(folder);
    }
}

bool write_apply(struct arena *arena, const struct write_folder *folder,
                 const struct write_set *set, struct write_failure *failure)
{
    assert(folder->fd >= 0 && folder->purpose == WRITE_TO_CHANGE);
    *failure = (struct write_failure){0};
    struct application application = {.root = folder->fd, .set = set, .failure = failure};
    plan(arena, &application);
    struct signals_held held;
    signals_hold(&held);
    if (folder->locked)
        sweep(&application);
    bool succeeded = correct_modes(&application) && make_places(&application) &&
                     prepare(&application) && commit(&application);
    if (!succeeded)
        roll_back(&application);
    clear(&application, succeeded);
    if (succeeded)
        remove_emptied(&application);
    else
        remove_created(&application);
    signals_release(&held);
    return succeeded;
}
