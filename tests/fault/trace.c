/*
 * Runs a program and meddles with one of its system calls:
 *
 *     trace list LOG PROGRAM [ARG...]        a line a call: NAME FIRST-ARGUMENT
 *     trace fail N ERRNO PROGRAM [ARG...]    the Nth call is not made and gives an error
 *     trace short N PROGRAM [ARG...]         the Nth call, a read or a write, moves one byte
 *     trace kill N PROGRAM [ARG...]          SIGKILL in place of the Nth call
 *
 * Calls count from the program's entry point, behind the dynamic loader, until
 * the program replaces itself by another one.  Ends as the program ends; 125
 * says that this one did not work.
 */
#define _GNU_SOURCE /* the registers' types */

#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BROKEN = 125, AT_SYSCALL = SIGTRAP | 0x80, AT_EXEC = SIGTRAP | PTRACE_EVENT_EXEC << 8 };

/* Where a call's number, result and third argument are; the trap instruction. */
#if defined __x86_64__
#define RESULT(r) ((r).rax)
#define THIRD(r) ((r).rdx)
#define PLACE(r) ((r).rip)
#define TRAP 0xCCul
enum { TRAP_BYTES = 1, TRAP_BEHIND = 1 };
#elif defined __aarch64__
#define RESULT(r) ((r).regs[0])
#define THIRD(r) ((r).regs[2])
#define PLACE(r) ((r).pc)
#define TRAP 0xD4200000ul
enum { TRAP_BYTES = 4, TRAP_BEHIND = 0 };
#else
#error "the registers of this machine are not known here"
#endif

#define NAME(name) {SYS_##name, #name}
static const struct {
    long number;
    const char *name;
} names[] = {
    NAME(read),     NAME(write),    NAME(openat),     NAME(openat2),   NAME(close),
    NAME(fstat),    NAME(newfstatat), NAME(fsync),    NAME(fchmod),    NAME(renameat),
    NAME(linkat),   NAME(mkdirat),  NAME(unlinkat),   NAME(flock),     NAME(readlinkat),
    NAME(getdents64), NAME(mmap),   NAME(munmap),     NAME(brk),       NAME(madvise),
    NAME(mlock2),   NAME(prctl),    NAME(ppoll),      NAME(execve),     NAME(exit_group), NAME(lseek),
#ifdef SYS_mkdir /* where libc takes the older ones */
    NAME(mkdir),    NAME(rmdir),    NAME(unlink),     NAME(rename),    NAME(open),
    NAME(stat),     NAME(readlink), NAME(link),       NAME(poll),
#endif
};

struct order {
    const char *what;
    FILE *log;
    unsigned long call; /* 0: none */
    long error;
};

_Noreturn static void give_up(const char *doing)
{
    fprintf(stderr, "trace: %s: %s\n", doing, strerror(errno));
    exit(BROKEN);
}

static struct user_regs_struct get(pid_t child)
{
    struct user_regs_struct found;
    struct iovec io = {&found, sizeof found};
    if (ptrace(PTRACE_GETREGSET, child, (void *)NT_PRSTATUS, &io) != 0)
        give_up("reading registers");
    return found;
}

static void put(pid_t child, struct user_regs_struct *wanted)
{
    struct iovec io = {wanted, sizeof *wanted};
    if (ptrace(PTRACE_SETREGSET, child, (void *)NT_PRSTATUS, &io) != 0)
        give_up("writing registers");
}

/* The kernel makes no call of a number that it doesn't know. */
static void skip_call(pid_t child)
{
#ifdef __x86_64__
    struct user_regs_struct registers = get(child);
    registers.orig_rax = (unsigned long)-1;
    put(child, &registers);
#else
    int none = -1;
    struct iovec io = {&none, sizeof none};
    if (ptrace(PTRACE_SETREGSET, child, (void *)NT_ARM_SYSTEM_CALL, &io) != 0)
        give_up("leaving a call out");
#endif
}

