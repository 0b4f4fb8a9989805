/*
 * deploy/trino/etc/catalog/<alias>.properties: the connector of Trino's own
 * server for each Iceberg catalog.  What is secret, or in a variable already, is
 * ${ENV:NAME}, which the server reads when it starts.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/render/emit.h"
#include "floe/render/deploy.h"
#include "floe/render/properties.h"

#define REST "iceberg.rest-catalog."

static void put_text(struct buffer *out, const char *key, const char *text)
{
    properties_put(out, text_of(key), text_of(text));
}

/* A variable with a default is its default: the server knows no other way. */
static struct text spell(struct arena *arena, const struct value *value)
{
    if (value->fallback.size > 0)
        return text_format(arena, "%.*s%.*s", TEXT_ARG(value->fallback), TEXT_ARG(value->text));
    if (value->variable == NULL || (value->text.size > 0 && !value->is_suffix))
        return value->text;
    return text_format(arena, "${ENV:%s}%.*s", value->variable, TEXT_ARG(value->text));
}

static void put(struct buffer *out, const char *key, const struct value *value)
{
    if (value->kind != VALUE_ABSENT)
        properties_put(out, text_of(key), spell(out->arena, value));
}

static void put_oauth2(struct buffer *out, const struct plan_catalog *catalog)
{
    struct text id = spell(out->arena, &catalog->client_id);
    struct text secret = spell(out->arena, &catalog->client_secret);
    put_text(out, REST "security", "OAUTH2");
    properties_put(out, LITERAL(REST "oauth2.credential"),
                   text_format(out->arena, "%.*s:%.*s", TEXT_ARG(id), TEXT_ARG(secret)));
    put(out, REST "oauth2.scope", &catalog->scope);
    put(out, REST "oauth2.server-uri", &catalog->token_uri);
}

static void put_rest(struct buffer *out, const struct plan_catalog *catalog)
{
    put_text(out, "iceberg.catalog.type", "rest");
    put(out, REST "uri", &catalog->uri);
    put(out, REST "warehouse", &catalog->warehouse);
    put_text(out, REST "nested-namespace-enabled", "true");
    put_text(out, REST "case-insensitive-name-matching", "true");
    switch (catalog->authorization) {
    case AUTHORIZATION_OAUTH2:
        put_oauth2(out, catalog);
        break;
    case AUTHORIZATION_SIGV4:
        put_text(out, REST "security", "SIGV4");
        put_text(out, REST "signing-name", plan_signing_name(catalog));
        break;
    case AUTHORIZATION_NONE:
        put_text(out, REST "security", "NONE");
        break;
    }
    if (catalog->delegation == DELEGATION_VENDED)
        put_text(out, REST "vended-credentials-enabled", "true");
}

#define GLUE "hive.metastore.glue."

/*
 * Glue's own API: its REST endpoint asks for a place of each table, which
 * Trino leaves to the catalog.
 */
static void put_glue(struct buffer *out, const struct plan_catalog *catalog,
                     const struct plan_storage *storage)
{
    put_text(out, "iceberg.catalog.type", "glue");
    put(out, GLUE "region", &catalog->region);
    put(out, GLUE "catalogid", &catalog->warehouse);
    if (storage == NULL)
        return;
    properties_put(out, LITERAL(GLUE "default-warehouse-dir"),
                   text_format(out->arena, "s3://%.*s", TEXT_ARG(storage->bucket.text)));
    put(out, GLUE "aws-access-key", &storage->key_id);
    put(out, GLUE "aws-secret-key", &storage->secret);
    put(out, GLUE "iam-role", &storage->role_arn);
}

static void put_catalog(struct buffer *out, const struct plan_catalog *catalog,
                        const struct plan_storage *storage)
{
    put_text(out, "connector.name", "iceberg");
    if (plan_has_glue_api(catalog)) {
        put_glue(out, catalog, storage);
    } else if (catalog->type == CATALOG_HIVE) {
        put_text(out, "iceberg.catalog.type", "hive_metastore");
        put(out, "hive.metastore.uri", &catalog->uri);
    } else {
        put_rest(out, catalog);
    }
}

static void put_storage(struct buffer *out, const struct plan_storage *storage)
{
    put_text(out, "fs.native-s3.enabled", "true");
    put(out, "s3.endpoint", &storage->endpoint);
    put(out, "s3.region", &storage->region);
    if (text_is(storage->path_style.text, "true"))
        put_text(out, "s3.path-style-access", "true");
    put(out, "s3.aws-access-key", &storage->key_id);
    put(out, "s3.aws-secret-key", &storage->secret);
    put(out, "s3.iam-role", &storage->role_arn);
}

/* The buckets are those that the catalog names; their region is asked before one is known. */
static void put_unnamed_storage(struct emission *emission, struct buffer *out,
                                const struct plan_catalog *catalog)
{
    put_text(out, "fs.native-s3.enabled", "true");
    put(out, "s3.region", &catalog->region);
    if (catalog->region.text.size > 0)
        return;
    struct diag *diag = diag_add(emission->diags, REGION_NOT_SAID, catalog->defined,
                                 "Trino is told no region for the files of catalog '%s'",
                                 catalog->name);
    diag_why(emission->diags, diag, "no layer gives the catalog a storage, so its server takes "
                                    "$AWS_REGION");
    diag_help(emission->diags, diag, "add the storage with its region, and a layer that names both");
}

static void put_file(struct emission *emission, const struct plan_target *target,
                     const struct plan_catalog *catalog)
{
    struct arena *arena = emission->arena;
    struct buffer out = buffer_new(arena);
    buffer_text(&out, deploy_header(arena, emission->plan, target));
    const struct plan_storage *storage = plan_storage_of(target, catalog);
    put_catalog(&out, catalog, storage);
    if (storage != NULL && storage->type == STORAGE_S3)
        put_storage(&out, storage);
    else if (catalog->signer != SIGNER_NONE || catalog->delegation != DELEGATION_NONE)
        put_unnamed_storage(emission, &out, catalog);
    struct text name = text_format(arena, "etc/catalog/%.*s.properties",
                                   TEXT_ARG(catalog->alias.text));
    emit_add(emission, deploy_path(emission, target, "trino", name.bytes),
             buffer_finish(&out), EMIT_SHARED);
}

void emit_trino(struct emission *emission)
{
    const struct plan *plan = emission->plan;
    for (uint32_t i = 0; i < plan->target_count; i++) {
        const struct plan_target *target = &plan->targets[i];
        for (uint32_t j = 0; j < target->catalog_count; j++)
            if (target->catalogs[j].format == FORMAT_ICEBERG)
                put_file(emission, target, &target->catalogs[j]);
    }
}
