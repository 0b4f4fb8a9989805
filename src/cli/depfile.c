#include "floe/cli/depfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/base/retry.h"
#include "floe/cli/stream.h"

/* Characters that make would read in a path are escaped. */
static void put_path(struct buffer *out, struct text path)
{
    for (size_t i = 0; i < path.size; i++) {
        if (path.bytes[i] == ' ' || path.bytes[i] == '#')
            buffer_byte(out, '\\');
        if (path.bytes[i] == '$')
            buffer_byte(out, '$');
        buffer_byte(out, path.bytes[i]);
    }
}

static struct text rules_of(struct arena *arena, const struct compile_result *result)
{
    struct buffer out = buffer_new(arena);
    if (strcmp(result->project, ".") != 0) {
        put_path(&out, text_of(result->project));
        buffer_byte(&out, '/');
    }
    /* profiles.yml, when it is there */
    put_path(&out, result->outputs[result->output_count - 1].path);
    buffer_byte(&out, ':');
    for (uint32_t i = 0; i < result->input_count; i++) {
        buffer_string(&out, " \\\n  ");
        put_path(&out, result->inputs[i]);
    }
    buffer_byte(&out, '\n');
    for (uint32_t i = 0; i < result->input_count; i++) {
        put_path(&out, result->inputs[i]);
        buffer_string(&out, ":\n");
    }
    return buffer_finish(&out);
}

static int fill(const char *path, struct text bytes)
{
    int fd;
    RETRY(fd, open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY | O_CLOEXEC, 0666));
    if (fd < 0)
        return errno;
    int error = stream_write(fd, bytes);
    if (close(fd) != 0 && error == 0 && errno != EINTR)
        error = errno;
    return error;
}

int depfile_write(struct arena *arena, const char *path, const struct compile_result *result)
{
    struct text bytes = rules_of(arena, result);
    const char *fresh = text_format(arena, "%s.tmp", path).bytes;
    struct stat status;
    bool exists = lstat(path, &status) == 0;
    if (exists && !S_ISREG(status.st_mode))
        return fill(path, bytes);
    int error = fill(fresh, bytes);
    if (error == 0 && rename(fresh, path) != 0)
        error = errno;
    if (error != 0)
        unlink(fresh);
    return error;
}
