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
};

/* A field and its value, or an entry: in a map, its key. */
struct lowered {
    unsigned depth;
    const struct record *record; /* of the field, */
    const struct node *map;      /* and what was read of it; NULL: nothing */
    const struct field *field;
    struct node *value;
};

typedef void lower_value(struct lowering *lowering, const struct lowered *in);

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

static void put_head(struct lowering *lowering, unsigned depth, const char *key)
{
    put_key(lowering, depth, key);
    buffer_byte(&lowering->out, '\n');
}

static void put_text(struct lowering *lowering, unsigned depth, const char *key, struct text text)
{
    put_key(lowering, depth, key);
    buffer_byte(&lowering->out, ' ');
    yaml_put_text(&lowering->out, text);
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

/* A key, below it a record: the number of its node, and its fields. */
static void put_record(struct lowering *lowering, unsigned depth, const char *key,
                       struct node *map, const struct record *record)
{
    put_head(lowering, depth, key);
    lower_fields(lowering, depth + 1, put_node(lowering, depth + 1, map, record), record);
}

/* What is written: as given, else the preset, else of what is required a stand-in. */
static bool written(const struct field *field, const struct node *value, const char *stand_in,
                    struct text *text)
{
    bool usable = node_is_sound(value) && value->kind == NODE_SCALAR;
    const char *preset = field->preset == NULL ? stand_in : field->preset;
    *text = usable ? node_text(value) : text_of(preset);
    return usable || field->preset != NULL || (field->need & REQUIRED) != 0;
}

static void lower_text(struct lowering *lowering, const struct lowered *in)
{
    struct text text;
    if (written(in->field, in->value, "", &text))
        put_text(lowering, in->depth, in->field->key, text);
}

static void lower_word(struct lowering *lowering, const struct lowered *in)
{
    struct text text;
    if (written(in->field, in->value, in->field->words->spellings[0], &text))
        put_text(lowering, in->depth, in->field->key, text);
}

static void lower_plain(struct lowering *lowering, const struct lowered *in)
{
    struct text text;
    if (!written(in->field, in->value, "0", &text))
        return;
    put_key(lowering, in->depth, in->field->key);
    buffer_byte(&lowering->out, ' ');
    buffer_text(&lowering->out, text);
    buffer_byte(&lowering->out, '\n');
}

static void lower_secret(struct lowering *lowering, const struct lowered *in)
{
    struct node *value = node_is_sound(in->value) ? in->value : NULL;
    if (value != NULL && value->kind == NODE_MAP) {
        put_record(lowering, in->depth, in->field->key, value, &record_text_or_secret);
        return;
    }
    if (value == NULL && in->field->preset == NULL)
        return;
    put_head(lowering, in->depth, in->field->key);
    put_node(lowering, in->depth + 1, value, &record_text_or_secret);
    put_text(lowering, in->depth + 1, "text",
             value == NULL ? text_of(in->field->preset) : node_text(value));
}

static struct node *sound_map(struct node *value)
{
    return node_is_sound(value) && value->kind == NODE_MAP ? value : NULL;
}

static void lower_nest(struct lowering *lowering, const struct lowered *in)
{
    struct node *map = sound_map(in->value);
    if (map != NULL || (in->field->need & NULLABLE) == 0)
        put_record(lowering, in->depth, in->field->key, map, in->field->record);
}

/* A union: the chosen record under its word. */
static void lower_chosen(struct lowering *lowering, unsigned depth, struct text word,
                         const struct variants *variants, struct node *map)
{
    const struct record *record = variants_find(variants, word);
    if (record != NULL && record_is_loaded(record))
        put_record(lowering, depth, text_copy(lowering->document->arena, word).bytes, map, record);
}

static void lower_variant(struct lowering *lowering, const struct lowered *in)
{
    const struct field *selecting = record_field(in->record, text_of(in->field->preset));
    const struct node *selector = tree_find(in->map, selecting->key);
    bool checked = selector == NULL || (selector->flags & NODE_BAD) == 0; /* else as no record */
    struct node *map = checked ? sound_map(in->value) : NULL;
    put_head(lowering, in->depth, in->field->key);
    put_node(lowering, in->depth + 1, map, NULL);
    lower_chosen(lowering, in->depth + 1,
                 node_is_sound(selector) ? node_text(selector) : text_of(selecting->preset),
                 in->field->variants, map);
}

static void entry_text(struct lowering *lowering, const struct lowered *in)
{
    buffer_repeat(&lowering->out, ' ', (size_t)(in->depth - 1) * INDENT);
    buffer_string(&lowering->out, "- ");
    yaml_put_text(&lowering->out, node_text(in->value));
    buffer_byte(&lowering->out, '\n');
}

static void entry_item(struct lowering *lowering, const struct lowered *in)
{
    uint32_t number = begin_entry(lowering, in->depth, in->value, NULL, in->field->record);
    lower_fields(lowering, in->depth, number, in->field->record);
}

static uint32_t begin_named(struct lowering *lowering, unsigned depth, struct node *key,
                            const struct record *record)
{
    uint32_t number = begin_entry(lowering, depth, key->value, key, record);
    put_text(lowering, depth, "key", node_text(key));
    return number;
}

static void entry_pair(struct lowering *lowering, const struct lowered *in)
{
    begin_named(lowering, in->depth, in->value, &record_pair);
    put_text(lowering, in->depth, "text", node_text(in->value->value));
}

static void entry_record(struct lowering *lowering, const struct lowered *in)
{
    uint32_t number = begin_named(lowering, in->depth, in->value, in->field->record);
    lower_fields(lowering, in->depth, number, in->field->record);
}

static void entry_variant(struct lowering *lowering, const struct lowered *in)
{
    begin_named(lowering, in->depth, in->value, NULL);
    const struct node *type = tree_find(in->value->value, "type");
    if (node_is_sound(type))
        lower_chosen(lowering, in->depth, node_text(type), in->field->variants, in->value->value);
}

#define entry_word entry_text
#define entry_none NULL
#define KIND(name, many, title, form, check, lower, schema, entry) [FIELD_##name] = entry_##entry,
static lower_value *const entries[] = {
#include "floe/spec/kinds.def"
};
#undef KIND

static bool is_lowered(const struct field *field, const struct node *key)
{
    if (!node_is_sound(key) || field_many(field) == FIELD_IS_LIST)
        return node_is_sound(key);
    if (field->kind == FIELD_MAP_TEXT)
        return node_is_sound(key->value);
    return node_is_sound(key->value) && key->value->kind == NODE_MAP &&
           !key_is_free(node_text(key)) &&
           ((field->need & REFERRED) == 0 || (key->flags & NODE_REACHED) != 0);
}

static void lower_many(struct lowering *lowering, const struct lowered *in)
{
    enum node_kind kind = field_many(in->field) == FIELD_IS_LIST ? NODE_LIST : NODE_MAP;
    if (!node_is_sound(in->value) || in->value->kind != kind)
        return;
    size_t start = lowering->out.size;
    put_head(lowering, in->depth, in->field->key);
    size_t head = lowering->out.size;
    struct lowered entry = {.depth = in->depth + 1, .field = in->field};
    for (entry.value = in->value->is.first; entry.value != NULL; entry.value = entry.value->next)
        if (is_lowered(in->field, entry.value))
            entries[in->field->kind](lowering, &entry);
    if (lowering->out.size == head)
        lowering->out.size = start; /* without an entry nothing is written */
}

#define lower_none NULL
#define KIND(name, many, title, form, check, lower, schema, entry) [FIELD_##name] = lower_##lower,
static lower_value *const values[] = {
#include "floe/spec/kinds.def"
};
#undef KIND

static void lower_fields(struct lowering *lowering, unsigned depth, uint32_t number,
                         const struct record *record)
{
    const struct document *document = lowering->document;
    struct lowered in = {.depth = depth, .record = record};
    in.map = number == 0 ? NULL : document->nodes[number];
    for (uint32_t i = 0; i < record->field_count; i++) {
        in.field = &record->fields[i];
        in.value = number == 0 ? NULL : document->nodes[number + FIELD_NUMBER_FIRST + i];
        if (field_is_loaded(in.field) && values[in.field->kind] != NULL)
            values[in.field->kind](lowering, &in);
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
