/*
 * --print=plan: which name became what, and where each value was said.  From
 * floe.yaml to its profiles, from a catalog to its namespaces and their files.
 */
#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/render/outline.h"
#include "floe/render/render.h"

struct explanation {
    struct arena *arena;
    struct outline outline;
};

/* How a key of the plan is called. */
struct explained {
    const char *key;
    const char *label;
};

static const struct explained catalog_keys[] = {
    {"uri", "uri"},
    {"warehouse", "warehouse"},
    {"path", "path"},
    {"data_path", "data path"},
    {"delegation", "delegation"},
    {"authorized", "authorization"},
    {"token_uri", "token uri"},
    {"client_id", "client id"},
    {"client_secret", "client secret"},
    {"scope", "scope"},
    {NULL, NULL},
};

static const struct explained storage_keys[] = {
    {"bucket", "bucket"},
    {"endpoint", "endpoint"},
    {"region", "region"},
    {"path_style", "path style"},
    {"key_id", "key id"},
    {"secret", "secret"},
    {"session_token", "session token"},
    {"role_arn", "role"},
    {NULL, NULL},
};

static const struct explained duckdb_keys[] = {
    {"path", "path"},
    {"threads", "threads"},
    {"extension_directory", "extensions in"},
    {NULL, NULL},
};

/* What a word of the plan means to people. */
static const struct explained meanings[] = {
    {"iceberg", "Iceberg REST"},
    {"duckdb", "DuckDB file"},
    {"ducklake", "DuckLake"},
    {"warehouse", "the warehouse's own; not used"},
    {"keys", "static keys"},
    {"anonymous", "no credentials"},
    {"role", "a role"},
    {"vended", "vended by the catalog"},
    {"gcs", "Google Cloud Storage"},
    {"azure", "Azure Storage"},
    {"local", "a local folder"},
    {NULL, NULL},
};

static struct text meaning_of(struct text word)
{
    const struct explained *row = meanings;
    while (row->key != NULL && !text_is(word, row->key))
        row++;
    return text_of(row->label);
}

static void add_value(struct explanation *to, unsigned depth, const char *label,
                      const struct plan_data *value)
{
    if (value != NULL)
        outline_add_value(&to->outline, depth, label, &value->value);
}

static void add_values(struct explanation *to, const struct explained *rows,
                       const struct plan_data *map)
{
    for (; rows->key != NULL; rows++)
        add_value(to, 2, rows->label, data_find(map, rows->key));
}

static const char *label_of(struct explanation *to, const char *kind, struct text name)
{
    return text_format(to->arena, "%s %.*s", kind, TEXT_ARG(name)).bytes;
}

/* A profile of platform.yaml, by its name. */
static void add_profile(struct explanation *to, const char *kind, const struct plan_data *map,
                        struct text title)
{
    outline_add_profile(&to->outline, 1, label_of(to, kind, data_text(map, "name")), title,
                        data_find(map, "chosen")->value.origin.span,
                        data_find(map, "defined")->value.origin.span);
}

static struct text place_of(struct explanation *to, const struct plan_data *catalog,
                            struct text namespace)
{
    struct text alias = data_text(catalog, "alias");
    return text_format(to->arena, "%.*s%s\"%.*s\"", TEXT_ARG(alias), alias.size > 0 ? "." : "",
                       TEXT_ARG(namespace));
}

/* Where the files of an Iceberg table are; the other formats have them in their path. */
static void add_layer(struct explanation *to, const struct plan_data *layer,
                      const struct plan_data *catalog)
{
    const struct plan_data *namespace = data_find(layer, "namespace");
    const struct plan_data *storage = data_find(layer, "stored_in");
    outline_add(&to->outline, 2, label_of(to, "schema", data_text(layer, "schema")),
                place_of(to, catalog, namespace->value.text), &namespace->value.origin);
    if (storage == NULL || !text_is(data_text(catalog, "format"), "iceberg"))
        return;
    const char *scheme = text_is(data_text(storage, "type"), "s3") ? "s3://" : "";
    outline_add(&to->outline, 3, label_of(to, "storage", data_text(layer, "storage")),
                text_format(to->arena, "%s%.*s", scheme, TEXT_ARG(data_text(storage, "bucket"))),
                &data_find(layer, "stored_because")->value.origin);
}

