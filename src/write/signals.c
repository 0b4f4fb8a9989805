#include "floe/write/signals.h"

#include <stddef.h>

static const int held_back[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXFSZ};

void signals_hold(struct signals_held *held)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof held_back / sizeof *held_back; i++)
        sigaddset(&set, held_back[i]);
    sigprocmask(SIG_BLOCK, &set, &held->before);
}

static void drop_pending(int number)
{
    sigset_t pending, set;
    sigemptyset(&set);
    sigaddset(&set, number);
    int got;
    if (sigpending(&pending) == 0 && sigismember(&pending, number) == 1)
        sigwait(&set, &got);
}

void signals_release(const struct signals_held *held)
{
    if (sigismember(&held->before, SIGXFSZ) == 0)
        drop_pending(SIGXFSZ);
    sigprocmask(SIG_SETMASK, &held->before, NULL);
}
