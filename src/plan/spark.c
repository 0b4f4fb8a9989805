/*
 * The settings of a Spark that knows the target's catalogs.  A value that is a
 * secret is "env:NAME", which Iceberg's REST client resolves itself: settings
 * stand in the process list, in Spark's UI and in what SET shows.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/plan/planner.h"
#include "floe/plan/spark.h"
#include "floe/spec/secret_name.h"

#define ICEBERG_VERSION "1.10.1"
#define ICEBERG_RUNTIME "org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:" ICEBERG_VERSION
#define ICEBERG_AWS "org.apache.iceberg:iceberg-aws-bundle:" ICEBERG_VERSION

static const char session_block[] = "server_side_parameters";

enum { FIXED_SETTINGS = 6, SETTINGS_OF_A_CATALOG = 24 };

struct spark_settings {
    struct planner *planner;
    struct plan_spark *spark;
    const struct plan_catalog *catalog;
};

static void set(struct spark_settings *settings, const char *name, struct value value)
{
    if (value.kind == VALUE_ABSENT)
        return;
    struct plan_spark *spark = settings->spark;
    value.kind = VALUE_TEXT;
    spark->settings[spark->setting_count++] = (struct plan_setting){.name = name, .value = value};
}

static void set_text(struct spark_settings *settings, const char *name, const char *text)
{
    set(settings, name, value_preset(VALUE_TEXT, text));
}

static const char *in_catalog(const struct spark_settings *settings, const char *name)
{
    return text_format(settings->planner->arena, "spark.sql.catalog.%.*s%s%s",
                       TEXT_ARG(settings->catalog->alias.text), name[0] == '\0' ? "" : ".", name)
        .bytes;
}

static void set_from_environment(struct spark_settings *settings, const char *name,
                                 const char *variable, struct span span)
{
    struct text text = text_format(settings->planner->arena, "env:%s", variable);
    set(settings, in_catalog(settings, name), value_derived(VALUE_TEXT, text, span));
    settings->spark->settings[settings->spark->setting_count - 1].looked_up = true;
}

/* A variable with a text after it can't be said; each such value is Iceberg's default. */
static void put(struct spark_settings *settings, const char *name, const struct value *value)
{
    if (value->kind == VALUE_ABSENT || value->is_suffix)
        return;
    if (value->variable != NULL && value->text.size == 0)
        set_from_environment(settings, name, value->variable, value->origin.span);
    else
        set(settings, in_catalog(settings, name), *value);
}

/* Iceberg's client of a Hive metastore keeps its address and its warehouse there. */
static void put_in_hadoop(struct spark_settings *settings, const char *name,
                          const struct value *value)
{
    uint32_t before = settings->spark->setting_count;
    put(settings, name, value);
    if (settings->spark->setting_count > before)
        settings->spark->settings[before].expanded = true;
}

static void put_text(struct spark_settings *settings, const char *name, const char *text)
{
    set_text(settings, in_catalog(settings, name), text);
}

static const char *credential_variable(struct arena *arena, const struct plan_catalog *catalog)
{
    return secret_credential(arena, catalog->client_secret.variable);
}

static void put_authorization(struct spark_settings *settings)
{
    const struct plan_catalog *catalog = settings->catalog;
    switch (catalog->authorization) {
    case AUTHORIZATION_OAUTH2:
        if (catalog->client_secret.variable == NULL)
            return;
        put_text(settings, "rest.auth.type", "oauth2");
        set_from_environment(settings, "credential",
                             credential_variable(settings->planner->arena, catalog),
                             catalog->client_secret.origin.span);
        put(settings, "scope", &catalog->scope);
        put(settings, "oauth2-server-uri", &catalog->token_uri);
        return;
    case AUTHORIZATION_SIGV4:
        put_text(settings, "rest.auth.type", "sigv4");
        put_text(settings, "rest.signing-name", plan_signing_name(catalog));
        put(settings, "rest.signing-region", &catalog->region);
        return;
    case AUTHORIZATION_NONE:
        return;
    }
}

static void put_delegation(struct spark_settings *settings)
{
    static const char header[] = "header.X-Iceberg-Access-Delegation";
    if (settings->catalog->delegation == DELEGATION_VENDED)
        put_text(settings, header, "vended-credentials");
    else if (settings->catalog->delegation == DELEGATION_SIGNED)
        put_text(settings, header, "remote-signing");
}

