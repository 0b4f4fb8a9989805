/*
 * --print=plan: which name became what, and where each value was said.  From
 * floe.yaml to its profiles, from a catalog to its namespaces and their files.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/render/outline.h"
#include "floe/render/render.h"

struct explanation {
    struct arena *arena;
    struct outline outline;
};

static void add_value(struct explanation *to, unsigned depth, const char *label,
                      const struct value *value)
{
    outline_add_value(&to->outline, depth, label, value);
}

static void add_said(struct explanation *to, const char *label, struct text value,
                     const char *said_by)
{
    struct origin origin = {.kind = ORIGIN_OPTION, .name = text_of(said_by)};
    outline_add(&to->outline, 1, label, value, &origin);
}

static const char *label_of(struct explanation *to, const char *kind, const char *name)
{
    return text_format(to->arena, "%s %s", kind, name).bytes;
}

static struct text place_of(struct explanation *to, const struct plan_catalog *catalog,
                            struct text namespace)
{
    struct text alias = catalog->alias.text;
    return text_format(to->arena, "%.*s%s\"%.*s\"", TEXT_ARG(alias), alias.size > 0 ? "." : "",
                       TEXT_ARG(namespace));
}

static struct text bucket_of(struct explanation *to, const struct plan_storage *storage)
{
    if (storage->type != STORAGE_S3)
        return storage->bucket.text;
    return text_format(to->arena, "s3://%.*s", TEXT_ARG(storage->bucket.text));
}

/* Where the files of an Iceberg table are; the other formats have them in their path. */
static void add_layer(struct explanation *to, const struct plan_layer *layer)
{
    outline_add(&to->outline, 2, label_of(to, "schema", layer->name),
                place_of(to, layer->catalog, layer->namespace.text), &layer->namespace.origin);
    if (layer->storage != NULL && layer->catalog->format == FORMAT_ICEBERG)
        outline_add(&to->outline, 3, label_of(to, "storage", layer->storage->name),
                    bucket_of(to, layer->storage), &layer->storage_origin);
}

/* What becomes of schemas that are no layer. */
static void add_rest(struct explanation *to, const struct plan_catalog *catalog)
{
    struct text namespace = catalog->namespace.text;
    bool plain = text_is(namespace, "default");
    struct text other = plain ? LITERAL("S") : text_format(to->arena, "%.*s.S",
                                                           TEXT_ARG(namespace));
    outline_add(&to->outline, 2, "other schema S", place_of(to, catalog, other),
                &catalog->namespace.origin);
    outline_add(&to->outline, 2, "no schema", place_of(to, catalog, namespace),
                &catalog->namespace.origin);
}

static void add_access(struct explanation *to, const struct plan_catalog *catalog)
{
    outline_add(&to->outline, 2, "delegation", plan_delegation(catalog),
                &catalog->delegation_origin);
    outline_add(&to->outline, 2, "authorization", plan_authorization_word(catalog),
                &catalog->authorization_origin);
}

static void add_catalog(struct explanation *to, const struct plan_target *target,
                        const struct plan_catalog *catalog)
{
    static const char *const formats[] = {
        [FORMAT_ICEBERG] = "Iceberg REST",
        [FORMAT_DUCKDB] = "DuckDB file",
        [FORMAT_DUCKLAKE] = "DuckLake",
        [FORMAT_WAREHOUSE] = "the warehouse's own; not used",
    };
    outline_add_profile(&to->outline, 1, label_of(to, "catalog", catalog->name),
                        text_of(formats[catalog->format]), catalog->chosen, catalog->defined);
    bool attached = catalog->format != FORMAT_WAREHOUSE;
    if (attached || catalog->alias.text.size > 0)
        add_value(to, 2, attached ? "attached as" : "database", &catalog->alias);
    add_value(to, 2, "uri", &catalog->uri);
    add_value(to, 2, "warehouse", &catalog->warehouse);
    add_value(to, 2, "path", &catalog->path);
    add_value(to, 2, "data path", &catalog->data_path);
    if (catalog->format == FORMAT_ICEBERG)
        add_access(to, catalog);
    add_value(to, 2, "token uri", &catalog->token_uri);
    add_value(to, 2, "client id", &catalog->client_id);
    add_value(to, 2, "client secret", &catalog->client_secret);
    add_value(to, 2, "scope", &catalog->scope);
    for (const struct plan_layer *layer = catalog->layers; layer != NULL; layer = layer->next)
        add_layer(to, layer);
    if (catalog == target->catalogs && target->adapter == NULL)
        add_rest(to, catalog);
}

static void add_storage(struct explanation *to, const struct plan_storage *storage)
{
    static const char *const access[] = {
        [ACCESS_KEYS] = "static keys",
        [ACCESS_ANONYMOUS] = "no credentials",
        [ACCESS_ROLE] = "a role",
        [ACCESS_VENDED] = "vended by the catalog",
    };
    static const char *const types[] = {
        [STORAGE_GCS] = "Google Cloud Storage",
        [STORAGE_AZURE] = "Azure Storage",
        [STORAGE_LOCAL] = "a local folder",
    };
    bool is_s3 = storage->type == STORAGE_S3;
    outline_add_profile(&to->outline, 1, label_of(to, "storage", storage->name),
                        text_of(is_s3 ? access[storage->access] : types[storage->type]),
                        storage->chosen, storage->defined);
    add_value(to, 2, "bucket", &storage->bucket);
    if (storage->type == STORAGE_LOCAL)
        return;
    add_value(to, 2, "endpoint", &storage->endpoint);
    add_value(to, 2, "region", &storage->region);
    add_value(to, 2, "path style", &storage->path_style);
    add_value(to, 2, "key id", &storage->key_id);
    add_value(to, 2, "secret", &storage->secret);
    add_value(to, 2, "session token", &storage->session_token);
    add_value(to, 2, "role", &storage->role_arn);
}

