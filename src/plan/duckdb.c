#include <stdlib.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/plan/planner.h"
#include "floe/spec/shape.h"

enum { MEMORY_SHARE_PERCENT = 67 }; /* of the container's limit; the rest is Python's and Arrow's */

/* DuckDB's settings that resource_profiles.transform.env speaks of. */
static const struct {
    const char *variable;
    const char *setting;
    enum value_kind kind;
} resource_settings[] = {
    {"DUCKDB_MEMORY_LIMIT", "memory_limit", VALUE_TEXT},
    {"DUCKDB_TEMP_DIRECTORY", "temp_directory", VALUE_TEXT},
    {"DUCKDB_THREADS", "threads", VALUE_NUMBER},
};

struct duckdb_settings {
    struct planner *planner;
    struct names known;
    struct plan_setting *list;
    uint32_t count;
};

static struct duckdb_settings settings_new(struct planner *planner, struct plan_setting *list,
                                    uint32_t count)
{
    struct duckdb_settings settings = {planner, names_new(planner->arena, count), list, count};
    for (uint32_t i = 0; i < count; i++)
        names_add(&settings.known, text_of(list[i].name), planner);
    return settings;
}

/* The first that speaks of a setting decides. */
static void set(struct duckdb_settings *settings, const char *name, struct value value)
{
    if (value.kind != VALUE_ABSENT &&
        names_add(&settings->known, text_of(name), settings->planner) == NULL)
        settings->list[settings->count++] = (struct plan_setting){.name = name, .value = value};
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(((const struct plan_setting *)left)->name,
                  ((const struct plan_setting *)right)->name);
}

static void keep(const struct duckdb_settings *settings)
{
    struct plan_duckdb *duckdb = &settings->planner->target->duckdb;
    if (settings->count > 1)
        qsort(settings->list, settings->count, sizeof settings->list[0], compare_names);
    duckdb->settings = settings->list;
    duckdb->setting_count = settings->count;
}

static struct span entry_span(const struct planner *planner, const struct pair *pair)
{
    return document_span(planner->resolved->platform_document, pair->node);
}

static void set_from_resources(struct duckdb_settings *settings,
                               const struct resource_profile *resources)
{
    for (uint32_t i = 0; i < resources->env_count; i++) {
        const struct pair *pair = &resources->env[i];
        for (size_t k = 0; k < sizeof resource_settings / sizeof resource_settings[0]; k++) {
            if (strcmp(pair->key, resource_settings[k].variable) != 0)
                continue;
            struct value value = {
                .kind = resource_settings[k].kind,
                .text = text_of(pair->text),
                .variable = resource_settings[k].variable,
                .origin = {.kind = ORIGIN_FILE, .span = entry_span(settings->planner, pair)},
            };
            set(settings, resource_settings[k].setting, value);
        }
    }
}

double planner_container_bytes(const struct planner *planner)
{
    const struct resource_profile *resources = planner_resources(planner);
    if (resources == NULL || resources->limits->memory == NULL)
        return 0;
    return shape_amount(text_of(resources->limits->memory));
}

static void set_memory_share(struct duckdb_settings *settings,
                             const struct resource_profile *resources)
{
    double mebibytes = planner_container_bytes(settings->planner) / (1024 * 1024) *
                       MEMORY_SHARE_PERCENT / 100;
    if (mebibytes < 1)
        return;
    struct arena *arena = settings->planner->arena;
    struct span span = document_value_span(settings->planner->resolved->platform_document,
                                           AT(resources->limits, memory));
    struct value value = value_derived(VALUE_TEXT, text_format(arena, "%.0fMiB", mebibytes), span);
    value.variable = "DUCKDB_MEMORY_LIMIT";
    set(settings, "memory_limit", value);
}

static void plan_settings(struct planner *planner, const struct duckdb_properties *properties)
{
    const struct document *document = planner->resolved->platform_document;
    const struct resource_profile *resources = planner_resources(planner);
    struct duckdb_settings settings = settings_new(
        planner, ARENA_ARRAY(planner->arena, struct plan_setting, properties->settings_count + 5),
        0);
    for (uint32_t i = 0; i < properties->settings_count; i++) {
        const struct pair *pair = &properties->settings[i];
        struct value value = {
            .kind = VALUE_TEXT,
            .text = text_of(pair->text),
            .origin = {.kind = ORIGIN_FILE, .span = entry_span(planner, pair)},
        };
        set(&settings, pair->key, value);
    }
    set(&settings, "memory_limit", TEXT_AT(document, properties, memory_limit));
    set(&settings, "memory_limit", TEXT_AT(document, properties, max_memory));
    set(&settings, "temp_directory", TEXT_AT(document, properties, temp_directory));
    if (resources != NULL) {
        set_from_resources(&settings, resources);
        set_memory_share(&settings, resources);
    }
    keep(&settings);
}

static void warn_inline(struct planner *planner, const char *compute)
{
    bool plugin = planner->target->duckdb.attach == ATTACH_PLUGIN;
    struct diag *diag = diag_add(planner->diags, CREDENTIALS_INLINE,
                                 planner->target->duckdb.attach_span,
                                 "compute '%s' passes the catalog's credentials to %s", compute,
                                 plugin ? "a plugin" : "ATTACH");
    diag_why(planner->diags, diag, "%s",
             plugin ? "'dbt debug' prints the settings of plugins"
                    : "'dbt debug' and duckdb_databases() print the options of ATTACH");
    diag_help(planner->diags, diag, "write 'attach: secret', or leave it out");
}

