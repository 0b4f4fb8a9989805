/*
 * What dbt must connect to: the resolved files without their syntax, and
 * without that of any output.  Every value says where it came from.
 */
#ifndef FLOE_PLAN_PLAN_H
#define FLOE_PLAN_PLAN_H

#include "floe/plan/idle.h"
#include "floe/plan/orchestration.h"
#include "floe/plan/resources.h"
#include "floe/plan/value.h"
#include "floe/plan/variable.h"
#include "floe/resolve/resolve.h"
#include "floe/resolve/secret.h"
#include "floe/spec/adapter.h"

enum table_format {
    FORMAT_ICEBERG,
    FORMAT_DUCKDB,
    FORMAT_DUCKLAKE,
    FORMAT_WAREHOUSE, /* the warehouse's own: alias is its database, empty when it has none */
};

/* How a catalog is spoken to. */
enum catalog_client {
    CLIENT_REST, /* Iceberg's REST API */
    CLIENT_HIVE, /* a metastore */
    CLIENT_FILE, /* a file of DuckDB's */
};

/* What a type of catalog is: a row of catalog_type.def. */
struct catalog_kind {
    enum table_format format;
    enum catalog_client client;
    bool signs;         /* with AWS's keys, when nothing else is given */
    const char *ending; /* of the file's name */
};

const struct catalog_kind *plan_catalog_kind(enum catalog_type type);

/* Which of AWS's services a catalog's requests are signed for. */
enum signer { SIGNER_NONE, SIGNER_GLUE, SIGNER_S3_TABLES };

struct plan_catalog {
    const char *name; /* in platform.yaml */
    struct value common; /* the name that all environments share, attached or not */
    struct span chosen;  /* where it is asked for; no source: by default */
    struct span defined;
    struct value alias;
    enum catalog_type type;
    enum table_format format;
    struct value uri;
    struct value warehouse;
    struct value namespace; /* as given; "default" is no prefix */
    struct value path;
    struct value data_path;
    enum access_delegation delegation; /* DELEGATION_NONE, _VENDED or _SIGNED */
    struct origin delegation_origin;
    enum authorization_type authorization;
    struct origin authorization_origin;
    enum signer signer;   /* SIGNER_NONE without sigv4 */
    struct value region;  /* that it signs for */
    bool at_aws;          /* the uri was not given and follows from the region */
    struct value client_id;
    struct value client_secret;
    struct value scope;
    struct value token_uri;
    bool strips_warehouse;
    enum catalog_access access; /* what its set-up grants */
    const struct plan_storage *storage; /* of the first layer that has one; NULL: none */
    const struct plan_layer *layers;    /* whose tables it holds, linked by next; NULL: none */
};

enum storage_access {
    ACCESS_KEYS,      /* static keys */
    ACCESS_ANONYMOUS, /* nothing to prove */
    ACCESS_ROLE,      /* a role, by the provider's own chain */
    ACCESS_VENDED,    /* the catalog hands out access: no secret of its own */
};

struct plan_storage {
    const char *name; /* in platform.yaml */
    struct span chosen;  /* where it is asked for; no source: by default */
    struct span defined;
    enum storage_type type;
    enum storage_access access;
    struct value bucket;
    struct value region;
    struct value endpoint; /* absent: AWS */
    struct value path_style;
    struct value key_id;
    struct value secret;
    struct value session_token;
    struct value role_arn;
};

struct plan_layer {
    const char *name;
    const struct plan_catalog *catalog;
    const struct plan_storage *storage; /* NULL: none */
    struct origin storage_origin;
    struct value namespace;
    const struct plan_layer *next; /* of the same catalog, in the order of all */
};

struct plan_duckdb {
    struct value path;
    struct value threads;
    struct value extension_directory;
    const char *const *extensions; /* beside those that are needed */
    uint32_t extension_count;
    struct plan_setting *settings; /* sorted by name */
    uint32_t setting_count;
    enum attach_way attach;
    struct span attach_span;
    enum views_way views;
    enum duckdb_release release;
};

/*
 * A key of an output, in the order of the adapter's rows.  Keys of one block
 * are together in the output, wherever they are here.
 */
struct plan_key {
    const char *block; /* the mapping or list that holds it; NULL: the output itself */
    const char *name;  /* NULL: an entry of a list */
    struct value value;
};

