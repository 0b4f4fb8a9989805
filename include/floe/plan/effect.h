/*
 * Where keys have an effect: tables of those that have none somewhere.  What
 * can do nothing beside its neighbours is a warning; what waits for something
 * that is chosen elsewhere, as of an engine with a catalog of its own, is
 * listed by --print=plan.
 */
#ifndef FLOE_PLAN_EFFECT_H
#define FLOE_PLAN_EFFECT_H

#include "floe/plan/planner.h"

/* A profile or section, and what became of it. */
struct situation {
    struct planner *planner;
    const struct document *document;
    const char *path;  /* "storage.default" */
    const char *owner; /* "storage 'default'" */
    const struct record *record;
    const struct node *map;
    const struct storage_profile *storage;
    const struct plan_storage *planned_storage;
    const struct catalog_profile *catalog;
    const struct plan_catalog *planned_catalog;
    const char *why; /* a test may say it */
};

struct effect {
    const char *key; /* below the profile: "credentials.mode" */
    bool (*works)(struct situation *situation);
    const char *why; /* of the warning; NULL: the test says it, or it is only listed */
};

/* Tables, each ends with key NULL. */
extern const struct effect effects_of_storages[];
extern const struct effect effects_of_catalogs[];
extern const struct effect effects_of_computes[];
extern const struct effect effects_of_duckdb[]; /* of a compute's properties */
extern const struct effect effects_of_observability[];
extern const struct effect effects_of_governance[];
extern const struct effect effects_of_transforms[];
extern const struct effect effects_of_dbt[];
extern const struct effect effects_of_platform[];

/* Of a key that nothing reads. */
bool effect_never(struct situation *situation);

#endif
