#include <assert.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/base/yaml.h"
#include "floe/spec/document.h"

enum { INDENT = 2 };

struct lowering {
    struct document *document;
    struct buffer out;
    uint32_t capacity; /* of document->nodes */
    bool describes;    /* only what is RESOLVED is loaded here */
    const struct record *record; /* whose field is lowered */
    const struct node *map;      /* what was read of it; NULL: nothing */
};

/* Of a field, or of an entry: in a map, of its key. */
typedef void lower_value(struct lowering *lowering, unsigned depth, const struct field *field,
                         struct node *value);

/* key: what the node is the value of in a map with free keys, else NULL */
static uint32_t number_of(struct lowering *lowering, struct node *node, struct node *key)
{
    struct document *document = lowering->document;
    if (node == NULL)
        return 0;
    uint32_t number = ++document->node_count;
    if (number >= lowering->capacity) {
        uint32_t capacity = lowering->capacity == 0 ? 64 : lowering->capacity * 2;
        document->nodes = arena_grow(document->arena, document->nodes,
                                     lowering->capacity * sizeof(struct node *),
                                     capacity * sizeof(struct node *));
        document->keys = arena_grow(document->arena, document->keys,
                                    lowering->capacity * sizeof(struct node *),
                                    capacity * sizeof(struct node *));
        lowering->capacity = capacity;
    }
    document->nodes[number] = node;
    document->keys[number] = key;
    return number;
}

static void put_key(struct lowering *lowering, unsigned depth, const char *key)
{
    buffer_repeat(&lowering->out, ' ', (size_t)depth * INDENT);
    buffer_string(&lowering->out, key);
    buffer_byte(&lowering->out, ':');
}

static void put_text(struct lowering *lowering, unsigned depth, const char *key, struct text text)
{
    put_key(lowering, depth, key);
    buffer_byte(&lowering->out, ' ');
    yaml_put_text(&lowering->out, text);
    buffer_byte(&lowering->out, '\n');
}

static void put_plain(struct lowering *lowering, unsigned depth, const char *key, struct text text)
{
    put_key(lowering, depth, key);
    buffer_byte(&lowering->out, ' ');
    buffer_text(&lowering->out, text);
    buffer_byte(&lowering->out, '\n');
}

static void put_node(struct lowering *lowering, unsigned depth, const char *key, struct node *node)
{
    put_key(lowering, depth, key);
    buffer_format(&lowering->out, " %u\n", number_of(lowering, node, NULL));
}

/* The mark of a list's entry takes the place of its first line's indentation. */
static void begin_entry(struct lowering *lowering, unsigned depth, struct node *node,
                        struct node *key)
{
    buffer_repeat(&lowering->out, ' ', (size_t)(depth - 1) * INDENT);
    buffer_format(&lowering->out, "- node: %u\n", number_of(lowering, node, key));
}

static bool is_usable(const struct node *value)
{
    return value != NULL && (value->flags & NODE_BAD) == 0 && !node_is_null(value);
}

static void lower_fields(struct lowering *lowering, unsigned depth, struct node *map,
                         const struct record *record);

/* What is written: as given, else the preset, else of what is required a stand-in. */
static bool written(const struct field *field, const struct node *value, const char *stand_in,
                    struct text *text)
{
    bool usable = is_usable(value) && value->kind == NODE_SCALAR;
    const char *preset = field->preset == NULL ? stand_in : field->preset;
    *text = usable ? node_text(value) : text_of(preset);
    return usable || field->preset != NULL || (field->need & REQUIRED) != 0;
}

static void lower_text(struct lowering *lowering, unsigned depth, const struct field *field,
                       struct node *value)
{
    struct text text;
    if (written(field, value, "", &text))
        put_text(lowering, depth, field->key, text);
}

static void lower_word(struct lowering *lowering, unsigned depth, const struct field *field,
                       struct node *value)
{
    struct text text;
    if (written(field, value, field->words->spellings[0], &text))
        put_text(lowering, depth, field->key, text);
}

