/*
 * How runs are started and where their output is kept.
 */
#ifndef FLOE_PLAN_ORCHESTRATION_H
#define FLOE_PLAN_ORCHESTRATION_H

#include "floe/plan/data.h"
#include "floe/resolve/resolve.h"

struct plan_logs {
    enum log_manager manager; /* noop: no output is kept */
    struct value bucket;
    struct value prefix;
    struct value local_dir;
    struct value upload_interval; /* in seconds */
    struct value endpoint;        /* absent: the cloud's own */
    struct value region;
};

struct plan_orchestration {
    struct value manifest; /* absent: where dbt writes it */
    struct value target;   /* absent: the default one */
    bool one_asset;        /* for the whole project, not one a model */
    struct plan_data *definitions; /* jobs, schedules and so on, presets filled in */
    const struct plan_logs *logs;  /* NULL: nothing is given */
};

/* Never NULL; empty when nothing is given.  Reports Python that the platform does not allow. */
struct plan_orchestration *plan_orchestration(struct arena *arena, struct diags *diags,
                                              const struct resolved *resolved);

/* Reports each function and module of the definitions that is not in allowed_python. */
void python_refuse(struct diags *diags, const struct resolved *resolved,
                   const struct plan_data *definitions);

#endif
