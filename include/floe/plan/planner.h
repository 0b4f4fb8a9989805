/*
 * What the parts of planning one environment share.
 */
#ifndef FLOE_PLAN_PLANNER_H
#define FLOE_PLAN_PLANNER_H

#include "floe/base/names.h"
#include "floe/plan/plan.h"

struct planner {
    struct arena *arena;
    struct diags *diags;
    const struct resolved *resolved;
    const struct plan_options *options;
    struct plan_target *target;
    struct secret_need because; /* who chose what is planned now */
    struct secrets *secrets; /* where what is needed now goes */
    const struct adapter_method *method; /* of the adapter; NULL: it has none */
    uint32_t key_capacity; /* of target->keys */
    struct names keys;     /* of target->keys: those that have a name */
    struct names catalogs; /* by name: plan_catalog */
    struct names storages; /* by name: plan_storage, also of merged ones */
    struct names variables; /* of secrets: the secret_ref that takes each */
    struct names stripped; /* by catalog: the note about namespaces that name the warehouse */
};

/* Text, or the variable of a secret. */
struct value planner_value(struct planner *planner, struct field_at at,
                           const struct text_or_secret *given, const char *purpose);

/* The same for an address: dbt need not mask it. */
struct value planner_address(struct planner *planner, struct field_at at,
                             const struct text_or_secret *given, const char *purpose);

/* The variable of one key of a secret (NULL: a secret of one value). */
struct value planner_secret(struct planner *planner, const char *name, const char *key,
                            struct span span, const char *purpose);

/* The same of one that may be nowhere, for what takes an empty text for none. */
struct value planner_optional_secret(struct planner *planner, const char *name, const char *key,
                                     struct span span, const char *purpose);

/* The same for a secret that may have many lines; JSON is read by dbt. */
struct value planner_long_secret(struct planner *planner, const char *name, const char *key,
                                 struct span span, const char *purpose, enum secret_lines lines);

/*
 * Adds a key to the output of an adapter: of the output itself (block NULL), of
 * the mapping block, or as an entry of the list block (name NULL).  The first
 * that speaks of a key decides; an absent value says nothing.  The names live
 * as long as the arena.
 */
void planner_put(struct planner *planner, const char *block, const char *name, struct value value);

/*
 * A file for what platform.yaml gives no path, with this ending: no other data
 * product, environment or catalog has the same.
 */
struct value planner_own_file(struct planner *planner, const char *ending);

/* How the values of a field are written for dbt. */
enum value_kind planner_kind(const struct field *field);

/* From here on, secrets are needed because of this: a key of a record, chosen by an owner. */
void planner_because(struct planner *planner, const struct document *document, struct field_at at,
                     struct text choice);

void plan_catalogs(struct planner *planner);

/* Errors for keys of a catalog, planned already, that its kind has no use for. */
void plan_refuse_misfits(struct planner *planner, const struct plan_catalog *catalog,
                         const struct catalog_profile *profile);

void plan_storages(struct planner *planner);
void plan_layers(struct planner *planner);

/* The addresses of AWS's catalogs, which follow from regions; the layers are planned before. */
void plan_aws(struct planner *planner);

void plan_duckdb(struct planner *planner);

/* Chooses the method of an adapter of adapter.def. */
void plan_method(struct planner *planner);

/* The output of that adapter; the catalogs are planned before. */
void plan_adapter(struct planner *planner);

/* What the compute's write_integration says, for catalogs.yml; the catalogs are planned before. */
void plan_integration(struct planner *planner);

/* The database of a warehouse that models land in; empty where there is none. */
struct value planner_database(struct planner *planner);

/* What the catalogs, planned since, ask of DuckDB. */
void plan_duckdb_for_catalogs(struct planner *planner);

/* The settings of a Spark in dbt's own process; catalogs and storages are planned before. */
void plan_spark(struct planner *planner);

/* Warns of keys that can do nothing where they are, and fills the lists of the plan. */
void plan_effects(struct planner *planner);

/* After plan_resources(). */
void plan_variables(struct planner *planner);

/* --overridable: variables in place of addresses; the last step. */
void plan_overrides(struct planner *planner);

/* Warnings about what works and can be done better. */
void plan_advice(struct planner *planner);

void plan_resources(struct planner *planner);

/* resource_profiles.transform; NULL: the platform has none. */
const struct resource_profile *planner_resources(const struct planner *planner);

/* Bytes of resource_profiles.transform.limits.memory, 0 when it is not said. */
double planner_container_bytes(const struct planner *planner);

#endif
