/*
 * Macros of the dbt project's own that ours would meet: dbt stops at two
 * macros of one name in a project, and at two copies of a materialization.
 */
#ifndef FLOE_PROJECT_CLASH_H
#define FLOE_PROJECT_CLASH_H

#include "floe/base/diag.h"
#include "floe/base/names.h"
#include "floe/base/world.h"
#include "floe/project/locate.h"

/* Adds the names of what a text of Jinja defines: "macro 'x'", "materialization 'x' for duckdb". */
void clash_collect(struct arena *arena, struct names *names, struct text jinja);

/* Reports each definition of a name in the project's own macros, without those below ours. */
void clash_check(struct arena *arena, struct diags *diags, const struct world *world,
                 const struct dbt_project *project, const struct names *names);

#endif
