#include "floe/json/json_schema.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/json/json.h"
#include "floe/json/schema_rule.h"
#include "floe/json/schema_value.h"

/* A record that was referred to, strict or where it only describes. */
struct schema_definition {
    const struct record *record;
    bool describes;
};

struct schema {
    struct json_maker *maker;
    struct schema_definition *definitions; /* in the order in which they are first referred to */
    uint32_t count;
    uint32_t capacity;
};

/* A field or the entries of one, and the schema that is made of it. */
struct context {
    const struct record *record;
    bool describes; /* what is wrong here is no error */
    json_t *object;
    const struct field *field;
    struct schema_place place;
};

typedef void put_value(struct schema *schema, const struct context *in);

static const char *definition_name(struct schema *schema,
                                   const struct schema_definition *definition)
{
    return text_format(schema->maker->arena, "%s%s", definition->record->type,
                       definition->describes ? "-described" : "")
        .bytes;
}

static const struct schema_definition *define(struct schema *schema, const struct record *record,
                                       bool describes)
{
    for (uint32_t i = 0; i < schema->count; i++)
        if (schema->definitions[i].record == record &&
            schema->definitions[i].describes == describes)
            return &schema->definitions[i];
    if (schema->count == schema->capacity) {
        uint32_t capacity = schema->capacity == 0 ? 64 : schema->capacity * 2;
        schema->definitions = arena_grow(schema->maker->arena, schema->definitions,
                                         schema->capacity * sizeof(struct schema_definition),
                                         capacity * sizeof(struct schema_definition));
        schema->capacity = capacity;
    }
    schema->definitions[schema->count] = (struct schema_definition){record, describes};
    return &schema->definitions[schema->count++];
}

/* A definition bears null; where it must not be null, the type says so beside it. */
static void put_reference(struct schema *schema, json_t *object, const struct record *record,
                          bool describes, bool takes_null)
{
    const struct schema_definition *definition = define(schema, record, describes);
    const char *name = definition_name(schema, definition);
    json_add(schema->maker, object, "$ref",
             json_string(text_format(schema->maker->arena, "#/$defs/%s", name).bytes));
    if (!describes && !takes_null)
        json_add_string(schema->maker, object, "type", "object");
}

/* A record that its own 'type' chooses. */
static void put_chosen(struct schema *schema, const struct context *in)
{
    struct json_maker *maker = schema->maker;
    bool describes = in->describes;
    if (!describes) {
        json_add_string(maker, in->object, "type", "object");
        json_push(maker, json_add_array(maker, in->object, "required"), json_string("type"));
    }
    json_t *type = json_add_object(maker, json_add_object(maker, in->object, "properties"), "type");
    json_t *words = json_add_array(maker, type, describes ? "examples" : "enum");
    json_t *choices = json_add_array(maker, in->object, "allOf");
    const struct variant *variant = in->field->variants->list;
    for (; variant->word != NULL; variant++) {
        json_push(maker, words, json_string(variant->word));
        json_t *choice = json_push_object(maker, choices);
        json_t *condition = json_add_object(maker, choice, "if");
        json_t *selector =
            json_add_object(maker, json_add_object(maker, condition, "properties"), "type");
        json_add_string(maker, selector, "const", variant->word);
        json_push(maker, json_add_array(maker, condition, "required"), json_string("type"));
        put_reference(schema, json_add_object(maker, choice, "then"), variant->record, describes,
                      false);
    }
}

static void put_text(struct schema *schema, const struct context *in)
{
    if (!in->describes)
        schema_put_text(schema->maker, in->object, (enum shape_name)in->field->shape, in->place);
}

static void put_word(struct schema *schema, const struct context *in)
{
    if (in->describes)
        schema_put_hint(schema->maker, in->object, in->field->words);
    else
        schema_put_words(schema->maker, in->object, in->field->words, in->place);
}

static void entry_word(struct schema *schema, const struct context *in)
{
    if (!in->describes)
        put_word(schema, in);
}

static void entry_pair(struct schema *schema, const struct context *in)
{
    if (!in->describes)
        schema_put_text(schema->maker, in->object, (enum shape_name)in->field->value_shape,
                        in->place);
}

static void entry_record(struct schema *schema, const struct context *in)
{
    put_reference(schema, in->object, in->field->record, in->describes, false);
}

