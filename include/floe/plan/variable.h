/*
 * Variables of the environment, for COMMAND and for the files that name them.
 */
#ifndef FLOE_PLAN_VARIABLE_H
#define FLOE_PLAN_VARIABLE_H

#include <stdint.h>

#include "floe/base/text.h"
#include "floe/plan/value.h"

/* What it holds is first, then joint, then second; second is absent most often. */
struct plan_variable {
    const char *name;
    struct value first;
    const char *joint;
    struct value second;
};

struct variables {
    struct plan_variable *list;
    uint32_t count;
    uint32_t capacity;
};

/* A letter or _, then letters, digits and _: what every shell can set. */
bool variable_is_name(const char *name);

void variables_add(struct arena *arena, struct variables *variables,
                   const struct plan_variable *variable);

#endif