/*
 * A catalog of dbt's catalogs.yml, which models name by catalog_name, and the
 * one write integration it has.
 */
struct plan_integration {
    struct span span; /* of write_integration in platform.yaml */
    struct value name;
    struct value catalog;  /* what the engine calls it */
    struct value database; /* where its models land */
    struct plan_key *keys;
    uint32_t key_count;
};

/* One output of profiles.yml: one environment. */
struct plan_target {
    struct value name;
    struct text environment;
    const char *environment_said_by;
    struct text platform_path;
    struct text platform_bytes;
    const char *platform_said_by;
    struct span compute_span;
    struct span compute_chosen; /* no source: by default */
    enum compute_type compute;
    const char *compute_name;
    struct plan_duckdb duckdb;     /* of duckdb */
    const struct adapter *adapter; /* of the others, else NULL */
    struct value method;           /* of authentication */
    struct plan_key *keys;
    uint32_t key_count;
    struct plan_integration *integration; /* NULL: none */
    struct plan_resources resources;
    struct plan_catalog *catalogs; /* first the one that models land in */
    uint32_t catalog_count;
    struct plan_storage *storages; /* distinct by bucket and credentials */
    uint32_t storage_count;
    const struct plan_storage *storage; /* the one that floe.yaml asks for; NULL: none */
    struct plan_layer *layers;
    uint32_t layer_count;
    struct variables variables;    /* that are no secrets, of the container that runs dbt */
    struct secrets secrets;        /* that dbt reads */
    struct secrets server_secrets; /* that a server of the engine reads, for the catalog */
    struct plan_idle_list listed;  /* of platform.yaml, if options->explained */
    struct plan_idle_list unused;
};

struct plan {
    struct text floe_path;
    struct value folder;   /* the dbt project, which the outputs go to */
    struct value project;  /* the data product's name */
    struct value version;  /* of the data product */
    struct value profile;  /* dbt's profile */
    struct value service_account; /* whom the catalog knows the data product by */
    struct value principal_role;  /* the catalog's role of that account */
    const struct plan_target *usual; /* of targets, the one that dbt takes by itself */
    const char *usual_said_by;
    const struct plan_orchestration *orchestration; /* NULL: no output asks for it */
    bool overridable; /* addresses can be replaced by variables when dbt runs */
    struct plan_target *targets;
    uint32_t target_count;
    struct plan_idle_list listed; /* of floe.yaml, if it is explained */
    struct plan_idle_list unused;
};

/* What was asked for beside the files. */
struct plan_options {
    struct text target;      /* --target, empty: not given */
    struct text environment; /* the environment's name */
    const char *environment_said_by; /* "--env" and the like */
    const char *platform_said_by;
    const struct world *world;
    const char *mount;       /* NULL: what platform.yaml says */
    const char *prefix;      /* of secrets' variables, NULL: none */
    bool secrets_deferred;   /* nothing is looked for */
    bool overridable;        /* addresses can be replaced by variables when dbt runs */
    bool named_by_environment; /* the target is called like its environment */
    bool explained;            /* what is listed and unused is asked for */
};

/* Who gives access to the files of a catalog's tables, as platform.yaml spells it. */
struct text plan_delegation(const struct plan_catalog *catalog);

/* How requests to it are authorized, the same way. */
struct text plan_authorization_word(const struct plan_catalog *catalog);

/* AWS's own name of the service, empty for SIGNER_NONE. */
const char *plan_signing_name(const struct plan_catalog *catalog);

/* Whether a catalog is Glue or S3 Tables, at an address of AWS or at one that was given. */
bool plan_is_aws(const struct plan_catalog *catalog);

/* Plans one environment.  Reports what no engine can do; false after a message. */
bool plan_target(struct arena *arena, struct diags *diags, const struct resolved *resolved,
                 const struct plan_options *options, struct plan_target *target);

/* Whether it is Glue of the two. */
bool plan_is_glue(const struct plan_catalog *catalog);

/* Glue at AWS, which engines with a client of its own API reach by that. */
bool plan_has_glue_api(const struct plan_catalog *catalog);

/* The storage of a catalog's tables, NULL when nothing says one. */
const struct plan_storage *plan_storage_of(const struct plan_target *target,
                                           const struct plan_catalog *catalog);

#endif