/* What becomes of schemas that are no layer. */
static void add_rest(struct explanation *to, const struct plan_data *catalog)
{
    const struct value *own = &data_find(catalog, "namespace")->value;
    struct text other = text_is(own->text, "default")
                            ? LITERAL("S")
                            : text_format(to->arena, "%.*s.S", TEXT_ARG(own->text));
    outline_add(&to->outline, 2, "other schema S", place_of(to, catalog, other), &own->origin);
    outline_add(&to->outline, 2, "no schema", place_of(to, catalog, own->text), &own->origin);
}

static void add_catalog(struct explanation *to, const struct plan_data *catalog)
{
    struct text format = data_text(catalog, "format");
    const struct plan_data *alias = data_find(catalog, "alias");
    const struct plan_data *layers = data_find(catalog, "layers");
    bool attached = !text_is(format, "warehouse");
    add_profile(to, "catalog", catalog, meaning_of(format));
    if (attached || data_text(catalog, "alias").size > 0)
        add_value(to, 2, attached ? "attached as" : "database", alias);
    add_values(to, catalog_keys, catalog);
    for (const struct plan_data *layer = layers == NULL ? NULL : layers->first; layer != NULL;
         layer = layer->next)
        add_layer(to, layer, catalog);
}

static void add_storage(struct explanation *to, const struct plan_data *storage)
{
    struct text type = data_text(storage, "type");
    add_profile(to, "storage", storage,
                meaning_of(text_is(type, "s3") ? data_text(storage, "access") : type));
    if (text_is(type, "local"))
        add_value(to, 2, "bucket", data_find(storage, "bucket"));
    else
        add_values(to, storage_keys, storage);
}

/* key, block.key or list[number] */
static void add_keys(struct explanation *to, const struct plan_data *map, const char *block)
{
    unsigned number = 0;
    for (const struct plan_data *entry = map->first; entry != NULL; entry = entry->next) {
        const char *label = text_copy(to->arena, entry->key).bytes;
        if (map->kind == DATA_LIST)
            label = text_format(to->arena, "%s[%u]", block, number++).bytes;
        else if (block != NULL)
            label = text_format(to->arena, "%s.%s", block, label).bytes;
        if (entry->kind != DATA_VALUE)
            add_keys(to, entry, label);
        else if (!text_is(text_of(label), "method"))
            add_value(to, 2, label, entry);
    }
}

static void add_adapter(struct explanation *to, const struct plan_data *compute)
{
    add_value(to, 2, "method", data_find(compute, "authentication"));
    add_keys(to, data_find(compute, "profile"), NULL);
    const struct plan_data *written = data_find(compute, "write_integration");
    if (written == NULL)
        return;
    add_value(to, 2, "catalog_name", data_find(compute, "catalog_name"));
    add_value(to, 2, "write_integration", written->first);
    struct plan_data rest = {.kind = DATA_MAP, .first = written->first->next};
    add_keys(to, &rest, NULL);
}

static void add_compute(struct explanation *to, const struct plan_data *compute)
{
    add_profile(to, "compute", compute, data_text(compute, "title"));
    if (data_find(compute, "profile") != NULL) {
        add_adapter(to, compute);
        return;
    }
    add_values(to, duckdb_keys, compute);
    for (const struct plan_data *setting = data_find(compute, "settings")->first; setting != NULL;
         setting = setting->next)
        add_value(to, 2, label_of(to, "set", setting->key), setting);
}

