/*
 * What the files below deploy/ share: names, and where things are.
 */
#ifndef FLOE_RENDER_DEPLOY_H
#define FLOE_RENDER_DEPLOY_H

#include "floe/plan/data.h"
#include "floe/plan/plan.h"

/* Where files are in the image: the home of the user that runs dbt, the folder of floe.yaml. */
extern const char deploy_home[];
extern const char deploy_root[];

/* A name as DNS and Kubernetes take it: small letters, digits and -, at most so many bytes. */
struct text deploy_name(struct arena *arena, struct text name, size_t bytes_max);

/* A path below the folder of floe.yaml, without it; empty: that folder, or elsewhere. */
struct text deploy_below(struct arena *arena, const struct plan *plan, struct text path);

/* This program, how it is called, and the image it is in; templates find it as floe. */
struct plan_data *deploy_program(struct arena *arena, const struct plan *plan);

#endif
