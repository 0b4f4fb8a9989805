/*
 * An output of dbt-duckdb 1.11.  Its Attachment, Secret and Retries classes
 * refuse unknown keys; unknown keys of the output itself are dropped without a
 * word.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/render/jinja.h"
#include "floe/render/render.h"
#include "floe/render/yaml_writer.h"

static bool has_format(const struct plan_target *target, enum table_format format)
{
    for (uint32_t i = 0; i < target->catalog_count; i++)
        if (target->catalogs[i].format == format)
            return true;
    return false;
}

static bool has_secret(const struct plan_storage *storage)
{
    return storage->type == STORAGE_S3 && storage->access != ACCESS_VENDED;
}

static bool has_access(const struct plan_target *target, enum storage_access access)
{
    for (uint32_t i = 0; i < target->storage_count; i++)
        if (has_secret(&target->storages[i]) && target->storages[i].access == access)
            return true;
    return false;
}

/* Requests to AWS are signed with the keys or the role of the tables' storage, else by AWS's chain. */
static const struct plan_storage *signing_storage(const struct plan_target *target,
                                                  const struct plan_catalog *catalog)
{
    const struct plan_storage *storage = plan_storage_of(target, catalog);
    bool signs = storage != NULL && has_secret(storage) && storage->access != ACCESS_ANONYMOUS;
    return signs ? storage : NULL;
}

static bool is_signed_by_chain(const struct plan_target *target,
                               const struct plan_catalog *catalog)
{
    return catalog->signer != SIGNER_NONE && signing_storage(target, catalog) == NULL;
}

static bool needs_chain(const struct plan_target *target)
{
    for (uint32_t i = 0; i < target->catalog_count; i++)
        if (is_signed_by_chain(target, &target->catalogs[i]))
            return true;
    return has_access(target, ACCESS_ROLE);
}

static bool needs_httpfs(const struct plan_target *target)
{
    for (uint32_t i = 0; i < target->storage_count; i++)
        if (has_secret(&target->storages[i]))
            return true;
    return has_format(target, FORMAT_ICEBERG);
}

static void add_extension(struct duckdb_extensions *list, const char *name)
{
    for (unsigned i = 0; i < list->count; i++)
        if (strcmp(list->names[i], name) == 0)
            return;
    if (list->count < DUCKDB_EXTENSIONS_MAX)
        list->names[list->count++] = name;
}

/* In this order: iceberg loads avro and httpfs, and would download them otherwise. */
void render_duckdb_extensions(struct duckdb_extensions *list, const struct plan_target *target)
{
    bool iceberg = has_format(target, FORMAT_ICEBERG);
    if (iceberg)
        add_extension(list, "avro");
    if (needs_httpfs(target))
        add_extension(list, "httpfs");
    if (needs_chain(target))
        add_extension(list, "aws");
    if (iceberg)
        add_extension(list, "iceberg");
    if (has_format(target, FORMAT_DUCKLAKE))
        add_extension(list, "ducklake");
    for (uint32_t i = 0; i < target->duckdb.extension_count; i++)
        add_extension(list, target->duckdb.extensions[i]);
}

static void put_extensions(struct yaml_writer *writer, const struct plan_target *target)
{
    struct duckdb_extensions list = {.count = 0};
    render_duckdb_extensions(&list, target);
    if (list.count == 0)
        return;
    yaml_open(writer, "extensions");
    for (unsigned i = 0; i < list.count; i++)
        yaml_text_entry(writer, text_of(list.names[i]));
    yaml_close(writer);
}

static void put_settings(struct yaml_writer *writer, const struct plan_duckdb *duckdb)
{
    if (duckdb->setting_count == 0)
        return;
    yaml_open(writer, "settings");
    for (uint32_t i = 0; i < duckdb->setting_count; i++)
        yaml_value(writer, duckdb->settings[i].name, &duckdb->settings[i].value);
    yaml_close(writer);
}

static void put_catalog_secret(struct yaml_writer *writer, const struct plan_catalog *catalog)
{
    yaml_entry(writer);
    yaml_string(writer, "type", "iceberg");
    yaml_value(writer, "name", &catalog->alias);
    yaml_value(writer, "client_id", &catalog->client_id);
    yaml_value(writer, "client_secret", &catalog->client_secret);
    yaml_value(writer, "oauth2_server_uri", &catalog->token_uri);
    yaml_value(writer, "oauth2_scope", &catalog->scope);
    yaml_end_entry(writer);
}

