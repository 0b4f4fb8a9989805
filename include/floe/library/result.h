/*
 * What a call of the library returns: an arena with all that it leads to.
 *
 * result_make() is the one way in: it makes the arena, runs the work, and turns
 * an arena without memory into NULL and ENOMEM.  The work has the locale "C",
 * whatever the caller's thread has, since numbers are read with strtod().
 */
#ifndef FLOE_LIBRARY_RESULT_H
#define FLOE_LIBRARY_RESULT_H

#include "floe.h"
#include "floe/base/text.h"

struct arena;

struct floe_result {
    struct arena *arena; /* holds the result itself, too */
    bool succeeded;
    const struct floe_diagnostic *diagnostics;
    size_t diagnostic_count;
    const struct floe_output *outputs;
    size_t output_count;
    const struct floe_completion *completions;
    size_t completion_count;
    struct floe_range replaced; /* by a completion */
    const struct floe_description *description;
};

/* Fills the result from what the call was given. */
typedef void result_work(struct floe_result *result, const void *given);

struct floe_result *result_make(result_work *work, const void *given);

/* NULL with EINVAL in errno. */
struct floe_result *result_refuse(void);

bool result_takes_kind(enum floe_kind kind);

/* Whether a file can be used as one. */
bool result_takes_file(const struct floe_file *file);

/* Its bytes, not NULL where there are none. */
struct text result_bytes(const struct floe_file *file);

#endif
