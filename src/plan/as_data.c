#include "floe/plan/as_data.h"

#include "floe/base/arena.h"
#include "floe/plan/engine.h"
#include "floe/spec/field.h"

struct describer {
    struct arena *arena;
    const struct plan *plan;
    const struct plan_target *target;
    struct plan_data **storage_maps; /* of the target, in the order of its storages */
};

static void add_value(struct describer *to, struct plan_data *map, const char *key,
                      const struct value *value)
{
    data_add_value(to->arena, map, key, value);
}

static void add_text(struct describer *to, struct plan_data *map, const char *key,
                     struct text text)
{
    data_add_text(to->arena, map, key, text);
}

static void add_word(struct describer *to, struct plan_data *map, const char *key,
                     const char *word)
{
    data_add_text(to->arena, map, key, text_of(word));
}

/* A text of ours that follows from what somebody said. */
static void add_said(struct describer *to, struct plan_data *map, const char *key,
                     struct text text, const struct origin *origin)
{
    struct value value = {.kind = VALUE_TEXT, .text = text, .origin = *origin};
    data_add_value(to->arena, map, key, &value);
}

/* The same by an option or the like. */
static void add_option(struct describer *to, struct plan_data *map, const char *key,
                       struct text text, const char *said_by)
{
    struct origin origin = {.kind = ORIGIN_OPTION, .name = text_of(said_by)};
    add_said(to, map, key, text, &origin);
}

static void add_flag(struct describer *to, struct plan_data *map, const char *key, bool flag)
{
    data_add_flag(to->arena, map, key, flag);
}

/* A profile of platform.yaml: where it was asked for, where it is defined. */
static void add_profile(struct describer *to, struct plan_data *map, const char *name,
                        struct span chosen, struct span defined)
{
    add_word(to, map, "name", name);
    struct origin origin = {.kind = ORIGIN_FILE, .span = chosen};
    data_add_origin(to->arena, map, "chosen", &origin);
    origin.span = defined;
    data_add_origin(to->arena, map, "defined", &origin);
}

static const char *spelling(const struct record *record, const char *key, unsigned word)
{
    return record_field(record, text_of(key))->words->spellings[word];
}

static void add_storage(struct describer *to, struct plan_data *map,
                        const struct plan_storage *storage)
{
    static const char *const access[] = {
        [ACCESS_KEYS] = "keys",
        [ACCESS_ANONYMOUS] = "anonymous",
        [ACCESS_ROLE] = "role",
        [ACCESS_VENDED] = "vended",
    };
    add_profile(to, map, storage->name, storage->chosen, storage->defined);
    if (storage->type == STORAGE_S3)
        add_word(to, map, "access", access[storage->access]);
    add_value(to, map, "bucket", &storage->bucket);
    add_value(to, map, "endpoint", &storage->endpoint);
    add_value(to, map, "region", &storage->region);
    add_value(to, map, "path_style", &storage->path_style);
    add_value(to, map, "key_id", &storage->key_id);
    add_value(to, map, "secret", &storage->secret);
    add_value(to, map, "session_token", &storage->session_token);
    add_value(to, map, "role_arn", &storage->role_arn);
    struct plan_data *shown = map->last;
    add_word(to, map, "type", spelling(&record_storage_profile, "type", storage->type));
    data_hide_after(shown);
}

static void add_storages(struct describer *to, struct plan_data *map)
{
    const struct plan_target *target = to->target;
    struct plan_data *list = data_add_list(to->arena, map, "storages");
    to->storage_maps = ARENA_ARRAY(to->arena, struct plan_data *, target->storage_count + 1);
    for (uint32_t i = 0; i < target->storage_count; i++) {
        to->storage_maps[i] = data_add_map(to->arena, list, NULL);
        add_storage(to, to->storage_maps[i], &target->storages[i]);
    }
}

static const char *const formats[] = {
    [FORMAT_ICEBERG] = "iceberg",
    [FORMAT_DUCKDB] = "duckdb",
    [FORMAT_DUCKLAKE] = "ducklake",
    [FORMAT_WAREHOUSE] = "warehouse",
};

static const struct plan_data *storage_map(const struct describer *to,
                                           const struct plan_storage *storage)
{
    return to->storage_maps[storage - to->target->storages];
}

