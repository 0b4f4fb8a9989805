/*
 * From a plan to the texts of files.
 */
#ifndef FLOE_RENDER_RENDER_H
#define FLOE_RENDER_RENDER_H

#include "floe/plan/data.h"
#include "floe/plan/plan.h"

/* The mark in the first lines of every file that floe-compile wrote. */
extern const char render_mark[];

/* A file that stops dbt while the others change. */
extern const char render_guard_path[];
extern const char render_guard[];

/* The output of one target on dbt-duckdb, below "outputs:". */
struct yaml_writer;
enum { DUCKDB_EXTENSIONS_MAX = 32 };

/* The extensions that a target loads, in the order of loading, each once. */
struct duckdb_extensions {
    const char *names[DUCKDB_EXTENSIONS_MAX];
    unsigned count;
};
void render_duckdb_extensions(struct duckdb_extensions *list, const struct plan_target *target);
void render_duckdb(struct yaml_writer *writer, const struct plan_target *target);

/* The same of an adapter of adapter.def. */
void render_adapter(struct yaml_writer *writer, const struct plan_target *target);

/* Keys of a plan, each block where its first key is. */
void render_keys(struct yaml_writer *writer, const struct plan_key *keys, uint32_t count);

/* By whom a YAML file was written, from what, and how to renew it. */
void render_header(struct yaml_writer *writer, const struct plan *plan);

/* catalogs.yml, if the targets' write integrations make one. */
extern const char render_catalogs_path[];
struct emission;
void render_catalogs(struct emission *emission);

/* What was resolved to what, and where each value came from; for people. */
struct text render_explanation(struct arena *arena, const struct plan_data *plan);

/* What that says differently of two targets; false, and nothing put, when they are alike. */
struct buffer;
bool render_difference(struct buffer *out, const struct plan_data *left,
                       const struct plan_data *right, bool colored);

/* The last part of a path, so that outputs don't depend on where the files are. */
struct text render_file_name(struct text path);

#endif
