/*
 * What dbt_project.yml sets that leads dbt past the files that are written:
 * errors.  What holds a template is left to dbt.
 */
#ifndef FLOE_PROJECT_SETTINGS_H
#define FLOE_PROJECT_SETTINGS_H

#include "floe/base/diag.h"
#include "floe/project/locate.h"

/* What the files that are written need of dbt. */
struct settings_need {
    bool macros;           /* those of macros/floe */
    bool dispatch;         /* some of them replace the adapter's own */
    struct text namespace; /* one that is a schema only in quotes; empty: none */
    bool profile;          /* no option names it, so dbt_project.yml does */
};

void settings_check(struct arena *arena, struct diags *diags, const struct dbt_project *project,
                    const struct settings_need *need);

#endif
