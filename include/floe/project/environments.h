/*
 * Which environments one compile is for: one, a list ("local,prod"), or all
 * that have a platform.yaml of their own.
 */
#ifndef FLOE_PROJECT_ENVIRONMENTS_H
#define FLOE_PROJECT_ENVIRONMENTS_H

#include "floe/project/locate.h"

enum { ENVIRONMENTS_MAX = 256 };

struct environments {
    const char **names; /* NULL at [0]: the one that locate_platform() takes */
    uint32_t count;
    uint32_t usual;      /* the one that dbt takes without --target */
    bool listed;         /* a list or "all": outputs carry the environments' names */
    const char *said_by; /* when listed: the option, or "$FLOE_PLATFORM_ENV" */
};

/*
 * Reads the list.  "all" is platform/E/platform.yaml and .floe/E/platform.yaml
 * beside floe.yaml and in the current folder: local first, the rest sorted.
 * False after a message.
 */
bool environments_find(struct arena *arena, struct diags *diags, const struct locate_input *input,
                       struct environments *environments) __attribute__((warn_unused_result));

/* Makes target (NULL: none was asked for) the usual one; false after a message: it is not listed. */
bool environments_choose(struct arena *arena, struct diags *diags,
                         struct environments *environments, const char *target)
    __attribute__((warn_unused_result));

#endif
