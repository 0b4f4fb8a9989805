/*
 * measure RUNS PROGRAM [ARGUMENT...]: runs a program and prints its shortest
 * wall time in nanoseconds, its peak memory in KiB, the bytes that it read,
 * and its exit status.
 *
 * It is a small program of its own because Linux counts the memory of who
 * starts a program towards the program's peak.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct measured {
    int64_t nanoseconds;
    long kibibytes;
    long long bytes_read;
    int status;
};

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

_Noreturn static void become(char **command)
{
    int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
    execvp(command[0], command);
    _exit(127);
}

/* Of a process that ended and was not waited for yet. */
static long long bytes_read_by(pid_t process)
{
    char path[64];
    long long bytes = -1;
    snprintf(path, sizeof path, "/proc/%ld/io", (long)process);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return -1;
    if (fscanf(file, "rchar: %lld", &bytes) != 1)
        bytes = -1;
    fclose(file);
    return bytes;
}

static struct measured run(char **command)
{
    struct measured measured = {0};
    struct rusage usage;
    siginfo_t ended;
    int64_t start = now();
    pid_t process = fork();
    if (process == 0)
        become(command);
    if (process < 0 || waitid(P_PID, (id_t)process, &ended, WEXITED | WNOWAIT) != 0)
        exit(2);
    measured.nanoseconds = now() - start;
    measured.bytes_read = bytes_read_by(process);
    wait4(process, &measured.status, 0, &usage);
    measured.kibibytes = usage.ru_maxrss;
    return measured;
}

int main(int count, char **arguments)
{
    int runs = count < 3 ? 0 : atoi(arguments[1]);
    if (runs < 1) {
        fputs("usage: measure RUNS PROGRAM [ARGUMENT...]\n", stderr);
        return 2;
    }
    struct measured least = run(arguments + 2);
    for (int i = 1; i < runs; i++) {
        struct measured next = run(arguments + 2);
        if (next.nanoseconds < least.nanoseconds)
            least.nanoseconds = next.nanoseconds;
        if (next.kibibytes > least.kibibytes)
            least.kibibytes = next.kibibytes;
    }
    int status = WIFEXITED(least.status) ? WEXITSTATUS(least.status) : 128 + WTERMSIG(least.status);
    printf("%lld %ld %lld %d\n", (long long)least.nanoseconds, least.kibibytes, least.bytes_read,
           status);
    return 0;
}
