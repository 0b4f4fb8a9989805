/* For nftw, which is X/Open's. */
#define _XOPEN_SOURCE 700

#include "unit.h"

#include <ftw.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "floe/world/mount.h"

/* Every test starts in a folder of its own that holds mount/ and outside/. */
struct scene {
    char folder[64];
    struct vault *vault;
};

static const enum mount_way ways[] = {MOUNT_BY_KERNEL, MOUNT_BY_WALK};

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

static void put_repeated(const char *path, size_t size, const char *end)
{
    char *bytes = malloc(size + strlen(end) + 1);
    assert_non_null(bytes);
    memset(bytes, 'x', size);
    memcpy(bytes + size, end, strlen(end) + 1);
    put(path, bytes, size + strlen(end));
    free(bytes);
}

static void folder(const char *path)
{
    assert_int_equal(mkdir(path, 0755), 0);
}

static void link_to(const char *path, const char *target)
{
    assert_int_equal(symlink(target, path), 0);
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
    strcpy(scene->folder, "floe-mount-XXXXXX");
    assert_non_null(mkdtemp(scene->folder));
    assert_int_equal(chdir(scene->folder), 0);
    folder("mount");
    folder("outside");
    put_text("mount/plain", "value");
    put_text("outside/secret", "not yours");
    scene->vault = vault_open();
    assert_non_null(scene->vault);
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    vault_close(scene->vault);
    assert_int_equal(chdir(".."), 0);
    assert_int_equal(nftw(scene->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS), 0);
    free(scene);
    return 0;
}

static void check_found(struct vault *vault, const char *name, const char *key, bool many_lines,
                        struct text value)
{
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct secret_lookup lookup =
            mount_read(vault, ways[i], "mount", name, key, many_lines);
        assert_null(lookup.reason);
        assert_int_equal(lookup.state, SECRET_FOUND);
        assert_int_equal(lookup.value.size, value.size);
        assert_memory_equal(lookup.value.bytes, value.bytes, value.size);
        assert_int_equal(lookup.value.bytes[value.size], '\0');
    }
}

static void check_line(struct vault *vault, const char *name, const char *key, const char *value)
{
    check_found(vault, name, key, false, text_of(value));
}

static void check_not(struct vault *vault, const char *mount, const char *name, const char *key,
                      enum secret_state state, const char *reason)
{
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct secret_lookup lookup = mount_read(vault, ways[i], mount, name, key, false);
        assert_non_null(lookup.reason);
        assert_string_equal(lookup.reason, reason);
        assert_int_equal(lookup.state, state);
        assert_null(lookup.value.bytes);
    }
}

static void check_refused(struct vault *vault, const char *name, const char *key,
                          const char *reason)
{
    check_not(vault, "mount", name, key, SECRET_REFUSED, reason);
}

static void check_absent(struct vault *vault, const char *name, const char *key,
                         const char *reason)
{
    check_not(vault, "mount", name, key, SECRET_ABSENT, reason);
}

static void finds_the_three_places(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    folder("mount/single");
    put_text("mount/single/value", "one\n");
    folder("mount/aws-credentials");
    put_text("mount/aws-credentials/access_key_id", "id");
    check_line(vault, "plain", NULL, "value");
    check_line(vault, "single", NULL, "one");
    check_line(vault, "aws-credentials", "access_key_id", "id");
    check_absent(vault, "aws-credentials", "session_token", "no such file");
    check_absent(vault, "aws-credentials", NULL, "a folder without a file 'value'");
    check_absent(vault, "other", NULL, "no such file");
    check_absent(vault, "other", "client_id", "no such file");
    check_not(vault, "no-mount", "plain", NULL, SECRET_ABSENT, "no such file");
    check_not(vault, "mount/plain", "plain", NULL, SECRET_REFUSED,
              "a file is in place of its folder");
}