/* The entries of a list follow each other. */
static bool continues(const struct plan_key *keys, uint32_t at)
{
    return at > 0 && keys[at - 1].name == NULL && strcmp(keys[at - 1].block, keys[at].block) == 0;
}

/* key, block.key or list[number] */
static void add_keys(struct explanation *to, const struct plan_key *keys, uint32_t count)
{
    uint32_t number = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct plan_key *key = &keys[i];
        const char *label = key->name;
        number = key->name == NULL && continues(keys, i) ? number + 1 : 0;
        if (key->name == NULL)
            label = text_format(to->arena, "%s[%u]", key->block, number).bytes;
        else if (key->block != NULL)
            label = text_format(to->arena, "%s.%s", key->block, key->name).bytes;
        if (strcmp(label, "method") != 0)
            add_value(to, 2, label, &key->value);
    }
}

static void add_adapter(struct explanation *to, const struct plan_target *target)
{
    add_value(to, 2, "method", &target->method);
    add_keys(to, target->keys, target->key_count);
    const struct plan_integration *integration = target->integration;
    if (integration == NULL)
        return;
    add_value(to, 2, "catalog_name", &integration->name);
    add_value(to, 2, "write_integration", &integration->catalog);
    add_keys(to, integration->keys, integration->key_count);
}

static void add_duckdb(struct explanation *to, const struct plan_duckdb *duckdb)
{
    add_value(to, 2, "path", &duckdb->path);
    add_value(to, 2, "threads", &duckdb->threads);
    add_value(to, 2, "extensions in", &duckdb->extension_directory);
    for (uint32_t i = 0; i < duckdb->setting_count; i++)
        add_value(to, 2, label_of(to, "set", duckdb->settings[i].name),
                  &duckdb->settings[i].value);
}

static void add_compute(struct explanation *to, const struct plan_target *target)
{
    struct text title =
        target->adapter == NULL ? LITERAL("DuckDB") : text_of(target->adapter->title);
    outline_add_profile(&to->outline, 1, label_of(to, "compute", target->compute_name), title,
                        target->compute_chosen, target->compute_span);
    if (target->adapter != NULL)
        add_adapter(to, target);
    else
        add_duckdb(to, &target->duckdb);
}

static void add_profiles(struct explanation *to, const struct plan_target *target)
{
    for (uint32_t i = 0; i < target->catalog_count; i++)
        add_catalog(to, target, &target->catalogs[i]);
    for (uint32_t i = 0; i < target->storage_count; i++)
        add_storage(to, &target->storages[i]);
    add_compute(to, target);
}

static struct explanation explanation_new(struct arena *arena)
{
    return (struct explanation){.arena = arena, .outline = outline_new(arena)};
}

static void put_keys(struct buffer *out, const char *label, const char *meaning,
                     const struct plan_idle_list *keys)
{
    if (keys->count == 0)
        return;
    struct explanation to = explanation_new(out->arena);
    struct origin origin = {.kind = ORIGIN_OPTION, .name = text_of(meaning)};
    outline_add(&to.outline, 0, label,
                text_format(out->arena, "%u key%s", keys->count, keys->count == 1 ? "" : "s"),
                &origin);
    for (uint32_t i = 0; i < keys->count; i++)
        add_value(&to, 1, keys->list[i].key, &keys->list[i].value);
    buffer_byte(out, '\n');
    outline_put(out, &to.outline);
}

static void put_idle(struct buffer *out, const struct plan_idle_list *listed,
                     const struct plan_idle_list *unused)
{
    put_keys(out, "describes", "no output is made of it", listed);
    put_keys(out, "not used", "nothing here asks for it", unused);
}

static void put_target(struct buffer *out, const struct plan *plan,
                       const struct plan_target *target)
{
    struct explanation to = explanation_new(out->arena);
    add_value(&to, 0, "target", &target->name);
    add_said(&to, "environment", target->environment, target->environment_said_by);
    add_said(&to, "platform", target->platform_path, target->platform_said_by);
    if (plan->target_count > 1 && target == plan->usual)
        add_said(&to, "default", LITERAL("dbt runs it without --target"), plan->usual_said_by);
    add_profiles(&to, target);
    buffer_byte(out, '\n');
    outline_put(out, &to.outline);
    put_idle(out, &target->listed, &target->unused);
}

struct text render_explanation(struct arena *arena, const struct plan *plan)
{
    struct buffer out = buffer_new(arena);
    struct explanation to = explanation_new(arena);
    add_value(&to, 0, "data product", &plan->project);
    add_value(&to, 0, "dbt project", &plan->folder);
    add_value(&to, 0, "dbt profile", &plan->profile);
    outline_put(&out, &to.outline);
    put_idle(&out, &plan->listed, &plan->unused);
    for (uint32_t i = 0; i < plan->target_count; i++)
        put_target(&out, plan, &plan->targets[i]);
    return buffer_finish(&out);
}

bool render_difference(struct buffer *out, const struct plan_target *left,
                       const struct plan_target *right, bool colored)
{
    const struct plan_target *targets[] = {left, right};
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
        line_put(out, targets[i]->environment);
        buffer_string(out, " (");
        line_put(out, targets[i]->platform_path);
        buffer_format(out, ")%s\n", colored ? "\x1b[m" : "");
    }
    buffer_text(out, buffer_finish(&body));
    return true;
}