static void add_catalog(struct describer *to, struct plan_data *map,
                        const struct plan_catalog *catalog)
{
    add_profile(to, map, catalog->name, catalog->chosen, catalog->defined);
    add_word(to, map, "format", formats[catalog->format]);
    add_value(to, map, "alias", &catalog->alias);
    add_value(to, map, "uri", &catalog->uri);
    add_value(to, map, "warehouse", &catalog->warehouse);
    add_value(to, map, "namespace", &catalog->namespace);
    add_value(to, map, "path", &catalog->path);
    add_value(to, map, "data_path", &catalog->data_path);
    add_value(to, map, "token_uri", &catalog->token_uri);
    add_value(to, map, "client_id", &catalog->client_id);
    add_value(to, map, "client_secret", &catalog->client_secret);
    add_value(to, map, "scope", &catalog->scope);
    if (catalog->format == FORMAT_ICEBERG) {
        add_text(to, map, "access_delegation", plan_delegation(catalog));
        add_text(to, map, "authorization", plan_authorization_word(catalog));
    }
    struct plan_data *shown = map->last;
    add_word(to, map, "type", spelling(&record_catalog_profile, "type", catalog->type));
    if (catalog->format == FORMAT_ICEBERG) {
        add_said(to, map, "delegation", plan_delegation(catalog), &catalog->delegation_origin);
        add_said(to, map, "authorized", plan_authorization_word(catalog),
                 &catalog->authorization_origin);
    }
    add_word(to, map, "access", catalog->access == ACCESS_READ ? "read" : "write");
    add_value(to, map, "region", &catalog->region);
    add_flag(to, map, "is_signed", catalog->signer != SIGNER_NONE);
    add_text(to, map, "signing_name", text_of(plan_signing_name(catalog)));
    add_flag(to, map, "is_glue", plan_is_glue(catalog));
    add_flag(to, map, "has_glue_api", plan_has_glue_api(catalog));
    const struct plan_storage *storage = plan_storage_of(to->target, catalog);
    if (storage != NULL)
        data_add_same(to->arena, map, "storage", storage_map(to, storage));
    data_hide_after(shown);
}

static void add_layer(struct describer *to, struct plan_data *map, const struct plan_layer *layer)
{
    add_word(to, map, "schema", layer->name);
    add_value(to, map, "catalog", &layer->catalog->alias);
    add_value(to, map, "namespace", &layer->namespace);
    if (layer->storage == NULL)
        return;
    add_word(to, map, "storage", layer->storage->name);
    struct plan_data *shown = map->last;
    data_add_same(to->arena, map, "stored_in", storage_map(to, layer->storage));
    data_add_origin(to->arena, map, "stored_because", &layer->storage_origin);
    data_hide_after(shown);
}

/* The mapping or list of a block, made when it is first spoken of. */
static struct plan_data *block_of(struct describer *to, struct plan_data *map,
                                  const struct plan_key *key)
{
    if (key->block == NULL)
        return map;
    for (struct plan_data *block = map->first; block != NULL; block = block->next)
        if (text_is(block->key, key->block))
            return block;
    return data_add(to->arena, map, text_of(key->block), key->name == NULL ? DATA_LIST : DATA_MAP);
}

static void add_keys(struct describer *to, struct plan_data *map, const struct plan_key *keys,
                     uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        add_value(to, block_of(to, map, &keys[i]), keys[i].name, &keys[i].value);
}

static void add_adapter(struct describer *to, struct plan_data *map)
{
    const struct plan_target *target = to->target;
    const struct plan_integration *integration = target->integration;
    add_value(to, map, "authentication", &target->method);
    add_keys(to, data_add_map(to->arena, map, "profile"), target->keys, target->key_count);
    if (integration == NULL)
        return;
    add_value(to, map, "catalog_name", &integration->name);
    struct plan_data *written = data_add_map(to->arena, map, "write_integration");
    add_value(to, written, "name", &integration->catalog);
    add_keys(to, written, integration->keys, integration->key_count);
    add_value(to, map, "database", &integration->database);
    map->last->is_inner = true;
}

static void add_settings(struct describer *to, struct plan_data *map,
                         const struct plan_setting *settings, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        add_value(to, map, settings[i].name, &settings[i].value);
}

static void add_duckdb(struct describer *to, struct plan_data *map)
{
    const struct plan_duckdb *duckdb = &to->target->duckdb;
    add_value(to, map, "path", &duckdb->path);
    add_value(to, map, "threads", &duckdb->threads);
    add_value(to, map, "extension_directory", &duckdb->extension_directory);
    add_settings(to, data_add_map(to->arena, map, "settings"), duckdb->settings,
                 duckdb->setting_count);
    struct plan_data *shown = map->last;
    add_word(to, map, "release", duckdb->release == DUCKDB_1_4 ? "1.4" : "1.5");
    add_word(to, map, "views", duckdb->views == VIEWS_LOCAL ? "local" : "table");
    data_hide_after(shown);
}

static void add_compute(struct describer *to, struct plan_data *map)
{
    const struct plan_target *target = to->target;
    add_profile(to, map, target->compute_name, target->compute_chosen, target->compute_span);
    add_word(to, map, "type", target->adapter == NULL ? "duckdb" : target->adapter->name);
    add_word(to, map, "title", engine_name(engine_of(target->compute)));
    map->last->is_inner = true;
    if (target->adapter != NULL)
        add_adapter(to, map);
    else
        add_duckdb(to, map);
}

