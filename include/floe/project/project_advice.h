/*
 * What the dbt project says that does not fit the platform: warnings.
 */
#ifndef FLOE_PROJECT_PROJECT_ADVICE_H
#define FLOE_PROJECT_PROJECT_ADVICE_H

#include "floe/base/diag.h"
#include "floe/base/names.h"
#include "floe/base/world.h"
#include "floe/project/locate.h"

/* The layers' names in one environment. */
struct advice_layers {
    struct text environment;
    struct names names;
};

/* Sources whose schema reads like a layer's name, or is one elsewhere, and is none. */
void advise_sources(struct arena *arena, struct diags *diags, const struct world *world,
                    const struct dbt_project *project, const struct advice_layers *layers,
                    uint32_t count);

/*
 * A catalogs.yml with catalogs in it, at which the adapter of a target ends.
 * One that begins with the mark is ours, and goes.
 */
void advise_catalogs(struct arena *arena, struct diags *diags, const struct world *world,
                     const struct dbt_project *project, const char *mark, const char *adapter);

/*
 * Snapshots whose target_schema is one of the names of layers: dbt takes it as
 * it is, and asks no macro.
 */
void advise_snapshots(struct arena *arena, struct diags *diags, const struct world *world,
                      const struct dbt_project *project, const struct names *layers);

/* A profile in dbt_project.yml that is not the one written. */
void advise_profile(struct diags *diags, const struct dbt_project *project, struct text emitted);

#endif
