#include "floe/cli/plan_json.h"

#include "floe/base/buffer.h"
#include "floe/cli/json.h"

struct plan_printer {
    struct arena *arena;
    struct json_maker *maker;
};

static void add_text(struct plan_printer *to, json_t *object, const char *key, struct text text)
{
    json_add(to->maker, object, key, json_exact(to->maker, text));
}

static void add_origin(struct plan_printer *to, json_t *object, const char *key,
                       const struct origin *origin)
{
    bool placed = origin->span.source != NULL && origin->span.end > 0;
    if (origin->kind == ORIGIN_PRESET || (origin->kind != ORIGIN_OPTION && !placed)) {
        add_text(to, object, key, LITERAL("default"));
        return;
    }
    json_t *from = json_add_object(to->maker, object, key);
    if (origin->kind == ORIGIN_OPTION) {
        add_text(to, from, "option", origin->name);
        return;
    }
    struct place place = source_place(to->arena, origin->span.source, origin->span.start);
    add_text(to, from, "file", origin->span.source->path);
    json_add_number(to->maker, from, "line", place.line);
    json_add_number(to->maker, from, "column", place.column);
    if (origin->kind == ORIGIN_VARIABLE)
        add_text(to, from, "variable", origin->name);
    if (origin->kind == ORIGIN_DERIVED)
        json_add(to->maker, from, "derived", json_true());
}

static void fill_value(struct plan_printer *to, json_t *entry, const struct value *value)
{
    if (value->variable != NULL) {
        add_text(to, entry, "variable", text_of(value->variable));
        json_add(to->maker, entry, "secret", json_boolean(value->is_secret));
        if (value->is_optional)
            json_add(to->maker, entry, "optional", json_true());
    }
    if (!value->is_secret)
        add_text(to, entry, value->is_suffix         ? "suffix"
                            : value->variable != NULL ? "default"
                                                      : "value",
                 value->text);
    if (value->fallback.size > 0)
        add_text(to, entry, "default", value->fallback);
    add_origin(to, entry, "from", &value->origin);
}

static void add_value(struct plan_printer *to, json_t *object, const char *key,
                      const struct value *value)
{
    if (value->kind != VALUE_ABSENT)
        fill_value(to, json_add_object(to->maker, object, key), value);
}

static void add_profile(struct plan_printer *to, json_t *object, struct span chosen,
                        struct span defined)
{
    struct origin origin = {.kind = ORIGIN_FILE, .span = chosen};
    add_origin(to, object, "chosen", &origin);
    origin.span = defined;
    add_origin(to, object, "defined", &origin);
}

static void add_access(struct plan_printer *to, json_t *object, const struct plan_catalog *catalog)
{
    add_text(to, object, "access_delegation", plan_delegation(catalog));
    add_text(to, object, "authorization", plan_authorization_word(catalog));
}

static void add_catalog(struct plan_printer *to, json_t *list, const struct plan_catalog *catalog)
{
    static const char *const formats[] = {
        [FORMAT_ICEBERG] = "iceberg",
        [FORMAT_DUCKDB] = "duckdb",
        [FORMAT_DUCKLAKE] = "ducklake",
        [FORMAT_WAREHOUSE] = "warehouse",
    };
    json_t *object = json_push_object(to->maker, list);
    add_text(to, object, "name", text_of(catalog->name));
    add_profile(to, object, catalog->chosen, catalog->defined);
    add_text(to, object, "format", text_of(formats[catalog->format]));
    add_value(to, object, "alias", &catalog->alias);
    add_value(to, object, "uri", &catalog->uri);
    add_value(to, object, "warehouse", &catalog->warehouse);
    add_value(to, object, "namespace", &catalog->namespace);
    add_value(to, object, "path", &catalog->path);
    add_value(to, object, "data_path", &catalog->data_path);
    add_value(to, object, "token_uri", &catalog->token_uri);
    add_value(to, object, "client_id", &catalog->client_id);
    add_value(to, object, "client_secret", &catalog->client_secret);
    add_value(to, object, "scope", &catalog->scope);
    if (catalog->format == FORMAT_ICEBERG)
        add_access(to, object, catalog);
}

static void add_storage(struct plan_printer *to, json_t *list, const struct plan_storage *storage)
{
    static const char *const access[] = {
        [ACCESS_KEYS] = "keys",
        [ACCESS_ANONYMOUS] = "anonymous",
        [ACCESS_ROLE] = "role",
        [ACCESS_VENDED] = "vended",
    };
    json_t *object = json_push_object(to->maker, list);
    add_text(to, object, "name", text_of(storage->name));
    add_profile(to, object, storage->chosen, storage->defined);
    if (storage->type == STORAGE_S3)
        add_text(to, object, "access", text_of(access[storage->access]));
    add_value(to, object, "bucket", &storage->bucket);
    add_value(to, object, "endpoint", &storage->endpoint);
    add_value(to, object, "region", &storage->region);
    add_value(to, object, "path_style", &storage->path_style);
    add_value(to, object, "key_id", &storage->key_id);
    add_value(to, object, "secret", &storage->secret);
    add_value(to, object, "session_token", &storage->session_token);
    add_value(to, object, "role_arn", &storage->role_arn);
}