/* By its scope it would stand in the way of the secrets that the catalog vends: it matches no file. */
static void put_chain_secret(struct yaml_writer *writer, const struct plan_catalog *catalog)
{
    yaml_entry(writer);
    yaml_string(writer, "type", "s3");
    yaml_value(writer, "name", &catalog->alias);
    yaml_string(writer, "provider", "credential_chain");
    yaml_string(writer, "scope", "aws://");
    yaml_value(writer, "region", &catalog->region);
    yaml_end_entry(writer);
}

/* DuckDB wants the address without its scheme, and use_ssl instead. */
static void put_endpoint(struct yaml_writer *writer, const struct plan_storage *storage)
{
    struct value endpoint = storage->endpoint;
    if (endpoint.kind == VALUE_ABSENT)
        return;
    if (endpoint.variable != NULL) {
        struct text read = jinja_lookup(writer->out.arena, &endpoint);
        struct text template = text_format(
            writer->out.arena, "{{ %.*s.split('://')[-1].rstrip('/') }}", TEXT_ARG(read));
        yaml_text(writer, "endpoint", template);
        template = text_format(writer->out.arena,
                               "{{ 'false' if %.*s.startswith('http://') else 'true' }}",
                               TEXT_ARG(read));
        yaml_text(writer, "use_ssl", template);
        return;
    }
    bool plain = text_starts(endpoint.text, "http://");
    size_t scheme = plain ? strlen("http://") : strlen("https://");
    struct text address = {endpoint.text.bytes + scheme, endpoint.text.size - scheme};
    while (address.size > 0 && address.bytes[address.size - 1] == '/')
        address.size--;
    yaml_text(writer, "endpoint", jinja_template(writer->out.arena, address));
    yaml_string(writer, "use_ssl", plain ? "false" : "true");
}

/* dbt-duckdb writes the name unquoted. */
static struct text secret_name(struct arena *arena, const struct plan_storage *storage)
{
    struct buffer name = buffer_new(arena);
    buffer_string(&name, "storage_");
    for (const char *at = storage->name; *at != '\0'; at++)
        buffer_byte(&name, *at == '-' ? '_' : *at);
    return buffer_finish(&name);
}

static void put_storage_secret(struct yaml_writer *writer, const struct plan_storage *storage)
{
    struct arena *arena = writer->out.arena;
    struct text name = secret_name(arena, storage);
    yaml_entry(writer);
    yaml_string(writer, "type", "s3");
    yaml_text(writer, "name", name);
    if (storage->access == ACCESS_ROLE)
        yaml_string(writer, "provider", "credential_chain");
    yaml_text(writer, "scope",
              jinja_template(arena, text_format(arena, "s3://%.*s/",
                                                TEXT_ARG(storage->bucket.text))));
    if (storage->access == ACCESS_ROLE) {
        yaml_string(writer, "chain", "sts");
        yaml_value(writer, "assume_role_arn", &storage->role_arn);
    }
    yaml_value(writer, "key_id", &storage->key_id);
    yaml_value(writer, "secret", &storage->secret);
    yaml_value(writer, "session_token", &storage->session_token);
    put_endpoint(writer, storage);
    yaml_value(writer, "region", &storage->region);
    yaml_string(writer, "url_style",
                text_is(storage->path_style.text, "true") ? "path" : "vhost");
    yaml_end_entry(writer);
}

static bool is_named_secret(const struct plan_target *target, const struct plan_catalog *catalog)
{
    return catalog->format == FORMAT_ICEBERG && catalog->authorization == AUTHORIZATION_OAUTH2 &&
           target->duckdb.attach == ATTACH_SECRET;
}

static void put_secrets(struct yaml_writer *writer, const struct plan_target *target)
{
    bool opened = false;
    for (uint32_t i = 0; i < target->catalog_count; i++) {
        const struct plan_catalog *catalog = &target->catalogs[i];
        bool is_chain = is_signed_by_chain(target, catalog);
        if (!is_chain && !is_named_secret(target, catalog))
            continue;
        if (!opened)
            yaml_open(writer, "secrets");
        opened = true;
        if (is_chain)
            put_chain_secret(writer, catalog);
        else
            put_catalog_secret(writer, catalog);
    }
    for (uint32_t i = 0; i < target->storage_count; i++) {
        if (!has_secret(&target->storages[i]))
            continue;
        if (!opened)
            yaml_open(writer, "secrets");
        opened = true;
        put_storage_secret(writer, &target->storages[i]);
    }
    if (opened)
        yaml_close(writer);
}

/* What Python's strip() takes away, and more: bytes of any character beyond ASCII. */
static bool may_be_stripped(char c)
{
    return (unsigned char)c <= ' ' || (unsigned char)c >= 0x7F;
}

/*
 * dbt-duckdb 1.11 takes an option's value that begins and ends with a quote,
 * after strip(), for SQL; such a one is made SQL here, so that it stays text.
 */