#define entry_text put_text
#define entry_item entry_record
#define entry_variant put_chosen
#define entry_none NULL
#define KIND(name, many, title, form, check, lower, schema, entry) [FIELD_##name] = entry_##entry,
static put_value *const entries[] = {
#include "floe/spec/kinds.def"
};
#undef KIND

/* Keys that begin with x- are free, but where any key is a name for a text. */
static void put_keys(struct schema *schema, const struct context *in)
{
    struct json_maker *maker = schema->maker;
    enum shape_name shape = (enum shape_name)in->field->shape;
    bool is_text = in->field->kind == FIELD_MAP_TEXT;
    if (!in->describes) {
        json_t *names = json_add_object(maker, in->object, "propertyNames");
        json_t *choices = is_text ? NULL : json_add_array(maker, names, "anyOf");
        schema_put_form(maker, is_text ? names : json_push_object(maker, choices), shape);
        if (!is_text)
            json_add_string(maker, json_push_object(maker, choices), "pattern", "^x-");
    }
    if (!is_text)
        json_add_object(maker, json_add_object(maker, in->object, "patternProperties"), "^x-");
}

/* The type of a list or map, that it has an entry, and what an entry is. */
static void put_many(struct schema *schema, const struct context *in, const char *type,
                     const char *least, const char *entry)
{
    struct json_maker *maker = schema->maker;
    if (!in->describes) {
        schema_put_type(maker, in->object, type, in->place);
        if ((in->field->need & REQUIRED) != 0)
            json_add_number(maker, in->object, least, 1);
    }
    if (field_many(in->field) == FIELD_IS_MAP)
        put_keys(schema, in);
    struct context inside = *in;
    inside.place = (struct schema_place){.takes_variable = true};
    inside.object = json_add_object(maker, in->object, entry);
    entries[in->field->kind](schema, &inside);
}

static void put_list(struct schema *schema, const struct context *in)
{
    put_many(schema, in, "array", "minItems", "items");
}

static void put_map(struct schema *schema, const struct context *in)
{
    put_many(schema, in, "object", "minProperties", "additionalProperties");
}

static void put_free_map(struct schema *schema, const struct context *in)
{
    if (!in->describes)
        schema_put_type(schema->maker, in->object, "object", in->place);
}

/* {secret_ref: NAME}, or beside it a text. */
static void put_secret(struct schema *schema, const struct context *in)
{
    if (in->describes)
        return;
    struct json_maker *maker = schema->maker;
    struct schema_place place = in->place;
    json_t *choices = json_add_array(maker, in->object, "anyOf");
    if (in->field->kind == FIELD_TEXT_OR_SECRET)
        schema_put_text(maker, json_push_object(maker, choices), (enum shape_name)in->field->shape,
                        place);
    json_t *secret = json_push_object(maker, choices);
    json_add_string(maker, secret, "description", "The name of a secret that holds the value.");
    json_add_string(maker, secret, "type", "object");
    json_t *properties = json_add_object(maker, secret, "properties");
    struct schema_place inside = {.takes_variable = place.takes_variable};
    schema_put_text(maker, json_add_object(maker, properties, "secret_ref"), SHAPE_SECRET_NAME,
                    inside);
    json_push(maker, json_add_array(maker, secret, "required"), json_string("secret_ref"));
    json_add(maker, secret, "additionalProperties", json_false());
    if (place.takes_null && in->field->kind == FIELD_SECRET)
        json_add_string(maker, json_push_object(maker, choices), "type", "null");
}

static void put_bool(struct schema *schema, const struct context *in)
{
    if (!in->describes)
        schema_put_type(schema->maker, in->object, "boolean", in->place);
}

static void put_number(struct schema *schema, const struct context *in)
{
    if (in->describes)
        return;
    schema_put_type(schema->maker, in->object, in->field->kind == FIELD_INT ? "integer" : "number",
                    in->place);
    json_add_number(schema->maker, in->object, "minimum", in->field->least);
    json_add_number(schema->maker, in->object, "maximum", in->field->most);
}

static void put_nest(struct schema *schema, const struct context *in)
{
    put_reference(schema, in->object, in->field->record, in->describes, in->place.takes_null);
}