static void add_layer(struct plan_printer *to, json_t *list, const struct plan_layer *layer)
{
    json_t *object = json_push_object(to->maker, list);
    add_text(to, object, "schema", text_of(layer->name));
    add_value(to, object, "catalog", &layer->catalog->alias);
    add_value(to, object, "namespace", &layer->namespace);
    if (layer->storage != NULL)
        add_text(to, object, "storage", text_of(layer->storage->name));
}

/* The mapping or list of a block, made when it is first spoken of. */
static json_t *block_of(struct plan_printer *to, json_t *object, const struct plan_key *key)
{
    if (key->block == NULL)
        return object;
    json_t *block = json_object_get(object, key->block);
    if (block != NULL)
        return block;
    return key->name == NULL ? json_add_array(to->maker, object, key->block)
                             : json_add_object(to->maker, object, key->block);
}

static void add_keys(struct plan_printer *to, json_t *object, const struct plan_key *keys,
                     uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        json_t *block = block_of(to, object, &keys[i]);
        if (keys[i].name == NULL)
            fill_value(to, json_push_object(to->maker, block), &keys[i].value);
        else
            add_value(to, block, keys[i].name, &keys[i].value);
    }
}

static void add_adapter(struct plan_printer *to, json_t *object, const struct plan_target *target)
{
    json_t *compute = json_add_object(to->maker, object, "compute");
    add_text(to, compute, "name", text_of(target->compute_name));
    add_profile(to, compute, target->compute_chosen, target->compute_span);
    add_text(to, compute, "type", text_of(target->adapter->name));
    add_value(to, compute, "authentication", &target->method);
    add_keys(to, json_add_object(to->maker, compute, "profile"), target->keys, target->key_count);
    const struct plan_integration *integration = target->integration;
    if (integration == NULL)
        return;
    add_value(to, compute, "catalog_name", &integration->name);
    json_t *written = json_add_object(to->maker, compute, "write_integration");
    add_value(to, written, "name", &integration->catalog);
    add_keys(to, written, integration->keys, integration->key_count);
}

static void add_duckdb(struct plan_printer *to, json_t *object, const struct plan_target *target)
{
    json_t *compute = json_add_object(to->maker, object, "compute");
    add_text(to, compute, "name", text_of(target->compute_name));
    add_profile(to, compute, target->compute_chosen, target->compute_span);
    add_text(to, compute, "type", LITERAL("duckdb"));
    add_value(to, compute, "path", &target->duckdb.path);
    add_value(to, compute, "threads", &target->duckdb.threads);
    add_value(to, compute, "extension_directory", &target->duckdb.extension_directory);
    json_t *settings = json_add_object(to->maker, compute, "settings");
    for (uint32_t i = 0; i < target->duckdb.setting_count; i++)
        add_value(to, settings, target->duckdb.settings[i].name, &target->duckdb.settings[i].value);
}

/* Keys that no output is made of. */
static void add_idle(struct plan_printer *to, json_t *object, const char *name,
                     const struct plan_idle_list *idle)
{
    if (idle->count == 0)
        return;
    json_t *list = json_add_array(to->maker, object, name);
    for (uint32_t i = 0; i < idle->count; i++) {
        json_t *entry = json_push_object(to->maker, list);
        add_text(to, entry, "key", text_of(idle->list[i].key));
        fill_value(to, entry, &idle->list[i].value);
    }
}

static void add_target(struct plan_printer *to, json_t *list, const struct plan_target *target)
{
    json_t *object = json_push_object(to->maker, list);
    add_value(to, object, "name", &target->name);
    add_text(to, object, "environment", target->environment);
    add_text(to, object, "platform", target->platform_path);
    json_t *layers = json_add_array(to->maker, object, "layers");
    for (uint32_t i = 0; i < target->layer_count; i++)
        add_layer(to, layers, &target->layers[i]);
    if (target->adapter != NULL)
        add_adapter(to, object, target);
    else
        add_duckdb(to, object, target);
    json_t *catalogs = json_add_array(to->maker, object, "catalogs");
    for (uint32_t i = 0; i < target->catalog_count; i++)
        add_catalog(to, catalogs, &target->catalogs[i]);
    json_t *storages = json_add_array(to->maker, object, "storages");
    for (uint32_t i = 0; i < target->storage_count; i++)
        add_storage(to, storages, &target->storages[i]);
    add_idle(to, object, "describes", &target->listed);
    add_idle(to, object, "not_used", &target->unused);
}

void plan_json_target(struct json_maker *maker, json_t *list, const struct plan_target *target)
{
    struct plan_printer to = {.arena = maker->arena, .maker = maker};
    add_target(&to, list, target);
}

struct text plan_json(struct arena *arena, const struct plan *plan)
{
    struct plan_printer to = {.arena = arena, .maker = json_maker_new(arena)};
    json_t *root = json_begin(to.maker);
    json_add_number(to.maker, root, "version", PLAN_JSON_VERSION);
    add_value(&to, root, "project", &plan->project);
    add_value(&to, root, "folder", &plan->folder);
    add_value(&to, root, "profile", &plan->profile);
    add_text(&to, root, "target", plan->usual->name.text);
    add_idle(&to, root, "describes", &plan->listed);
    add_idle(&to, root, "not_used", &plan->unused);
    json_t *targets = json_add_array(to.maker, root, "targets");
    for (uint32_t i = 0; i < plan->target_count; i++)
        add_target(&to, targets, &plan->targets[i]);
    struct buffer out = buffer_new(arena);
    json_finish(to.maker, &out, true);
    return buffer_finish(&out);
}
