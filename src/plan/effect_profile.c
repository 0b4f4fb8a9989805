/*
 * Keys of storages, catalogs and computes that have no effect somewhere.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/plan/effect.h"

/* ---- storages ---- */

static bool has_server(struct situation *situation)
{
    return situation->storage->type != STORAGE_LOCAL;
}

static bool is_s3_access(struct situation *situation)
{
    enum credential_mode mode = situation->storage->credentials->mode;
    return has_server(situation) && (mode == CREDENTIALS_STATIC || mode == CREDENTIALS_IAM_ROLE);
}

static bool has_role(struct situation *situation)
{
    return has_server(situation) &&
           situation->storage->credentials->mode == CREDENTIALS_IAM_ROLE;
}

/* Beside a catalog that vends access, SECRET_UNUSED says it. */
static bool has_keys(struct situation *situation)
{
    if (!has_server(situation)) {
        situation->why = "a folder needs no credentials";
        return false;
    }
    situation->why = "with mode iam_role a role is assumed";
    return situation->storage->credentials->mode != CREDENTIALS_IAM_ROLE;
}

static const char why_folder[] = "a storage of type local is a folder";
static const char why_no_client[] =
    "files are accessed with keys or a role; a client signs in to the catalog";

const struct effect effects_of_storages[] = {
    {"endpoint", has_server, why_folder},
    {"region", has_server, why_folder},
    {"path_style_access", has_server, why_folder},
    {"credentials.mode", is_s3_access,
     "a bucket is accessed with static keys or iam_role, a folder with neither"},
    {"credentials.role_arn", has_role, "a role is assumed with mode iam_role only"},
    {"credentials.secret_ref", has_keys, NULL},
    {"credentials.client_id", effect_never, why_no_client},
    {"credentials.client_secret", effect_never, why_no_client},
    {"credentials.scope", effect_never, why_no_client},
    {NULL, NULL, NULL},
};

/* ---- catalogs ---- */

static bool strips(struct situation *situation)
{
    const struct plan_catalog *catalog = situation->planned_catalog;
    struct text warehouse = catalog->warehouse.text;
    for (const struct plan_layer *layer = catalog->layers; layer != NULL; layer = layer->next) {
        struct text namespace = layer->namespace.text;
        if (warehouse.size > 0 && namespace.size > warehouse.size &&
            memcmp(namespace.bytes, warehouse.bytes, warehouse.size) == 0 &&
            namespace.bytes[warehouse.size] == '.')
            return true;
    }
    return false;
}

static bool delegates(struct situation *situation)
{
    return situation->planned_catalog->format == FORMAT_ICEBERG;
}

/* What names no part of its own is taken from the secret of all. */
static bool has_client_secret(struct situation *situation)
{
    const struct credentials *credentials = situation->catalog->credentials;
    return credentials->client_id == NULL || credentials->client_secret == NULL;
}

const struct effect effects_of_catalogs[] = {
    {"credentials.secret_ref", has_client_secret,
     "client_id and client_secret have their own names"},
    {"access_delegation", delegates, NULL},
    {"token_refresh_enabled", effect_never, "each client renews its tokens by itself"},
    {"properties.strip_warehouse", strips, NULL},
    {NULL, NULL, NULL},
};

/* ---- computes ---- */

static bool gives(const struct planner *planner, const char *part)
{
    const struct adapter *adapter = planner->target->adapter;
    const struct document *document = planner->resolved->platform_document;
    uint32_t properties = planner->resolved->compute->properties->node;
    uint32_t count = planner->method == NULL ? 0 : adapter->row_count;
    for (uint32_t i = 0; i < count; i++) {
        const struct adapter_row *row = &adapter->rows[i];
        if (row->kind == ROW_KEY && row->part != NULL && strcmp(row->part, part) == 0 &&
            adapter_says(row->used, planner->method) &&
            document_find(document, properties, row->key) == NULL)
            return true;
    }
    return false;
}

static const char *why_not(const struct planner *planner)
{
    const struct adapter_method *method = planner->method;
    if (method == NULL)
        return "DuckDB runs in dbt's process and needs no credentials";
    return text_format(planner->arena, "method '%s' of %s does not use it", method->word,
                       planner->target->adapter->title)
        .bytes;
}

static bool gives_client_id(struct situation *situation)
{
    situation->why = why_not(situation->planner);
    return gives(situation->planner, "client_id");
}

static bool gives_client_secret(struct situation *situation)
{
    situation->why = why_not(situation->planner);
    return gives(situation->planner, "client_secret");
}

static bool gives_role(struct situation *situation)
{
    situation->why = why_not(situation->planner);
    return gives(situation->planner, "role_arn");
}

/* Of an adapter, SECRET_UNUSED says it. */
static bool gives_secret(struct situation *situation)
{
    situation->why = why_not(situation->planner);
    return situation->planner->method != NULL;
}

/* A mode that agrees with the method says nothing wrong. */
static bool chooses(struct situation *situation)
{
    const struct planner *planner = situation->planner;
    const struct compute_profile *compute = planner->resolved->compute;
    const char *mode = record_field(&record_credentials, LITERAL("mode"))
                           ->words->spellings[compute->credentials->mode];
    bool agrees = planner->method != NULL && strcmp(mode, planner->method->mode) == 0;
    situation->why = agrees ? NULL : why_not(planner);
    return agrees && document_find(planner->resolved->platform_document,
                                   compute->properties->node, "method") == NULL;
}

static bool is_set(const struct situation *situation, const char *setting)
{
    const struct node *value = tree_find(tree_find(situation->map, "settings"), setting);
    return value != NULL && !node_is_null(value);
}

static bool limits_memory(struct situation *situation)
{
    return !is_set(situation, "memory_limit");
}

static bool names_folder(struct situation *situation)
{
    return !is_set(situation, "temp_directory");
}

static const char why_set[] = "settings also sets it, and takes precedence";

const struct effect effects_of_duckdb[] = {
    {"memory_limit", limits_memory, why_set},
    {"max_memory", limits_memory, why_set},
    {"temp_directory", names_folder, why_set},
    {NULL, NULL, NULL},
};

const struct effect effects_of_computes[] = {
    {"credentials.mode", chooses, NULL},
    {"credentials.client_id", gives_client_id, NULL},
    {"credentials.client_secret", gives_client_secret, NULL},
    {"credentials.scope", effect_never, "only a catalog's client requests a scope"},
    {"credentials.role_arn", gives_role, NULL},
    {"credentials.secret_ref", gives_secret, NULL},
    {NULL, NULL, NULL},
};
