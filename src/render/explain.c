/*
 * --print=plan: which name became what, and where each value was said.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/excerpt.h"
#include "floe/render/render.h"

enum { VALUE_COLUMN = 56, LABEL_COLUMN = 20 };

struct explanation {
    struct arena *arena;
    struct buffer out;
};

static void put_origin(struct explanation *to, const struct origin *origin)
{
    struct buffer *out = &to->out;
    if (origin->kind == ORIGIN_OPTION) {
        buffer_format(out, "%.*s", TEXT_ARG(origin->name));
        return;
    }
    if (origin->kind == ORIGIN_PRESET || origin->span.source == NULL) {
        buffer_string(out, "default");
        return;
    }
    if (origin->kind == ORIGIN_VARIABLE)
        buffer_format(out, "$%.*s at ", TEXT_ARG(origin->name));
    if (origin->kind == ORIGIN_DERIVED)
        buffer_string(out, "from ");
    excerpt_put_text(out, origin->span.source->path);
    if (origin->span.source->bytes.size > 0 && origin->span.end > 0)
        buffer_format(out, ":%u", source_place(to->arena, origin->span.source,
                                               origin->span.start).line);
}

/* "  label           value                    file:line" */
static void put_row(struct explanation *to, unsigned depth, const char *label, struct text value,
                    const struct origin *origin)
{
    struct buffer *out = &to->out;
    size_t start = out->size;
    buffer_repeat(out, ' ', (size_t)depth * 2);
    buffer_string(out, label);
    size_t used = out->size - start;
    buffer_repeat(out, ' ', used < LABEL_COLUMN ? LABEL_COLUMN - used : 1);
    excerpt_put_text(out, value);
    used = out->size - start;
    buffer_repeat(out, ' ', used < VALUE_COLUMN ? VALUE_COLUMN - used : 2);
    put_origin(to, origin);
    buffer_byte(out, '\n');
}

static void put_value(struct explanation *to, unsigned depth, const char *label,
                      const struct value *value)
{
    if (value->kind == VALUE_ABSENT)
        return;
    struct text text = value->text;
    if (value->is_suffix)
        text = text_format(to->arena, "$%s%.*s", value->variable, TEXT_ARG(value->text));
    else if (value->is_secret)
        text = text_format(to->arena, "secret $%s", value->variable);
    else if (value->variable != NULL)
        text = text_format(to->arena, "$%s, else %.*s", value->variable, TEXT_ARG(value->text));
    put_row(to, depth, label, text, &value->origin);
}

static void put_said(struct explanation *to, const char *label, struct text value,
                     const char *said_by)
{
    struct origin origin = {.kind = ORIGIN_OPTION, .name = text_of(said_by)};
    put_row(to, 1, label, value, &origin);
}

static const char *format_name(enum table_format format)
{
    static const char *const names[] = {
        [FORMAT_ICEBERG] = "Iceberg REST",
        [FORMAT_DUCKDB] = "DuckDB file",
        [FORMAT_DUCKLAKE] = "DuckLake",
        [FORMAT_WAREHOUSE] = "the warehouse's own; not used",
    };
    return names[format];
}

static void put_catalog(struct explanation *to, const struct plan_catalog *catalog)
{
    buffer_format(&to->out, "  catalog %s (%s)\n", catalog->name, format_name(catalog->format));
    if (catalog->format == FORMAT_WAREHOUSE)
        return;
    put_value(to, 2, "attached as", &catalog->alias);
    put_value(to, 2, "uri", &catalog->uri);
    put_value(to, 2, "warehouse", &catalog->warehouse);
    put_value(to, 2, "path", &catalog->path);
    put_value(to, 2, "data path", &catalog->data_path);
    put_value(to, 2, "namespace", &catalog->namespace);
    if (catalog->format == FORMAT_ICEBERG)
        put_row(to, 2, "delegation", plan_delegation(catalog), &catalog->delegation_origin);
    put_value(to, 2, "token uri", &catalog->token_uri);
    put_value(to, 2, "client id", &catalog->client_id);
    put_value(to, 2, "client secret", &catalog->client_secret);
    put_value(to, 2, "scope", &catalog->scope);
}

