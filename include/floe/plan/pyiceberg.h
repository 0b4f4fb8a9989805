/*
 * How PyIceberg sees a plan: the names of its catalogs, and the variables that
 * complete what its file leaves out.
 *
 * A catalog is called by its alias in small letters with - for _, for PyIceberg
 * reads variables so.  Where a plan has several targets, the target's name and a
 * - are in front.
 */
#ifndef FLOE_PLAN_PYICEBERG_H
#define FLOE_PLAN_PYICEBERG_H

#include "floe/plan/plan.h"

/* False for a catalog that PyIceberg has no client for: a file of DuckDB's. */
bool pyiceberg_reaches(const struct plan_catalog *catalog);

struct text pyiceberg_name(struct arena *arena, const struct plan *plan,
                           const struct plan_target *target, const struct plan_catalog *catalog);

/* The storage of the catalog's tables; NULL: none, or none of S3. */
const struct plan_storage *pyiceberg_storage(const struct plan_target *target,
                                             const struct plan_catalog *catalog);

/* What of one catalog is in variables. */
struct variables pyiceberg_variables(struct arena *arena, const struct plan *plan,
                                     const struct plan_target *target,
                                     const struct plan_catalog *catalog);

#endif
