#include "floe/resolve/resolve.h"

#include "floe/base/arena.h"
#include "floe/base/names.h"
#include "floe/spec/rule.h"

/* The profiles of one section: those that exist, and those that were loaded. */
struct platform_section {
    const char *key;  /* in platform.yaml */
    const char *noun; /* in messages */
    const struct node *map;
    bool bad; /* reported already: nothing more is known of it */
    struct names loaded;
    struct names keys; /* filled when a name is not among the loaded ones */
};

struct resolver {
    struct arena *arena;
    struct diags *diags;
    struct resolved *resolved;
    struct platform_section storages;
    struct platform_section catalogs;
    struct platform_section computes;
    uint32_t suggestions;
};

static struct platform_section section_new(struct resolver *resolver, struct field_at at,
                                           const char *noun)
{
    const struct node *map = document_at(resolver->resolved->platform_document, at);
    bool bad = map != NULL && (map->flags & NODE_BAD) != 0;
    if (map != NULL && map->kind != NODE_MAP)
        map = NULL;
    return (struct platform_section){
        .bad = bad,
        .key = at.key,
        .noun = noun,
        .map = map,
        .loaded = names_new(resolver->arena, 0),
    };
}

static bool has_key(struct resolver *resolver, struct platform_section *section, struct text name)
{
    const struct node *map = section->map;
    if (section->keys.slot_count == 0) {
        section->keys = names_new(resolver->arena, map == NULL ? 0 : map->size);
        for (struct node *key = map == NULL ? NULL : map->is.first; key != NULL; key = key->next)
            names_add(&section->keys, node_text(key), key);
    }
    return names_find(&section->keys, name) != NULL;
}

static bool is_preset(const struct node *node)
{
    return (node->flags & NODE_PRESET) != 0;
}

static void note_existing(struct resolver *resolver, struct diag *diag,
                          const struct platform_section *section)
{
    struct document *platform = resolver->resolved->platform_document;
    struct text list = section->map == NULL || is_preset(section->map)
                           ? LITERAL("")
                           : rule_list(resolver->arena, section->map);
    if (list.size == 0) {
        diag_note(resolver->diags, diag, (struct span){.source = platform->tree.source},
                  "nothing is defined under '%s'", section->key);
        return;
    }
    diag_note(resolver->diags, diag, node_span(&platform->tree, section->map->is.first),
              "%s defined: %.*s", section->key, TEXT_ARG(list));
}

static void suggest_key(struct resolver *resolver, struct diag *diag,
                        const struct platform_section *section, struct text wanted,
                        struct span span)
{
    if (section->map == NULL || is_preset(section->map))
        return;
    struct text best = rule_nearest(section->map, wanted, &resolver->suggestions);
    if (best.size == 0)
        return;
    diag_label(resolver->diags, diag, "did you mean '%.*s'?", TEXT_ARG(best));
    diag_fix(diag, span, best);
}

/* A name, where it is or would be. */
struct mention {
    const struct document *document;
    struct field_at at; /* "catalog", or "catalog_ref" in a layer */
};

/* Nobody wrote the name: it is the name of what has none. */
static void explain_default(struct resolver *resolver, struct diag *diag,
                            const struct platform_section *section, const struct mention *mention)
{
    diag_why(resolver->diags, diag, "there is no %s here, so 'default' is asked for",
             mention->at.key);
    if (section->map != NULL && section->map->size > 0 && !is_preset(section->map))
        diag_help(resolver->diags, diag, "add '%s: %.*s'", mention->at.key,
                  TEXT_ARG(text_shown(resolver->arena, node_text(section->map->is.first))));
}

static struct span span_of(const struct mention *mention)
{
    const struct document *document = mention->document;
    const struct node *value = document_value(document, mention->at);
    if (value != NULL)
        return node_span(&document->tree, value);
    if (document->record == &record_floe)
        return (struct span){.source = document->tree.source};
    return document_key_span(document, mention->at.record);
}

