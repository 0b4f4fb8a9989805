/*
 * Which environment variable holds a secret: the one rule, for the look-up,
 * the plan, the outputs, and for what ${VARIABLE} may not read.
 */
#ifndef FLOE_SPEC_SECRET_NAME_H
#define FLOE_SPEC_SECRET_NAME_H

#include "floe/base/text.h"

/*
 * POLARIS_CLIENT_ID for polaris-client-id; AWS_ACCESS_KEY_ID for the key
 * access_key_id of aws-credentials.  key is NULL for a secret of one value.
 */
const char *secret_variable(struct arena *arena, const char *name, const char *key);

/* The name that dbt reads it by: with the prefix, but for an address, which dbt must not mask. */
const char *secret_emitted(struct arena *arena, const char *prefix, const char *variable,
                           bool is_address);

/* Client and secret in one, as Spark wants them: POLARIS_CREDENTIAL beside POLARIS_CLIENT_SECRET. */
const char *secret_credential(struct arena *arena, const char *variable);

/* PYICEBERG_CATALOG__POLARIS_CATALOG__S3__REGION: s3.region of polaris-catalog. */
const char *secret_pyiceberg(struct arena *arena, struct text catalog, const char *property);

/* Whether a secret of several keys may have this one. */
bool secret_has_part(const char *key);

/* The names of secrets that one file gives. */
struct secret_names;

/* prefix: of emitted names; NULL or "" for none. */
struct secret_names *secret_names_new(struct arena *arena, const char *prefix);

/* The value of a key that names a secret. */
void secret_names_add(struct secret_names *names, struct text name);

/*
 * Whether a variable holds a secret, in whatever case it is written: one of
 * these names leads to it, it has the prefix, or its name says so (leak.def).
 */
bool secret_names_hold(const struct secret_names *names, struct text variable);

/* The first of these alone: a secret of the file is looked for in it. */
bool secret_names_lead_to(const struct secret_names *names, struct text variable);

#endif
