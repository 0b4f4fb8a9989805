/*
 * What templates/polaris/setup.sh does for one environment: calls of its
 * functions, one a thing that Polaris shall have.
 */
#ifndef FLOE_RENDER_POLARIS_STEPS_H
#define FLOE_RENDER_POLARIS_STEPS_H

#include "floe/plan/plan.h"

/* False for catalogs of others, and for one without a warehouse or a storage. */
bool polaris_sets_up(const struct plan_target *target, const struct plan_catalog *catalog);

/* Lines of POSIX sh; never empty. */
struct text polaris_steps(struct arena *arena, const struct plan *plan,
                          const struct plan_target *target);

#endif
