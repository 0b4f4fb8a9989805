/*
 * Keys that are read and that no output is made of: those that describe, and
 * those that could do something beside other keys.  --print=plan lists them, so
 * that every key of an accepted file is answered for.
 */
#ifndef FLOE_PLAN_IDLE_H
#define FLOE_PLAN_IDLE_H

#include "floe/plan/value.h"

struct plan_idle {
    const char *key; /* from the top of its file: "storage.default.retention" */
    struct value value;
};

/* In the order in which they were found. */
struct plan_idle_list {
    struct plan_idle *list;
    uint32_t count;
    uint32_t capacity;
};

/* Adds the scalars of a value, each with its whole key. */
void idle_add(const struct document *document, struct plan_idle_list *list, const char *key,
              const struct node *value);

/* Adds what is LISTED in a document; to unused, the REFERRED entries that nothing names. */
void idle_find(const struct document *document, struct plan_idle_list *listed,
               struct plan_idle_list *unused);

#endif
