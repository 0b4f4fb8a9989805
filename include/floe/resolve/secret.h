/*
 * Secrets by name: the variable that dbt will read, and whether a value can be
 * found.  A value itself is never here.
 */
#ifndef FLOE_RESOLVE_SECRET_H
#define FLOE_RESOLVE_SECRET_H

#include "floe/base/diag.h"
#include "floe/base/names.h"
#include "floe/base/world.h"

/* Why a secret is needed: the place that names it, and what it is for. */
struct secret_need {
    struct span span;
    struct text purpose; /* "client_secret of catalog 'default'" */
    struct span chosen;  /* where what needs it is chosen; no source: by default */
    struct text choice;  /* "catalog 'default' is chosen here" */
    bool many_lines;     /* a key or certificate, not one line */
    bool is_optional;    /* what reads it takes an empty value for none */
};

struct secret {
    const char *name;     /* of the secret_ref */
    const char *key;      /* NULL: the secret is one value */
    const char *variable; /* its usual name: POLARIS_CLIENT_ID */
    const char *emitted;  /* the name that profiles.yml reads; see spec/secret_name.h */
    bool many_lines;      /* a key or certificate, not one line */
    struct secret_need need; /* the first; optional if all are */
    bool continues;          /* one of the same name is before it */
    uint32_t next;           /* of the same name, in the list; 0: none */
};

struct secrets {
    struct arena *arena;
    const char *prefix; /* of emitted names, "" for none */
    const char *mount;  /* the folder where secrets are mounted */
    struct secret *list;
    uint32_t count;
    uint32_t capacity;
    struct names indexes; /* of list, by name and key */
    struct names latest;  /* the same, by name alone */
};

struct secrets secrets_new(struct arena *arena, const char *prefix, const char *mount);

/*
 * The secret of this name and key, with its first need; the same one is kept
 * once.  The pointer is good until the next call.  An address is none that
 * dbt should mask: its variable takes no prefix.
 */
const struct secret *secrets_need(struct secrets *secrets, const char *name, const char *key,
                                  const struct secret_need *need, bool is_address);

/* The next of the same name, which has another key; NULL: none. */
const struct secret *secrets_next(const struct secrets *secrets, const struct secret *secret);

enum secret_place { SECRET_NOWHERE, SECRET_IN_VARIABLE, SECRET_IN_MOUNT };

/* Where a secret's value is, variables first; says nothing. */
enum secret_place secret_locate(const struct secret *secret, const struct secrets *secrets,
                                const struct world *world, struct secret_lookup *lookup);

/*
 * Reports every secret that cannot be found or used, once a secret_ref, with
 * where it was looked for.  If nothing hands values over to dbt, a secret that
 * is only mounted gets a warning.
 */
void secrets_check(const struct secrets *secrets, struct diags *diags, const struct world *world,
                   bool handed_over);

#endif
