#include <string.h>

#include "floe/base/arena.h"
#include "floe/render/emit.h"
#include "floe/render/jinja.h"
#include "floe/render/render.h"
#include "floe/render/template.h"

static const char targets_token[] = "@targets@";

static const char *const format_names[] = {
    [FORMAT_ICEBERG] = "iceberg",
    [FORMAT_DUCKDB] = "duckdb",
    [FORMAT_DUCKLAKE] = "ducklake",
    [FORMAT_WAREHOUSE] = "warehouse",
};

static void put_entry(struct buffer *out, const char *key, struct text text)
{
    buffer_format(out, "'%s': ", key);
    jinja_put_literal(out, text);
}

/* Where Glue is told that the files of tables go. */
static void put_location(struct buffer *out, const struct plan_target *target,
                         const struct plan_catalog *catalog, const struct plan_storage *storage)
{
    if (target->compute != COMPUTE_DUCKDB || !plan_is_glue(catalog) || storage == NULL ||
        storage->type != STORAGE_S3)
        return;
    buffer_string(out, ", 'location': ");
    jinja_put_literal(out, text_format(out->arena, "s3://%.*s", TEXT_ARG(storage->bucket.text)));
}

/* What models and sources call a schema, and the catalog and namespace it is. */
static void put_layers(struct buffer *out, const struct plan_target *target)
{
    buffer_string(out, "      'layers': {\n");
    for (uint32_t i = 0; i < target->layer_count; i++) {
        const struct plan_layer *layer = &target->layers[i];
        buffer_string(out, "        ");
        jinja_put_literal(out, text_of(layer->name));
        buffer_string(out, ": {");
        put_entry(out, "catalog", layer->catalog->alias.text);
        buffer_string(out, ", ");
        put_entry(out, "namespace", layer->namespace.text);
        put_location(out, target, layer->catalog, layer->storage);
        buffer_string(out, "},\n");
    }
    buffer_string(out, "      },\n");
}

static void put_catalogs(struct buffer *out, const struct plan_target *target)
{
    buffer_string(out, "      'catalogs': {");
    for (uint32_t i = 0; i < target->catalog_count; i++) {
        if (i > 0)
            buffer_string(out, ", ");
        jinja_put_literal(out, target->catalogs[i].alias.text);
        buffer_format(out, ": '%s'", format_names[target->catalogs[i].format]);
    }
    buffer_string(out, "},\n");
}

/* The catalogs of AWS, whose tables DuckDB makes in other ways. */
static void put_aws(struct buffer *out, const struct plan_target *target)
{
    const char *before = "      'aws': {";
    for (uint32_t i = 0; i < target->catalog_count; i++) {
        const struct plan_catalog *catalog = &target->catalogs[i];
        if (target->compute != COMPUTE_DUCKDB || !plan_is_aws(catalog))
            continue;
        buffer_string(out, before);
        jinja_put_literal(out, catalog->alias.text);
        buffer_format(out, ": {'service': '%s'", plan_is_glue(catalog) ? "glue" : "s3_tables");
        put_location(out, target, catalog, plan_storage_of(target, catalog));
        buffer_byte(out, '}');
        before = ", ";
    }
    if (before[0] == ',')
        buffer_string(out, "},\n");
}

/*
 * Also for dbt's cache of the parsed project: it is made anew when a macro
 * changes, and not when catalogs.yml does.
 */
static void put_integration(struct buffer *out, const struct plan_integration *integration)
{
    buffer_string(out, "      'write_integration': {");
    put_entry(out, "catalog", integration->name.text);
    buffer_string(out, ", ");
    put_entry(out, "database", integration->database.text);
    buffer_string(out, "},\n");
}