static void add_profiles(struct explanation *to, const struct plan_data *target)
{
    const struct plan_data *compute = data_find(target, "compute");
    const struct plan_data *first = data_find(target, "catalogs")->first;
    for (const struct plan_data *catalog = first; catalog != NULL; catalog = catalog->next) {
        add_catalog(to, catalog);
        if (catalog == first && data_find(compute, "profile") == NULL)
            add_rest(to, catalog);
    }
    for (const struct plan_data *storage = data_find(target, "storages")->first; storage != NULL;
         storage = storage->next)
        add_storage(to, storage);
    add_compute(to, compute);
}

static struct explanation explanation_new(struct arena *arena)
{
    return (struct explanation){.arena = arena, .outline = outline_new(arena)};
}

static void put_keys(struct buffer *out, const char *label, const char *meaning,
                     const struct plan_data *keys)
{
    unsigned count = 0;
    struct explanation to = explanation_new(out->arena), list = explanation_new(out->arena);
    struct origin origin = {.kind = ORIGIN_OPTION, .name = text_of(meaning)};
    for (const struct plan_data *key = keys == NULL ? NULL : keys->first; key != NULL;
         key = key->next, count++)
        add_value(&list, 1, text_copy(out->arena, key->key).bytes, key);
    if (count == 0)
        return;
    outline_add(&to.outline, 0, label,
                text_format(out->arena, "%u key%s", count, count == 1 ? "" : "s"), &origin);
    buffer_byte(out, '\n');
    outline_put(out, &to.outline);
    outline_put(out, &list.outline);
}

static void put_idle(struct buffer *out, const struct plan_data *map)
{
    put_keys(out, "describes", "no output is made of it", data_find(map, "describes"));
    put_keys(out, "not used", "nothing here asks for it", data_find(map, "not_used"));
}

static void put_target(struct buffer *out, const struct plan_data *target)
{
    struct explanation to = explanation_new(out->arena);
    const struct plan_data *usual = data_find(target, "is_usual");
    add_value(&to, 0, "target", data_find(target, "name"));
    add_value(&to, 1, "environment", data_find(target, "asked_environment"));
    add_value(&to, 1, "platform", data_find(target, "asked_platform"));
    if (usual != NULL)
        outline_add(&to.outline, 1, "default", LITERAL("dbt runs it without --target"),
                    &usual->value.origin);
    add_profiles(&to, target);
    buffer_byte(out, '\n');
    outline_put(out, &to.outline);
    put_idle(out, target);
}

struct text render_explanation(struct arena *arena, const struct plan_data *plan)
{
    struct buffer out = buffer_new(arena);
    struct explanation to = explanation_new(arena);
    add_value(&to, 0, "data product", data_find(plan, "project"));
    add_value(&to, 0, "dbt project", data_find(plan, "folder"));
    add_value(&to, 0, "dbt profile", data_find(plan, "profile"));
    outline_put(&out, &to.outline);
    put_idle(&out, plan);
    for (const struct plan_data *target = data_find(plan, "targets")->first; target != NULL;
         target = target->next)
        put_target(&out, target);
    return buffer_finish(&out);
}

bool render_difference(struct buffer *out, const struct plan_data *left,
                       const struct plan_data *right, bool colored)
{
    const struct plan_data *targets[] = {left, right};
    static const char *const marks[] = {"--- ", "+++ "};
    struct explanation sides[2];
    struct buffer body = buffer_new(out->arena);
    for (int i = 0; i < 2; i++) {
        sides[i] = explanation_new(out->arena);
        add_profiles(&sides[i], targets[i]);
    }
    if (!outline_put_difference(&body, &sides[0].outline, &sides[1].outline, colored))
        return false;
    for (int i = 0; i < 2; i++) {
        buffer_string(out, colored ? "\x1b[1m" : "");
        buffer_string(out, marks[i]);
        line_put(out, data_text(targets[i], "environment"));
        buffer_string(out, " (");
        line_put(out, data_text(targets[i], "platform"));
        buffer_format(out, ")%s\n", colored ? "\x1b[m" : "");
    }
    buffer_text(out, buffer_finish(&body));
    return true;
}