static void put_storage(struct spark_settings *settings, const struct plan_storage *storage)
{
    put_text(settings, "io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    put(settings, "s3.endpoint", &storage->endpoint);
    put(settings, "client.region", &storage->region);
    if (text_is(storage->path_style.text, "true"))
        put_text(settings, "s3.path-style-access", "true");
    if (!plan_has_glue_api(settings->catalog)) {
        put(settings, "s3.access-key-id", &storage->key_id);
        put(settings, "s3.secret-access-key", &storage->secret);
        put(settings, "s3.session-token", &storage->session_token);
    }
    if (storage->access == ACCESS_ROLE) {
        put_text(settings, "client.factory", "org.apache.iceberg.aws.AssumeRoleAwsClientFactory");
        put(settings, "client.assume-role.arn", &storage->role_arn);
        put(settings, "client.assume-role.region", &storage->region);
    } else if (storage->access == ACCESS_ANONYMOUS) {
        put_text(settings, "client.credentials-provider",
                 "software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider");
    }
}

/*
 * Iceberg's client of Glue's own API signs by AWS's chain, for the files too:
 * unlike the REST client it resolves no env:NAME (Iceberg 1.10.1).
 */
static void refuse_other_variables(const struct spark_settings *settings,
                                   const struct plan_storage *storage)
{
    struct planner *planner = settings->planner;
    if (planner->target->compute != COMPUTE_SPARK || storage->key_id.variable == NULL ||
        strcmp(storage->key_id.variable, "AWS_ACCESS_KEY_ID") == 0)
        return;
    struct diag *diag =
        diag_add(planner->diags, STORAGE_UNSUPPORTED, storage->key_id.origin.span,
                 "Spark cannot use these keys of storage '%s' with Glue", storage->name);
    diag_why(planner->diags, diag,
             "Iceberg asks Glue with the keys of AWS's own variables, $AWS_ACCESS_KEY_ID and the "
             "like, and these are in $%s", storage->key_id.variable);
    diag_help(planner->diags, diag, "call the secret aws-credentials, or use a role");
}

/*
 * Glue's REST endpoint asks for a place of each table and makes none in stages,
 * which Spark's CREATE TABLE AS needs; its own API has neither limit.
 */
static void put_glue(struct spark_settings *settings, const struct plan_storage *storage)
{
    const struct plan_catalog *catalog = settings->catalog;
    put_text(settings, "type", "glue");
    put(settings, "glue.id", &catalog->warehouse);
    if (storage == NULL) {
        put(settings, "client.region", &catalog->region);
        return;
    }
    struct value place = storage->bucket;
    place.text = text_format(settings->planner->arena, "s3://%.*s", TEXT_ARG(place.text));
    put(settings, "warehouse", &place);
    refuse_other_variables(settings, storage);
}

static void put_catalog(struct spark_settings *settings)
{
    const struct plan_catalog *catalog = settings->catalog;
    const struct plan_storage *storage = plan_storage_of(settings->planner->target, catalog);
    put_text(settings, "", "org.apache.iceberg.spark.SparkCatalog");
    if (plan_has_glue_api(catalog)) {
        put_glue(settings, storage);
    } else {
        bool is_hive = catalog->type == CATALOG_HIVE;
        put_text(settings, "type", is_hive ? "hive" : "rest");
        (is_hive ? put_in_hadoop : put)(settings, "uri", &catalog->uri);
        (is_hive ? put_in_hadoop : put)(settings, "warehouse", &catalog->warehouse);
    }
    if (catalog->type != CATALOG_HIVE && !plan_has_glue_api(catalog)) {
        put_authorization(settings);
        put_delegation(settings);
    }
    if (storage != NULL && storage->type == STORAGE_S3)
        put_storage(settings, storage);
}

static bool has_setting(const struct plan_target *target, const char *name)
{
    for (uint32_t i = 0; i < target->key_count; i++) {
        const struct plan_key *key = &target->keys[i];
        if (key->block != NULL && strcmp(key->block, session_block) == 0 &&
            strcmp(key->name, name) == 0)
            return true;
    }
    return false;
}

/*
 * dbt-spark's own session has no settings but those of its profile; what
 * platform.yaml gives is there already and stays.  Jars that lie on the disk
 * stand for the packages.
 */
static void put_session(struct planner *planner)
{
    const struct plan_spark *spark = &planner->target->spark;
    for (uint32_t i = 0; i < spark->setting_count; i++)
        if (strcmp(spark->settings[i].name, "spark.jars.packages") != 0 ||
            !has_setting(planner->target, "spark.jars"))
            planner_put(planner, session_block, spark->settings[i].name,
                        spark->settings[i].value);
    planner_put(planner, session_block, "spark.ui.enabled", value_preset(VALUE_TEXT, "false"));
}

static bool holds_reference(struct text text)
{
    for (size_t at = 1; at < text.size; at++)
        if (text.bytes[at - 1] == '$' && text.bytes[at] == '{')
            return true;
    return false;
}

static void refuse_lookup(struct diags *diags, const struct value *value, const char *why)
{
    struct diag *diag = diag_add(diags, VALUE_LOOKED_UP, value->origin.span,
                                 "Spark would read a variable here");
    diag_why(diags, diag, "%s, and has no escape", why);
    diag_help(diags, diag, "write the value otherwise; use {secret_ref: NAME} where a secret "
                           "belongs");
}

void spark_refuse_lookups(struct diags *diags, const struct plan_spark *spark)
{
    for (uint32_t i = 0; i < spark->setting_count; i++) {
        const struct plan_setting *setting = &spark->settings[i];
        struct text text = setting->value.text;
        if (!setting->looked_up && text_starts(text, "env:"))
            refuse_lookup(diags, &setting->value,
                          "Iceberg replaces env:NAME with the value of NAME");
        else if (setting->expanded && holds_reference(text))
            refuse_lookup(diags, &setting->value,
                          "Hadoop's configuration, which Iceberg puts it into, replaces "
                          "${env.NAME} and ${NAME}");
    }
}

void plan_spark(struct planner *planner)
{
    struct plan_target *target = planner->target;
    struct spark_settings settings = {.planner = planner, .spark = &target->spark};
    target->spark.settings =
        ARENA_ARRAY(planner->arena, struct plan_setting,
                    FIXED_SETTINGS + target->catalog_count * SETTINGS_OF_A_CATALOG);
    set_text(&settings, "spark.jars.packages", ICEBERG_RUNTIME "," ICEBERG_AWS);
    set_text(&settings, "spark.sql.catalogImplementation", "in-memory");
    set(&settings, "spark.sql.defaultCatalog", target->catalogs[0].alias);
    set_text(&settings, "spark.sql.extensions",
             "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
    set_text(&settings, "spark.sql.session.timeZone", "UTC");
    set_text(&settings, "spark.sql.timestampType", "TIMESTAMP_NTZ");
    for (uint32_t i = 0; i < target->catalog_count; i++) {
        settings.catalog = &target->catalogs[i];
        if (settings.catalog->format == FORMAT_ICEBERG)
            put_catalog(&settings);
    }
    if (target->compute == COMPUTE_SPARK && text_is(target->method.text, "session")) {
        spark_refuse_lookups(planner->diags, &target->spark);
        put_session(planner);
    }
}

static bool needs_credential(const struct plan_catalog *catalog)
{
    return catalog->format == FORMAT_ICEBERG && catalog->type != CATALOG_HIVE &&
           catalog->authorization == AUTHORIZATION_OAUTH2 &&
           catalog->client_secret.variable != NULL;
}

struct variables spark_variables(struct arena *arena, const struct plan_target *target)
{
    struct variables variables = {0};
    for (uint32_t i = 0; i < target->catalog_count; i++) {
        const struct plan_catalog *catalog = &target->catalogs[i];
        if (!needs_credential(catalog))
            continue;
        struct plan_variable credential = {
            .name = credential_variable(arena, catalog),
            .first = catalog->client_id,
            .joint = ":",
            .second = catalog->client_secret,
        };
        variables_add(arena, &variables, &credential);
    }
    return variables;
}

void spark_check(struct arena *arena, const struct plan_target *target, struct diags *diags,
                 const struct world *world)
{
    struct variables variables = spark_variables(arena, target);
    for (uint32_t i = 0; i < variables.count; i++) {
        const struct plan_variable *variable = &variables.list[i];
        const char *value = world->variable(world->context, variable->name);
        if (value != NULL && value[0] != '\0')
            continue;
        struct diag *diag = diag_add(diags, SECRET_ONLY_MOUNTED, variable->second.origin.span,
                                     "Spark reads $%s, which is not set", variable->name);
        diag_why(diags, diag, "it holds the client's id, a colon, and its secret");
        diag_help(diags, diag, "run dbt as 'floe-compile ... -- dbt build', which sets it");
    }
}
