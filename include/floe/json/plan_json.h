/*
 * --print=plan --format=json: the explanation for programs.
 *
 * {"version": 1, …}; each value is {"value": …} or {"variable": NAME, "secret":
 * true} with "from": {"file", "line", "column"} or {"option": NAME} or
 * "default".  A secret is its variable's name, never its value.  Of catalogs,
 * storages and computes, "chosen" is where they are asked for and "defined"
 * where they are.
 */
#ifndef FLOE_JSON_PLAN_JSON_H
#define FLOE_JSON_PLAN_JSON_H

#include "floe/base/text.h"
#include "floe/json/json.h"
#include "floe/plan/data.h"

enum { PLAN_JSON_VERSION = 1 };

/* The plan is as plan_as_data() makes it, but for what is inner. */
struct text plan_json(struct arena *arena, const struct plan_data *plan);

/* A part of it, as an entry of an array. */
void plan_json_push(struct json_maker *maker, json_t *array, const struct plan_data *data);

#endif
