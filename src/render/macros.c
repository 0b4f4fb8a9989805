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
};

static void put_entry(struct buffer *out, const char *key, struct text text)
{
    buffer_format(out, "'%s': ", key);
    jinja_put_literal(out, text);
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
    buffer_format(out, ",\n      'views': '%s',\n      'duckdb': '%s',\n",
                  target->duckdb.views == VIEWS_LOCAL ? "local" : "table",
                  target->duckdb.release == DUCKDB_1_4 ? "1.4" : "1.5");
    put_catalogs(out, target);
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

/* "duckdb" for duckdb/materializations/table.sql */
static bool is_used(const struct template *template, const struct plan *plan)
{
    struct text path = text_of(template->path);
    if (!text_ends(path, ".sql"))
        return false;
    if (text_starts(path, "common/"))
        return true;
    for (uint32_t i = 0; i < plan->target_count; i++)
        if (plan->targets[i].compute == COMPUTE_DUCKDB && text_starts(path, "duckdb/"))
            return true;
    return false;
}

const char render_guard_path[] = "macros/floe/interrupted.sql";

/* dbt shows the line that it cannot parse, and does not say of which file it is. */
const char render_guard[] =
    "{#- Written by floe-compile " FLOE_VERSION "; do not edit: run floe-compile again. -#}\n"
    "{% macro interrupted(run floe_compile again) %}{# floe-compile was stopped while it changed "
    "macros/floe and profiles.yml: some are old, some new #}{% endmacro %}\n";

/* The templates that the plan's targets need. */
void emit_macros(struct emission *emission)
{
    struct arena *arena = emission->arena;
    for (const struct template *template = templates; template->path != NULL; template++) {
        if (!is_used(template, emission->plan))
            continue;
        struct buffer out = buffer_new(arena);
        buffer_format(&out, "{#- %s%s; do not edit: run floe-compile again. -#}\n", render_mark,
                      FLOE_VERSION);
        put_template(&out, template, emission->plan);
        emit_add(emission, text_format(arena, "macros/floe/%s", strchr(template->path, '/') + 1),
                 buffer_finish(&out), EMIT_SHARED);
    }
}
