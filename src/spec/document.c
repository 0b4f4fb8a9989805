#include "floe/spec/document.h"

#include "floe/base/arena.h"
#include "floe/base/names.h"
#include "floe/read/read.h"
#include "floe/spec/leak.h"
#include "floe/spec/secret_name.h"

bool document_check(struct arena *arena, struct diags *diags, const struct world *world,
                    struct source *source, const struct record *record, const char *secret_prefix,
                    struct document *document)
{
    *document = (struct document){.arena = arena, .record = record};
    bool read = read_tree(arena, diags, source, &document->tree);
    if (!read) {
        leak_hide_broken(arena, diags, source);
        return false;
    }
    struct checker checker = {
        .arena = arena,
        .diags = diags,
        .world = world,
        .tree = &document->tree,
        .severity = DIAG_ERROR,
        .secrets = secret_names_new(arena, secret_prefix),
    };
    struct where root = {.kind = WHERE_ROOT, .name = text_of(record->noun)};
    struct span start = {.source = source, .end = 0};
    leak_check(&checker, record);
    check_record(&checker, document->tree.root, record, &root, start);
    document->uses = checker.uses;
    document->secrets = checker.secrets;
    return true;
}

bool document_refuse_secrets(struct diags *diags, const struct document *document,
                             const struct document *other)
{
    bool refused = false;
    for (const struct variable_use *use = document->uses; use != NULL; use = use->next) {
        if (!secret_names_lead_to(other->secrets, use->name))
            continue;
        refused = true;
        struct diag *diag = diag_add(diags, VARIABLE_SECRET, use->span,
                                     "${%.*s} names a secret of %.*s", TEXT_ARG(use->name),
                                     TEXT_ARG(other->tree.source->path));
        diag_why(diags, diag, "the value of ${NAME} is written into the output");
        diag_help(diags, diag, "use another variable for a value that is not a secret");
    }
    return refused;
}

static struct node *preset_node(struct arena *arena, enum node_kind kind, const char *text)
{
    struct node *node = ARENA_NEW(arena, struct node);
    struct text copy = text_of(text);
    node->kind = (uint8_t)kind;
    node->flags = NODE_PRESET;
    if (kind == NODE_SCALAR) {
        node->is.bytes = copy.bytes;
        node->size = (uint32_t)copy.size;
    }
    return node;
}

static void append(struct node *map, struct node *key, struct node *value)
{
    key->value = value;
    struct node **end = &map->is.first;
    while (*end != NULL)
        end = &(*end)->next;
    *end = key;
    map->size++;
}

/* "section: {default: {type: word}}" where the section is not there. */
static void complete_section(struct document *document, const char *section, const char *type)
{
    struct arena *arena = document->arena;
    struct node *root = document->tree.root;
    struct node *given = tree_find(root, section);
    if (given != NULL && !node_is_null(given))
        return;
    struct node *profile = preset_node(arena, NODE_MAP, NULL);
    append(profile, preset_node(arena, NODE_SCALAR, "type"), preset_node(arena, NODE_SCALAR, type));
    struct node *profiles = preset_node(arena, NODE_MAP, NULL);
    append(profiles, preset_node(arena, NODE_SCALAR, "default"), profile);
    if (given != NULL)
        tree_find_key(root, text_of(section))->value = profiles;
    else
        append(root, preset_node(arena, NODE_SCALAR, section), profiles);
}

void document_complete_platform(struct document *document)
{
    if (document->tree.root->kind != NODE_MAP)
        return;
    complete_section(document, "catalogs", "local");
    complete_section(document, "compute", "duckdb");
}

/* The names that are asked for in one section: fewer than it has, as a rule. */
static void want(struct names *wanted, struct text name)
{
    names_add(wanted, name, wanted);
}

static void want_reference(struct names *wanted, const struct node *layer, const char *field,
                           const char *preset)
{
    const struct node *value = tree_given(layer, field);
    if (value == NULL)
        want(wanted, text_of(preset));
    else if (value->kind == NODE_SCALAR)
        want(wanted, node_text(value));
}

static void mark(const struct node *above, const char *section, const struct names *wanted)
{
    const struct node *map = tree_find(above, section);
    bool is_map = map != NULL && map->kind == NODE_MAP;
    for (struct node *key = is_map ? map->is.first : NULL; key != NULL; key = key->next)
        if (names_find(wanted, node_text(key)) != NULL)
            key->flags |= NODE_REACHED;
}

void document_mark_reached(struct document *platform, const struct floe *floe)
{
    struct names storages = names_new(platform->arena, 0);
    struct names catalogs = names_new(platform->arena, 0);
    struct names computes = names_new(platform->arena, 0);
    want(&storages, text_of(floe->storage));
    want(&catalogs, text_of(floe->catalog));
    want(&computes, text_of(floe->compute));
    const struct node *logs =
        tree_find(tree_find(platform->tree.root, "observability"), "compute_logs");
    if (logs != NULL)
        want_reference(&storages, logs, "storage_ref", "default");
    if (floe->observability != NULL && floe->observability->compute_logs != NULL)
        want(&storages, text_of(floe->observability->compute_logs->storage_ref));
    const struct node *layers = tree_find(platform->tree.root, "layers");
    bool is_map = layers != NULL && layers->kind == NODE_MAP;
    for (const struct node *key = is_map ? layers->is.first : NULL; key != NULL; key = key->next) {
        want_reference(&storages, key->value, "storage_ref", NULL);
        want_reference(&catalogs, key->value, "catalog_ref", "default");
    }
    const struct node *root = platform->tree.root;
    struct names resources = names_new(platform->arena, 0);
    want(&resources, LITERAL("transform"));
    mark(root, "storage", &storages);
    mark(root, "catalogs", &catalogs);
    mark(root, "compute", &computes);
    mark(tree_find(root, "infrastructure"), "resource_profiles", &resources);
}

struct node *document_node(const struct document *document, uint32_t number)
{
    return number == 0 || number >= document->node_count ? NULL : document->nodes[number];
}

struct span document_span(const struct document *document, uint32_t number)
{
    const struct node *node = document_node(document, number);
    if (node == NULL || (node->flags & NODE_PRESET) != 0)
        return (struct span){.source = document->tree.source};
    return node_span(&document->tree, node);
}

static struct node *sound(struct node *value)
{
    bool given = value != NULL && (value->flags & NODE_PRESET) == 0;
    return given && node_is_sound(value) ? value : NULL;
}

struct node *document_at(const struct document *document, struct field_at at)
{
    return at.record == 0 ? NULL : document_node(document, at.value);
}

struct node *document_value(const struct document *document, struct field_at at)
{
    return sound(document_at(document, at));
}

struct node *document_find(const struct document *document, uint32_t number, const char *key)
{
    return sound(tree_find(document_node(document, number), key));
}

struct span document_key_span(const struct document *document, uint32_t number)
{
    const struct node *node = document_node(document, number);
    const struct node *key = node == NULL ? NULL : document->nodes[number + 1];
    if (key == NULL || (key->flags & NODE_PRESET) != 0)
        return document_span(document, number);
    return node_span(&document->tree, key);
}

bool document_is_bad(const struct document *document, struct field_at at)
{
    const struct node *value = document_at(document, at);
    return value != NULL && (value->flags & NODE_BAD) != 0;
}

struct span document_value_span(const struct document *document, struct field_at at)
{
    const struct node *value = document_value(document, at);
    return value != NULL ? node_span(&document->tree, value) : document_span(document, at.record);
}
