/*
 * --print=plan --format=json: the explanation for programs.
 *
 * {"version": 1, …}; each value is {"value": …} or {"variable": NAME, "secret":
 * true} with "from": {"file", "line", "column"} or {"option": NAME} or
 * "default".  A secret is its variable's name, never its value.  Of catalogs,
 * storages and computes, "chosen" is where they are asked for and "defined"
 * where they are.
 */
#ifndef FLOE_CLI_PLAN_JSON_H
#define FLOE_CLI_PLAN_JSON_H

#include "floe/base/text.h"
#include "floe/cli/json.h"
#include "floe/plan/plan.h"

enum { PLAN_JSON_VERSION = 1 };

struct text plan_json(struct arena *arena, const struct plan *plan);

/* One entry of its "targets", added to an array. */
void plan_json_target(struct json_maker *maker, json_t *list, const struct plan_target *target);

#endif