/* To the next stop; what stopped it.  Ends this process when the child ends. */
static int go_on(pid_t child, enum __ptrace_request how, int number)
{
    int status;
    if (ptrace(how, child, NULL, (void *)(long)number) != 0 && errno != ESRCH)
        give_up("going on");
    if (waitpid(child, &status, 0) != child)
        give_up("waiting");
    if (WIFSTOPPED(status))
        return status >> 8;
    exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

static uintptr_t find_entry(pid_t child)
{
    char path[64];
    unsigned long pair[2];
    uintptr_t entry = 0;
    snprintf(path, sizeof path, "/proc/%ld/auxv", (long)child);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        give_up(path);
    while (fread(pair, sizeof pair, 1, file) == 1)
        if (pair[0] == AT_ENTRY)
            entry = pair[1];
    fclose(file);
    return entry;
}

static void run_to_entry(pid_t child)
{
    uintptr_t entry = find_entry(child);
    errno = 0;
    unsigned long before = (unsigned long)ptrace(PTRACE_PEEKTEXT, child, (void *)entry, NULL);
    unsigned long mask = (1ul << (8 * TRAP_BYTES)) - 1;
    if (errno != 0 ||
        ptrace(PTRACE_POKETEXT, child, (void *)entry, (void *)((before & ~mask) | TRAP)) != 0)
        give_up("stopping at the entry point");
    for (int stop = 0; stop != SIGTRAP;)
        stop = go_on(child, PTRACE_CONT, stop);
    struct user_regs_struct registers = get(child);
    PLACE(registers) -= TRAP_BEHIND;
    if (PLACE(registers) != entry)
        give_up("looking for the entry point");
    put(child, &registers);
    ptrace(PTRACE_POKETEXT, child, (void *)entry, (void *)before);
}

static void log_call(pid_t child, FILE *log)
{
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, child, (void *)sizeof info, &info) <= 0)
        give_up("asking for a call");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if ((uint64_t)names[i].number == info.entry.nr)
            fprintf(log, "%s", names[i].name);
    fprintf(log, " %lld\n", (long long)(int)info.entry.args[0]);
    fflush(log);
}

static void meddle_before(pid_t child, const struct order *order)
{
    if (strcmp(order->what, "kill") == 0) {
        kill(child, SIGKILL);
        return;
    }
    if (strcmp(order->what, "fail") == 0)
        skip_call(child);
    struct user_regs_struct registers = get(child);
    if (strcmp(order->what, "short") == 0 && THIRD(registers) > 1) {
        THIRD(registers) = 1;
        put(child, &registers);
    }
}

static void meddle_after(pid_t child, const struct order *order)
{
    if (strcmp(order->what, "fail") != 0)
        return;
    struct user_regs_struct registers = get(child);
    RESULT(registers) = (unsigned long)-order->error;
    put(child, &registers);
}

/* Stops at a call come in pairs; a signal between two calls is passed on. */
_Noreturn static void watch(pid_t child, const struct order *order)
{
    unsigned long call = 1;
    bool inside = false;
    for (int pass = 0;;) {
        int stop = go_on(child, PTRACE_SYSCALL, pass);
        pass = stop == AT_SYSCALL ? 0 : stop;
        while (stop == AT_EXEC || call == 0) {
            call = 0; /* the other program goes its way */
            stop = go_on(child, PTRACE_CONT, stop == AT_EXEC ? 0 : stop);
        }
        if (stop != AT_SYSCALL)
            continue;
        if (!inside && order->log != NULL)
            log_call(child, order->log);
        if (!inside && call == order->call)
            meddle_before(child, order);
        if (inside && call == order->call)
            meddle_after(child, order);
        call += inside;
        inside = !inside;
    }
}

int main(int count, char **arguments)
{
    if (count < 4)
        return BROKEN;
    struct order order = {.what = arguments[1]};
    char **command = arguments + 3;
    if (strcmp(order.what, "list") == 0)
        order.log = fopen(arguments[2], "w");
    else
        order.call = strtoul(arguments[2], NULL, 10);
    if (strcmp(order.what, "fail") == 0)
        order.error = strtol(*command++, NULL, 10);
    pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        execvp(command[0], command);
        _exit(BROKEN);
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
        give_up("starting");
    long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
    if (ptrace(PTRACE_SETOPTIONS, child, NULL, (void *)options) != 0)
        give_up("tracing");
    run_to_entry(child);
    watch(child, &order);
}
