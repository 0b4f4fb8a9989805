/*
 * Rules of platform.yaml.
 */
#include <string.h>

#include "floe/spec/rule.h"
#include "floe/spec/shape.h"

static bool is_word(const char *word, const char *const *words)
{
    for (; *words != NULL; words++)
        if (word != NULL && strcmp(word, *words) == 0)
            return true;
    return false;
}

static bool is_sound(const struct node *value)
{
    return value != NULL && value->kind == NODE_SCALAR && !node_is_null(value) &&
           (value->flags & NODE_BAD) == 0;
}

void rule_credentials(const struct rule_input *in)
{
    const char *mode = rule_word(in, "mode");
    if (mode == NULL || strcmp(mode, "iam_role") != 0 || rule_given(in, "role_arn") != NULL)
        return;
    struct diag *diag = diag_add(in->checker->diags, CREDENTIALS_INCOMPLETE, in->at,
                                 "%.*s have no role_arn",
                                 TEXT_ARG(where_text(in->checker->arena, in->where)));
    diag_why(in->checker->diags, diag, "mode iam_role assumes a role");
    diag_help(in->checker->diags, diag, "add 'role_arn: arn:aws:iam::ACCOUNT:role/NAME'");
}

void rule_storage(const struct rule_input *in)
{
    const char *type = rule_word(in, "type");
    if (type == NULL)
        return;
    if (strcmp(type, "local") != 0)
        rule_require(in, "bucket", "a storage of type %s is a bucket", type);
    if (strcmp(type, "s3") == 0) {
        rule_form(in, "bucket", SHAPE_BUCKET);
        rule_form(in, "endpoint", SHAPE_URI);
    } else if (strcmp(type, "local") != 0) {
        rule_form(in, "bucket", SHAPE_BUCKET_NAME);
    }
}

void rule_catalog(const struct rule_input *in)
{
    static const char *const rest[] = {"polaris", "rest", "nessie", NULL};
    static const char *const embedded[] = {"local", "ducklake", NULL};
    const char *type = rule_word(in, "type");
    if (type == NULL)
        return;
    if (is_word(type, embedded)) {
        rule_refuse(in, "uri", "a catalog of type %s is a file and has no server", type);
        rule_refuse(in, "warehouse", "a catalog of type %s is a file: see 'path'", type);
    } else {
        static const char why[] = "a catalog of type %s is a server";
        if (strcmp(type, "glue") != 0)
            rule_require(in, "uri", why, type);
        if (strcmp(type, "hive") != 0)
            rule_require(in, "warehouse", why, type);
        rule_refuse(in, "path", "a catalog of type %s is not a file", type);
    }
    if (strcmp(type, "ducklake") != 0)
        rule_refuse(in, "data_path", "data_path goes with type ducklake", NULL);
    if (is_word(type, rest))
        rule_form(in, "uri", SHAPE_URI);
}

/* What dbt-snowflake 1.12 asks for, and what it drops. */
void rule_snowflake_integration(const struct rule_input *in)
{
    const char *type = rule_word(in, "catalog_type");
    if (type == NULL || strcmp(type, "iceberg_rest") != 0)
        return;
    rule_require(in, "adapter_properties", "it names the catalog_linked_database", NULL);
    rule_refuse(in, "external_volume", "a linked database uses the volume of its catalog", NULL);
}

void rule_athena_integration(const struct rule_input *in)
{
    const char *type = rule_word(in, "catalog_type");
    if (type != NULL && strcmp(type, "s3_tables") == 0)
        rule_refuse(in, "external_volume", "a bucket of S3 Tables stores the files itself", NULL);
}

void rule_duckdb(const struct rule_input *in)
{
    if (rule_given(in, "memory_limit") != NULL)
        rule_refuse(in, "max_memory", "max_memory and memory_limit are two names of one setting",
                    NULL);
}

static void check_env(const struct rule_input *in, const char *name, enum shape_name shape)
{
    struct rule_input env = *in;
    env.map = rule_given(in, "env");
    struct where here = {.above = in->where, .kind = WHERE_KEY, .name = LITERAL("env")};
    env.where = &here;
    if (env.map != NULL && env.map->kind == NODE_MAP)
        rule_form(&env, name, shape);
}

/* Kubernetes refuses a container that asks for more than it may use. */
static void check_request(const struct rule_input *in, const char *key)
{
    struct node *request = tree_find(rule_given(in, "requests"), key);
    const struct node *limit = tree_find(rule_given(in, "limits"), key);
    if (!is_sound(request) || !is_sound(limit) ||
        shape_amount(node_text(request)) <= shape_amount(node_text(limit)))
        return;
    struct checker *checker = in->checker;
    struct text field = text_format(checker->arena, "requests.%s", key);
    struct text subject = where_value(checker->arena, in->where, field.bytes);
    struct diag *diag = check_report(checker, request, REQUEST_ABOVE_LIMIT,
                                     "%.*s is above its limit", TEXT_ARG(subject));
    diag_note(checker->diags, diag, check_span(checker, limit), "the limit is given here");
    diag_help(checker->diags, diag, "raise the limit, or request %.*s at most",
              TEXT_ARG(check_found(checker, limit)));
}

