/*
 * A part of the plan that keeps the form of its section: maps, lists and
 * values, each with where it came from.
 */
#ifndef FLOE_PLAN_DATA_H
#define FLOE_PLAN_DATA_H

#include "floe/plan/value.h"

enum data_kind { DATA_VALUE, DATA_LIST, DATA_MAP };

struct plan_data {
    enum data_kind kind;
    struct text key; /* in the map above; empty in a list */
    struct value value;
    struct plan_data *first; /* entries, in the order of the file */
    struct plan_data *last;
    struct plan_data *next;
};

/* The entry of a map, NULL when there is none or no map. */
const struct plan_data *data_find(const struct plan_data *map, const char *key);

#endif
