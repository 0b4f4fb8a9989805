/*
 * Data of a plan without structs: maps, lists and values, each value with where
 * it came from.  What reads it needs no header of what made it.
 *
 * An absent value, an unset flag and an empty list are not in it: what can be
 * found is there to be used.  All of it is the arena's.
 */
#ifndef FLOE_PLAN_DATA_H
#define FLOE_PLAN_DATA_H

#include "floe/plan/value.h"

enum data_kind {
    DATA_VALUE,  /* with where it came from */
    DATA_TEXT,   /* a word of ours, or a name: from nowhere */
    DATA_ORIGIN, /* where something was said, without a value */
    DATA_LIST,
    DATA_MAP,
};

struct plan_data {
    enum data_kind kind;
    struct text key; /* in the map above; empty in a list */
    bool is_inner; /* for outputs alone: people are not shown it */
    struct value value;
    struct plan_data *first; /* entries, in the order in which they were added */
    struct plan_data *last;
    struct plan_data *next;
};

/* The entry of a map, NULL when there is none or no map. */
const struct plan_data *data_find(const struct plan_data *map, const char *key);
const struct plan_data *data_find_text(const struct plan_data *map, struct text key);

/* The text of an entry, empty when there is none. */
struct text data_text(const struct plan_data *map, const char *key);

/* A map or list below another; in a list the key is empty or NULL.  Keys are not copied. */
struct plan_data *data_add(struct arena *arena, struct plan_data *above, struct text key,
                           enum data_kind kind);
struct plan_data *data_add_map(struct arena *arena, struct plan_data *above, const char *key);
struct plan_data *data_add_list(struct arena *arena, struct plan_data *above, const char *key);

/* Nothing for an absent value. */
void data_add_value(struct arena *arena, struct plan_data *above, const char *key,
                    const struct value *value);

void data_add_text(struct arena *arena, struct plan_data *above, const char *key,
                   struct text text);
void data_add_flag(struct arena *arena, struct plan_data *above, const char *key, bool flag);

void data_add_origin(struct arena *arena, struct plan_data *above, const char *key,
                     const struct origin *origin);

/* The entries that another map or list has now, under a key of its own. */
void data_add_same(struct arena *arena, struct plan_data *above, const char *key,
                   const struct plan_data *other);

/* What was added to a map after the entry last is inner. */
void data_hide_after(struct plan_data *last);

#endif
