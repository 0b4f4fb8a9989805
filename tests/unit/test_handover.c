/* For nftw and posix_openpt, which are X/Open's. */
#define _XOPEN_SOURCE 700

#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "floe/base/arena.h"
#include "floe/cli/handover.h"
#include "floe/world/mount.h"
#include "floe/world/real_world.h"

extern char **environ;

enum { OUTPUT_BYTES_MAX = 1024 * 1024, SECRETS_MAX = 64 };

/* Every test starts in a folder of its own that holds mount/. */
struct scene {
    char folder[64];
    struct arena *arena;
    struct real_world real;
    struct world world;
    struct secrets secrets;
    struct handover handover;
    char output[OUTPUT_BYTES_MAX]; /* of the program that was run last */
    size_t output_size;
};

static void put(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void put_text(const char *path, const char *text)
{
    put(path, text, strlen(text));
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

static int setup(void **state)
{
    const char *parent = getenv("TMPDIR");
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    assert_int_equal(chdir(parent == NULL ? "/tmp" : parent), 0);
    strcpy(scene->folder, "floe-handover-XXXXXX");
    assert_non_null(mkdtemp(scene->folder));
    assert_int_equal(chdir(scene->folder), 0);
    assert_int_equal(mkdir("mount", 0755), 0);
    scene->arena = arena_new();
    scene->real.vault = vault_open();
    assert_non_null(scene->real.vault);
    scene->real.patience = unit_patience();
    scene->world = world_real(&scene->real);
    scene->secrets = secrets_new(scene->arena, NULL, "mount");
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    const char *names[] = {"FIRST", "SECOND", "P_FIRST", "GROUP_CLIENT_ID"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unsetenv(names[i]);
    vault_close(scene->real.vault);
    arena_free(scene->arena);
    assert_int_equal(chdir(".."), 0);
    assert_int_equal(nftw(scene->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS), 0);
    free(scene);
    return 0;
}

static void need(struct scene *scene, const char *name, const char *key)
{
    struct secret_need why = {.purpose = LITERAL("a test")};
    (void)secrets_need(&scene->secrets, name, key, &why, false);
    scene->secrets.list[scene->secrets.count - 1].many_lines = true;
}

static void collect(struct scene *scene, const char *prefix)
{
    for (uint32_t i = 0; i < scene->secrets.count; i++) {
        struct secret *secret = &scene->secrets.list[i];
        secret->emitted = text_format(scene->arena, "%s%s", prefix == NULL ? "" : prefix,
                                      secret->variable).bytes;
    }
    assert_true(handover_environment(&scene->handover, scene->arena, &scene->secrets,
                                     &scene->world, scene->real.vault));
}

static void check_lines(const struct scene *scene, const char *first, const char *second)
{
    assert_int_equal(scene->handover.count, second == NULL ? 1 : 2);
    assert_string_equal(scene->handover.lines[0], first);
    if (second != NULL)
        assert_string_equal(scene->handover.lines[1], second);
}

/* Runs argv as the entrypoint would, and returns its exit status. */
static int run(struct scene *scene, const char *const argv[])
{
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        int out = open("output", O_WRONLY | O_CREAT | O_TRUNC, 0600);
        if (out < 0 || dup2(out, STDOUT_FILENO) < 0)
            _exit(99);
        _exit(handover_exec(&scene->handover, (char *const *)(uintptr_t)argv));
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    FILE *file = fopen("output", "r");
    assert_non_null(file);
    scene->output_size = fread(scene->output, 1, OUTPUT_BYTES_MAX, file);
    assert_true(scene->output_size < OUTPUT_BYTES_MAX);
    fclose(file);
    return WEXITSTATUS(status);
}

/* How often `env -0` printed "NAME=", and that its value is the one expected. */
static unsigned seen(const struct scene *scene, const char *name, struct text value)
{
    unsigned count = 0;
    size_t name_size = strlen(name);
    for (size_t at = 0; at < scene->output_size;) {
        struct text line = text_of(scene->output + at);
        at += line.size + 1;
        if (!text_starts(line, name) || line.bytes[name_size] != '=')
            continue;
        struct text found = {line.bytes + name_size + 1, line.size - name_size - 1};
        assert_int_equal(found.size, value.size);
        assert_memory_equal(found.bytes, value.bytes, value.size);
        count++;
    }
    return count;
}

static const char *const print_environment[] = {"env", "-0", NULL};

static void takes_variables_before_files(void **state)
{
    struct scene *scene = *state;
    need(scene, "first", NULL);
    need(scene, "second", NULL);
    need(scene, "third", NULL);
    need(scene, "group-credentials", "client_id");
    put_text("mount/first", "from the mount");
    put_text("mount/second", "from the mount");
    assert_int_equal(mkdir("mount/group-credentials", 0755), 0);
    put_text("mount/group-credentials/client_id", "id");
    setenv("FIRST", "set", 1);
    setenv("SECOND", "", 1);
    collect(scene, NULL);
    check_lines(scene, "SECOND=from the mount", "GROUP_CLIENT_ID=id");
    assert_int_equal(run(scene, print_environment), 0);
    assert_int_equal(seen(scene, "FIRST", LITERAL("set")), 1);
    assert_int_equal(seen(scene, "SECOND", LITERAL("from the mount")), 1);
    assert_int_equal(seen(scene, "GROUP_CLIENT_ID", LITERAL("id")), 1);
    assert_int_equal(seen(scene, "THIRD", LITERAL("")), 0);
}

static void emits_names_with_the_prefix(void **state)
{
    struct scene *scene = *state;
    need(scene, "first", NULL);
    need(scene, "second", NULL);
    put_text("mount/first", "from the mount");
    put_text("mount/second", "from the mount");
    setenv("FIRST", "plain\n\n", 1);
    collect(scene, "P_");
    check_lines(scene, "P_FIRST=plain\n\n", "P_SECOND=from the mount");
    setenv("P_FIRST", "", 1);
    collect(scene, "P_");
    check_lines(scene, "P_FIRST=plain\n\n", "P_SECOND=from the mount");
    setenv("P_FIRST", "prefixed", 1);
    collect(scene, "P_");
    check_lines(scene, "P_SECOND=from the mount", NULL);
    collect(scene, "");
    check_lines(scene, "SECOND=from the mount", NULL);
}

/* Two names of secrets, one name of a variable: the first is taken. */
static void emits_a_variable_once(void **state)
{
    struct scene *scene = *state;
    need(scene, "group-client-id", NULL);
    need(scene, "group-credentials", "client_id");
    put_text("mount/group-client-id", "one");
    assert_int_equal(mkdir("mount/group-credentials", 0755), 0);
    put_text("mount/group-credentials/client_id", "two");
    collect(scene, NULL);
    check_lines(scene, "GROUP_CLIENT_ID=one", NULL);
}

/* Values that are hard on quoting, in first; 64 KiB of quotes, in second. */
static struct text hard_value(struct scene *scene)
{
    static const char more[] = "it's \"quoted\" \\ $HOME `id` $(id) {{ x }} }} \xC3\xA9'\n\n";
    char *bytes = arena_alloc(scene->arena, 255 + sizeof more);
    for (unsigned i = 0; i < 255; i++)
        bytes[i] = (char)(i + 1);
    memcpy(bytes + 255, more, sizeof more);
    return (struct text){bytes, 255 + sizeof more - 1};
}

static struct text quotes(struct scene *scene)
{
    char *bytes = arena_alloc(scene->arena, SECRET_BYTES_MAX + 1);
    memset(bytes, '\'', SECRET_BYTES_MAX);
    return (struct text){bytes, SECRET_BYTES_MAX};
}

/* One newline more, which is not part of the value. */
static void mount_hard_values(struct scene *scene)
{
    struct text value = hard_value(scene);
    put("mount/first", text_format(scene->arena, "%s\n", value.bytes).bytes, value.size + 1);
    put("mount/second", quotes(scene).bytes, SECRET_BYTES_MAX);
    need(scene, "first", NULL);
    need(scene, "second", NULL);
    collect(scene, NULL);
    assert_int_equal(scene->handover.count, 2);
}

static void hands_over_every_byte(void **state)
{
    struct scene *scene = *state;
    mount_hard_values(scene);
    assert_int_equal(run(scene, print_environment), 0);
    assert_int_equal(seen(scene, "FIRST", hard_value(scene)), 1);
    assert_int_equal(seen(scene, "SECOND", quotes(scene)), 1);
    assert_int_equal(seen(scene, "PATH", text_of(getenv("PATH"))), 1);
}

static void prints_what_a_shell_reads(void **state)
{
    struct scene *scene = *state;
    mount_hard_values(scene);
    FILE *out = fopen("lines", "w");
    assert_non_null(out);
    assert_true(handover_may_print(out));
    fputs("# said before\n", out);
    assert_int_equal(handover_print(&scene->handover, out), 0);
    fclose(out);
    scene->handover.count = 0;
    const char *const evaluate[] = {"sh", "-c", "eval \"$(cat lines)\"; exec env -0", NULL};
    assert_int_equal(run(scene, evaluate), 0);
    assert_int_equal(seen(scene, "FIRST", hard_value(scene)), 1);
    assert_int_equal(seen(scene, "SECOND", quotes(scene)), 1);
}

static void prints_plain_lines(void **state)
{
    struct scene *scene = *state;
    char line[64];
    need(scene, "first", NULL);
    put_text("mount/first", "it's");
    collect(scene, NULL);
    FILE *out = tmpfile();
    assert_int_equal(handover_print(&scene->handover, out), 0);
    rewind(out);
    assert_non_null(fgets(line, sizeof line, out));
    assert_string_equal(line, "export FIRST='it'\\''s'\n");
    assert_null(fgets(line, sizeof line, out));
    fclose(out);
    FILE *full = fopen("/dev/full", "w");
    assert_non_null(full);
    assert_int_equal(handover_print(&scene->handover, full), ENOSPC);
    fclose(full);
}

static void refuses_a_terminal(void **state)
{
    (void)state;
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0);
    assert_int_equal(grantpt(terminal), 0);
    assert_int_equal(unlockpt(terminal), 0);
    FILE *out = fopen(ptsname(terminal), "r+");
    assert_non_null(out);
    assert_false(handover_may_print(out));
    fclose(out);
    close(terminal);
}

static void gives_back_the_exit_status(void **state)
{
    struct scene *scene = *state;
    put_text("mount/first", "7");
    need(scene, "first", NULL);
    collect(scene, NULL);
    const char *const leave[] = {"sh", "-c", "exit $FIRST", NULL};
    assert_int_equal(run(scene, leave), 7);
}

static void check_stays(struct scene *scene, const char *program, int status, int error)
{
    put_text("mount/first", "value");
    collect(scene, NULL);
    char **before = environ;
    char *line = scene->handover.lines[0];
    char *const argv[] = {(char *)(uintptr_t)program, NULL};
    assert_string_equal(line, "FIRST=value");
    assert_int_equal(handover_exec(&scene->handover, argv), status);
    assert_int_equal(errno, error);
    assert_ptr_equal(environ, before);
    assert_null(getenv("FIRST"));
    assert_string_equal(line, "");
}

static void tells_why_nothing_runs(void **state)
{
    struct scene *scene = *state;
    need(scene, "first", NULL);
    put_text("not-a-program", "");
    setenv("PATH", "/usr/bin:/bin", 1); /* a folder that is closed to us would give EACCES */
    check_stays(scene, "no-such-program-anywhere", HANDOVER_NOT_FOUND, ENOENT);
    check_stays(scene, "./no-such-program", HANDOVER_NOT_FOUND, ENOENT);
    check_stays(scene, "", HANDOVER_NOT_FOUND, ENOENT);
    check_stays(scene, "./not-a-program", HANDOVER_CANNOT_RUN, EACCES);
    check_stays(scene, "./mount", HANDOVER_CANNOT_RUN, EACCES);
    check_stays(scene, "./not-a-program/below", HANDOVER_CANNOT_RUN, ENOTDIR);
}

static void tells_when_the_vault_is_full(void **state)
{
    struct scene *scene = *state;
    char name[32], path[64];
    struct text value = quotes(scene);
    for (unsigned i = 0; i < VAULT_BYTES_MAX / SECRET_BYTES_MAX / 2; i++) {
        snprintf(name, sizeof name, "secret-%u", i);
        snprintf(path, sizeof path, "mount/%s", name);
        put(path, value.bytes, value.size);
        need(scene, text_copy(scene->arena, text_of(name)).bytes, NULL);
    }
    assert_false(handover_environment(&scene->handover, scene->arena, &scene->secrets,
                                      &scene->world, scene->real.vault));
}

/* What was checked is what is handed over. */
static void gives_the_first_value_again(void **state)
{
    struct scene *scene = *state;
    need(scene, "first", NULL);
    put_text("mount/first", "checked");
    struct secret_lookup lookup;
    assert_int_equal(secret_locate(&scene->secrets.list[0], &scene->secrets, &scene->world, &lookup),
                     SECRET_IN_MOUNT);
    put_text("mount/first", "changed");
    collect(scene, NULL);
    check_lines(scene, "FIRST=checked", NULL);
}

static int read_file(struct scene *scene, const char *path, size_t bytes_max, struct text *bytes)
{
    return scene->world.read_file(scene->world.context, scene->arena, path, bytes_max, bytes);
}

static void reads_files(void **state)
{
    struct scene *scene = *state;
    struct text bytes;
    put_text("file", "value");
    assert_int_equal(read_file(scene, "file", 5, &bytes), 0);
    assert_string_equal(bytes.bytes, "value");
    assert_int_equal(read_file(scene, "file", 4, &bytes), EFBIG);
    assert_int_equal(read_file(scene, "nothing", 9, &bytes), ENOENT);
    assert_int_equal(read_file(scene, "mount", 9, &bytes), EISDIR);
    assert_int_equal(read_file(scene, "/dev/zero", 9, &bytes), EOPNOTSUPP);
    assert_int_equal(read_file(scene, "/proc/self/comm", 99, &bytes), 0);
    assert_true(bytes.size > 0);
}

static int read_fifo(struct scene *scene, size_t bytes_max, struct text *bytes)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        put("fifo", quotes(scene).bytes, SECRET_BYTES_MAX);
        _exit(0);
    }
    int error = read_file(scene, "fifo", bytes_max, bytes);
    assert_int_equal(waitpid(child, NULL, 0), child);
    return error;
}

