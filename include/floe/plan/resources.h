/*
 * What the container that runs dbt gets, as resource_profiles.transform says.
 */
#ifndef FLOE_PLAN_RESOURCES_H
#define FLOE_PLAN_RESOURCES_H

#include "floe/plan/value.h"

struct plan_amounts {
    struct value cpu;
    struct value memory;
};

struct plan_resources {
    struct plan_amounts requests; /* absent: the platform says nothing */
    struct plan_amounts limits;
    struct plan_setting *env; /* in the order of platform.yaml */
    uint32_t env_count;
};

#endif
