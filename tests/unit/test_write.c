/*
 * Files on a real disk, with a fault at every step.
 *
 * renameat, linkat and so on of this program stand before those of libc, so
 * that any one of their calls can fail, or be the last before SIGKILL.
 */
#define _GNU_SOURCE /* RTLD_NEXT */

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "unit.h"

#include "floe/base/arena.h"
#include "floe/base/diag.h"
#include "floe/write/alone.h"
#include "floe/write/write.h"

#define TABLE "macros/floe/table.sql"
#define VIEW "macros/floe/deep/view.sql"
#define STALE "macros/floe/old/stale.sql"
#define PROFILES "profiles.yml"
#define GUARD "macros/floe/guard.sql"
#define MARKER "Written by floe-compile "

enum { OUTPUTS = 3, RUNS = 20 };
enum result { DONE, BLOCKED, FAILED };

static struct arena *arena;
static char top[64];
static const char *out; /* in top; missing at first */
static struct diags diags;
static struct write_set set;
static struct write_failure failure;

static struct {
    unsigned calls;
    unsigned first; /* 0: no faults */
    unsigned last;
    bool kills;
    bool no_links;
} faults;

static bool is_faulty(void)
{
    faults.calls++;
    if (faults.first == 0 || faults.calls < faults.first || faults.calls > faults.last)
        return false;
    if (faults.kills)
        raise(SIGKILL);
    errno = EIO;
    return true;
}

/* dlsym by assignment: ISO C has no conversion from void * to a function. */
#define STAND_BEFORE(name, parameters, arguments)                                                  \
    int name parameters                                                                            \
    {                                                                                              \
        int(*real) parameters;                                                                     \
        *(void **)&real = dlsym(RTLD_NEXT, #name);                                                 \
        return is_faulty() ? -1 : real arguments;                                                  \
    }

STAND_BEFORE(renameat, (int a, const char *old_name, int b, const char *new_name),
             (a, old_name, b, new_name))
STAND_BEFORE(mkdirat, (int folder, const char *name, mode_t mode), (folder, name, mode))
STAND_BEFORE(fchmod, (int fd, mode_t mode), (fd, mode))
STAND_BEFORE(fsync, (int fd), (fd))

int linkat(int a, const char *old_name, int b, const char *new_name, int flags)
{
    int (*real)(int, const char *, int, const char *, int);
    *(void **)&real = dlsym(RTLD_NEXT, "linkat");
    if (faults.no_links)
        errno = EPERM;
    return faults.no_links || is_faulty() ? -1 : real(a, old_name, b, new_name, flags);
}

static const char *in_out(const char *path)
{
    return text_format(arena, "%s/%s", out, path).bytes;
}

/* Counts the names below folder that end in suffix; with remove, removes all. */
static unsigned walk(const char *folder, const char *suffix, bool remove)
{
    unsigned count = 0;
    DIR *open = opendir(folder);
    if (open == NULL)
        return 0;
    for (struct dirent *entry; (entry = readdir(open)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        const char *path = text_format(arena, "%s/%s", folder, entry->d_name).bytes;
        struct stat status;
        if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode))
            count += walk(path, suffix, remove);
        else if (remove)
            unlink(path);
        count += text_ends(text_of(entry->d_name), suffix);
    }
    closedir(open);
    if (remove)
        rmdir(folder);
    return count;
}

static void make_folders(const char *path)
{
    for (const char *at = path + 1; (at = strchr(at, '/')) != NULL; at++)
        mkdir(text_copy(arena, (struct text){path, (size_t)(at - path)}).bytes, 0777);
}

