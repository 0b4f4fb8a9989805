/*
 * Variables that Spark reads beside those of profiles.yml: Iceberg's REST
 * client takes "client_id:client_secret" as one text.
 */
#ifndef FLOE_PLAN_SPARK_H
#define FLOE_PLAN_SPARK_H

#include "floe/plan/plan.h"

struct variables spark_variables(struct arena *arena, const struct plan_target *target);

/* Refuses settings that somebody wrote and Iceberg or Hadoop would take for a variable. */
void spark_refuse_lookups(struct diags *diags, const struct plan_spark *spark);

/* Warns of those that are not set, for when nothing hands them over. */
void spark_check(struct arena *arena, const struct plan_target *target, struct diags *diags,
                 const struct world *world);

#endif