/* A volume of one secret, and one of several projected ones. */
static void follows_what_kubernetes_links(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    folder("mount/..2026_01_31");
    folder("mount/..2026_01_31/group");
    put_text("mount/..2026_01_31/polaris-client-id", "root\n");
    put_text("mount/..2026_01_31/group/client_id", "grouped");
    link_to("mount/..data", "..2026_01_31");
    link_to("mount/polaris-client-id", "..data/polaris-client-id");
    link_to("mount/group", "..data/group");
    folder("mount/aws-credentials");
    folder("mount/aws-credentials/..2026_02_01");
    put_text("mount/aws-credentials/..2026_02_01/access_key_id", "id");
    link_to("mount/aws-credentials/..data", "..2026_02_01");
    link_to("mount/aws-credentials/access_key_id", "..data/access_key_id");
    check_line(vault, "polaris-client-id", NULL, "root");
    check_line(vault, "group", "client_id", "grouped");
    check_line(vault, "aws-credentials", "access_key_id", "id");
}

static void follows_links_beneath(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    folder("mount/group");
    put_text("mount/group/value", "grouped");
    link_to("mount/group/up", "../plain");
    link_to("mount/dots", ".//group/./../plain");
    link_to("mount/slash", "group/");
    link_to("mount/file-slash", "plain/");
    link_to("mount/here", ".");
    link_to("mount/back", "group/..");
    link_to("mount/dangling", "nothing");
    check_line(vault, "group", "up", "value");
    check_line(vault, "dots", NULL, "value");
    check_line(vault, "slash", NULL, "grouped");
    check_line(vault, "here", "plain", "value");
    check_line(vault, "back", "plain", "value");
    check_absent(vault, "dangling", NULL, "no such file");
    check_absent(vault, "here", NULL, "a folder without a file 'value'");
    check_refused(vault, "file-slash", NULL, "a file is in place of its folder");
}

