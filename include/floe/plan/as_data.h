/*
 * A plan as data: the one tree that --print=plan, --diff-env and the templates
 * of outputs read.  No name in it is of an output's format.
 *
 * The root is the data product; targets is the list of its environments, usual
 * the one that dbt takes by itself.
 */
#ifndef FLOE_PLAN_AS_DATA_H
#define FLOE_PLAN_AS_DATA_H

#include "floe/plan/plan.h"

struct plan_data *plan_as_data(struct arena *arena, const struct plan *plan);

#endif
