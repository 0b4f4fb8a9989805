/*
 * Signals that would end the program, held back while files are changed.
 *
 * They come as soon as they are released.  SIGXFSZ is dropped: write() says
 * EFBIG too, and that is reported with its path.
 */
#ifndef FLOE_WRITE_SIGNALS_H
#define FLOE_WRITE_SIGNALS_H

#include <signal.h>

struct signals_held {
    sigset_t before;
};

void signals_hold(struct signals_held *held);
void signals_release(const struct signals_held *held);

#endif
