#include "floe/json/schema_rule.h"

#include <string.h>

#include "floe/json/schema_value.h"
#include "floe/spec/rule.h"

static json_t *add_property(struct json_maker *maker, json_t *object, const char *key)
{
    json_t *properties = json_object_get(object, "properties");
    if (properties == NULL)
        properties = json_add_object(maker, object, "properties");
    return json_add_object(maker, properties, key);
}

static void push_required(struct json_maker *maker, json_t *object, const char *key)
{
    json_t *required = json_object_get(object, "required");
    if (required == NULL)
        required = json_add_array(maker, object, "required");
    json_push(maker, required, json_string(key));
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
        push_required(maker, object, key);
}

/* null is as good as nothing. */
static void put_given(struct json_maker *maker, json_t *object, const char *key)
{
    push_required(maker, object, key);
    json_t *property = add_property(maker, object, key);
    json_add_string(maker, json_add_object(maker, property, "not"), "type", "null");
}

/* For texts that are not empty; the field's own schema says what else is allowed. */
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

static void put_requires(struct json_maker *maker, json_t *object, const struct rule *rule)
{
    put_given(maker, object, rule->keys[0]);
}

static void put_requires_any(struct json_maker *maker, json_t *object, const struct rule *rule)
{
    json_t *choices = json_add_array(maker, object, "anyOf");
    for (const char *const *key = rule->keys; *key != NULL; key++)
        put_given(maker, json_push_object(maker, choices), *key);
}

static void put_refuses(struct json_maker *maker, json_t *object, const struct rule *rule)
{
    json_add_string(maker, add_property(maker, object, rule->keys[0]), "type", "null");
}

static void put_excludes(struct json_maker *maker, json_t *object, const struct rule *rule)
{
    json_t *both = json_add_object(maker, object, "not");
    json_add_string(maker, both, "type", "object");
    put_given(maker, both, rule->keys[0]);
    put_given(maker, both, rule->keys[1]);
}

static void put_differ(struct json_maker *maker, json_t *object, const struct rule *rule)
{
    json_add(maker, add_property(maker, object, rule->keys[0]), "uniqueItems", json_true());
}

static void put_form_of(struct json_maker *maker, json_t *object, const struct rule *rule)
{
    for (const char *const *key = rule->keys; *key != NULL; key++)
        object = add_property(maker, object, *key);
    put_form(maker, object, rule->shape);
}

static void (*const verbs[])(struct json_maker *, json_t *, const struct rule *) = {
    [RULE_REQUIRES] = put_requires,
    [RULE_REQUIRES_PART] = put_requires,
    [RULE_REQUIRES_ANY] = put_requires_any,
    [RULE_REFUSES] = put_refuses,
    [RULE_EXCLUDES] = put_excludes,
    [RULE_DIFFER] = put_differ,
    [RULE_FORM] = put_form_of,
    [RULE_CODE] = NULL,
};

void schema_push_rules(struct json_maker *maker, json_t *list, const struct record *record)
{
    for (const struct rule *rule = rules; rule->record != NULL; rule++) {
        if (rule->record != record || verbs[rule->verb] == NULL)
            continue;
        json_t *object = json_push_object(maker, list);
        const struct rule_condition *each = rule->when;
        if (each->key == NULL) {
            verbs[rule->verb](maker, object, rule);
            continue;
        }
        json_t *condition = json_add_object(maker, object, "if");
        for (; each->key != NULL; each++)
            schema_put_condition(maker, condition, record, each->key, each->words);
        verbs[rule->verb](maker, json_add_object(maker, object, "then"), rule);
    }
}
