/*
 * The settings of a Spark that knows the target's catalogs.  A value that is a
 * secret is "env:NAME", which Iceberg's REST client resolves itself: settings
 * are in the process list, in Spark's UI and in what SET shows.
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

struct spark_writer {
    struct arena *arena;
    const struct plan_target *target;
    struct spark_settings *spark;
    const struct plan_catalog *catalog;
};

static void set(struct spark_writer *to, const char *name, struct value value)
{
    if (value.kind == VALUE_ABSENT)
        return;
    struct spark_settings *spark = to->spark;
    value.kind = VALUE_TEXT;
    spark->settings[spark->setting_count++] = (struct plan_setting){.name = name, .value = value};
}

static void set_text(struct spark_writer *to, const char *name, const char *text)
{
    set(to, name, value_preset(VALUE_TEXT, text));
}

static const char *in_catalog(const struct spark_writer *to, const char *name)
{
    return text_format(to->arena, "spark.sql.catalog.%.*s%s%s",
                       TEXT_ARG(to->catalog->alias.text), name[0] == '\0' ? "" : ".", name)
        .bytes;
}

static void set_from_environment(struct spark_writer *to, const char *name,
                                 const char *variable, struct span span)
{
    struct text text = text_format(to->arena, "env:%s", variable);
    set(to, in_catalog(to, name), value_derived(VALUE_TEXT, text, span));
    to->spark->settings[to->spark->setting_count - 1].looked_up = true;
}

/* A variable with a text after it can't be said; each such value is Iceberg's default. */
static void put(struct spark_writer *to, const char *name, const struct value *value)
{
    if (value->kind == VALUE_ABSENT || value->is_suffix)
        return;
    if (value->variable != NULL && value->text.size == 0)
        set_from_environment(to, name, value->variable, value->origin.span);
    else
        set(to, in_catalog(to, name), *value);
}

/* Iceberg's client of a Hive metastore keeps its address and its warehouse there. */
static void put_in_hadoop(struct spark_writer *to, const char *name,
                          const struct value *value)
{
    uint32_t before = to->spark->setting_count;
    put(to, name, value);
    if (to->spark->setting_count > before)
        to->spark->settings[before].expanded = true;
}

static void put_text(struct spark_writer *to, const char *name, const char *text)
{
    set_text(to, in_catalog(to, name), text);
}

static const char *credential_variable(struct arena *arena, const struct plan_catalog *catalog)
{
    return secret_credential(arena, catalog->client_secret.variable);
}

static void put_authorization(struct spark_writer *to)
{
    const struct plan_catalog *catalog = to->catalog;
    switch (catalog->authorization) {
    case AUTHORIZATION_OAUTH2:
        if (catalog->client_secret.variable == NULL)
            return;
        put_text(to, "rest.auth.type", "oauth2");
        set_from_environment(to, "credential",
                             credential_variable(to->arena, catalog),
                             catalog->client_secret.origin.span);
        put(to, "scope", &catalog->scope);
        put(to, "oauth2-server-uri", &catalog->token_uri);
        return;
    case AUTHORIZATION_SIGV4:
        put_text(to, "rest.auth.type", "sigv4");
        put_text(to, "rest.signing-name", plan_signing_name(catalog));
        put(to, "rest.signing-region", &catalog->region);
        return;
    case AUTHORIZATION_NONE:
        return;
    }
}

static void put_delegation(struct spark_writer *to)
{
    static const char header[] = "header.X-Iceberg-Access-Delegation";
    if (to->catalog->delegation == DELEGATION_VENDED)
        put_text(to, header, "vended-credentials");
    else if (to->catalog->delegation == DELEGATION_SIGNED)
        put_text(to, header, "remote-signing");
}

