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
};

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

static void lower_scalar(struct lowering *lowering, unsigned depth, const struct field *field,
                         const struct node *value)
{
    bool usable = is_usable(value) && value->kind == NODE_SCALAR;
    bool required = (field->need & REQUIRED) != 0;
    if (!usable && field->preset == NULL && !required)
        return;
    struct text text = usable ? node_text(value) : text_of(field->preset);
    if (field->kind == FIELD_TEXT) {
        put_text(lowering, depth, field->key, text);
    } else if (field->kind == FIELD_WORD) {
        bool needs_word = field->preset == NULL && !usable;
        put_text(lowering, depth, field->key,
                 needs_word ? text_of(field->words->spellings[0]) : text);
    } else {
        put_plain(lowering, depth, field->key, text.size == 0 ? LITERAL("0") : text);
    }
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
                          const struct record *record, const struct node *above,
                          struct node *value)
{
    const struct node *selector = tree_find(above, field->preset);
    bool checked = selector == NULL || (selector->flags & NODE_BAD) == 0; /* else as no record */
    struct node *map =
        checked && is_usable(value) && value->kind == NODE_MAP ? value : NULL;
    struct text word = selector != NULL && is_usable(selector)
                           ? node_text(selector)
                           : text_of(record_field(record, text_of(field->preset))->preset);
    put_key(lowering, depth, field->key);
    buffer_byte(&lowering->out, '\n');
    put_node(lowering, depth + 1, "node", map);
    lower_chosen(lowering, depth + 1, word, field->variants, map);
}

static void lower_list(struct lowering *lowering, unsigned depth, const struct field *field,
                       const struct node *list)
{
    if (!is_usable(list) || list->kind != NODE_LIST || list->size == 0)
        return;
    put_key(lowering, depth, field->key);
    size_t mark = lowering->out.size;
    buffer_byte(&lowering->out, '\n');
    for (struct node *entry = list->is.first; entry != NULL; entry = entry->next) {
        if (!is_usable(entry))
            continue;
        if (field->kind == FIELD_LIST_OF) {
            begin_entry(lowering, depth + 1, entry, NULL);
            lower_fields(lowering, depth + 1, entry, field->record);
        } else {
            buffer_repeat(&lowering->out, ' ', (size_t)depth * INDENT);
            buffer_string(&lowering->out, "- ");
            yaml_put_text(&lowering->out, node_text(entry));
            buffer_byte(&lowering->out, '\n');
        }
    }
    if (lowering->out.size == mark + 1) {
        lowering->out.size = mark;
        buffer_string(&lowering->out, " []\n");
    }
}

static bool is_lowered(const struct field *field, const struct node *key)
{
    if (!is_usable(key) || key->value == NULL || (key->value->flags & NODE_BAD) != 0)
        return false;
    if (field->kind == FIELD_MAP_TEXT)
        return is_usable(key->value);
    if (key->value->kind != NODE_MAP || key_is_free(node_text(key)))
        return false;
    return (field->need & REFERRED) == 0 || (key->flags & NODE_REACHED) != 0;
}

static void lower_entry(struct lowering *lowering, unsigned depth, const struct field *field,
                        struct node *key)
{
    if (field->kind == FIELD_MAP_TEXT) {
        put_text(lowering, depth, "text", node_text(key->value));
    } else if (field->kind == FIELD_MAP_OF) {
        lower_fields(lowering, depth, key->value, field->record);
    } else {
        const struct node *type = tree_find(key->value, "type");
        if (type != NULL && is_usable(type))
            lower_chosen(lowering, depth, node_text(type), field->variants, key->value);
    }
}

static void lower_map(struct lowering *lowering, unsigned depth, const struct field *field,
                      const struct node *map)
{
    if (!is_usable(map) || map->kind != NODE_MAP)
        return;
    put_key(lowering, depth, field->key);
    size_t mark = lowering->out.size;
    buffer_byte(&lowering->out, '\n');
    for (struct node *key = map->is.first; key != NULL; key = key->next) {
        if (!is_lowered(field, key))
            continue;
        begin_entry(lowering, depth + 1, key->value, key);
        put_text(lowering, depth + 1, "key", node_text(key));
        lower_entry(lowering, depth + 1, field, key);
    }
    if (lowering->out.size == mark + 1) {
        lowering->out.size = mark;
        buffer_string(&lowering->out, " []\n");
    }
}

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

static void lower_value(struct lowering *lowering, unsigned depth, const struct field *field,
                        const struct record *record, const struct node *map)
{
    struct node *value = tree_find(map, field->key);
    switch ((enum field_kind)field->kind) {
    case FIELD_TEXT:
    case FIELD_WORD:
    case FIELD_BOOL:
    case FIELD_INT:
    case FIELD_REAL:
        lower_scalar(lowering, depth, field, value);
        break;
    case FIELD_TEXT_OR_SECRET:
    case FIELD_SECRET:
        lower_secret(lowering, depth, field, value);
        break;
    case FIELD_NEST:
        lower_nest(lowering, depth, field, value);
        break;
    case FIELD_VARIANT:
        lower_variant(lowering, depth, field, record, map, value);
        break;
    case FIELD_LIST_TEXT:
    case FIELD_LIST_WORD:
    case FIELD_LIST_OF:
        lower_list(lowering, depth, field, value);
        break;
    case FIELD_MAP_TEXT:
    case FIELD_MAP_OF:
    case FIELD_MAP_VARIANT:
        lower_map(lowering, depth, field, value);
        break;
    case FIELD_MAP_ANY:
    case FIELD_ANY:
        if (is_usable(value))
            put_node(lowering, depth, field->key, value);
        break;
    }
}

static void lower_field(struct lowering *lowering, unsigned depth, const struct field *field,
                        const struct record *record, const struct node *map)
{
    bool described = lowering->describes;
    bool resolved = (field->need & RESOLVED) != 0;
    lowering->describes = !resolved && (described || (field->need & (LISTED | CHECK_ONLY)) != 0);
    if (!lowering->describes || holds_resolved(field))
        lower_value(lowering, depth, field, record, map);
    lowering->describes = described;
}

static void lower_fields(struct lowering *lowering, unsigned depth, struct node *map,
                         const struct record *record)
{
    for (uint32_t i = 0; i < record->field_count; i++)
        lower_field(lowering, depth, &record->fields[i], record, map);
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