static void lower_plain(struct lowering *lowering, unsigned depth, const struct field *field,
                        struct node *value)
{
    struct text text;
    if (written(field, value, "0", &text))
        put_plain(lowering, depth, field->key, text);
}

static void lower_node(struct lowering *lowering, unsigned depth, const struct field *field,
                       struct node *value)
{
    if (is_usable(value))
        put_node(lowering, depth, field->key, value);
}

static void lower_secret(struct lowering *lowering, unsigned depth, const struct field *field,
                         struct node *value)
{
    if (!is_usable(value) && field->preset == NULL)
        return;
    put_key(lowering, depth, field->key);
    buffer_byte(&lowering->out, '\n');
    put_node(lowering, depth + 1, "node", is_usable(value) ? value : NULL);
    if (!is_usable(value)) {
        put_text(lowering, depth + 1, "text", text_of(field->preset));
    } else if (value->kind == NODE_SCALAR) {
        put_text(lowering, depth + 1, "text", node_text(value));
    } else {
        const struct node *name = tree_find(value, "secret_ref");
        if (name != NULL && is_usable(name))
            put_text(lowering, depth + 1, "secret_ref", node_text(name));
    }
}

static void lower_nest(struct lowering *lowering, unsigned depth, const struct field *field,
                       struct node *value)
{
    bool usable = is_usable(value) && value->kind == NODE_MAP;
    if (!usable && (field->need & NULLABLE) != 0)
        return;
    struct node *map = usable ? value : NULL;
    put_key(lowering, depth, field->key);
    buffer_byte(&lowering->out, '\n');
    put_node(lowering, depth + 1, "node", map);
    lower_fields(lowering, depth + 1, map, field->record);
}

/* A union: the chosen record under its word. */
static void lower_chosen(struct lowering *lowering, unsigned depth, struct text word,
                         const struct variants *variants, struct node *map)
{
    const struct record *record = variants_find(variants, word);
    if (record == NULL)
        return;
    put_key(lowering, depth, text_copy(lowering->document->arena, word).bytes);
    buffer_byte(&lowering->out, '\n');
    put_node(lowering, depth + 1, "node", map);
    lower_fields(lowering, depth + 1, map, record);
}

static void lower_variant(struct lowering *lowering, unsigned depth, const struct field *field,
                          struct node *value)
{
    const struct node *selector = tree_find(lowering->map, field->preset);
    const struct field *selecting = record_field(lowering->record, text_of(field->preset));
    bool checked = selector == NULL || (selector->flags & NODE_BAD) == 0; /* else as no record */
    struct node *map =
        checked && is_usable(value) && value->kind == NODE_MAP ? value : NULL;
    struct text word = selector != NULL && is_usable(selector)
                           ? node_text(selector)
                           : text_of(selecting->preset);
    put_key(lowering, depth, field->key);
    buffer_byte(&lowering->out, '\n');
    put_node(lowering, depth + 1, "node", map);
    lower_chosen(lowering, depth + 1, word, field->variants, map);
}

static void entry_text(struct lowering *lowering, unsigned depth, const struct field *field,
                       struct node *entry)
{
    (void)field;
    buffer_repeat(&lowering->out, ' ', (size_t)(depth - 1) * INDENT);
    buffer_string(&lowering->out, "- ");
    yaml_put_text(&lowering->out, node_text(entry));
    buffer_byte(&lowering->out, '\n');
}

static void entry_item(struct lowering *lowering, unsigned depth, const struct field *field,
                       struct node *entry)
{
    begin_entry(lowering, depth, entry, NULL);
    lower_fields(lowering, depth, entry, field->record);
}

static void begin_named(struct lowering *lowering, unsigned depth, struct node *key)
{
    begin_entry(lowering, depth, key->value, key);
    put_text(lowering, depth, "key", node_text(key));
}

static void entry_pair(struct lowering *lowering, unsigned depth, const struct field *field,
                       struct node *key)
{
    (void)field;
    begin_named(lowering, depth, key);
    put_text(lowering, depth, "text", node_text(key->value));
}

