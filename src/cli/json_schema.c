#include "floe/cli/json_schema.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/cli/json.h"
#include "floe/cli/schema_rule.h"
#include "floe/cli/schema_value.h"

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

/* Where a field stands. */
struct context {
    const struct record *record;
    bool describes; /* what is wrong here is no error */
};

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
static void put_chosen(struct schema *schema, json_t *object, const struct variants *variants,
                       bool describes)
{
    struct json_maker *maker = schema->maker;
    if (!describes) {
        json_add_string(maker, object, "type", "object");
        json_push(maker, json_add_array(maker, object, "required"), json_string("type"));
    }
    json_t *type = json_add_object(maker, json_add_object(maker, object, "properties"), "type");
    json_t *words = json_add_array(maker, type, describes ? "examples" : "enum");
    json_t *choices = json_add_array(maker, object, "allOf");
    for (const struct variant *variant = variants->list; variant->word != NULL; variant++) {
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

static void put_entry(struct schema *schema, json_t *object, const struct field *field,
                      struct context context)
{
    struct schema_place place = {.takes_variable = true};
    if (field->kind == FIELD_LIST_OF || field->kind == FIELD_MAP_OF)
        put_reference(schema, object, field->record, context.describes, false);
    else if (field->kind == FIELD_MAP_VARIANT)
        put_chosen(schema, object, field->variants, context.describes);
    else if (context.describes)
        return;
    else if (field->kind == FIELD_LIST_WORD)
        schema_put_words(schema->maker, object, field->words, place);
    else if (field->kind == FIELD_MAP_TEXT)
        schema_put_text(schema->maker, object, (enum shape_name)field->value_shape, place);
    else
        schema_put_text(schema->maker, object, (enum shape_name)field->shape, place);
}

static void put_list(struct schema *schema, json_t *object, const struct field *field,
                     struct context context, struct schema_place place)
{
    struct json_maker *maker = schema->maker;
    if (!context.describes) {
        schema_put_type(maker, object, "array", place);
        if ((field->need & REQUIRED) != 0)
            json_add_number(maker, object, "minItems", 1);
    }
    put_entry(schema, json_add_object(maker, object, "items"), field, context);
}

/* Keys that begin with x- are free, but where any key is a name for a text. */
static void put_keys(struct schema *schema, json_t *object, const struct field *field)
{
    struct json_maker *maker = schema->maker;
    json_t *names = json_add_object(maker, object, "propertyNames");
    if (field->kind == FIELD_MAP_TEXT) {
        schema_put_form(maker, names, (enum shape_name)field->shape);
        return;
    }
    json_t *choices = json_add_array(maker, names, "anyOf");
    schema_put_form(maker, json_push_object(maker, choices), (enum shape_name)field->shape);
    json_add_string(maker, json_push_object(maker, choices), "pattern", "^x-");
}

static void put_map(struct schema *schema, json_t *object, const struct field *field,
                    struct context context, struct schema_place place)
{
    struct json_maker *maker = schema->maker;
    if (!context.describes) {
        schema_put_type(maker, object, "object", place);
        if ((field->need & REQUIRED) != 0 && field->kind != FIELD_MAP_ANY)
            json_add_number(maker, object, "minProperties", 1);
    }
    if (field->kind == FIELD_MAP_ANY)
        return;
    if (!context.describes)
        put_keys(schema, object, field);
    if (field->kind != FIELD_MAP_TEXT)
        json_add_object(maker, json_add_object(maker, object, "patternProperties"), "^x-");
    put_entry(schema, json_add_object(maker, object, "additionalProperties"), field, context);
}

/* {secret_ref: NAME}, or beside it a text. */
static void put_secret(struct schema *schema, json_t *object, const struct field *field,
                       struct schema_place place)
{
    struct json_maker *maker = schema->maker;
    json_t *choices = json_add_array(maker, object, "anyOf");
    if (field->kind == FIELD_TEXT_OR_SECRET)
        schema_put_text(maker, json_push_object(maker, choices), (enum shape_name)field->shape,
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
    if (place.takes_null && field->kind == FIELD_SECRET)
        json_add_string(maker, json_push_object(maker, choices), "type", "null");
}

static void put_number(struct schema *schema, json_t *object, const struct field *field,
                       struct schema_place place)
{
    struct json_maker *maker = schema->maker;
    schema_put_type(maker, object, field->kind == FIELD_INT ? "integer" : "number", place);
    json_add_number(maker, object, "minimum", field->least);
    json_add_number(maker, object, "maximum", field->most);
}

/* What editors can offer where nothing is required. */
static void put_hint(struct schema *schema, json_t *object, const struct field *field)
{
    if (field->kind != FIELD_WORD)
        return;
    json_t *examples = json_add_array(schema->maker, object, "examples");
    for (const char *const *word = field->words->spellings; *word != NULL; word++)
        if (!word_is_hidden(*word))
            json_push(schema->maker, examples, json_string(*word));
}

static void put_scalar(struct schema *schema, json_t *object, const struct field *field,
                       struct context context, struct schema_place place)
{
    schema_put_preset(schema->maker, object, field);
    if (context.describes)
        put_hint(schema, object, field);
    else if (field->kind == FIELD_TEXT)
        schema_put_text(schema->maker, object, (enum shape_name)field->shape, place);
    else if (field->kind == FIELD_WORD)
        schema_put_words(schema->maker, object, field->words, place);
    else if (field->kind == FIELD_BOOL)
        schema_put_type(schema->maker, object, "boolean", place);
    else if (field->kind == FIELD_INT || field->kind == FIELD_REAL)
        put_number(schema, object, field, place);
    else
        put_secret(schema, object, field, place);
}

static void put_field(struct schema *schema, json_t *object, const struct field *field,
                      struct context context)
{
    if ((field->need & (LENIENT | RESOLVED)) != 0)
        context.describes = (field->need & RESOLVED) == 0;
    struct schema_place place = {
        .takes_null = (field->need & REQUIRED) == 0,
        .takes_variable = context.record != &record_credentials,
    };
    json_add_string(schema->maker, object, "description", field->doc);
    switch ((enum field_kind)field->kind) {
    case FIELD_TEXT:
    case FIELD_WORD:
    case FIELD_BOOL:
    case FIELD_INT:
    case FIELD_REAL:
    case FIELD_TEXT_OR_SECRET:
    case FIELD_SECRET:
        put_scalar(schema, object, field, context, place);
        break;
    case FIELD_NEST:
        put_reference(schema, object, field->record, context.describes, place.takes_null);
        break;
    case FIELD_LIST_TEXT:
    case FIELD_LIST_WORD:
    case FIELD_LIST_OF:
        put_list(schema, object, field, context, place);
        break;
    case FIELD_MAP_TEXT:
    case FIELD_MAP_OF:
    case FIELD_MAP_VARIANT:
    case FIELD_MAP_ANY:
        put_map(schema, object, field, context, place);
        break;
    case FIELD_VARIANT: /* see push_variants() */
    case FIELD_ANY:
        break;
    }
}

/* The records that a word beside them chooses. */
static void push_variants(struct schema *schema, json_t *list, struct context context,
                          const struct field *field)
{
    struct json_maker *maker = schema->maker;
    for (const struct variant *variant = field->variants->list; variant->word != NULL; variant++) {
        const char *words[] = {variant->word, NULL};
        json_t *choice = json_push_object(maker, list);
        schema_put_condition(maker, json_add_object(maker, choice, "if"), context.record,
                             field->preset, words);
        json_t *then = json_add_object(maker, choice, "then");
        json_t *property =
            json_add_object(maker, json_add_object(maker, then, "properties"), field->key);
        put_reference(schema, property, variant->record, context.describes, true);
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
    struct context context = {.record = record, .describes = describes};
    json_t *properties = json_add_object(maker, object, "properties");
    json_t *rules = json_add_array(maker, object, "allOf");
    for (uint32_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        put_field(schema, json_add_object(maker, properties, field->key), field, context);
        if (field->kind == FIELD_VARIANT)
            push_variants(schema, rules, context, field);
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
