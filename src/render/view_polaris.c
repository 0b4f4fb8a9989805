/*
 * What of a plan an Apache Polaris is set up with: catalogs, their namespaces
 * with all parents, and roles.
 */
#include <stdlib.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/base/names.h"
#include "floe/render/emit.h"

struct setup {
    struct arena *arena;
    const struct plan *plan;
    const struct plan_target *target;
    struct plan_data *needs;     /* lines of the script's head */
    struct plan_data *variables; /* entries of the Job's env */
    struct names seen;           /* variables */
    struct names secrets;        /* by variable */
};

/* One catalog. */
struct catalog_setup {
    struct setup *setup;
    const struct plan_catalog *catalog;
    const struct plan_storage *storage; /* where the catalog's tables are unless a layer differs */
    struct plan_data *namespaces;
    struct names seen; /* namespaces */
};

/* Not catalogs of others, nor one without a warehouse or a storage. */
static bool is_set_up(const struct plan_target *target, const struct plan_catalog *catalog)
{
    return catalog->type == CATALOG_POLARIS && catalog->warehouse.kind != VALUE_ABSENT &&
           plan_storage_of(target, catalog) != NULL;
}

static void add_variable(struct setup *setup, const struct value *value, const char *what)
{
    if (value->variable == NULL ||
        names_add(&setup->seen, text_of(value->variable), setup) != NULL)
        return;
    struct plan_data *need = data_add_map(setup->arena, setup->needs, NULL);
    data_add_text(setup->arena, need, "variable", text_of(value->variable));
    data_add_text(setup->arena, need, "what", text_of(what));
    const struct plan_data *secret = names_find(&setup->secrets, text_of(value->variable));
    if (secret != NULL)
        data_add_same(setup->arena, setup->variables, NULL, secret);
}

/* s3://bucket/ or file:///folder/ */
static struct text location_of(struct arena *arena, const struct plan_storage *storage)
{
    static const char *const schemes[] = {
        [STORAGE_S3] = "s3",
        [STORAGE_GCS] = "gs",
        [STORAGE_AZURE] = "abfss",
        [STORAGE_LOCAL] = "file",
    };
    return text_format(arena, "%s://%.*s/", schemes[storage->type],
                       TEXT_ARG(storage->bucket.text));
}

static int compare_places(const void *left, const void *right)
{
    const struct plan_storage *a = *(const struct plan_storage *const *)left;
    const struct plan_storage *b = *(const struct plan_storage *const *)right;
    return (a > b) - (a < b);
}

/* Those that the catalog's tables are in, each once, in the order of the target's. */
static void add_locations(struct catalog_setup *of, struct plan_data *map)
{
    struct arena *arena = of->setup->arena;
    uint32_t count = 1;
    for (const struct plan_layer *layer = of->catalog->layers; layer != NULL; layer = layer->next)
        count += layer->storage != NULL;
    const struct plan_storage **list = ARENA_ARRAY(arena, const struct plan_storage *, count);
    list[0] = of->storage;
    count = 1;
    for (const struct plan_layer *layer = of->catalog->layers; layer != NULL; layer = layer->next)
        if (layer->storage != NULL)
            list[count++] = layer->storage;
    qsort(list, count, sizeof(struct plan_storage *), compare_places);
    struct plan_data *locations = data_add_list(arena, map, "locations");
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || list[i] != list[i - 1])
            data_add_text(arena, locations, NULL, location_of(arena, list[i]));
}

static void add_parts(struct arena *arena, struct plan_data *map, struct text namespace)
{
    struct plan_data *parts = data_add_list(arena, map, "parts");
    for (size_t start = 0, end; start < namespace.size; start = end + 1) {
        for (end = start; end < namespace.size && namespace.bytes[end] != '.';)
            end++;
        data_add_text(arena, parts, NULL, (struct text){namespace.bytes + start, end - start});
    }
}

/* The layer's own bucket, where that is not the catalog's: s3://bucket/silver/ */
static struct text namespace_location(struct arena *arena, struct text namespace,
                                      const struct plan_storage *storage)
{
    struct buffer out = buffer_new(arena);
    buffer_text(&out, location_of(arena, storage));
    for (size_t i = 0; i < namespace.size; i++)
        buffer_byte(&out, namespace.bytes[i] == '.' ? '/' : namespace.bytes[i]);
    buffer_byte(&out, '/');
    return buffer_finish(&out);
}

static void add_namespace(struct catalog_setup *of, struct text namespace,
                          const struct plan_storage *storage)
{
    struct arena *arena = of->setup->arena;
    if (names_add(&of->seen, namespace, of) != NULL)
        return;
    struct plan_data *map = data_add_map(arena, of->namespaces, NULL);
    data_add_text(arena, map, "name", namespace);
    add_parts(arena, map, namespace);
    if (storage != NULL && storage != of->storage)
        data_add_text(arena, map, "location", namespace_location(arena, namespace, storage));
}