static bool is_taken_for_sql(struct text text)
{
    size_t start = 0, end = text.size;
    while (start < end && may_be_stripped(text.bytes[start]))
        start++;
    while (end > start && may_be_stripped(text.bytes[end - 1]))
        end--;
    return end - start >= 2 && strchr("'\"", text.bytes[start]) != NULL &&
           strchr("'\"", text.bytes[end - 1]) != NULL;
}

static void put_option(struct yaml_writer *writer, const char *key, const struct value *value)
{
    struct text text = value->text;
    if (value->variable != NULL || !is_taken_for_sql(text)) {
        yaml_value(writer, key, value);
        return;
    }
    struct buffer sql = buffer_new(writer->out.arena);
    buffer_byte(&sql, '\'');
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] == '\'')
            buffer_byte(&sql, '\'');
        buffer_byte(&sql, text.bytes[i]);
    }
    buffer_byte(&sql, '\'');
    yaml_text(writer, key, jinja_template(writer->out.arena, buffer_finish(&sql)));
}

/*
 * DuckDB takes the service and the region from the name of a host of AWS, and
 * has to be told them of any other; 1.4 cannot be.
 */
static void put_signing(struct yaml_writer *writer, const struct plan_target *target,
                        const struct plan_catalog *catalog)
{
    static const char aws[] = ".amazonaws.com";
    struct text uri = catalog->uri.text;
    bool is_known = uri.size == 0 || target->duckdb.release == DUCKDB_1_4;
    for (size_t i = 0; i + sizeof aws - 1 <= uri.size; i++)
        is_known |= memcmp(uri.bytes + i, aws, sizeof aws - 1) == 0;
    yaml_string(writer, "authorization_type", "sigv4");
    if (is_known)
        return;
    yaml_string(writer, "sigv4_service", plan_signing_name(catalog));
    yaml_value(writer, "sigv4_region", &catalog->region);
}

static void put_authorization(struct yaml_writer *writer, const struct plan_target *target,
                              const struct plan_catalog *catalog)
{
    if (catalog->at_aws) {
        yaml_string(writer, "endpoint_type",
                    catalog->signer == SIGNER_GLUE ? "glue" : "s3_tables");
    } else if (catalog->authorization == AUTHORIZATION_NONE) {
        yaml_string(writer, "authorization_type", "none");
    } else if (catalog->authorization == AUTHORIZATION_SIGV4) {
        put_signing(writer, target, catalog);
    } else if (!is_named_secret(target, catalog)) {
        put_option(writer, "client_id", &catalog->client_id);
        put_option(writer, "client_secret", &catalog->client_secret);
        put_option(writer, "oauth2_server_uri", &catalog->token_uri);
        put_option(writer, "oauth2_scope", &catalog->scope);
    }
}

/*
 * Neither of AWS's services makes a table with the commit of its rows, nor
 * commits to several tables at once, and Glue deletes no files.  DuckDB knows
 * the first two by endpoint_type.
 */
static void put_aws(struct yaml_writer *writer, const struct plan_catalog *catalog)
{
    if (!catalog->at_aws) {
        yaml_string(writer, "stage_create_tables", "false");
        yaml_string(writer, "disable_multi_table_commit", "true");
    }
    yaml_string(writer, "skip_create_table_metadata_updates", "true");
    yaml_string(writer, "purge_requested", plan_is_glue(catalog) ? "false" : "true");
}

static void put_iceberg(struct yaml_writer *writer, const struct plan_target *target,
                        const struct plan_catalog *catalog)
{
    yaml_value(writer, "path", &catalog->warehouse);
    yaml_value(writer, "alias", &catalog->alias);
    yaml_string(writer, "type", "iceberg");
    const struct plan_storage *signing = signing_storage(target, catalog);
    if (catalog->signer != SIGNER_NONE && signing != NULL)
        yaml_text(writer, "secret", secret_name(writer->out.arena, signing));
    else if (catalog->signer != SIGNER_NONE || is_named_secret(target, catalog))
        yaml_value(writer, "secret", &catalog->alias);
    yaml_open(writer, "options");
    if (!catalog->at_aws)
        put_option(writer, "endpoint", &catalog->uri);
    put_authorization(writer, target, catalog);
    yaml_string(writer, "access_delegation_mode",
                catalog->delegation == DELEGATION_VENDED ? "vended_credentials" : "none");
    if (plan_is_aws(catalog))
        put_aws(writer, catalog);
    else
        yaml_string(writer, "support_nested_namespaces", "true");
    /* else DuckDB deletes the files of a commit that was applied and whose answer was lost */
    if (target->duckdb.release != DUCKDB_1_4)
        yaml_string(writer, "remove_files_on_delete", "false");
    yaml_close(writer);
}