static void put_storage(struct explanation *to, const struct plan_storage *storage)
{
    static const char *const access[] = {
        [ACCESS_KEYS] = "static keys",
        [ACCESS_ANONYMOUS] = "no credentials",
        [ACCESS_ROLE] = "a role",
        [ACCESS_VENDED] = "vended by the catalog",
    };
    if (storage->type == STORAGE_S3)
        buffer_format(&to->out, "  storage %s (%s)\n", storage->name, access[storage->access]);
    else
        buffer_format(&to->out, "  storage %s\n", storage->name);
    put_value(to, 2, "bucket", &storage->bucket);
    if (storage->type == STORAGE_LOCAL)
        return;
    put_value(to, 2, "endpoint", &storage->endpoint);
    put_value(to, 2, "region", &storage->region);
    put_value(to, 2, "path style", &storage->path_style);
    put_value(to, 2, "key id", &storage->key_id);
    put_value(to, 2, "secret", &storage->secret);
    put_value(to, 2, "session token", &storage->session_token);
    put_value(to, 2, "role", &storage->role_arn);
}

static void put_layer(struct explanation *to, const struct plan_layer *layer)
{
    struct text place = text_format(to->arena, "%.*s.\"%.*s\"", TEXT_ARG(layer->catalog->alias.text),
                                    TEXT_ARG(layer->namespace.text));
    const char *label = text_format(to->arena, "schema %s", layer->name).bytes;
    put_row(to, 1, label, place, &layer->namespace.origin);
}

/* Labels of a block's keys: block.key, or block for the entries of a list. */
static void put_adapter(struct explanation *to, const struct plan_target *target)
{
    buffer_format(&to->out, "  compute %s (%s)\n", target->compute_name, target->adapter->title);
    put_value(to, 2, "method", &target->method);
    for (uint32_t i = 0; i < target->key_count; i++) {
        const struct plan_key *key = &target->keys[i];
        const char *label = key->name == NULL    ? key->block
                            : key->block == NULL ? key->name
                                                 : text_format(to->arena, "%s.%s", key->block,
                                                               key->name).bytes;
        if (key->block != NULL || strcmp(key->name, "method") != 0)
            put_value(to, 2, label, &key->value);
    }
}

static void put_duckdb(struct explanation *to, const struct plan_target *target)
{
    buffer_format(&to->out, "  compute %s (DuckDB)\n", target->compute_name);
    put_value(to, 2, "path", &target->duckdb.path);
    put_value(to, 2, "threads", &target->duckdb.threads);
    put_value(to, 2, "extensions in", &target->duckdb.extension_directory);
    for (uint32_t i = 0; i < target->duckdb.setting_count; i++)
        put_value(to, 2, target->duckdb.settings[i].name, &target->duckdb.settings[i].value);
}

static void put_target(struct explanation *to, const struct plan_target *target)
{
    buffer_byte(&to->out, '\n');
    put_value(to, 0, "target", &target->name);
    put_said(to, "environment", target->environment, target->environment_said_by);
    put_said(to, "platform", target->platform_path, target->platform_said_by);
    for (uint32_t i = 0; i < target->layer_count; i++)
        put_layer(to, &target->layers[i]);
    if (target->adapter != NULL)
        put_adapter(to, target);
    else
        put_duckdb(to, target);
    for (uint32_t i = 0; i < target->catalog_count; i++)
        put_catalog(to, &target->catalogs[i]);
    for (uint32_t i = 0; i < target->storage_count; i++)
        put_storage(to, &target->storages[i]);
}

struct text render_explanation(struct arena *arena, const struct plan *plan)
{
    struct explanation to = {.arena = arena, .out = buffer_new(arena)};
    put_value(&to, 0, "data product", &plan->project);
    put_value(&to, 0, "dbt profile", &plan->profile);
    for (uint32_t i = 0; i < plan->target_count; i++)
        put_target(&to, &plan->targets[i]);
    return buffer_finish(&to.out);
}