static void put(const char *path, const char *bytes)
{
    const char *full = in_out(path);
    make_folders(full);
    FILE *file = fopen(full, "w");
    assert_non_null(file);
    assert_true(fputs(bytes, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Empty when there is none. */
static const char *get(const char *path)
{
    static char bytes[256];
    FILE *file = fopen(in_out(path), "r");
    size_t size = file == NULL ? 0 : fread(bytes, 1, sizeof bytes - 1, file);
    bytes[size] = '\0';
    if (file != NULL)
        fclose(file);
    return bytes;
}

static struct stat status_of(const char *path)
{
    struct stat status;
    assert_int_equal(lstat(in_out(path), &status), 0);
    return status;
}

static unsigned mode_of(const char *path)
{
    return status_of(path).st_mode & 07777;
}

static const char *file_of(const char *version)
{
    return text_format(arena, "# head\n# " MARKER "%s\n", version).bytes;
}

static void make_outputs(struct output *outputs, const char *version)
{
    struct text bytes = text_of(file_of(version));
    outputs[0] = (struct output){LITERAL(VIEW), bytes, OUTPUT_MODE_SHARED};
    outputs[1] = (struct output){LITERAL(PROFILES), bytes, OUTPUT_MODE_PRIVATE};
    outputs[2] = (struct output){LITERAL(TABLE), bytes, OUTPUT_MODE_SHARED};
}

static struct write_rules rules = {
    .marker = MARKER,
    .owned_folder = "macros/floe",
    .guard_path = GUARD,
    .guard_bytes = "# " MARKER "guard\n",
};

static enum result compare(const struct write_folder *folder, const char *version)
{
    struct output outputs[OUTPUTS];
    make_outputs(outputs, version);
    diags = diags_new(arena);
    if (write_compare(arena, &diags, folder, outputs, OUTPUTS, &rules, &set, &failure))
        return DONE;
    return failure.error == 0 ? BLOCKED : FAILED;
}

static enum result run(const char *version)
{
    struct write_folder *folder = write_lock(arena, out, WRITE_TO_CHANGE, unit_patience(), &failure);
    if (folder == NULL)
        return FAILED;
    enum result result = compare(folder, version);
    if (result == DONE && !write_apply(arena, folder, &set, &failure))
        result = FAILED;
    write_unlock(folder);
    return result;
}

static enum result look(const char *version)
{
    struct write_folder *folder = write_lock(arena, out, WRITE_TO_LOOK, unit_patience(), &failure);
    assert_non_null(folder);
    enum result result = compare(folder, version);
    write_unlock(folder);
    return result;
}

static void assert_version(const char *version)
{
    assert_string_equal(get(VIEW), file_of(version));
    assert_string_equal(get(TABLE), file_of(version));
    assert_string_equal(get(PROFILES), file_of(version));
    assert_string_equal(get(GUARD), "");
    assert_int_equal(walk(out, ".tmp", false), 0);
}

static void assert_said(const char *path, const char *message)
{
    assert_int_equal(diags.count, 1);
    assert_int_equal(diags.list[0]->code, FILE_NOT_OURS);
    const char *expected = text_format(arena, message, in_out(path)).bytes;
    assert_string_equal(diags.list[0]->message.bytes, expected);
}

static int set_up(void **state)
{
    (void)state;
    strcpy(top, "/tmp/floe-write-XXXXXX");
    if (mkdtemp(top) == NULL)
        return -1;
    out = text_format(arena, "%s/some/out", top).bytes;
    memset(&faults, 0, sizeof faults);
    rules.force = false;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    walk(top, "", true);
    return 0;
}

static void test_creates_everything_with_modes_whatever_the_umask(void **state)
{
    (void)state;
    mode_t before = umask(0077);
    assert_int_equal(run("1"), DONE);
    umask(before);
    assert_version("1");
    assert_int_equal(mode_of(PROFILES), 0600);
    assert_int_equal(mode_of(TABLE), 0644);
    assert_int_equal(set.changed_count, OUTPUTS);
}

static void test_macros_come_first_and_the_profile_last(void **state)
{
    (void)state;
    put(STALE, file_of("0"));
    assert_int_equal(look("1"), DONE);
    const char *const order[] = {VIEW, TABLE, STALE, PROFILES};
    assert_int_equal(set.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(set.changes[i].path.bytes, order[i]);
    assert_null(set.changes[0].old_bytes.bytes);
    assert_int_equal(set.changes[2].state, WRITE_DELETE);
    assert_null(set.changes[2].new_bytes.bytes);
}

static void test_looking_creates_nothing(void **state)
{
    (void)state;
    assert_int_equal(look("1"), DONE);
    assert_int_equal(set.changed_count, OUTPUTS);
    assert_int_equal(access(out, F_OK), -1);
}

static void test_unchanged_files_are_not_touched(void **state)
{
    (void)state;
    assert_int_equal(run("1"), DONE);
    assert_int_equal(chmod(in_out(PROFILES), 0644), 0);
    assert_int_equal(chmod(in_out(TABLE), 0664), 0);
    struct stat before = status_of(PROFILES);
    assert_int_equal(run("1"), DONE);
    assert_int_equal(set.changed_count, 0);
    struct stat after = status_of(PROFILES);
    assert_int_equal(before.st_ino, after.st_ino);
    assert_memory_equal(&before.st_mtim, &after.st_mtim, sizeof before.st_mtim);
    assert_int_equal(mode_of(PROFILES), 0600);
    assert_int_equal(mode_of(TABLE), 0664);
}

static void test_all_foreign_files_are_named_and_kept(void **state)
{
    (void)state;
    put(PROFILES, "mine\n");
    put(TABLE, "1\n2\n-- " MARKER "in the third line\n");
    assert_int_equal(run("1"), BLOCKED);
    assert_int_equal(diags.count, 2);
    assert_string_equal(get(PROFILES), "mine\n");
    assert_int_equal(access(in_out(VIEW), F_OK), -1);
    rules.force = true;
    assert_int_equal(run("1"), DONE);
    assert_version("1");
}

static void test_what_stands_in_the_way_is_named(void **state)
{
    (void)state;
    put(PROFILES, "mine\n");
    assert_int_equal(run("1"), BLOCKED);
    assert_said(PROFILES, "file '%s' was not written by floe-compile");
    rules.force = true;
    unlink(in_out(PROFILES));
    assert_int_equal(mkfifo(in_out(PROFILES), 0600), 0);
    assert_int_equal(run("1"), BLOCKED);
    assert_said(PROFILES, "file '%s' is a pipe, a socket or a device");
    unlink(in_out(PROFILES));
    mkdir(in_out(PROFILES), 0700);
    assert_int_equal(run("1"), BLOCKED);
    assert_said(PROFILES, "a folder is in place of file '%s'");
    rmdir(in_out(PROFILES));
    put("macros", "a file\n");
    assert_int_equal(run("1"), BLOCKED);
    assert_said("macros", "a file is in place of folder '%s'");
    unlink(in_out("macros"));
    assert_int_equal(symlink(top, in_out("macros")), 0);
    assert_int_equal(run("1"), BLOCKED);
    assert_said("macros", "folder '%s' is a symbolic link");
    assert_int_equal(walk(top, ".sql", false), 0);
}

static void test_a_link_is_replaced_by_force_and_never_followed(void **state)
{
    (void)state;
    put("elsewhere", file_of("0"));
    assert_int_equal(symlink("elsewhere", in_out(PROFILES)), 0);
    assert_int_equal(run("1"), BLOCKED);
    assert_said(PROFILES, "file '%s' is a symbolic link");
    rules.force = true;
    assert_int_equal(run("1"), DONE);
    assert_version("1");
    assert_string_equal(get("elsewhere"), file_of("0"));
}

static void test_old_files_have_a_limit(void **state)
{
    (void)state;
    put(PROFILES, "");
    assert_int_equal(truncate(in_out(PROFILES), WRITE_OLD_FILE_BYTES_MAX), 0);
    assert_int_equal(look("1"), BLOCKED);
    assert_said(PROFILES, "file '%s' was not written by floe-compile");
    assert_int_equal(truncate(in_out(PROFILES), WRITE_OLD_FILE_BYTES_MAX + 1), 0);
    rules.force = true;
    assert_int_equal(look("1"), BLOCKED);
    assert_said(PROFILES, "file '%s' is larger than 64 MiB");
}

static void test_stale_files_of_ours_go_and_others_stay(void **state)
{
    (void)state;
    put(STALE, file_of("0"));
    put("macros/floe/mine.sql", "mine\n");
    put("macros/other.sql", file_of("0"));
    assert_int_equal(symlink("mine.sql", in_out("macros/floe/link.sql")), 0);
    assert_int_equal(run("1"), DONE);
    assert_int_equal(access(in_out("macros/floe/old"), F_OK), -1);
    assert_string_equal(get("macros/floe/link.sql"), "mine\n");
    assert_string_equal(get("macros/other.sql"), file_of("0"));
    assert_version("1");
}

static void test_killed_runs_are_swept_up(void **state)
{
    (void)state;
    put(".floe-compile-1-2.tmp", "left");
    put("macros/floe/.floe-compile-12345-0.tmp", file_of("0"));
    put(".floe-compile-notes", "mine");
    assert_int_equal(run("1"), DONE);
    assert_int_equal(set.count, OUTPUTS);
    assert_version("1");
    assert_string_equal(get(".floe-compile-notes"), "mine");
}

static void test_a_file_in_the_folders_place(void **state)
{
    (void)state;
    out = text_format(arena, "%s/file/out", top).bytes;
    put("x", "");
    out = in_out("x/beneath");
    assert_int_equal(run("1"), FAILED);
    assert_int_equal(failure.error, ENOTDIR);
    assert_string_equal(failure.path.bytes, out);
}

static void test_a_full_disk_leaves_nothing(void **state)
{
    (void)state;
    struct rlimit before, none;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    none = (struct rlimit){.rlim_cur = 10, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    enum result result = run("1");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(result, FAILED);
    assert_int_equal(failure.error, EFBIG);
    assert_string_equal(failure.path.bytes, in_out(GUARD));
    assert_string_equal(failure.doing, "written");
    assert_int_equal(walk(top, "", false), 0);
}

static void test_a_folder_that_comes_between_rolls_back(void **state)
{
    (void)state;
    assert_int_equal(run("1"), DONE);
    put(STALE, file_of("0"));
    struct stat before = status_of(TABLE);
    struct write_folder *folder = write_lock(arena, out, WRITE_TO_CHANGE, unit_patience(), &failure);
    assert_non_null(folder);
    assert_int_equal(unlink(in_out(PROFILES)), 0);
    assert_int_equal(compare(folder, "2"), DONE);
    assert_int_equal(mkdir(in_out(PROFILES), 0700), 0);
    assert_false(write_apply(arena, folder, &set, &failure));
    write_unlock(folder);
    assert_int_equal(failure.error, EISDIR);
    assert_string_equal(failure.doing, "created");
    assert_int_equal(failure.unrestored.size, 0);
    assert_string_equal(get(VIEW), file_of("1"));
    assert_string_equal(get(STALE), file_of("0"));
    assert_int_equal(before.st_ino, status_of(TABLE).st_ino);
    assert_int_equal(walk(out, ".tmp", false), 0);
}

/* What a run finds: version 1 of all files, and a stale one. */
static void put_old(void)
{
    walk(out, "", true);
    put(VIEW, file_of("1"));
    put(TABLE, file_of("1"));
    put(PROFILES, file_of("1"));
    put(STALE, file_of("0"));
}

static void fault_at_each_call(bool no_links)
{
    for (unsigned n = 1; faults.calls >= n - 1; n++) {
        put_old();
        memset(&faults, 0, sizeof faults);
        faults.first = faults.last = n;
        faults.no_links = no_links;
        enum result result = run("2");
        faults.first = 0;
        assert_int_equal(failure.unrestored.size, 0);
        assert_version(result == DONE ? "2" : "1");
        assert_string_equal(get(STALE), result == DONE ? "" : file_of("0"));
        if (result == FAILED)
            assert_int_equal(failure.error, EIO);
    }
    assert_version("2");
}

static void test_one_fault_anywhere_is_rolled_back(void **state)
{
    (void)state;
    fault_at_each_call(false);
}

static void test_one_fault_anywhere_without_hard_links(void **state)
{
    (void)state;
    fault_at_each_call(true);
}

static void test_one_fault_anywhere_in_a_missing_folder(void **state)
{
    (void)state;
    enum result result = FAILED;
    for (unsigned n = 1; result == FAILED || faults.calls >= n; n++) {
        walk(top, "", true);
        mkdir(top, 0700);
        memset(&faults, 0, sizeof faults);
        faults.first = faults.last = n;
        result = run("2");
        if (result == FAILED)
            assert_int_equal(walk(top, "", false), 0);
    }
    assert_version("2");
}

/* before: empty when there is no file yet. */
static void fault_at_each_call_alone(const char *before)
{
    unsigned failed = 0;
    for (unsigned n = 1; faults.calls >= n - 1; n++) {
        walk(out, "", true);
        make_folders(in_out(PROFILES));
        if (before[0] != '\0')
            put(PROFILES, before);
        memset(&faults, 0, sizeof faults);
        faults.first = faults.last = n;
        int error = alone_write(in_out(PROFILES), LITERAL("new"), unit_patience());
        faults.first = 0;
        failed += error != 0;
        assert_true(error == 0 || error == EIO);
        assert_string_equal(get(PROFILES), error == 0 ? "new" : before);
        assert_int_equal(access(in_out(PROFILES), F_OK) == 0, error == 0 || before[0] != '\0');
        assert_int_equal(walk(out, ".tmp", false), 0);
    }
    assert_true(failed > 0);
}

static void test_one_fault_anywhere_of_a_file_alone(void **state)
{
    (void)state;
    fault_at_each_call_alone("");
    fault_at_each_call_alone("old");
}

/* The old bytes stay beside the file that could not be rolled back. */
static void test_a_disk_that_breaks_says_what_is_not_restored(void **state)
{
    (void)state;
    unsigned unrestored = 0;
    for (unsigned n = 1; faults.calls >= n - 1; n++) {
        put_old();
        memset(&faults, 0, sizeof faults);
        faults.first = n;
        faults.last = UINT_MAX;
        enum result result = run("2");
        faults.first = 0;
        if (result == DONE || failure.unrestored.size == 0) {
            assert_version(result == DONE ? "2" : "1");
            continue;
        }
        unrestored++;
        assert_string_equal(failure.unrestored.bytes, in_out(VIEW));
        assert_true(walk(out, ".tmp", false) > 0);
    }
    assert_true(unrestored > 0);
}

/* Runs a child; true when it ended by itself. */
static bool child_ends(unsigned kill_at)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        memset(&faults, 0, sizeof faults);
        faults.first = kill_at;
        faults.last = kill_at;
        faults.kills = true;
        _exit(run("2") == DONE ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status);
}

static bool is_version(const char *version)
{
    const char *file = file_of(version);
    const char *stale = version[0] == '1' ? file_of("0") : "";
    return strcmp(get(VIEW), file) == 0 && strcmp(get(TABLE), file) == 0 &&
           strcmp(get(PROFILES), file) == 0 && strcmp(get(STALE), stale) == 0;
}

static void test_killed_anywhere_a_mixture_is_guarded(void **state)
{
    (void)state;
    unsigned mixtures = 0;
    bool ended = false;
    for (unsigned n = 1; !ended; n++) {
        put_old();
        ended = child_ends(n);
        bool whole = is_version("1") || is_version("2");
        mixtures += !whole;
        assert_true(whole || get(GUARD)[0] != '\0');
        if (strcmp(get(PROFILES), file_of("2")) == 0)
            assert_true(is_version("2"));
        assert_int_equal(look("2"), DONE);
        assert_int_equal(set.changed_count == 0, is_version("2") && get(GUARD)[0] == '\0');
        assert_int_equal(run("2"), DONE);
        assert_version("2");
    }
    assert_true(mixtures > 0);
}

static void test_one_file_needs_no_guard(void **state)
{
    (void)state;
    assert_int_equal(run("1"), DONE);
    put(TABLE, file_of("0"));
    faults.first = UINT_MAX; /* counts */
    faults.calls = 0;
    assert_int_equal(run("1"), DONE);
    assert_version("1");
    /* two folders that are there; the file's mode, sync, link, rename; its folder's sync */
    assert_int_equal(faults.calls, 7);
}

static void test_a_file_in_the_guards_place(void **state)
{
    (void)state;
    assert_int_equal(run("1"), DONE);
    put(GUARD, "mine\n");
    assert_int_equal(run("2"), BLOCKED);
    assert_said(GUARD, "file '%s' was not written by floe-compile");
    assert_string_equal(get(GUARD), "mine\n");
    rules.force = true;
    assert_int_equal(run("2"), DONE);
    assert_version("2");
}

/* Odd runs meet a fault: they must leave the others' files and folders alone. */
static void run_often(unsigned number)
{
    const char *version = text_format(arena, "%u", number).bytes;
    for (unsigned i = 0; i < 5; i++) {
        memset(&faults, 0, sizeof faults);
        faults.first = faults.last = number % 2 == 0 ? 0 : number + i;
        if (run(version) != DONE && number % 2 == 0)
            _exit(1);
    }
    _exit(0);
}

static void assert_one_version(void)
{
    struct write_folder *folder = write_lock(arena, out, WRITE_TO_LOOK, unit_patience(), &failure);
    assert_non_null(folder);
    const char *version = text_copy(arena, text_of(get(PROFILES))).bytes;
    assert_string_equal(get(VIEW), version);
    assert_string_equal(get(TABLE), version);
    assert_true(folder->fd < 0 || walk(out, ".tmp", false) == 0);
    write_unlock(folder);
}

static void test_twenty_runs_at_once_end_in_one_set(void **state)
{
    (void)state;
    pid_t children[RUNS];
    for (unsigned i = 0; i < RUNS; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0)
            run_often(i);
    }
    for (unsigned i = 0; i < RUNS; i++) {
        int status;
        pid_t ended;
        while ((ended = waitpid(children[i], &status, WNOHANG)) == 0)
            assert_one_version();
        assert_int_equal(ended, children[i]);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    assert_one_version();
    assert_string_not_equal(get(PROFILES), "");
}

static void test_freeing_the_arena_lets_go(void **state)
{
    (void)state;
    jmp_buf exhausted;
    struct arena *own = arena_new();
    assert_non_null(own);
    if (setjmp(exhausted) != 0)
        fail();
    arena_exhausted(own, &exhausted);
    assert_non_null(write_lock(own, out, WRITE_TO_CHANGE, unit_patience(), &failure));
    assert_int_equal(access(out, F_OK), 0);
    arena_free(own);
    assert_int_equal(walk(top, "", false), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_creates_everything_with_modes_whatever_the_umask),
        TEST(test_macros_come_first_and_the_profile_last),
        TEST(test_looking_creates_nothing),
        TEST(test_unchanged_files_are_not_touched),
        TEST(test_all_foreign_files_are_named_and_kept),
        TEST(test_what_stands_in_the_way_is_named),
        TEST(test_a_link_is_replaced_by_force_and_never_followed),
        TEST(test_old_files_have_a_limit),
        TEST(test_stale_files_of_ours_go_and_others_stay),
        TEST(test_killed_runs_are_swept_up),
        TEST(test_a_file_in_the_folders_place),
        TEST(test_a_full_disk_leaves_nothing),
        TEST(test_a_folder_that_comes_between_rolls_back),
        TEST(test_one_fault_anywhere_is_rolled_back),
        TEST(test_one_fault_anywhere_without_hard_links),
        TEST(test_one_fault_anywhere_in_a_missing_folder),
        TEST(test_one_fault_anywhere_of_a_file_alone),
        TEST(test_a_disk_that_breaks_says_what_is_not_restored),
        TEST(test_killed_anywhere_a_mixture_is_guarded),
        TEST(test_one_file_needs_no_guard),
        TEST(test_a_file_in_the_guards_place),
        TEST(test_twenty_runs_at_once_end_in_one_set),
        TEST(test_freeing_the_arena_lets_go),
    };
    jmp_buf exhausted;
    arena = arena_new();
    if (arena == NULL || setjmp(exhausted) != 0)
        return 1;
    arena_exhausted(arena, &exhausted);
    int failed = UNIT_RUN(tests);
    arena_free(arena);
    return failed;
}