/* "md:db", "postgres:…", "s3://…": what DuckDB opens that is not a file of its own. */
static bool has_scheme(struct text path)
{
    size_t at = 0;
    while (at < path.size && ((path.bytes[at] >= 'a' && path.bytes[at] <= 'z') ||
                              (path.bytes[at] >= '0' && path.bytes[at] <= '9')))
        at++;
    return at > 1 && at < path.size && path.bytes[at] == ':';
}

static void refuse_scheme(struct planner *planner, const char *compute)
{
    const struct value *path = &planner->target->duckdb.path;
    if (!has_scheme(path->text))
        return;
    struct diag *diag = diag_add(planner->diags, DATABASE_NOT_A_FILE, path->origin.span,
                                 "path of compute '%s' is not a file", compute);
    diag_why(planner->diags, diag, "models land in the catalog; DuckDB's own database is a file "
                                   "beside it");
    diag_help(planner->diags, diag, "leave the line out, or write 'path: /tmp/NAME.duckdb'");
}

void plan_duckdb(struct planner *planner)
{
    const struct document *document = planner->resolved->platform_document;
    const struct compute_profile *compute = planner->resolved->compute;
    const struct duckdb_properties *properties = compute->properties->duckdb;
    struct plan_duckdb *duckdb = &planner->target->duckdb;
    struct text threads = text_format(planner->arena, "%lld", (long long)properties->threads);
    *duckdb = (struct plan_duckdb){
        .path = properties->path == NULL
                    ? planner_own_file(planner, ".duckdb")
                    : TEXT_AT(document, properties, path),
        .threads = value_of(document, AT(properties, threads), VALUE_NUMBER, threads.bytes),
        .extension_directory = TEXT_AT(document, properties, extension_directory),
        .extensions = properties->extensions,
        .extension_count = properties->extensions_count,
        .attach = properties->attach,
        .attach_span = document_value_span(document, AT(properties, attach)),
        .views = properties->views,
        .release = properties->duckdb_version,
    };
    refuse_scheme(planner, compute->key);
    plan_settings(planner, properties);
    if (duckdb->attach != ATTACH_SECRET)
        warn_inline(planner, compute->key);
}

static bool has_format(const struct plan_target *target, enum table_format format)
{
    for (uint32_t i = 0; i < target->catalog_count; i++)
        if (target->catalogs[i].format == format)
            return true;
    return false;
}

static void limit_threads(struct planner *planner)
{
    struct value *threads = &planner->target->duckdb.threads;
    if (threads->origin.kind == ORIGIN_PRESET) {
        *threads = value_preset(VALUE_NUMBER, "1");
        return;
    }
    if (text_is(threads->text, "1"))
        return;
    struct diag *diag = diag_add(planner->diags, DUCKLAKE_THREADS, threads->origin.span,
                                 "a DuckLake is built by %.*s threads", TEXT_ARG(threads->text));
    diag_why(planner->diags, diag, "dbt-duckdb 1.11 loses temporary tables there");
    diag_help(planner->diags, diag, "write 'threads: 1', or leave it out");
}

/* remove_files_on_delete of ATTACH is new in DuckDB 1.5.4, and a plugin attaches without it. */
static void warn_of_lost_answers(struct planner *planner)
{
    const struct plan_duckdb *duckdb = &planner->target->duckdb;
    bool plugin = duckdb->attach == ATTACH_PLUGIN;
    bool refused = true; /* DuckDB 1.4 on a catalog of AWS is an error */
    for (uint32_t i = 0; i < planner->target->catalog_count; i++)
        refused &= plan_is_aws(&planner->target->catalogs[i]);
    if ((duckdb->release != DUCKDB_1_4 && !plugin) || refused)
        return;
    const struct compute_profile *compute = planner->resolved->compute;
    struct span span = duckdb->attach_span;
    if (!plugin)
        span = document_value_span(planner->resolved->platform_document,
                                   AT(compute->properties->duckdb, duckdb_version));
    struct diag *diag = diag_add(planner->diags, LOST_ANSWER_UNSAFE, span,
                                 "a lost answer to a commit can destroy an Iceberg table of "
                                 "compute '%s'",
                                 compute->key);
    diag_why(planner->diags, diag,
             "%s deletes the data files when the catalog applies a commit and its answer is lost",
             plugin ? "DuckDB attached by a plugin" : "DuckDB 1.4");
    diag_help(planner->diags, diag, "write '%s', or leave it out",
              plugin ? "attach: secret" : "duckdb_version: \"1.5\"");
}

void plan_duckdb_for_catalogs(struct planner *planner)
{
    struct plan_duckdb *duckdb = &planner->target->duckdb;
    if (has_format(planner->target, FORMAT_DUCKLAKE))
        limit_threads(planner);
    if (has_format(planner->target, FORMAT_ICEBERG))
        warn_of_lost_answers(planner);
    /* dbt-duckdb 1.11 hands all settings to a plugin as its own */
    if (!has_format(planner->target, FORMAT_ICEBERG) || duckdb->attach == ATTACH_PLUGIN)
        return;
    /* a table that is not there costs 4 requests instead of 14 (DuckDB 1.5.5) */
    struct duckdb_settings settings = settings_new(planner, duckdb->settings,
                                                   duckdb->setting_count);
    set(&settings, "catalog_error_max_schemas", value_preset(VALUE_TEXT, "0"));
    keep(&settings);
}