static void stays_beneath_the_mount(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    char here[4096], target[8192];
    assert_non_null(getcwd(here, sizeof here));
    snprintf(target, sizeof target, "%s/mount/plain", here);
    folder("mount/group");
    link_to("mount/absolute", target);
    link_to("mount/out", "../outside/secret");
    link_to("mount/out-and-in", "../mount/plain");
    link_to("mount/out-by-folder", "group/../../outside/secret");
    link_to("mount/group/out", "../../outside/secret");
    link_to("mount/outside", "../outside");
    link_to("mount/parent", "..");
    link_to("mount/to-nothing", "../nothing");
    const char *names[] = {"absolute", "out", "out-and-in", "out-by-folder", "parent",
                           "to-nothing", "outside"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        check_refused(vault, names[i], NULL, "a link leads out of the mount");
    check_refused(vault, "group", "out", "a link leads out of the mount");
    check_refused(vault, "outside", "secret", "a link leads out of the mount");
}

static _Noreturn void flip_for_ever(void)
{
    alarm(20); /* no orphan, should the parent give up */
    for (unsigned i = 0;; i++)
        if (symlink(i % 2 == 0 ? "../outside/secret" : "plain", "next") != 0 ||
            rename("next", "mount/flip") != 0)
            _exit(1);
}

/* Another process swaps a good link for a bad one all the time. */
static void stays_beneath_while_links_change(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    link_to("mount/flip", "plain");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        flip_for_ever();
    for (unsigned i = 0; i < 4000; i++) {
        struct secret_lookup lookup =
            mount_read(vault, ways[i % 2], "mount", "flip", NULL, false);
        if (lookup.state == SECRET_FOUND)
            assert_string_equal(lookup.value.bytes, "value");
        else
            assert_string_equal(lookup.reason, "a link leads out of the mount");
        vault_wipe(vault);
    }
    int status;
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static void follows_forty_links(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    char path[64], target[64] = "plain";
    for (unsigned i = 1; i <= MOUNT_LINKS_MAX + 1; i++) {
        snprintf(path, sizeof path, "mount/link-%u", i);
        link_to(path, target);
        snprintf(target, sizeof target, "link-%u", i);
    }
    link_to("mount/self", "self");
    check_line(vault, "link-40", NULL, "value");
    check_refused(vault, "link-41", NULL, "too many symbolic links");
    check_refused(vault, "self", NULL, "too many symbolic links");
}

static void follows_deep_folders(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    char target[MOUNT_DEPTH_MAX * 2 + 16] = "", path[sizeof target + 16];
    for (unsigned i = 0; i < MOUNT_DEPTH_MAX; i++) {
        strcat(target, "d/");
        snprintf(path, sizeof path, "mount/%s", target);
        folder(path);
    }
    strcat(target, "file");
    snprintf(path, sizeof path, "mount/%s", target);
    put_text(path, "deep");
    link_to("mount/deep", target);
    check_line(vault, "deep", NULL, "deep");
    strcpy(strrchr(path, '/'), "/d");
    folder(path);
    link_to("mount/deeper", strcat(path, "/file") + strlen("mount/"));
    struct secret_lookup walk = mount_read(vault, MOUNT_BY_WALK, "mount", "deeper", NULL, false);
    assert_string_equal(walk.reason, "its path is too long");
}

static void checks_names(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    char longest[257];
    memset(longest, 'n', 256);
    longest[256] = '\0';
    check_refused(vault, longest, NULL, "its path is too long");
    check_refused(vault, "plain", longest, "its path is too long");
    longest[255] = '\0';
    check_absent(vault, longest, NULL, "no such file");
    check_absent(vault, longest, longest, "no such file");
    const char *bad[] = {"", ".", "..", "../outside/secret", "/etc/hostname", "a/b"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        check_refused(vault, bad[i], NULL, "not the name of a file");
        check_refused(vault, "group", bad[i], "not the name of a file");
    }
}

static void refuses_what_is_no_file(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "mount/socket"};
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(listener >= 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    close(listener);
    assert_int_equal(mkfifo("mount/fifo", 0600), 0);
    folder("mount/group");
    folder("mount/group/value");
    folder("mount/group/client_id");
    check_refused(vault, "socket", NULL, "a socket, not a file");
    check_refused(vault, "fifo", NULL, "a FIFO, not a file");
    check_refused(vault, "group", NULL, "a folder, not a file");
    check_refused(vault, "group", "client_id", "a folder, not a file");
    check_refused(vault, "plain", "client_id", "a file is in place of its folder");
    check_not(vault, "/dev", "null", NULL, SECRET_REFUSED, "a device, not a file");
    assert_int_equal(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), 0); /* else root owns the next one */
    check_not(vault, "/proc/self", "mem", NULL, SECRET_REFUSED, "cannot be read");
}

/* Root reads everything, so it becomes nobody for a moment, with the mount as '.'. */
static void tells_when_permission_is_denied(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    put_text("mount/hidden", "value");
    folder("mount/closed");
    put_text("mount/closed/key", "value");
    folder("mount/passable");
    put_text("mount/passable/key", "value");
    assert_int_equal(chmod("mount/hidden", 0), 0);
    assert_int_equal(chmod("mount/closed", 0600), 0);
    assert_int_equal(chmod("mount/passable", 0311), 0);
    assert_int_equal(chdir("mount"), 0);
    bool root = geteuid() == 0;
    bool denied = !root || seteuid(65534) == 0; /* not in every container */
    struct secret_lookup hidden[2], closed[2], passable[2];
    for (size_t i = 0; i < 2; i++) {
        hidden[i] = mount_read(vault, ways[i], ".", "hidden", NULL, false);
        closed[i] = mount_read(vault, ways[i], ".", "closed", "key", false);
        passable[i] = mount_read(vault, ways[i], ".", "passable", "key", false);
    }
    if (root && denied)
        assert_int_equal(seteuid(0), 0);
    assert_int_equal(chdir(".."), 0);
    assert_int_equal(chmod("mount/closed", 0700), 0);
    assert_int_equal(chmod("mount/passable", 0700), 0);
    for (size_t i = 0; i < 2; i++) {
        const char *expected = denied ? "permission denied" : "none";
        assert_string_equal(hidden[i].reason == NULL ? "none" : hidden[i].reason, expected);
        assert_string_equal(closed[i].reason == NULL ? "none" : closed[i].reason, expected);
        assert_int_equal(passable[i].state, SECRET_FOUND);
    }
}

static void drops_one_newline(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    put_text("mount/lf", "value\n");
    put_text("mount/crlf", "value\r\n");
    put_text("mount/cr", "value\r");
    put_text("mount/spaces", " value \t\n");
    put_text("mount/two", "value\n\n");
    put_text("mount/inner", "a\nb");
    check_line(vault, "lf", NULL, "value");
    check_line(vault, "crlf", NULL, "value");
    check_refused(vault, "cr", NULL, "more than one line");
    check_line(vault, "spaces", NULL, " value \t");
    check_refused(vault, "two", NULL, "more than one line");
    check_refused(vault, "inner", NULL, "more than one line");
    check_found(vault, "two", NULL, true, LITERAL("value\n"));
    check_found(vault, "inner", NULL, true, LITERAL("a\nb"));
}

static void tells_empty_from_absent(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    put_text("mount/empty", "");
    put_text("mount/lf", "\n");
    put_text("mount/crlf", "\r\n");
    check_not(vault, "mount", "empty", NULL, SECRET_EMPTY, "empty");
    check_not(vault, "mount", "lf", NULL, SECRET_EMPTY, "empty");
    check_not(vault, "mount", "crlf", NULL, SECRET_EMPTY, "empty");
}

static void takes_any_byte_but_nul(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    char bytes[255];
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i + 1);
    put("mount/bytes", bytes, sizeof bytes);
    put("mount/nul", "a\0b", 3);
    put("mount/nul-at-the-end", "ab", 3);
    check_found(vault, "bytes", NULL, true, (struct text){bytes, sizeof bytes});
    check_refused(vault, "nul", NULL, "contains a NUL byte");
    check_refused(vault, "nul-at-the-end", NULL, "contains a NUL byte");
}

