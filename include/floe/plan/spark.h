/*
 * A Spark that knows a target's catalogs: its settings, and the variables that
 * it reads beside those of profiles.yml, since Iceberg's REST client takes
 * "client_id:client_secret" as one text.
 */
#ifndef FLOE_PLAN_SPARK_H
#define FLOE_PLAN_SPARK_H

#include "floe/plan/plan.h"

/* No value is a secret. */
struct spark_settings {
    struct plan_setting *settings;
    uint32_t setting_count;
};

struct spark_settings spark_settings(struct arena *arena, const struct plan_target *target);

struct variables spark_variables(struct arena *arena, const struct plan_target *target);

/* Refuses settings that somebody wrote and Iceberg or Hadoop would take for a variable. */
void spark_refuse_lookups(struct diags *diags, const struct spark_settings *spark);

/* Warns of those that are not set, for when nothing hands them over. */
void spark_check(struct arena *arena, const struct plan_target *target, struct diags *diags,
                 const struct world *world);

#endif
