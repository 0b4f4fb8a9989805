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
#include "floe/spec/shape.h"

#define REST "iceberg.rest-catalog."

/* One that is being written. */
struct file {
    struct emission *emission;
    struct buffer out;
};

static void put_text(struct file *file, const char *key, const char *text)
{
    properties_put(&file->out, text_of(key), text_of(text));
}

/* ${PROVIDER:NAME}, as in ${ENV:HOME}. */
static bool holds_lookup(struct text text)
{
    if (text.size == 0) /* no text at all may be at no address */
        return false;
    const char *at = text.bytes, *end = at + text.size;
    while (at < end && (at = memchr(at, '$', (size_t)(end - at))) != NULL) {
        if (++at == end || *at != '{')
            continue;
        while (++at < end && (shape_letter(*at) || shape_digit(*at) || *at == '-' || *at == '_'))
            continue;
        if (at < end && *at == ':')
            return true;
    }
    return false;
}

/* What somebody wrote: the server reads variables in it, and knows no escape. */
static struct text written(struct file *file, const struct value *value, struct text text)
{
    if (!holds_lookup(text))
        return text;
    struct diags *diags = file->emission->diags;
    struct diag *diag = diag_add(diags, VALUE_LOOKED_UP, value->origin.span,
                                 "Trino would read a variable here");
    diag_why(diags, diag, "its server puts the value of NAME in the place of ${ENV:NAME}, and "
                          "knows no escape");
    diag_help(diags, diag, "write the value otherwise, or leave trino out of --emit");
    return text;
}

/* A variable with a default is its default: the server knows no other way. */
static struct text spell(struct file *file, const struct value *value)
{
    struct arena *arena = file->out.arena;
    struct text text = written(file, value, value->text);
    if (value->fallback.size > 0)
        return text_format(arena, "%.*s%.*s", TEXT_ARG(written(file, value, value->fallback)),
                           TEXT_ARG(text));
    if (value->variable == NULL || (text.size > 0 && !value->is_suffix))
        return text;
    return text_format(arena, "${ENV:%s}%.*s", value->variable, TEXT_ARG(text));
}

static void put(struct file *file, const char *key, const struct value *value)
{
    if (value->kind != VALUE_ABSENT)
        properties_put(&file->out, text_of(key), spell(file, value));
}

static void put_oauth2(struct file *file, const struct plan_catalog *catalog)
{
    struct text id = spell(file, &catalog->client_id);
    struct text secret = spell(file, &catalog->client_secret);
    put_text(file, REST "security", "OAUTH2");
    properties_put(&file->out, LITERAL(REST "oauth2.credential"),
                   text_format(file->out.arena, "%.*s:%.*s", TEXT_ARG(id), TEXT_ARG(secret)));
    put(file, REST "oauth2.scope", &catalog->scope);
    put(file, REST "oauth2.server-uri", &catalog->token_uri);
}

static void put_rest(struct file *file, const struct plan_catalog *catalog)
{
    put_text(file, "iceberg.catalog.type", "rest");
    put(file, REST "uri", &catalog->uri);
    put(file, REST "warehouse", &catalog->warehouse);
    put_text(file, REST "nested-namespace-enabled", "true");
    put_text(file, REST "case-insensitive-name-matching", "true");
    switch (catalog->authorization) {
    case AUTHORIZATION_OAUTH2:
        put_oauth2(file, catalog);
        break;
    case AUTHORIZATION_SIGV4:
        put_text(file, REST "security", "SIGV4");
        put_text(file, REST "signing-name", plan_signing_name(catalog));
        break;
    case AUTHORIZATION_NONE:
        put_text(file, REST "security", "NONE");
        break;
    }
    if (catalog->delegation == DELEGATION_VENDED)
        put_text(file, REST "vended-credentials-enabled", "true");
}

#define GLUE "hive.metastore.glue."

/*
 * Glue's own API: its REST endpoint asks for a place of each table, which
 * Trino leaves to the catalog.
 */
static void put_glue(struct file *file, const struct plan_catalog *catalog,
                     const struct plan_storage *storage)
{
    put_text(file, "iceberg.catalog.type", "glue");
    put(file, GLUE "region", &catalog->region);
    put(file, GLUE "catalogid", &catalog->warehouse);
    if (storage == NULL)
        return;
    properties_put(&file->out, LITERAL(GLUE "default-warehouse-dir"),
                   text_format(file->out.arena, "s3://%.*s", TEXT_ARG(storage->bucket.text)));
    put(file, GLUE "aws-access-key", &storage->key_id);
    put(file, GLUE "aws-secret-key", &storage->secret);
    put(file, GLUE "iam-role", &storage->role_arn);
}

static void put_catalog(struct file *file, const struct plan_catalog *catalog,
                        const struct plan_storage *storage)
{
    put_text(file, "connector.name", "iceberg");
    if (plan_has_glue_api(catalog)) {
        put_glue(file, catalog, storage);
    } else if (catalog->type == CATALOG_HIVE) {
        put_text(file, "iceberg.catalog.type", "hive_metastore");
        put(file, "hive.metastore.uri", &catalog->uri);
    } else {
        put_rest(file, catalog);
    }
}

static void put_storage(struct file *file, const struct plan_storage *storage)
{
    put_text(file, "fs.native-s3.enabled", "true");
    put(file, "s3.endpoint", &storage->endpoint);
    put(file, "s3.region", &storage->region);
    if (text_is(storage->path_style.text, "true"))
        put_text(file, "s3.path-style-access", "true");
    put(file, "s3.aws-access-key", &storage->key_id);
    put(file, "s3.aws-secret-key", &storage->secret);
    put(file, "s3.iam-role", &storage->role_arn);
}

/* The buckets are those that the catalog names; their region is asked before one is known. */
static void put_unnamed_storage(struct file *file, const struct plan_catalog *catalog)
{
    put_text(file, "fs.native-s3.enabled", "true");
    put(file, "s3.region", &catalog->region);
    if (catalog->region.text.size > 0)
        return;
    struct emission *emission = file->emission;
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
    struct file file = {.emission = emission, .out = buffer_new(arena)};
    buffer_text(&file.out, deploy_header(arena, emission->plan, target));
    const struct plan_storage *storage = plan_storage_of(target, catalog);
    put_catalog(&file, catalog, storage);
    if (storage != NULL && storage->type == STORAGE_S3)
        put_storage(&file, storage);
    else if (catalog->signer != SIGNER_NONE || catalog->delegation != DELEGATION_NONE)
        put_unnamed_storage(&file, catalog);
    struct text name = text_format(arena, "etc/catalog/%.*s.properties",
                                   TEXT_ARG(catalog->alias.text));
    emit_add(emission, deploy_path(emission, target, "trino", name.bytes),
             buffer_finish(&file.out), EMIT_SHARED);
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