/* Keys that no output is made of. */
static void add_idle(struct describer *to, struct plan_data *map, const char *name,
                     const struct plan_idle_list *idle)
{
    struct plan_data *list = idle->count == 0 ? NULL : data_add_list(to->arena, map, name);
    for (uint32_t i = 0; i < idle->count; i++)
        data_add(to->arena, list, text_of(idle->list[i].key), DATA_VALUE)->value =
            idle->list[i].value;
}

static void add_secret(struct describer *to, struct plan_data *list, const struct secret *secret)
{
    struct plan_data *map = data_add_map(to->arena, list, NULL);
    add_word(to, map, "name", secret->name);
    add_word(to, map, "key", secret->key == NULL ? "value" : secret->key);
    if (secret->key != NULL)
        add_word(to, map, "property", secret->key);
    add_word(to, map, "variable", secret->emitted);
    add_flag(to, map, "is_optional", secret->need.is_optional);
}

/* All secrets one by one, and by name, each with its keys and its number in the list. */
static void add_secrets(struct describer *to, struct plan_data *map)
{
    const struct secrets *secrets = &to->target->secrets;
    add_word(to, map, "mount", secrets->mount);
    if (secrets->prefix[0] != '\0')
        add_word(to, map, "prefix", secrets->prefix);
    if (secrets->count == 0)
        return;
    struct plan_data *list = data_add_list(to->arena, map, "keys");
    struct plan_data *names = data_add_list(to->arena, map, "names");
    for (uint32_t i = 0; i < secrets->count; i++) {
        const struct secret *secret = &secrets->list[i];
        add_secret(to, list, secret);
        if (secret->continues)
            continue;
        struct plan_data *name = data_add_map(to->arena, names, NULL);
        add_word(to, name, "name", secret->name);
        add_text(to, name, "number", text_format(to->arena, "%u", i));
        struct plan_data *keys = data_add_list(to->arena, name, "keys");
        for (; secret != NULL; secret = secrets_next(secrets, secret))
            add_secret(to, keys, secret);
    }
}

static void add_amounts(struct describer *to, struct plan_data *map, const char *key,
                        const struct plan_amounts *amounts)
{
    if (amounts->memory.kind == VALUE_ABSENT)
        return;
    struct plan_data *entry = data_add_map(to->arena, map, key);
    add_value(to, entry, "cpu", &amounts->cpu);
    add_value(to, entry, "memory", &amounts->memory);
}

/* What the container that runs dbt gets. */
static void add_container(struct describer *to, struct plan_data *map)
{
    const struct plan_target *target = to->target;
    const struct plan_resources *resources = &target->resources;
    add_amounts(to, map, "requests", &resources->requests);
    add_amounts(to, map, "limits", &resources->limits);
    if (resources->env_count > 0)
        add_settings(to, data_add_map(to->arena, map, "env"), resources->env,
                     resources->env_count);
    if (target->variables.count == 0)
        return;
    struct plan_data *variables = data_add_map(to->arena, map, "variables");
    for (uint32_t i = 0; i < target->variables.count; i++)
        add_value(to, variables, target->variables.list[i].name,
                  &target->variables.list[i].first);
}

static void add_orchestration(struct describer *to, struct plan_data *map)
{
    static const char *const managers[] = {
        [LOG_MANAGER_S3] = "s3",       [LOG_MANAGER_AZURE_BLOB] = "azure_blob",
        [LOG_MANAGER_GCS] = "gcs",     [LOG_MANAGER_LOCAL] = "local",
        [LOG_MANAGER_NOOP] = "noop",
    };
    const struct plan_orchestration *orchestration = to->plan->orchestration;
    add_value(to, map, "manifest", &orchestration->manifest);
    add_value(to, map, "target", &orchestration->target);
    add_flag(to, map, "one_asset", orchestration->one_asset);
    data_add_same(to->arena, map, "definitions", orchestration->definitions);
    const struct plan_logs *logs = orchestration->logs;
    if (logs == NULL)
        return;
    struct plan_data *entry = data_add_map(to->arena, map, "logs");
    add_word(to, entry, "manager", managers[logs->manager]);
    add_value(to, entry, "bucket", &logs->bucket);
    add_value(to, entry, "prefix", &logs->prefix);
    add_value(to, entry, "local_dir", &logs->local_dir);
    add_value(to, entry, "upload_interval", &logs->upload_interval);
    add_value(to, entry, "endpoint", &logs->endpoint);
    add_value(to, entry, "region", &logs->region);
}

