/*
 * Waiting for others: said once, and ended with a reason of its own.
 */
#define _GNU_SOURCE /* F_SETLEASE */

#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "floe/base/text.h"
#include "floe/world/real_world.h"
#include "floe/write/alone.h"
#include "floe/write/write.h"

enum { NOTICE = 20, LIMIT = 200, RENEWALS = 4 };

static struct arena *arena;
static char folder[] = "/tmp/floe-patience-XXXXXX";
static struct text said; /* what was waited for, each time with its path */

static void say(void *context, const char *awaited, const char *path)
{
    (void)context;
    said = text_format(arena, "%.*s%s %s;", TEXT_ARG(said), awaited, path);
}

static struct patience patience = {.notice_milliseconds = NOTICE, .say = say};

static int set_up(void **state)
{
    strcpy(folder + sizeof folder - sizeof "XXXXXX", "XXXXXX");
    said = LITERAL("");
    patience.limit_milliseconds = LIMIT;
    int failed = unit_arena(state);
    arena = *state;
    return failed != 0 || mkdtemp(folder) == NULL || chdir(folder) != 0 ? -1 : 0;
}

static int tear_down(void **state)
{
    signal(SIGALRM, SIG_DFL);
    int left = unlink("pipe") + unlink("file") + rmdir("out");
    assert_true(left <= 0);
    assert_int_equal(chdir("/"), 0);
    return unit_arena_free(state) + rmdir(folder);
}

static void assert_ended(int error, const char *reason, const char *awaited)
{
    assert_true(error < 0);
    assert_string_equal(patience_reason(error), reason);
    assert_string_equal(said.bytes, awaited);
}

static int read_file(const char *path, struct text *bytes)
{
    struct real_world real = {.patience = &patience};
    struct world world = world_real(&real);
    return world.read_file(world.context, arena, path, 1000, bytes);
}

static void a_pipe_without_a_writer(void **state)
{
    (void)state;
    struct text bytes;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_ended(read_file("pipe", &bytes), "nothing came through this pipe for 60 seconds",
                 "data from the pipe pipe;");
}

/* A writer that is there and silent. */
static void a_pipe_with_a_silent_writer(void **state)
{
    (void)state;
    struct text bytes;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    int writer = open("pipe", O_RDWR);
    assert_int_equal(write(writer, "a", 1), 1);
    assert_ended(read_file("pipe", &bytes), "nothing came through this pipe for 60 seconds",
                 "data from the pipe pipe;");
    close(writer);
}

static void pass(long milliseconds)
{
    poll(NULL, 0, (int)milliseconds);
}

/* Longer than the limit in all, said once. */
static void what_comes_slowly_is_read_whole(void **state)
{
    (void)state;
    struct text bytes;
    patience.limit_milliseconds = 1000;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        int writer = open("pipe", O_WRONLY);
        for (int i = 0; i < RENEWALS; i++) {
            pass(300);
            if (write(writer, "a", 1) != 1)
                _exit(1);
        }
        _exit(0);
    }
    assert_int_equal(read_file("pipe", &bytes), 0);
    assert_string_equal(bytes.bytes, "aaaa");
    assert_string_equal(said.bytes, "data from the pipe pipe;");
    assert_int_equal(waitpid(child, NULL, 0), child);
}

/* As the shell's <(…) gives it, with the writer gone already. */
static void a_pipe_of_this_process(void **state)
{
    (void)state;
    struct text bytes;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "a", 1), 1);
    close(ends[1]);
    assert_int_equal(read_file(text_format(arena, "/dev/fd/%d", ends[0]).bytes, &bytes), 0);
    assert_string_equal(bytes.bytes, "a");
    assert_string_equal(said.bytes, "");
    close(ends[0]);
}

static void a_file_that_is_leased(void **state)
{
    (void)state;
    struct text bytes;
    int file = open("file", O_RDWR | O_CREAT, 0600);
    signal(SIGIO, SIG_IGN);
    if (fcntl(file, F_SETLEASE, F_WRLCK) == 0) /* some file systems know none */
        assert_ended(read_file("file", &bytes), "another program held its lock for 60 seconds",
                     "the lock of file;");
    close(file);
    assert_int_equal(read_file("file", &bytes), 0);
}

static void a_folder_that_is_locked(void **state)
{
    (void)state;
    static const struct { enum write_purpose purpose; int kind; } rows[] = {
        {WRITE_TO_CHANGE, LOCK_EX}, {WRITE_TO_CHANGE, LOCK_SH}, {WRITE_TO_LOOK, LOCK_EX}};
    assert_int_equal(mkdir("out", 0755), 0);
    int other = open("out", O_RDONLY);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct write_failure failure;
        said = LITERAL("");
        assert_int_equal(flock(other, rows[i].kind), 0);
        assert_null(write_lock(arena, "out", rows[i].purpose, &patience, &failure));
        assert_string_equal(failure.doing, "locked");
        assert_ended(failure.error, "another program held its lock for 60 seconds",
                     "the lock of out;");
    }
    close(other);
    struct write_failure failure;
    assert_non_null(write_lock(arena, "out", WRITE_TO_CHANGE, &patience, &failure));
}

static void a_pipe_without_a_reader(void **state)
{
    (void)state;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_ended(alone_write("pipe", LITERAL("a"), &patience),
                 "nobody read from this pipe for 60 seconds", "a reader of the pipe pipe;");
}

static void a_pipe_that_is_full(void **state)
{
    (void)state;
    static const char zeroes[1024 * 1024];
    assert_int_equal(mkfifo("pipe", 0600), 0);
    int reader = open("pipe", O_RDONLY | O_NONBLOCK);
    assert_ended(alone_write("pipe", (struct text){zeroes, sizeof zeroes}, &patience),
                 "nobody read from this pipe for 60 seconds", "a reader of the pipe pipe;");
    close(reader);
}

static void ignore(int number)
{
    (void)number;
}

/* A signal that is handled neither ends the waiting nor makes it longer. */
static void interruptions(void **state)
{
    (void)state;
    struct text bytes;
    struct sigaction action = {.sa_handler = ignore};
    sigaction(SIGALRM, &action, NULL);
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    struct itimerspec often = {{0, 5 * 1000 * 1000}, {0, 5 * 1000 * 1000}};
    assert_int_equal(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
    assert_int_equal(timer_settime(timer, 0, &often, NULL), 0);
    assert_int_equal(mkfifo("pipe", 0600), 0);
    int error = read_file("pipe", &bytes);
    timer_delete(timer);
    assert_ended(error, "nothing came through this pipe for 60 seconds",
                 "data from the pipe pipe;");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(a_pipe_without_a_writer),
        TEST(a_pipe_with_a_silent_writer),
        TEST(what_comes_slowly_is_read_whole),
        TEST(a_pipe_of_this_process),
        TEST(a_file_that_is_leased),
        TEST(a_folder_that_is_locked),
        TEST(a_pipe_without_a_reader),
        TEST(a_pipe_that_is_full),
        TEST(interruptions),
    };
    return UNIT_RUN(tests);
}
