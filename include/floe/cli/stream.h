/*
 * Standard input and output, whole or not at all.  Results are errno values, 0
 * when all went well.
 */
#ifndef FLOE_CLI_STREAM_H
#define FLOE_CLI_STREAM_H

#include "floe/base/text.h"

struct arena;

int stream_write(int fd, struct text bytes);

/* All there is, or one byte more than bytes_max. */
int stream_read(int fd, struct arena *arena, size_t bytes_max, struct text *bytes);

#endif
