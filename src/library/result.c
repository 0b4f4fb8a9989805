#include "floe/library/result.h"

#include <errno.h>
#include <locale.h>

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

struct text result_bytes(const struct floe_file *file)
{
    return (struct text){file->size == 0 ? "" : file->bytes, file->size};
}

bool result_takes_kind(enum floe_kind kind)
{
    return kind == FLOE_KIND_FLOE || kind == FLOE_KIND_PLATFORM;
}

static struct floe_result *make(result_work *work, const void *given)
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

struct floe_result *result_make(result_work *work, const void *given)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (plain == (locale_t)0) {
        errno = ENOMEM;
        return NULL;
    }
    locale_t callers = uselocale(plain);
    struct floe_result *result = make(work, given);
    int error = errno;
    (void)uselocale(callers);
    freelocale(plain);
    errno = error;
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

const struct floe_completion *floe_completions(const struct floe_result *result, size_t *count,
                                               struct floe_range *range)
{
    *count = result == NULL ? 0 : result->completion_count;
    if (range != NULL)
        *range = result == NULL ? (struct floe_range){.path = NULL} : result->replaced;
    return *count == 0 ? NULL : result->completions;
}

const struct floe_description *floe_description(const struct floe_result *result)
{
    return result == NULL ? NULL : result->description;
}