static void reads_a_fifo_to_its_end(void **state)
{
    struct scene *scene = *state;
    struct text bytes;
    assert_int_equal(mkfifo("fifo", 0600), 0);
    assert_int_equal(read_fifo(scene, SECRET_BYTES_MAX, &bytes), 0);
    assert_true(text_equal(bytes, quotes(scene)));
    assert_int_equal(read_fifo(scene, SECRET_BYTES_MAX - 1, &bytes), EFBIG);
}

static int list(struct scene *scene, const char *folder, struct text **paths, size_t *count)
{
    return scene->world.list_files(scene->world.context, scene->arena, folder, ".sql", paths,
                                   count);
}

static void lists_files_sorted(void **state)
{
    struct scene *scene = *state;
    struct text *paths;
    size_t count;
    assert_int_equal(mkdir("macros", 0755), 0);
    assert_int_equal(mkdir("macros/b", 0755), 0);
    put_text("macros/c.sql", "");
    put_text("macros/a.sql", "");
    put_text("macros/b/b.sql", "");
    put_text("macros/b/b.yml", "");
    assert_int_equal(symlink("..", "macros/b/loop"), 0);
    assert_int_equal(symlink("nothing", "macros/dangling.sql"), 0);
    assert_int_equal(list(scene, "macros", &paths, &count), 0);
    assert_int_equal(count, 3);
    assert_string_equal(paths[0].bytes, "macros/a.sql");
    assert_string_equal(paths[1].bytes, "macros/b/b.sql");
    assert_string_equal(paths[2].bytes, "macros/c.sql");
    assert_int_equal(list(scene, "mount", &paths, &count), 0);
    assert_int_equal(count, 0);
    assert_int_equal(list(scene, "nothing", &paths, &count), ENOENT);
    assert_int_equal(list(scene, "macros/a.sql", &paths, &count), ENOTDIR);
}

