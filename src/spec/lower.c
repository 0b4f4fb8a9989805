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
    uint32_t capacity;           /* of document->nodes */
    const struct record *record; /* whose field is lowered */
    uint32_t number;             /* of what was read of it; 0: nothing */
};

/* Of a field, or of an entry: in a map, of its key. */
typedef void lower_value(struct lowering *lowering, unsigned depth, const struct field *field,
                         struct node *value);

/*
 * A block of numbers: the node's, its key's where keys are free, and those of
 * the record's fields.  See AT() in spec.h.
 */
static uint32_t number_of(struct lowering *lowering, struct node *node, struct node *key,
                          const struct record *record)
{
    enum { BLOCK_MAX = RECORD_FIELDS_MAX + FIELD_NUMBER_FIRST };
    struct document *document = lowering->document;
    if (node == NULL)
        return 0;
    if (document->node_count + BLOCK_MAX > lowering->capacity) {
        uint32_t capacity = (lowering->capacity + BLOCK_MAX) * 2;
        document->nodes = arena_grow(document->arena, document->nodes,
                                     lowering->capacity * sizeof(struct node *),
                                     capacity * sizeof(struct node *));
        lowering->capacity = capacity;
    }
    uint32_t number = document->node_count == 0 ? 1 : document->node_count;
    struct node **block = &document->nodes[number];
    block[0] = node;
    block[1] = key;
    uint32_t count = record == NULL ? 0 : record->field_count;
    for (uint32_t i = 0; i < count; i++) {
        struct text name = {record->fields[i].key, record->fields[i].key_bytes};
        const struct node *found = tree_find_key(node, name);
        block[FIELD_NUMBER_FIRST + i] = found == NULL ? NULL : found->value;
    }
    document->node_count = number + FIELD_NUMBER_FIRST + count;
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

static uint32_t put_node(struct lowering *lowering, unsigned depth, struct node *node,
                         const struct record *record)
{
    uint32_t number = number_of(lowering, node, NULL, record);
    buffer_repeat(&lowering->out, ' ', (size_t)depth * INDENT);
    buffer_format(&lowering->out, "node: %u\n", number);
    return number;
}

/* The mark of a list's entry takes the place of its first line's indentation. */
static uint32_t begin_entry(struct lowering *lowering, unsigned depth, struct node *node,
                            struct node *key, const struct record *record)
{
    uint32_t number = number_of(lowering, node, key, record);
    buffer_repeat(&lowering->out, ' ', (size_t)(depth - 1) * INDENT);
    buffer_format(&lowering->out, "- node: %u\n", number);
    return number;
}

static void lower_fields(struct lowering *lowering, unsigned depth, uint32_t number,
                         const struct record *record);

/* What is written: as given, else the preset, else of what is required a stand-in. */
static bool written(const struct field *field, const struct node *value, const char *stand_in,
                    struct text *text)
{
    bool usable = node_is_sound(value) && value->kind == NODE_SCALAR;
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

static void lower_secret(struct lowering *lowering, unsigned depth, const struct field *field,
                         struct node *value)
{
    if (!node_is_sound(value) && field->preset == NULL)
        return;
    put_key(lowering, depth, field->key);
    buffer_byte(&lowering->out, '\n');
    uint32_t number =
        put_node(lowering, depth + 1, node_is_sound(value) ? value : NULL, &record_text_or_secret);
    if (!node_is_sound(value))
        put_text(lowering, depth + 1, "text", text_of(field->preset));
    else if (value->kind == NODE_SCALAR)
        put_text(lowering, depth + 1, "text", node_text(value));
    else
        lower_fields(lowering, depth + 1, number, &record_text_or_secret);
}

static void lower_nest(struct lowering *lowering, unsigned depth, const struct field *field,
                       struct node *value)
{
    bool usable = node_is_sound(value) && value->kind == NODE_MAP;
    if (!usable && (field->need & NULLABLE) != 0)
        return;
    struct node *map = usable ? value : NULL;
    put_key(lowering, depth, field->key);
    buffer_byte(&lowering->out, '\n');
    uint32_t number = put_node(lowering, depth + 1, map, field->record);
    lower_fields(lowering, depth + 1, number, field->record);
}

/* A union: the chosen record under its word. */
static void lower_chosen(struct lowering *lowering, unsigned depth, struct text word,
                         const struct variants *variants, struct node *map)
{
    const struct record *record = variants_find(variants, word);
    if (record == NULL || !record_is_loaded(record))
        return;
    put_key(lowering, depth, text_copy(lowering->document->arena, word).bytes);
    buffer_byte(&lowering->out, '\n');
    uint32_t number = put_node(lowering, depth + 1, map, record);
    lower_fields(lowering, depth + 1, number, record);
}

static void lower_variant(struct lowering *lowering, unsigned depth, const struct field *field,
                          struct node *value)
{
    const struct node *above =
        lowering->number == 0 ? NULL : lowering->document->nodes[lowering->number];
    const struct node *selector = tree_find(above, field->preset);
    const struct field *selecting = record_field(lowering->record, text_of(field->preset));
    bool checked = selector == NULL || (selector->flags & NODE_BAD) == 0; /* else as no record */
    struct node *map =
        checked && node_is_sound(value) && value->kind == NODE_MAP ? value : NULL;
    struct text word = selector != NULL && node_is_sound(selector)
                           ? node_text(selector)
                           : text_of(selecting->preset);
    put_key(lowering, depth, field->key);
    buffer_byte(&lowering->out, '\n');
    put_node(lowering, depth + 1, map, NULL);
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
    uint32_t number = begin_entry(lowering, depth, entry, NULL, field->record);
    lower_fields(lowering, depth, number, field->record);
}

static uint32_t begin_named(struct lowering *lowering, unsigned depth, struct node *key,
                            const struct record *record)
{
    uint32_t number = begin_entry(lowering, depth, key->value, key, record);
    put_text(lowering, depth, "key", node_text(key));
    return number;
}

static void entry_pair(struct lowering *lowering, unsigned depth, const struct field *field,
                       struct node *key)
{
    (void)field;
    begin_named(lowering, depth, key, &record_pair);
    put_text(lowering, depth, "text", node_text(key->value));
}

static void entry_record(struct lowering *lowering, unsigned depth, const struct field *field,
                         struct node *key)
{
    uint32_t number = begin_named(lowering, depth, key, field->record);
    lower_fields(lowering, depth, number, field->record);
}

static void entry_variant(struct lowering *lowering, unsigned depth, const struct field *field,
                          struct node *key)
{
    begin_named(lowering, depth, key, field->record);
    const struct node *type = tree_find(key->value, "type");
    if (type != NULL && node_is_sound(type))
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
    if (!node_is_sound(key) || field_many(field) == FIELD_IS_LIST)
        return node_is_sound(key);
    if (key->value == NULL || (key->value->flags & NODE_BAD) != 0)
        return false;
    if (field->kind == FIELD_MAP_TEXT)
        return node_is_sound(key->value);
    if (key->value->kind != NODE_MAP || key_is_free(node_text(key)))
        return false;
    return (field->need & REFERRED) == 0 || (key->flags & NODE_REACHED) != 0;
}

static void lower_many(struct lowering *lowering, unsigned depth, const struct field *field,
                       const struct node *value, enum node_kind kind)
{
    if (!node_is_sound(value) || value->kind != kind)
        return;
    size_t start = lowering->out.size;
    put_key(lowering, depth, field->key);
    size_t mark = lowering->out.size;
    buffer_byte(&lowering->out, '\n');
    for (struct node *entry = value->is.first; entry != NULL; entry = entry->next)
        if (is_lowered(field, entry))
            entries[field->kind](lowering, depth + 1, field, entry);
    if (lowering->out.size == mark + 1)
        lowering->out.size = start; /* without an entry nothing is written */
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

#define lower_none NULL
#define KIND(name, many, title, limits, check, lower, schema, entry) [FIELD_##name] = lower_##lower,
static lower_value *const values[] = {
#include "floe/spec/kinds.def"
};
#undef KIND

static void lower_fields(struct lowering *lowering, unsigned depth, uint32_t number,
                         const struct record *record)
{
    for (uint32_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (!field_is_loaded(field) || values[field->kind] == NULL)
            continue;
        lowering->record = record;
        lowering->number = number;
        struct node *value =
            number == 0 ? NULL : lowering->document->nodes[number + FIELD_NUMBER_FIRST + i];
        values[field->kind](lowering, depth, field, value);
    }
}

struct text document_lower(struct document *document)
{
    struct lowering lowering = {.document = document, .out = buffer_new(document->arena)};
    struct node *root = document->tree.root;
    bool is_map = root != NULL && root->kind == NODE_MAP;
    lower_fields(&lowering, 0, put_node(&lowering, 0, is_map ? root : NULL, document->record),
                 document->record);
    return buffer_finish(&lowering.out);
}