/* With its parents, which come first. */
static void add_namespaces_to(struct catalog_setup *of, struct text namespace,
                              const struct plan_storage *storage)
{
    for (size_t i = 0; i < namespace.size; i++)
        if (namespace.bytes[i] == '.')
            add_namespace(of, (struct text){namespace.bytes, i}, NULL);
    add_namespace(of, namespace, storage);
}

/* That of floe.yaml, else the one that the scope asks for, else the data product's name. */
static struct text principal_role_of(const struct plan *plan, const struct plan_catalog *catalog)
{
    static const char prefix[] = "PRINCIPAL_ROLE:";
    struct text scope = catalog->scope.text;
    if (plan->principal_role.kind != VALUE_ABSENT)
        return plan->principal_role.text;
    if (scope.size < sizeof prefix || !text_starts(scope, prefix) ||
        text_is(scope, "PRINCIPAL_ROLE:ALL") || memchr(scope.bytes, ' ', scope.size) != NULL)
        return plan->project.text;
    return (struct text){scope.bytes + sizeof prefix - 1, scope.size - (sizeof prefix - 1)};
}

static void add_storage(struct catalog_setup *of, struct plan_data *map)
{
    static const char *const types[] = {
        [STORAGE_S3] = "S3",
        [STORAGE_GCS] = "GCS",
        [STORAGE_AZURE] = "AZURE",
        [STORAGE_LOCAL] = "FILE",
    };
    struct arena *arena = of->setup->arena;
    bool has_sts = of->storage->endpoint.kind == VALUE_ABSENT ||
                   of->storage->role_arn.kind != VALUE_ABSENT;
    data_add_text(arena, map, "location", location_of(arena, of->storage));
    data_add_text(arena, map, "storage_type", text_of(types[of->storage->type]));
    data_add_flag(arena, map, "lacks_sts", !has_sts);
    add_locations(of, map);
}

/* All that the plan knows of the catalog, and what follows from it. */
static void add_catalog(struct setup *setup, struct plan_data *list,
                        const struct plan_catalog *catalog, const struct plan_data *described)
{
    struct arena *arena = setup->arena;
    struct plan_data *map = data_add_map(arena, list, NULL);
    for (const struct plan_data *entry = described->first; entry != NULL; entry = entry->next)
        data_add_same(arena, map, entry->key.bytes, entry);
    struct catalog_setup of = {
        .setup = setup,
        .catalog = catalog,
        .storage = plan_storage_of(setup->target, catalog),
        .seen = names_new(arena, 0),
    };
    add_storage(&of, map);
    of.namespaces = data_add_list(arena, map, "namespaces");
    if (!text_is(catalog->namespace.text, "default"))
        add_namespaces_to(&of, catalog->namespace.text, NULL);
    for (const struct plan_layer *layer = catalog->layers; layer != NULL; layer = layer->next)
        add_namespaces_to(&of, layer->namespace.text, layer->storage);
    data_add_text(arena, map, "principal_role", principal_role_of(setup->plan, catalog));
    data_add_text(arena, map, "catalog_role",
                  text_format(arena, "%.*s_%s", TEXT_ARG(setup->plan->project.text),
                              catalog->access == ACCESS_READ ? "reader" : "writer"));
}

static struct names secrets_of(struct arena *arena, const struct plan_data *target)
{
    const struct plan_data *keys = data_find(data_find(target, "secrets"), "keys");
    struct names names = names_new(arena, 0);
    for (struct plan_data *key = keys == NULL ? NULL : keys->first; key != NULL; key = key->next)
        names_add(&names, data_find(key, "variable")->value.text, key);
    return names;
}

void view_polaris(struct view *view)
{
    struct arena *arena = view->emission->arena;
    const struct plan_data *described = data_find(view->described, "catalogs")->first;
    struct setup setup = {
        .arena = arena,
        .plan = view->emission->plan,
        .target = view->target,
        .needs = data_add_list(arena, view->data, "needs"),
        .variables = data_add_list(arena, view->data, "variables"),
        .seen = names_new(arena, 0),
        .secrets = secrets_of(arena, view->described),
    };
    struct plan_data *list = NULL;
    for (uint32_t i = 0; i < view->target->catalog_count; i++, described = described->next) {
        const struct plan_catalog *catalog = &view->target->catalogs[i];
        if (!is_set_up(view->target, catalog))
            continue;
        if (list == NULL)
            list = data_add_list(arena, view->data, "catalogs");
        add_catalog(&setup, list, catalog, described);
        add_variable(&setup, &catalog->uri, "the uri of the catalog");
        add_variable(&setup, &plan_storage_of(view->target, catalog)->endpoint,
                     "the address of the storage");
    }
}
