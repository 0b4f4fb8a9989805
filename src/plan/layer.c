#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/plan/planner.h"

static bool begins_with_part(struct text namespace, struct text part)
{
    return namespace.size > part.size + 1 && part.size > 0 &&
           memcmp(namespace.bytes, part.bytes, part.size) == 0 &&
           namespace.bytes[part.size] == '.';
}

/* Both readings, once a catalog: the other layers are in notes below the first. */
static void note_stripped(struct planner *planner, const struct layer *layer,
                          const struct plan_catalog *catalog, const struct value *namespace)
{
    struct diag *first = names_find(&planner->stripped, text_of(catalog->name));
    if (first != NULL) {
        diag_note(planner->diags, first, namespace->origin.span,
                  "layer '%s' too: namespace '%.*s'", layer->key, TEXT_ARG(namespace->text));
        return;
    }
    struct diag *diag = diag_add(
        planner->diags, NAMESPACE_HOLDS_WAREHOUSE, namespace->origin.span,
        "layer '%s' writes to namespace '%.*s' of warehouse '%.*s'", layer->key,
        TEXT_ARG(namespace->text), TEXT_ARG(catalog->warehouse.text));
    diag_label(planner->diags, diag, "not to namespace '%s' in it", layer->namespace);
    diag_why(planner->diags, diag, "the warehouse is the catalog itself, so it is not part of a "
                                   "namespace");
    diag_help(planner->diags, diag, "write 'namespace: %.*s', or 'properties: {strip_warehouse: "
                                    "false}' in catalog '%s' to keep it",
              TEXT_ARG(namespace->text), catalog->name);
    names_add(&planner->stripped, text_of(catalog->name), diag);
}

static void drop_part(struct value *value, struct text part)
{
    value->text.bytes += part.size + 1;
    value->text.size -= part.size + 1;
    value->origin.kind = ORIGIN_DERIVED;
}

/* Warehouses' schemas don't nest, and most have no hyphen: demo.silver is demo_silver. */
static struct value warehouse_schema(struct planner *planner, struct value namespace,
                                     const struct catalog_profile *profile)
{
    struct text warehouse = text_of(profile->warehouse);
    if (profile->properties->strip_warehouse == TRUTH_TRUE &&
        begins_with_part(namespace.text, warehouse))
        drop_part(&namespace, warehouse);
    char *bytes = arena_alloc(planner->arena, namespace.text.size + 1);
    for (size_t i = 0; i < namespace.text.size; i++) {
        char c = namespace.text.bytes[i];
        bytes[i] = c == '.' || c == '-' ? '_' : c;
        if (bytes[i] != c)
            namespace.origin.kind = ORIGIN_DERIVED;
    }
    namespace.text.bytes = bytes;
    return namespace;
}

/* AWS's namespaces have one level. */
static void refuse_nested(struct planner *planner, const struct layer *layer,
                          const struct plan_catalog *catalog, const struct value *namespace)
{
    if (!plan_is_aws(catalog) ||
        memchr(namespace->text.bytes, '.', namespace->text.size) == NULL)
        return;
    const char *service = plan_is_glue(catalog) ? "Glue" : "S3 Tables";
    struct diag *diag = diag_add(planner->diags, NAMESPACE_REFUSED, namespace->origin.span,
                                 "layer '%s' writes to namespace '%.*s' of %s", layer->key,
                                 TEXT_ARG(namespace->text), service);
    struct buffer single = buffer_new(planner->arena);
    for (size_t i = 0; i < namespace->text.size; i++)
        buffer_byte(&single, namespace->text.bytes[i] == '.' ? '_' : namespace->text.bytes[i]);
    diag_why(planner->diags, diag, "namespaces of %s have one level", service);
    diag_help(planner->diags, diag, "write 'namespace: %s'", buffer_finish(&single).bytes);
}

/* Real files write the warehouse in front of the namespace. */
static struct value plan_namespace(struct planner *planner, const struct layer *layer,
                                   const struct catalog_profile *profile,
                                   const struct plan_catalog *catalog)
{
    const struct document *document = planner->resolved->platform_document;
    struct value value = TEXT_AT(document, layer, namespace);
    if (catalog == NULL || value.kind == VALUE_ABSENT)
        return value;
    if (catalog->format == FORMAT_WAREHOUSE)
        return warehouse_schema(planner, value, profile);
    if (catalog->strips_warehouse && begins_with_part(value.text, catalog->warehouse.text)) {
        drop_part(&value, catalog->warehouse.text);
        note_stripped(planner, layer, catalog, &value);
    }
    refuse_nested(planner, layer, catalog, &value);
    return value;
}

/* From the last on, so that each list begins with its first. */
static void link_layers(struct plan_target *target)
{
    for (uint32_t i = target->layer_count; i > 0; i--) {
        struct plan_layer *layer = &target->layers[i - 1];
        if (layer->catalog == NULL)
            continue;
        struct plan_catalog *catalog = &target->catalogs[layer->catalog - target->catalogs];
        layer->next = catalog->layers;
        catalog->layers = layer;
    }
}

void plan_layers(struct planner *planner)
{
    const struct resolved *resolved = planner->resolved;
    struct plan_target *target = planner->target;
    target->layers = ARENA_ARRAY(planner->arena, struct plan_layer, resolved->layer_count + 1);
    target->layer_count = resolved->layer_count;
    for (uint32_t i = 0; i < resolved->layer_count; i++) {
        const struct resolved_layer *layer = &resolved->layers[i];
        struct plan_catalog *catalog =
            layer->catalog == NULL ? NULL
                                   : names_find(&planner->catalogs, text_of(layer->catalog->key));
        target->layers[i] = (struct plan_layer){
            .name = layer->layer->key,
            .catalog = catalog,
            .storage = layer->storage == NULL
                           ? NULL
                           : names_find(&planner->storages, text_of(layer->storage->key)),
            .storage_origin = origin_of(resolved->platform_document, AT(layer->layer, storage_ref)),
            .namespace = plan_namespace(planner, layer->layer, layer->catalog, catalog),
        };
        if (catalog != NULL && catalog->storage == NULL)
            catalog->storage = target->layers[i].storage;
    }
    link_layers(target);
}