static void lists_to_a_depth(void **state)
{
    struct scene *scene = *state;
    struct text *paths;
    size_t count;
    char path[LISTED_DEPTH_MAX * 2 + 32] = "mount";
    for (unsigned i = 0; i <= LISTED_DEPTH_MAX; i++) {
        assert_int_equal(list(scene, "mount", &paths, &count), 0);
        assert_int_equal(mkdir(strcat(path, "/d"), 0755), 0);
    }
    assert_int_equal(list(scene, "mount", &paths, &count), ELOOP);
}

static void lists_ten_thousand_files(void **state)
{
    struct scene *scene = *state;
    struct text *paths;
    size_t count;
    for (unsigned i = 0; i < LISTED_FILES_MAX; i++)
        put_text(text_format(scene->arena, "mount/%u.sql", i).bytes, "");
    assert_int_equal(list(scene, "mount", &paths, &count), 0);
    assert_int_equal(count, LISTED_FILES_MAX);
    put_text("mount/more.sql", "");
    assert_int_equal(list(scene, "mount", &paths, &count), EOVERFLOW);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(takes_variables_before_files),
        TEST(emits_names_with_the_prefix),
        TEST(emits_a_variable_once),
        TEST(hands_over_every_byte),
        TEST(prints_what_a_shell_reads),
        TEST(prints_plain_lines),
        TEST(refuses_a_terminal),
        TEST(gives_back_the_exit_status),
        TEST(tells_why_nothing_runs),
        TEST(tells_when_the_vault_is_full),
        TEST(gives_the_first_value_again),
        TEST(reads_files),
        TEST(reads_a_fifo_to_its_end),
        TEST(lists_files_sorted),
        TEST(lists_to_a_depth),
        TEST(lists_ten_thousand_files),
    };
    return UNIT_RUN(tests);
}
