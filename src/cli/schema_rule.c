#include "floe/cli/schema_rule.h"

#include <string.h>

#include "floe/cli/schema_value.h"

enum { WORDS_MAX = 6 };

enum verb {
    NEEDS,     /* key */
    NEEDS_ANY, /* one of keys, or several */
    REFUSES,   /* key */
    NOT_BOTH,  /* of keys */
    NO_TWICE,  /* the entries of key differ */
    FORM,      /* key has the shape, when it is not empty */
    FORM_IN,   /* so has the second of keys, in the mapping that is the first */
};

struct rule {
    const struct record *record;
    const char *selector; /* the rule holds when this field ... NULL: always */
    const char *words[WORDS_MAX]; /* ... is one of these */
    enum verb verb;
    const char *keys[WORDS_MAX];
    enum shape_name shape;
};

#define FILES {"local", "ducklake"}
#define SERVERS {"polaris", "glue", "nessie", "rest", "hive"}

static const struct rule rules[] = {
    {&record_transform, NULL, {0}, NEEDS_ANY, {"path", "name", "schema"}, 0},
    {&record_static_partition, NULL, {0}, NO_TWICE, {"partition_keys"}, 0},
    {&record_credentials, "mode", {"iam_role"}, NEEDS, {"role_arn"}, 0},
    {&record_storage_profile, "type", {"s3", "gcs", "azure"}, NEEDS, {"bucket"}, 0},
    {&record_storage_profile, "type", {"s3"}, FORM, {"bucket"}, SHAPE_BUCKET},
    {&record_storage_profile, "type", {"gcs", "azure"}, FORM, {"bucket"}, SHAPE_BUCKET_NAME},
    {&record_storage_profile, "type", {"s3"}, FORM, {"endpoint"}, SHAPE_URI},
    {&record_catalog_profile, "type", {"polaris", "nessie", "rest", "hive"}, NEEDS, {"uri"}, 0},
    {&record_catalog_profile, "type", {"polaris", "glue", "nessie", "rest"}, NEEDS, {"warehouse"},
     0},
    {&record_catalog_profile, "type", FILES, REFUSES, {"uri"}, 0},
    {&record_catalog_profile, "type", FILES, REFUSES, {"warehouse"}, 0},
    {&record_catalog_profile, "type", SERVERS, REFUSES, {"path"}, 0},
    {&record_catalog_profile, "type", SERVERS, REFUSES, {"data_path"}, 0},
    {&record_catalog_profile, "type", {"local"}, REFUSES, {"data_path"}, 0},
    {&record_catalog_profile, "type", {"polaris", "rest", "nessie"}, FORM, {"uri"}, SHAPE_URI},
    {&record_snowflake_integration, "catalog_type", {"iceberg_rest"}, NEEDS,
     {"adapter_properties"}, 0},
    {&record_snowflake_integration, "catalog_type", {"iceberg_rest"}, REFUSES,
     {"external_volume"}, 0},
    {&record_athena_integration, "catalog_type", {"s3_tables"}, REFUSES, {"external_volume"}, 0},
    {&record_duckdb_properties, NULL, {0}, NOT_BOTH, {"memory_limit", "max_memory"}, 0},
    {&record_resource_profile, NULL, {0}, FORM_IN, {"env", "DUCKDB_THREADS"}, SHAPE_COUNT_TEXT},
    {&record_resource_profile, NULL, {0}, FORM_IN, {"env", "DUCKDB_MEMORY_LIMIT"},
     SHAPE_DUCKDB_MEMORY},
};

static json_t *add_property(struct json_maker *maker, json_t *object, const char *key)
{
    json_t *properties = json_object_get(object, "properties");
    if (properties == NULL)
        properties = json_add_object(maker, object, "properties");
    return json_add_object(maker, properties, key);
}

void schema_put_condition(struct json_maker *maker, json_t *object, const struct record *record,
                          const char *key, const char *const *words)
{
    const char *preset = record_field(record, text_of(key))->preset;
    json_t *property = add_property(maker, object, key);
    json_t *list = json_add_array(maker, property, "enum");
    bool holds_without = false;
    for (; *words != NULL; words++) {
        schema_push_word(maker, list, *words);
        holds_without |= preset != NULL && strcmp(preset, *words) == 0;
    }
    if (holds_without)
        json_push(maker, list, json_null());
    else
        json_push(maker, json_add_array(maker, object, "required"), json_string(key));
}

/* null is as good as nothing. */
static void put_given(struct json_maker *maker, json_t *object, const char *key)
{
    json_t *required = json_object_get(object, "required");
    if (required == NULL)
        required = json_add_array(maker, object, "required");
    json_push(maker, required, json_string(key));
    json_t *property = add_property(maker, object, key);
    json_add_string(maker, json_add_object(maker, property, "not"), "type", "null");
}

/* For texts that are not empty; what else can stand there says the field's own schema. */
static void put_form(struct json_maker *maker, json_t *property, enum shape_name shape)
{
    struct schema_place place = {.takes_null = true, .takes_variable = true};
    json_t *choices = json_add_array(maker, property, "anyOf");
    schema_put_text(maker, json_push_object(maker, choices), shape, place);
    json_t *empty = json_push_object(maker, choices);
    json_add_string(maker, empty, "type", "string");
    json_add_number(maker, empty, "maxLength", 0);
    json_add_string(maker, json_push_object(maker, choices), "type", "object");
}

static void put_consequence(struct json_maker *maker, json_t *object, const struct rule *rule)
{
    json_t *choices;
    switch (rule->verb) {
    case NEEDS:
        put_given(maker, object, rule->keys[0]);
        return;
    case NEEDS_ANY:
        choices = json_add_array(maker, object, "anyOf");
        for (const char *const *key = rule->keys; *key != NULL; key++)
            put_given(maker, json_push_object(maker, choices), *key);
        return;
    case REFUSES:
        json_add_string(maker, add_property(maker, object, rule->keys[0]), "type", "null");
        return;
    case NOT_BOTH:
        choices = json_add_object(maker, object, "not");
        json_add_string(maker, choices, "type", "object");
        put_given(maker, choices, rule->keys[0]);
        put_given(maker, choices, rule->keys[1]);
        return;
    case NO_TWICE:
        json_add(maker, add_property(maker, object, rule->keys[0]), "uniqueItems", json_true());
        return;
    case FORM:
        put_form(maker, add_property(maker, object, rule->keys[0]), rule->shape);
        return;
    case FORM_IN:
        choices = add_property(maker, object, rule->keys[0]);
        put_form(maker, add_property(maker, choices, rule->keys[1]), rule->shape);
        return;
    }
}

void schema_push_rules(struct json_maker *maker, json_t *list, const struct record *record)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const struct rule *rule = &rules[i];
        if (rule->record != record)
            continue;
        json_t *object = json_push_object(maker, list);
        if (rule->selector == NULL) {
            put_consequence(maker, object, rule);
            continue;
        }
        schema_put_condition(maker, json_add_object(maker, object, "if"), record, rule->selector,
                             rule->words);
        put_consequence(maker, json_add_object(maker, object, "then"), rule);
    }
}