static bool is_option(const struct value *value)
{
    return value->origin.kind == ORIGIN_OPTION && text_starts(value->origin.name, "--");
}

/* The maps of what refers to each other, in the order in which they are shown. */
static void add_profiles(struct describer *to, struct plan_data *map)
{
    const struct plan_target *target = to->target;
    struct plan_data *layers = data_add_list(to->arena, map, "layers");
    add_compute(to, data_add_map(to->arena, map, "compute"));
    struct plan_data *catalogs = data_add_list(to->arena, map, "catalogs");
    struct plan_data **maps = ARENA_ARRAY(to->arena, struct plan_data *, target->catalog_count + 1);
    add_storages(to, map);
    for (uint32_t i = 0; i < target->catalog_count; i++) {
        maps[i] = data_add_map(to->arena, catalogs, NULL);
        add_catalog(to, maps[i], &target->catalogs[i]);
    }
    for (uint32_t i = 0; i < target->layer_count; i++) {
        const struct plan_layer *layer = &target->layers[i];
        struct plan_data *entry = data_add_map(to->arena, layers, NULL);
        add_layer(to, entry, layer);
        struct plan_data *holder = maps[layer->catalog - target->catalogs];
        data_add_same(to->arena, entry, "held_by", holder);
        entry->last->is_inner = true;
        if (holder->last->kind != DATA_LIST) {
            data_add_list(to->arena, holder, "layers");
            holder->last->is_inner = true;
        }
        data_add_same(to->arena, holder->last, NULL, entry);
    }
}

/* The catalog that models land in, and those of AWS, which DuckDB treats in a way of its own. */
static void add_chosen(struct describer *to, struct plan_data *map)
{
    const struct plan_target *target = to->target;
    const struct plan_data *catalog = data_find(map, "catalogs")->first;
    struct plan_data *list = NULL;
    data_add_same(to->arena, map, "main", catalog);
    for (uint32_t i = 0; i < target->catalog_count; i++, catalog = catalog->next) {
        if (target->compute != COMPUTE_DUCKDB || !plan_is_aws(&target->catalogs[i]))
            continue;
        if (list == NULL)
            list = data_add_list(to->arena, map, "aws");
        data_add_same(to->arena, list, NULL, catalog);
    }
}

static void add_target(struct describer *to, struct plan_data *map)
{
    const struct plan_target *target = to->target;
    add_value(to, map, "name", &target->name);
    add_text(to, map, "environment", target->environment);
    add_text(to, map, "platform", target->platform_path);
    add_profiles(to, map);
    add_idle(to, map, "describes", &target->listed);
    add_idle(to, map, "not_used", &target->unused);
    struct plan_data *shown = map->last;
    add_option(to, map, "asked_environment", target->environment, target->environment_said_by);
    add_option(to, map, "asked_platform", target->platform_path, target->platform_said_by);
    if (to->plan->target_count > 1 && target == to->plan->usual)
        add_option(to, map, "is_usual", LITERAL("true"), to->plan->usual_said_by);
    add_text(to, map, "platform_bytes", target->platform_bytes);
    add_chosen(to, map);
    if (is_option(&target->name))
        add_value(to, map, "asked_name", &target->name);
    add_secrets(to, data_add_map(to->arena, map, "secrets"));
    add_container(to, data_add_map(to->arena, map, "container"));
    data_hide_after(shown);
}

struct plan_data *plan_as_data(struct arena *arena, const struct plan *plan)
{
    struct describer to = {.arena = arena, .plan = plan};
    struct plan_data *root = ARENA_NEW(arena, struct plan_data);
    root->kind = DATA_MAP;
    add_value(&to, root, "project", &plan->project);
    add_value(&to, root, "folder", &plan->folder);
    add_value(&to, root, "profile", &plan->profile);
    add_text(&to, root, "target", plan->usual->name.text);
    add_idle(&to, root, "describes", &plan->listed);
    add_idle(&to, root, "not_used", &plan->unused);
    struct plan_data *targets = data_add_list(arena, root, "targets");
    struct plan_data *usual = NULL;
    for (uint32_t i = 0; i < plan->target_count; i++) {
        struct plan_data *map = data_add_map(arena, targets, NULL);
        to.target = &plan->targets[i];
        add_target(&to, map);
        if (to.target == plan->usual)
            usual = map;
    }
    add_value(&to, root, "version", &plan->version);
    add_value(&to, root, "service_account", &plan->service_account);
    if (is_option(&plan->profile))
        add_value(&to, root, "asked_profile", &plan->profile);
    if (plan->orchestration != NULL)
        add_orchestration(&to, data_add_map(arena, root, "orchestration"));
    data_add_same(arena, root, "usual", usual);
    data_hide_after(targets);
    return root;
}