/* The variables become settings of DuckDB. */
void rule_resource_profile(const struct rule_input *in)
{
    check_request(in, "cpu");
    check_request(in, "memory");
    check_env(in, "DUCKDB_THREADS", SHAPE_COUNT_TEXT);
    check_env(in, "DUCKDB_MEMORY_LIMIT", SHAPE_DUCKDB_MEMORY);
}

/* The key is what models and floe-compile know; the name says it again. */
void rule_layer(const struct rule_input *in)
{
    struct node *name = rule_text(in, "name");
    if (name == NULL || text_equal(node_text(name), in->where->name))
        return;
    struct checker *checker = in->checker;
    struct text key = in->where->name;
    struct diag *diag = check_report(checker, name, LAYER_NAME, "layer '%.*s' has the name '%.*s'",
                                     TEXT_ARG(text_shown(checker->arena, key)),
                                     TEXT_ARG(check_found(checker, name)));
    diag_why(checker->diags, diag, "models and sources refer to a layer by its key");
    diag_help(checker->diags, diag, "write 'name: %.*s', or rename the key",
              TEXT_ARG(text_shown(checker->arena, key)));
}

/* Where the others keep secrets, floe-compile does not look. */
void rule_secret_backends(const struct rule_input *in)
{
    struct node *primary = rule_text(in, "primary");
    const char *word = rule_word(in, "primary");
    if (primary == NULL || word == NULL || strcmp(word, "kubernetes") == 0)
        return;
    struct checker *checker = in->checker;
    struct diag *diag = diag_add(checker->diags, BACKEND_NOT_READ, check_span(checker, primary),
                                 "secrets are not read from %s", word);
    diag_why(checker->diags, diag, "floe-compile looks for them in variables and in the files "
                                   "below kubernetes.mount_path");
    diag_help(checker->diags, diag, "let an agent or an operator write them there, and write "
                                    "'primary: kubernetes'");
}

void rule_cloud(const struct rule_input *in)
{
    const char *provider = rule_word(in, "provider");
    if (provider != NULL && strcmp(provider, "aws") == 0)
        rule_require(in, "region", "provider aws has regions", NULL);
}

void rule_authentication(const struct rule_input *in)
{
    const char *method = rule_word(in, "method");
    if (method != NULL && strcmp(method, "oidc") == 0)
        rule_require(in, "oidc", "method oidc asks a provider", NULL);
}

void rule_vault(const struct rule_input *in)
{
    if (!rule_holds(in, "enabled"))
        return;
    rule_require(in, "server_url", "vault is enabled", NULL);
    const char *method = rule_word(in, "auth_method");
    if (method != NULL && strcmp(method, "kubernetes") == 0)
        rule_require(in, "kubernetes_role", "method kubernetes logs in as a role", NULL);
}

/* Sections that came with a later version of the format. */
static void check_version(const struct rule_input *in)
{
    static const struct {
        const char *section;
        const char *since;
    } sections[] = {
        {"infrastructure", "1.1.0"},
        {"security", "1.1.0"},
        {"governance", "1.1.0"},
        {"layers", "1.2.0"},
    };
    const struct node *version = rule_text(in, "version");
    if (version == NULL)
        return;
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        /* Of the early versions only 1.0.x and 1.1.x lack anything. */
        bool lacks = text_starts(node_text(version), "1.0.") ||
                     (text_starts(node_text(version), "1.1.") &&
                      strcmp(sections[i].since, "1.2.0") == 0);
        if (!lacks || rule_given(in, sections[i].section) == NULL)
            continue;
        struct checker *checker = in->checker;
        struct node *key = tree_find_key(in->map, text_of(sections[i].section));
        struct diag *diag = diag_add(checker->diags, SECTION_LATER, check_span(checker, key),
                                     "version %.*s has no section '%s'",
                                     TEXT_ARG(check_found(checker, version)),
                                     sections[i].section);
        diag_note(checker->diags, diag, check_span(checker, version), "the version is given here");
        diag_help(checker->diags, diag, "write 'version: \"%s\"'", sections[i].since);
    }
}

void rule_platform(const struct rule_input *in)
{
    check_version(in);
    struct node *logs = tree_find(rule_given(in, "observability"), "compute_logs");
    struct node *name = tree_find(logs, "storage_ref");
    if (name == NULL)
        return;
    struct rule_names storages = rule_names(in->checker, in->map, "storage", "storage");
    enum diag_severity severity = in->checker->severity;
    in->checker->severity = DIAG_WARNING; /* of what only describes */
    rule_refer(in->checker, &storages, name);
    in->checker->severity = severity;
}