#define put_none NULL /* of a VARIANT, see push_variants() */
#define KIND(name, many, title, form, check, lower, schema, entry) [FIELD_##name] = put_##schema,
static put_value *const values[] = {
#include "floe/spec/kinds.def"
};
#undef KIND

static void put_field(struct schema *schema, struct context in)
{
    const struct field *field = in.field;
    if ((field->need & (LENIENT | RESOLVED)) != 0)
        in.describes = (field->need & RESOLVED) == 0;
    in.place = (struct schema_place){
        .takes_null = (field->need & REQUIRED) == 0,
        .takes_variable = in.record != &record_credentials,
    };
    json_add_string(schema->maker, in.object, "description", field->doc);
    schema_put_preset(schema->maker, in.object, field);
    if (values[field->kind] != NULL)
        values[field->kind](schema, &in);
}

/* The records that a word beside them chooses. */
static void push_variants(struct schema *schema, json_t *list, const struct context *in)
{
    struct json_maker *maker = schema->maker;
    const struct variant *variant = in->field->variants->list;
    for (; variant->word != NULL; variant++) {
        const char *words[] = {variant->word, NULL};
        json_t *choice = json_push_object(maker, list);
        schema_put_condition(maker, json_add_object(maker, choice, "if"), in->record,
                             in->field->preset, words);
        json_t *then = json_add_object(maker, choice, "then");
        json_t *property =
            json_add_object(maker, json_add_object(maker, then, "properties"), in->field->key);
        put_reference(schema, property, variant->record, in->describes, true);
    }
}

static void put_required(struct schema *schema, json_t *object, const struct record *record)
{
    json_t *required = NULL;
    for (uint32_t i = 0; i < record->field_count; i++) {
        if ((record->fields[i].need & REQUIRED) == 0)
            continue;
        if (required == NULL)
            required = json_add_array(schema->maker, object, "required");
        json_push(schema->maker, required, json_string(record->fields[i].key));
    }
}

static void put_record(struct schema *schema, json_t *object, const struct record *record,
                       bool describes)
{
    struct json_maker *maker = schema->maker;
    struct context in = {.record = record, .describes = describes};
    json_t *properties = json_add_object(maker, object, "properties");
    json_t *rules = json_add_array(maker, object, "allOf");
    for (uint32_t i = 0; i < record->field_count; i++) {
        in.field = &record->fields[i];
        in.object = json_add_object(maker, properties, in.field->key);
        put_field(schema, in);
        if (in.field->kind == FIELD_VARIANT)
            push_variants(schema, rules, &in);
    }
    if (!describes) {
        json_add_object(maker, json_add_object(maker, object, "patternProperties"), "^x-");
        json_add(maker, object, "additionalProperties", json_false());
        put_required(schema, object, record);
        schema_push_rules(maker, rules, record);
    }
    if (json_array_size(rules) == 0)
        json_object_del(object, "allOf");
}

static void put_definitions(struct schema *schema, json_t *root)
{
    struct json_maker *maker = schema->maker;
    struct schema_place place = {.takes_null = true};
    json_t *definitions = json_add_object(maker, root, "$defs");
    schema_put_variable(maker, json_add_object(maker, definitions, "variable"));
    for (uint32_t i = 0; i < schema->count; i++) {
        struct schema_definition definition = schema->definitions[i]; /* the list may move */
        json_t *object =
            json_add_object(maker, definitions, definition_name(schema, &definition));
        json_add_string(maker, object, "description", definition.record->doc);
        if (!definition.describes)
            schema_put_type(maker, object, "object", place);
        put_record(schema, object, definition.record, definition.describes);
    }
}

void json_schema_put(struct buffer *out, const struct record *record)
{
    struct schema schema = {.maker = json_maker_new(out->arena)};
    struct json_maker *maker = schema.maker;
    json_t *root = json_begin(maker);
    json_add_string(maker, root, "$schema", "https://json-schema.org/draft/2020-12/schema");
    json_add_string(maker, root, "$id",
                    text_format(out->arena, "urn:floe-compile:%s", record->noun).bytes);
    json_add_string(maker, root, "title", record->noun);
    json_add_string(maker, root, "description", record->doc);
    json_add_string(maker, root, "type", "object");
    put_record(&schema, root, record, false);
    put_definitions(&schema, root);
    json_finish(maker, out, true);
}
