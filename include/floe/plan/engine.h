/*
 * What each compute type is, and what the engines that attach the platform's
 * catalogs can reach.
 */
#ifndef FLOE_PLAN_ENGINE_H
#define FLOE_PLAN_ENGINE_H

#include "floe/base/arena.h"
#include "floe/spec/spec.h"

struct engine {
    enum compute_type compute;
    const char *package;  /* of dbt's adapter, for pip */
    const char *macros;   /* the folder of templates/ */
    const char *catalogs; /* types, with a space between */
    const char *storages;
    const char *delegations;
    const char *embedded; /* methods with which the engine runs in dbt and reads dbt's secrets */
    bool quotes;          /* names of nested namespaces need their quotes */
    const char *taken;    /* names of catalogs that the adapter defines itself */
};

const struct engine *engine_of(enum compute_type compute);

/* Whether it attaches the platform's catalogs; else it has a catalog of its own. */
bool engine_attaches(const struct engine *engine);

/* As messages call it. */
const char *engine_name(const struct engine *engine);

/* All rows, in the order of the table; they end with package NULL. */
extern const struct engine engines[];

/* What an engine is asked for: a word of one of its lists. */
enum engine_list { ENGINE_CATALOGS, ENGINE_STORAGES, ENGINE_DELEGATIONS };

bool engine_reaches(const struct engine *engine, enum engine_list list, const char *word);

/* "Spark, Trino": those that reach it; empty: none. */
struct text engines_with(struct arena *arena, enum engine_list list, const char *word);

/* "polaris, rest or nessie": what the engine reaches. */
struct text engine_words(struct arena *arena, const struct engine *engine, enum engine_list list);

#endif