static void entry_record(struct lowering *lowering, unsigned depth, const struct field *field,
                         struct node *key)
{
    begin_named(lowering, depth, key);
    lower_fields(lowering, depth, key->value, field->record);
}

static void entry_variant(struct lowering *lowering, unsigned depth, const struct field *field,
                          struct node *key)
{
    begin_named(lowering, depth, key);
    const struct node *type = tree_find(key->value, "type");
    if (type != NULL && is_usable(type))
        lower_chosen(lowering, depth, node_text(type), field->variants, key->value);
}

#define entry_word entry_text
#define entry_none NULL
#define KIND(name, many, title, limits, check, lower, schema, entry) [FIELD_##name] = entry_##entry,
static lower_value *const entries[] = {
#include "floe/spec/kinds.def"
};
#undef KIND

static bool is_lowered(const struct field *field, const struct node *key)
{
    if (!is_usable(key) || field_many(field) == FIELD_IS_LIST)
        return is_usable(key);
    if (key->value == NULL || (key->value->flags & NODE_BAD) != 0)
        return false;
    if (field->kind == FIELD_MAP_TEXT)
        return is_usable(key->value);
    if (key->value->kind != NODE_MAP || key_is_free(node_text(key)))
        return false;
    return (field->need & REFERRED) == 0 || (key->flags & NODE_REACHED) != 0;
}

static void lower_many(struct lowering *lowering, unsigned depth, const struct field *field,
                       const struct node *value, enum node_kind kind)
{
    if (!is_usable(value) || value->kind != kind || (kind == NODE_LIST && value->size == 0))
        return;
    put_key(lowering, depth, field->key);
    size_t mark = lowering->out.size;
    buffer_byte(&lowering->out, '\n');
    for (struct node *entry = value->is.first; entry != NULL; entry = entry->next)
        if (is_lowered(field, entry))
            entries[field->kind](lowering, depth + 1, field, entry);
    if (lowering->out.size == mark + 1) {
        lowering->out.size = mark;
        buffer_string(&lowering->out, " []\n");
    }
}

static void lower_list(struct lowering *lowering, unsigned depth, const struct field *field,
                       struct node *list)
{
    lower_many(lowering, depth, field, list, NODE_LIST);
}

static void lower_map(struct lowering *lowering, unsigned depth, const struct field *field,
                      struct node *map)
{
    lower_many(lowering, depth, field, map, NODE_MAP);
}

#define KIND(name, many, title, limits, check, lower, schema, entry) [FIELD_##name] = lower_##lower,
static lower_value *const values[] = {
#include "floe/spec/kinds.def"
};
#undef KIND

/* Whether something below is loaded although its surroundings only describe. */
static bool holds_resolved(const struct field *field)
{
    if ((field->need & RESOLVED) != 0)
        return true;
    for (uint32_t i = 0; field->kind == FIELD_NEST && i < field->record->field_count; i++)
        if (holds_resolved(&field->record->fields[i]))
            return true;
    return false;
}

static void lower_field(struct lowering *lowering, unsigned depth, const struct field *field,
                        const struct node *map)
{
    bool described = lowering->describes;
    bool resolved = (field->need & RESOLVED) != 0;
    lowering->describes = !resolved && (described || (field->need & (LISTED | CHECK_ONLY)) != 0);
    if (!lowering->describes || holds_resolved(field))
        values[field->kind](lowering, depth, field, tree_find(map, field->key));
    lowering->describes = described;
}

static void lower_fields(struct lowering *lowering, unsigned depth, struct node *map,
                         const struct record *record)
{
    for (uint32_t i = 0; i < record->field_count; i++) {
        lowering->record = record;
        lowering->map = map;
        lower_field(lowering, depth, &record->fields[i], map);
    }
}

struct text document_lower(struct document *document)
{
    struct lowering lowering = {.document = document, .out = buffer_new(document->arena)};
    struct node *root = document->tree.root;
    bool is_map = root != NULL && root->kind == NODE_MAP;
    put_node(&lowering, 0, "node", is_map ? root : NULL);
    lower_fields(&lowering, 0, is_map ? root : NULL, document->record);
    return buffer_finish(&lowering.out);
}