static void put_file(struct yaml_writer *writer, const struct plan_catalog *catalog)
{
    struct value path = catalog->path;
    bool lake = catalog->format == FORMAT_DUCKLAKE;
    if (lake)
        path.text = text_format(writer->out.arena, "ducklake:%.*s", TEXT_ARG(path.text));
    yaml_value(writer, "path", &path);
    yaml_value(writer, "alias", &catalog->alias);
    if (lake && catalog->data_path.kind != VALUE_ABSENT) {
        yaml_open(writer, "options");
        put_option(writer, "data_path", &catalog->data_path);
        yaml_close(writer);
    }
}

static bool is_plugged(const struct plan_target *target, const struct plan_catalog *catalog)
{
    return target->duckdb.attach == ATTACH_PLUGIN && catalog->format == FORMAT_ICEBERG;
}

static void put_attach(struct yaml_writer *writer, const struct plan_target *target)
{
    bool opened = false;
    for (uint32_t i = 0; i < target->catalog_count; i++) {
        const struct plan_catalog *catalog = &target->catalogs[i];
        if (is_plugged(target, catalog))
            continue;
        if (!opened)
            yaml_open(writer, "attach");
        opened = true;
        yaml_entry(writer);
        if (catalog->format == FORMAT_ICEBERG)
            put_iceberg(writer, target, catalog);
        else
            put_file(writer, catalog);
        yaml_end_entry(writer);
    }
    if (opened)
        yaml_close(writer);
}

/* The plugin of the floe-dbt package attaches the catalog itself; its keys are its own. */
static void put_plugin(struct yaml_writer *writer, const struct plan_target *target,
                       const struct plan_catalog *catalog)
{
    yaml_open(writer, "plugins");
    yaml_entry(writer);
    yaml_string(writer, "module", "floe_dbt.plugins.polaris");
    yaml_string(writer, "alias", "polaris");
    yaml_open(writer, "config");
    yaml_value(writer, "catalog_uri", &catalog->uri);
    yaml_value(writer, "warehouse", &catalog->warehouse);
    yaml_value(writer, "client_id", &catalog->client_id);
    yaml_value(writer, "client_secret", &catalog->client_secret);
    yaml_value(writer, "scope", &catalog->scope);
    for (uint32_t i = 0; i < target->storage_count; i++) {
        const struct plan_storage *storage = &target->storages[i];
        if (!has_secret(storage))
            continue;
        yaml_value(writer, "s3_endpoint", &storage->endpoint);
        yaml_value(writer, "s3_region", &storage->region);
        yaml_value(writer, "s3_access_key_id", &storage->key_id);
        yaml_value(writer, "s3_secret_access_key", &storage->secret);
        break;
    }
    yaml_close(writer);
    yaml_end_entry(writer);
    yaml_close(writer);
}

static void put_plugins(struct yaml_writer *writer, const struct plan_target *target)
{
    for (uint32_t i = 0; i < target->catalog_count; i++) {
        if (!is_plugged(target, &target->catalogs[i]))
            continue;
        put_plugin(writer, target, &target->catalogs[i]);
        return;
    }
}

/*
 * A commit that another process overtook (409) is repeated.  Not an IOException:
 * what is repeated meets its own open transaction, and the message is lost.
 */
static void put_retries(struct yaml_writer *writer, const struct plan_target *target)
{
    if (!has_format(target, FORMAT_ICEBERG))
        return;
    yaml_open(writer, "retries");
    yaml_number(writer, "query_attempts", LITERAL("5"));
    yaml_open(writer, "retryable_exceptions");
    yaml_text_entry(writer, LITERAL("TransactionException"));
    yaml_close(writer);
    yaml_close(writer);
}

void render_duckdb(struct yaml_writer *writer, const struct plan_target *target)
{
    const struct plan_duckdb *duckdb = &target->duckdb;
    const struct plan_catalog *catalog = &target->catalogs[0];
    yaml_string(writer, "type", "duckdb");
    yaml_value(writer, "path", &duckdb->path);
    if (!is_plugged(target, catalog))
        yaml_value(writer, "database", &catalog->alias);
    yaml_value(writer, "schema", &catalog->namespace);
    yaml_value(writer, "threads", &duckdb->threads);
    if (duckdb->extension_directory.kind != VALUE_ABSENT) {
        yaml_open(writer, "config_options");
        yaml_value(writer, "extension_directory", &duckdb->extension_directory);
        yaml_close(writer);
    }
    put_extensions(writer, target);
    put_settings(writer, duckdb);
    put_secrets(writer, target);
    put_attach(writer, target);
    put_plugins(writer, target);
    put_retries(writer, target);
}
