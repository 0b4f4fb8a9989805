#include "floe/library/result.h"

#include <errno.h>

#include "floe/base/arena.h"

const char *floe_version(void)
{
    return FLOE_VERSION;
}

struct floe_result *result_refuse(void)
{
    errno = EINVAL;
    return NULL;
}

bool result_takes_file(const struct floe_file *file)
{
    return file != NULL && file->path != NULL && (file->bytes != NULL || file->size == 0);
}

struct floe_result *result_make(result_work *work, const void *given)
{
    struct arena *volatile arena = arena_new();
    jmp_buf exhausted;
    if (arena == NULL || setjmp(exhausted) != 0) {
        arena_free(arena);
        errno = ENOMEM;
        return NULL;
    }
    arena_exhausted(arena, &exhausted);
    struct floe_result *result = ARENA_NEW(arena, struct floe_result);
    result->arena = arena;
    work(result, given);
    return result;
}

void floe_free(struct floe_result *result)
{
    int error = errno;
    if (result != NULL)
        arena_free(result->arena);
    errno = error;
}

bool floe_succeeded(const struct floe_result *result)
{
    return result != NULL && result->succeeded;
}

const struct floe_diagnostic *floe_diagnostics(const struct floe_result *result, size_t *count)
{
    *count = result == NULL ? 0 : result->diagnostic_count;
    return *count == 0 ? NULL : result->diagnostics;
}

const struct floe_output *floe_outputs(const struct floe_result *result, size_t *count)
{
    *count = result == NULL ? 0 : result->output_count;
    return *count == 0 ? NULL : result->outputs;
}
