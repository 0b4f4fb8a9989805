/*
 * --diff-env: what the plans of two environments say differently.
 *
 * As text, the rows of --print=plan with '-' and '+'.  As JSON {"version": 1,
 * "environments": [{"name", "platform"} twice], "differences": {PATH: [ONE,
 * OTHER]}}: PATH leads to a value of a target of --print=plan, entries of lists
 * by their names ("catalogs/default/uri"); a side that lacks it is null.
 */
#ifndef FLOE_JSON_PLAN_DIFFERENCE_H
#define FLOE_JSON_PLAN_DIFFERENCE_H

#include "floe/base/buffer.h"
#include "floe/plan/data.h"

enum { DIFFERENCE_JSON_VERSION = 1 };

/* Of two targets of a plan.  False when there is none; JSON is put all the same. */
bool difference_put_json(struct buffer *out, const struct plan_data *left,
                         const struct plan_data *right);

#endif