static void put_target(struct buffer *out, const struct plan_target *target)
{
    const struct plan_catalog *catalog = &target->catalogs[0];
    bool plain = text_is(catalog->namespace.text, "default");
    buffer_string(out, "    ");
    jinja_put_literal(out, target->name.text);
    buffer_string(out, ": {\n      ");
    put_entry(out, "catalog", catalog->alias.text);
    buffer_string(out, ",\n      'namespace': ");
    if (plain)
        buffer_string(out, "none");
    else
        jinja_put_literal(out, catalog->namespace.text);
    bool local_views = target->compute == COMPUTE_DUCKDB && target->duckdb.views == VIEWS_LOCAL;
    buffer_format(out, ",\n      'views': '%s',\n", local_views ? "local" : "table");
    if (target->compute == COMPUTE_DUCKDB)
        buffer_format(out, "      'duckdb': '%s',\n",
                      target->duckdb.release == DUCKDB_1_4 ? "1.4" : "1.5");
    if (target->integration != NULL && catalog->format == FORMAT_WAREHOUSE)
        put_integration(out, target->integration);
    put_catalogs(out, target);
    put_aws(out, target);
    put_layers(out, target);
    buffer_string(out, "    },\n");
}

static void put_targets(struct buffer *out, const struct plan *plan)
{
    buffer_string(out, "{\n");
    for (uint32_t i = 0; i < plan->target_count; i++)
        put_target(out, &plan->targets[i]);
    buffer_string(out, "  }");
}

/* The template's text with its token replaced; ours holds one at most. */
static void put_template(struct buffer *out, const struct template *template,
                         const struct plan *plan)
{
    struct text text = {(const char *)template->bytes, template->size};
    const char *end = text.bytes + text.size;
    size_t token = sizeof targets_token - 1;
    const char *at = text.bytes;
    for (; (at = memchr(at, targets_token[0], (size_t)(end - at))) != NULL; at++) {
        if ((size_t)(end - at) < token || memcmp(at, targets_token, token) != 0)
            continue;
        buffer_put(out, text.bytes, (size_t)(at - text.bytes));
        put_targets(out, plan);
        buffer_put(out, at + token, (size_t)(end - at) - token);
        return;
    }
    buffer_text(out, text);
}

/* The folders of templates/ whose macros are for one engine; DuckDB's lie in macros/floe itself. */
static const struct engine_folder {
    enum compute_type compute;
    const char *folder;
    const char *written;
} engine_folders[] = {
    {COMPUTE_DUCKDB, "duckdb/", ""},
    {COMPUTE_SPARK, "spark/", "spark/"},
    {COMPUTE_TRINO, "trino/", "trino/"},
};

static bool has_compute(const struct plan *plan, enum compute_type compute)
{
    for (uint32_t i = 0; i < plan->target_count; i++)
        if (plan->targets[i].compute == compute)
            return true;
    return false;
}

/* Where a template goes below macros/floe/, empty when no target needs it. */
static struct text written_path(struct arena *arena, const struct template *template,
                                const struct plan *plan)
{
    struct text path = text_of(template->path);
    if (!text_ends(path, ".sql"))
        return LITERAL("");
    if (text_starts(path, "common/"))
        return text_of(template->path + strlen("common/"));
    for (size_t i = 0; i < sizeof engine_folders / sizeof engine_folders[0]; i++) {
        const struct engine_folder *engine = &engine_folders[i];
        if (text_starts(path, engine->folder) && has_compute(plan, engine->compute))
            return text_format(arena, "%s%s", engine->written,
                               template->path + strlen(engine->folder));
    }
    return LITERAL("");
}

const char render_guard_path[] = "macros/floe/interrupted.sql";

/* dbt shows the line that it cannot parse, and does not say of which file it is. */
const char render_guard[] =
    "{#- Written by floe-compile " FLOE_VERSION "; do not edit: run floe-compile again. -#}\n"
    "{% macro interrupted(run floe_compile again) %}{# floe-compile was stopped while it changed "
    "macros/floe and profiles.yml: some are old, some new #}{% endmacro %}\n";

/* The templates that the plan's targets need, and what else makes models land where they should. */
void emit_macros(struct emission *emission)
{
    struct arena *arena = emission->arena;
    for (const struct template *template = templates; template->path != NULL; template++) {
        struct text path = written_path(arena, template, emission->plan);
        if (path.size == 0)
            continue;
        struct buffer out = buffer_new(arena);
        buffer_format(&out, "{#- %s%s; do not edit: run floe-compile again. -#}\n", render_mark,
                      FLOE_VERSION);
        put_template(&out, template, emission->plan);
        emit_add(emission, text_format(arena, "macros/floe/%.*s", TEXT_ARG(path)),
                 buffer_finish(&out), EMIT_SHARED);
    }
    render_catalogs(emission);
}