static void report_unknown(struct resolver *resolver, const struct platform_section *section,
                           const char *name, const struct mention *mention)
{
    struct text path = resolver->resolved->platform_document->tree.source->path;
    struct span span = span_of(mention);
    struct diag *diag = diag_add(resolver->diags, PROFILE_UNKNOWN, span,
                                 "%s '%s' is not defined in %.*s", section->noun, name,
                                 TEXT_ARG(path));
    if (document_value(mention->document, mention->at) == NULL)
        explain_default(resolver, diag, section, mention);
    else
        suggest_key(resolver, diag, section, text_of(name), span);
    note_existing(resolver, diag, section);
}

/* The loaded profile; NULL, after a message unless the profile itself was reported. */
static const void *find(struct resolver *resolver, struct platform_section *section,
                        const struct document *document, struct field_at at, const char *name)
{
    if (name == NULL || name[0] == '\0' || section->bad)
        return NULL;
    const void *profile = names_find(&section->loaded, text_of(name));
    if (profile == NULL && !has_key(resolver, section, text_of(name)))
        report_unknown(resolver, section, name, &(struct mention){document, at});
    return profile;
}

static const struct storage_profile *find_storage(struct resolver *resolver)
{
    const struct resolved *in = resolver->resolved;
    struct platform_section *section = &resolver->storages;
    bool is_default = text_is(text_of(in->floe->storage), "default");
    if (section->map == NULL && is_default)
        return NULL; /* no storage at all is a choice */
    return find(resolver, section, in->floe_document, AT(in->floe, storage), in->floe->storage);
}

static void resolve_layers(struct resolver *resolver)
{
    struct resolved *out = resolver->resolved;
    const struct platform *platform = out->platform;
    out->layers = ARENA_ARRAY(resolver->arena, struct resolved_layer, platform->layers_count);
    out->layer_count = platform->layers_count;
    for (uint32_t i = 0; i < platform->layers_count; i++) {
        const struct layer *layer = &platform->layers[i];
        out->layers[i] = (struct resolved_layer){
            .layer = layer,
            .storage = find(resolver, &resolver->storages, out->platform_document,
                            AT(layer, storage_ref), layer->storage_ref),
            .catalog = find(resolver, &resolver->catalogs, out->platform_document,
                            AT(layer, catalog_ref), layer->catalog_ref),
        };
    }
}

#define ADD_LOADED(section, list, count)                                                           \
    for (uint32_t i = 0; i < (count); i++)                                                         \
        names_add(&(section).loaded, text_of((list)[i].key), (void *)(uintptr_t)&(list)[i])

struct resolved resolve(struct arena *arena, struct diags *diags, struct document *floe_document,
                        struct document *platform_document, const struct floe *floe,
                        const struct platform *platform)
{
    struct resolved resolved = {
        .floe_document = floe_document,
        .platform_document = platform_document,
        .floe = floe,
        .platform = platform,
    };
    struct resolver resolver = {.arena = arena, .diags = diags, .resolved = &resolved};
    resolver.storages = section_new(&resolver, AT(platform, storage), "storage");
    resolver.catalogs = section_new(&resolver, AT(platform, catalogs), "catalog");
    resolver.computes = section_new(&resolver, AT(platform, compute), "compute");
    ADD_LOADED(resolver.storages, platform->storage, platform->storage_count);
    ADD_LOADED(resolver.catalogs, platform->catalogs, platform->catalogs_count);
    ADD_LOADED(resolver.computes, platform->compute, platform->compute_count);
    resolved.storage = find_storage(&resolver);
    resolved.catalog = find(&resolver, &resolver.catalogs, floe_document, AT(floe, catalog),
                            floe->catalog);
    resolved.compute = find(&resolver, &resolver.computes, floe_document, AT(floe, compute),
                            floe->compute);
    resolve_layers(&resolver);
    return resolved;
}
