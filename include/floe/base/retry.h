/*
 * A call that was interrupted is made again, until it says something else.
 */
#ifndef FLOE_BASE_RETRY_H
#define FLOE_BASE_RETRY_H

#include <errno.h>

#define RETRY(result, call)                                                                        \
    do                                                                                             \
        (result) = (call);                                                                         \
    while ((result) < 0 && errno == EINTR)

#endif
