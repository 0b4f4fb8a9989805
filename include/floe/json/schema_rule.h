/*
 * The rows of rules.def as JSON Schema.
 */
#ifndef FLOE_JSON_SCHEMA_RULE_H
#define FLOE_JSON_SCHEMA_RULE_H

#include "floe/json/json.h"
#include "floe/spec/field.h"

/* Pushes one schema for each rule of the record. */
void schema_push_rules(struct json_maker *maker, json_t *list, const struct record *record);

/*
 * A schema of the records in which a field is the word.  Where the word is the
 * field's preset, that is also true of a record without the field.
 */
void schema_put_condition(struct json_maker *maker, json_t *object, const struct record *record,
                          const char *key, const char *const *words);

#endif
