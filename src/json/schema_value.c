#include "floe/json/schema_value.h"

#include <stdlib.h>
#include <string.h>

#define VARIABLE_PATTERN "\\$\\{"

void schema_put_variable(struct json_maker *maker, json_t *definition)
{
    json_add_string(maker, definition, "description",
                    "${NAME} or ${NAME:-default}: the value of an environment variable");
    json_add_string(maker, definition, "type", "string");
    json_add_string(maker, definition, "pattern", VARIABLE_PATTERN);
}

void schema_put_type(struct json_maker *maker, json_t *object, const char *type,
                     struct schema_place place)
{
    if (!place.takes_null) {
        json_add_string(maker, object, "type", type);
        return;
    }
    json_t *types = json_add_array(maker, object, "type");
    json_push(maker, types, json_string(type));
    json_push(maker, types, json_string("null"));
}

static bool fits(const struct shape *shape, const char *sample)
{
    struct text text = text_of(sample);
    return text.size >= shape->bytes_min &&
           (shape->bytes_max == 0 || text.size <= shape->bytes_max) &&
           (shape->test == NULL || shape->test(text));
}

static bool fits_one(const struct shape *shape, const char *const *samples)
{
    while (*samples != NULL && !fits(shape, *samples))
        samples++;
    return *samples != NULL;
}

/* floe-compile keeps the spelling of 1.0 and true, where other readers see no text. */
static void put_text_types(struct json_maker *maker, json_t *object, const struct shape *shape,
                           struct schema_place place)
{
    static const char *const numbers[] = {"1",   "12",  "123", "1234567", "123456789012",
                                          "0.5", "1.2", NULL};
    static const char *const truths[] = {"true", "false", NULL};
    json_t *types = json_add_array(maker, object, "type");
    json_push(maker, types, json_string("string"));
    if (fits_one(shape, numbers))
        json_push(maker, types, json_string("number"));
    if (fits_one(shape, truths))
        json_push(maker, types, json_string("boolean"));
    if (place.takes_null)
        json_push(maker, types, json_string("null"));
}

void schema_put_form(struct json_maker *maker, json_t *object, enum shape_name name)
{
    const struct shape *shape = shape_of(name);
    if (shape->pattern != NULL)
        json_add_string(maker, object, "pattern", shape->pattern);
    if (shape->bytes_min > 0)
        json_add_number(maker, object, "minLength", shape->bytes_min);
    if (shape->bytes_max > 0)
        json_add_number(maker, object, "maxLength", shape->bytes_max);
}

static void push_variable(struct json_maker *maker, json_t *choices)
{
    json_add_string(maker, json_push_object(maker, choices), "$ref", SCHEMA_VARIABLE);
}

void schema_put_text(struct json_maker *maker, json_t *object, enum shape_name name,
                     struct schema_place place)
{
    const struct shape *shape = shape_of(name);
    bool narrow = shape->pattern != NULL || shape->bytes_max > 0;
    put_text_types(maker, object, shape, place);
    if (place.takes_variable && narrow) {
        json_t *choices = json_add_array(maker, object, "anyOf");
        schema_put_form(maker, json_push_object(maker, choices), name);
        push_variable(maker, choices);
        return;
    }
    schema_put_form(maker, object, name);
    if (place.takes_variable)
        return;
    json_t *refused = json_add_object(maker, object, "not");
    json_add_string(maker, refused, "type", "string");
    json_add_string(maker, refused, "pattern", VARIABLE_PATTERN);
}

void schema_push_word(struct json_maker *maker, json_t *array, const char *word)
{
    json_push(maker, array, json_string(word));
    if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0)
        json_push(maker, array, json_boolean(word[0] == 't'));
    char *end;
    double number = strtod(word, &end);
    if (word[0] >= '0' && word[0] <= '9' && *end == '\0')
        json_push(maker, array, json_real(number));
}

static void put_enumeration(struct json_maker *maker, json_t *object, const struct words *words,
                            struct schema_place place)
{
    json_t *list = json_add_array(maker, object, "enum");
    for (const char *const *word = words->spellings; *word != NULL; word++)
        if (!word_is_hidden(*word))
            schema_push_word(maker, list, *word);
    if (place.takes_null)
        json_push(maker, list, json_null());
}

void schema_put_words(struct json_maker *maker, json_t *object, const struct words *words,
                      struct schema_place place)
{
    if (!place.takes_variable) {
        put_enumeration(maker, object, words, place);
        return;
    }
    json_t *choices = json_add_array(maker, object, "anyOf");
    put_enumeration(maker, json_push_object(maker, choices), words, place);
    push_variable(maker, choices);
}

void schema_put_preset(struct json_maker *maker, json_t *object, const struct field *field)
{
    const char *preset = field->preset;
    if (preset == NULL || field->kind == FIELD_VARIANT || word_is_hidden(preset))
        return;
    if (field->kind == FIELD_BOOL)
        json_add(maker, object, "default", json_boolean(strcmp(preset, "true") == 0));
    else if (field->kind == FIELD_INT)
        json_add_number(maker, object, "default", strtoll(preset, NULL, 10));
    else if (field->kind == FIELD_REAL)
        json_add(maker, object, "default", json_real(strtod(preset, NULL)));
    else
        json_add_string(maker, object, "default", preset);
}

void schema_put_hint(struct json_maker *maker, json_t *object, const struct words *words)
{
    json_t *examples = json_add_array(maker, object, "examples");
    for (const char *const *word = words->spellings; *word != NULL; word++)
        if (!word_is_hidden(*word))
            json_push(maker, examples, json_string(*word));
}