static void put_storage(struct spark_writer *to, const struct plan_storage *storage)
{
    put_text(to, "io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    put(to, "s3.endpoint", &storage->endpoint);
    put(to, "client.region", &storage->region);
    if (text_is(storage->path_style.text, "true"))
        put_text(to, "s3.path-style-access", "true");
    if (!plan_has_glue_api(to->catalog)) {
        put(to, "s3.access-key-id", &storage->key_id);
        put(to, "s3.secret-access-key", &storage->secret);
        put(to, "s3.session-token", &storage->session_token);
    }
    if (storage->access == ACCESS_ROLE) {
        put_text(to, "client.factory", "org.apache.iceberg.aws.AssumeRoleAwsClientFactory");
        put(to, "client.assume-role.arn", &storage->role_arn);
        put(to, "client.assume-role.region", &storage->region);
    } else if (storage->access == ACCESS_ANONYMOUS) {
        put_text(to, "client.credentials-provider",
                 "software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider");
    }
}

/*
 * Glue's REST endpoint asks for a place of each table and makes none in stages,
 * which Spark's CREATE TABLE AS needs; its own API has neither limit.
 */
static void put_glue(struct spark_writer *to, const struct plan_storage *storage)
{
    const struct plan_catalog *catalog = to->catalog;
    put_text(to, "type", "glue");
    put(to, "glue.id", &catalog->warehouse);
    if (storage == NULL) {
        put(to, "client.region", &catalog->region);
        return;
    }
    struct value place = storage->bucket;
    place.text = text_format(to->arena, "s3://%.*s", TEXT_ARG(place.text));
    put(to, "warehouse", &place);
}

static void put_catalog(struct spark_writer *to)
{
    const struct plan_catalog *catalog = to->catalog;
    const struct plan_storage *storage = plan_storage_of(to->target, catalog);
    put_text(to, "", "org.apache.iceberg.spark.SparkCatalog");
    if (plan_has_glue_api(catalog)) {
        put_glue(to, storage);
    } else {
        bool is_hive = plan_catalog_kind(catalog->type)->client == CLIENT_HIVE;
        put_text(to, "type", is_hive ? "hive" : "rest");
        (is_hive ? put_in_hadoop : put)(to, "uri", &catalog->uri);
        (is_hive ? put_in_hadoop : put)(to, "warehouse", &catalog->warehouse);
    }
    if (plan_catalog_kind(catalog->type)->client != CLIENT_HIVE && !plan_has_glue_api(catalog)) {
        put_authorization(to);
        put_delegation(to);
    }
    if (storage != NULL && storage->type == STORAGE_S3)
        put_storage(to, storage);
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
 * platform.yaml gives is there already and stays.  Jars on the disk replace
 * the packages.
 */
static void put_session(struct planner *planner, const struct spark_settings *spark)
{
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

void spark_refuse_lookups(struct diags *diags, const struct spark_settings *spark)
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

struct spark_settings spark_settings(struct arena *arena, const struct plan_target *target)
{
    struct spark_settings spark = {
        .settings = ARENA_ARRAY(arena, struct plan_setting,
                                FIXED_SETTINGS + target->catalog_count * SETTINGS_OF_A_CATALOG),
    };
    struct spark_writer to = {.arena = arena, .target = target, .spark = &spark};
    set_text(&to, "spark.jars.packages", ICEBERG_RUNTIME "," ICEBERG_AWS);
    set_text(&to, "spark.sql.catalogImplementation", "in-memory");
    set(&to, "spark.sql.defaultCatalog", target->catalogs[0].alias);
    set_text(&to, "spark.sql.extensions",
             "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
    set_text(&to, "spark.sql.session.timeZone", "UTC");
    set_text(&to, "spark.sql.timestampType", "TIMESTAMP_NTZ");
    for (uint32_t i = 0; i < target->catalog_count; i++) {
        to.catalog = &target->catalogs[i];
        if (to.catalog->format == FORMAT_ICEBERG)
            put_catalog(&to);
    }
    return spark;
}

/*
 * Iceberg's client of Glue's own API signs by AWS's chain, for the files too:
 * unlike the REST client it resolves no env:NAME (Iceberg 1.10.1).
 */
static void refuse_other_variables(struct planner *planner, const struct plan_catalog *catalog)
{
    const struct plan_storage *storage = plan_storage_of(planner->target, catalog);
    if (catalog->format != FORMAT_ICEBERG || !plan_has_glue_api(catalog) || storage == NULL ||
        storage->key_id.variable == NULL ||
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

void plan_spark(struct planner *planner)
{
    const struct plan_target *target = planner->target;
    if (target->compute != COMPUTE_SPARK)
        return;
    for (uint32_t i = 0; i < target->catalog_count; i++)
        refuse_other_variables(planner, &target->catalogs[i]);
    if (!text_is(target->method.text, "session"))
        return;
    struct spark_settings spark = spark_settings(planner->arena, target);
    spark_refuse_lookups(planner->diags, &spark);
    put_session(planner, &spark);
}

static bool needs_credential(const struct plan_catalog *catalog)
{
    return catalog->format == FORMAT_ICEBERG &&
           plan_catalog_kind(catalog->type)->client != CLIENT_HIVE &&
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
