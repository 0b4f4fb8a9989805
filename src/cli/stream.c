#include "floe/cli/stream.h"

#include <errno.h>
#include <unistd.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/base/retry.h"

enum { CHUNK_BYTES = 8192 };

int stream_write(int fd, struct text bytes)
{
    while (bytes.size > 0) {
        ssize_t written;
        RETRY(written, write(fd, bytes.bytes, bytes.size));
        if (written < 0)
            return errno;
        bytes = (struct text){bytes.bytes + written, bytes.size - (size_t)written};
    }
    return 0;
}

int stream_read(int fd, struct arena *arena, size_t bytes_max, struct text *bytes)
{
    struct buffer buffer = buffer_new(arena);
    char chunk[CHUNK_BYTES];
    ssize_t got = 1;
    while (got > 0 && buffer.size <= bytes_max) {
        RETRY(got, read(fd, chunk, sizeof chunk));
        if (got < 0)
            return errno;
        buffer_put(&buffer, chunk, (size_t)got);
    }
    *bytes = buffer_finish(&buffer);
    return 0;
}
