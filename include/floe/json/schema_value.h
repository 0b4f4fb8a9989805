/*
 * JSON Schemas of single values: texts of a form, words, numbers.
 */
#ifndef FLOE_JSON_SCHEMA_VALUE_H
#define FLOE_JSON_SCHEMA_VALUE_H

#include "floe/json/json.h"
#include "floe/spec/field.h"

/* Where the value is. */
struct schema_place {
    bool takes_null;     /* null means that it is not given */
    bool takes_variable; /* ${NAME} is replaced before the value is checked */
};

#define SCHEMA_VARIABLE "#/$defs/variable"

/* What SCHEMA_VARIABLE refers to. */
void schema_put_variable(struct json_maker *maker, json_t *definition);

/* "type": one word, or it and "null". */
void schema_put_type(struct json_maker *maker, json_t *object, const char *type,
                     struct schema_place place);

void schema_put_text(struct json_maker *maker, json_t *object, enum shape_name name,
                     struct schema_place place);
void schema_put_words(struct json_maker *maker, json_t *object, const struct words *words,
                      struct schema_place place);

/* The words that editors can offer where nothing is required. */
void schema_put_hint(struct json_maker *maker, json_t *object, const struct words *words);

/* Pattern and length only, of keys too. */
void schema_put_form(struct json_maker *maker, json_t *object, enum shape_name name);

/* A word as YAML reads it too: 1.5 and true are not texts there. */
void schema_push_word(struct json_maker *maker, json_t *array, const char *word);

/* The default of a scalar field, where it has one that can be written. */
void schema_put_preset(struct json_maker *maker, json_t *object, const struct field *field);

#endif