static void takes_64_kib(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    char *full = malloc(SECRET_BYTES_MAX);
    assert_non_null(full);
    memset(full, 'x', SECRET_BYTES_MAX);
    put_repeated("mount/full", SECRET_BYTES_MAX, "");
    put_repeated("mount/full-lf", SECRET_BYTES_MAX, "\n");
    put_repeated("mount/full-crlf", SECRET_BYTES_MAX, "\r\n");
    put_repeated("mount/over", SECRET_BYTES_MAX + 1, "");
    put_repeated("mount/over-crlf", SECRET_BYTES_MAX + 1, "\r\n");
    put_repeated("mount/over-by-a-line", SECRET_BYTES_MAX, "\r\nx");
    const char *good[] = {"full", "full-lf", "full-crlf"};
    const char *bad[] = {"over", "over-crlf", "over-by-a-line"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        check_found(vault, good[i], NULL, false, (struct text){full, SECRET_BYTES_MAX});
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        check_refused(vault, bad[i], NULL, "larger than 64 KiB");
    free(full);
}

static bool all_zero(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

static void wipes_what_it_refused(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    put_repeated("mount/over", SECRET_BYTES_MAX * 2, "");
    put_text("mount/lines", "a\nb");
    char *start = vault_room(vault, 0);
    check_refused(vault, "over", NULL, "larger than 64 KiB");
    check_refused(vault, "lines", NULL, "more than one line");
    char *room = vault_room(vault, SECRET_BYTES_MAX * 2);
    assert_ptr_equal(room, start);
    assert_true(all_zero(room, SECRET_BYTES_MAX * 2));
    memset(room, 'x', SECRET_BYTES_MAX * 2);
    vault_trim(vault, room, 1);
    assert_int_equal(room[0], 'x');
    assert_true(all_zero(room + 1, SECRET_BYTES_MAX * 2 - 1));
    vault_wipe(vault);
    assert_true(all_zero(room, SECRET_BYTES_MAX * 2));
}

static void fills_the_vault(void **state)
{
    struct vault *vault = ((struct scene *)*state)->vault;
    assert_null(vault_room(vault, VAULT_BYTES_MAX));
    assert_null(vault_room(vault, SIZE_MAX));
    assert_non_null(vault_room(vault, VAULT_BYTES_MAX - SECRET_BYTES_MAX));
    check_refused(vault, "plain", NULL, "all secrets together are larger than 4 MiB");
    vault_wipe(vault);
    check_line(vault, "plain", NULL, "value");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(finds_the_three_places),
        TEST(follows_what_kubernetes_links),
        TEST(follows_links_beneath),
        TEST(stays_beneath_the_mount),
        TEST(stays_beneath_while_links_change),
        TEST(follows_forty_links),
        TEST(follows_deep_folders),
        TEST(checks_names),
        TEST(refuses_what_is_no_file),
        TEST(tells_when_permission_is_denied),
        TEST(drops_one_newline),
        TEST(tells_empty_from_absent),
        TEST(takes_any_byte_but_nul),
        TEST(takes_64_kib),
        TEST(wipes_what_it_refused),
        TEST(fills_the_vault),
    };
    return UNIT_RUN(tests);
}
