/*
 * JSON by jansson, for the forms of messages and the schemas.
 *
 * A value is made and given away at once.  When jansson has no memory the maker
 * remembers it, and json_finish() gives the arena up: no caller checks.
 */
#ifndef FLOE_JSON_JSON_H
#define FLOE_JSON_JSON_H

#include <jansson.h>

#include "floe/base/buffer.h"

struct json_maker {
    struct arena *arena;
    json_t *root; /* released with the arena at the latest */
    bool failed;
};

struct json_maker *json_maker_new(struct arena *arena);

/* A new root in the place of the last one. */
json_t *json_begin(struct json_maker *maker);

/* Puts the root as text, compact or with lines for people, and releases it. */
void json_finish(struct json_maker *maker, struct buffer *out, bool for_people);

/* The same for people, with the keys of every object in the order of their bytes. */
void json_finish_sorted(struct json_maker *maker, struct buffer *out);

/* These take the value over. */
void json_add(struct json_maker *maker, json_t *object, const char *key, json_t *value);
void json_push(struct json_maker *maker, json_t *array, json_t *value);

/* A new object or array in an object; it belongs to that one. */
json_t *json_add_object(struct json_maker *maker, json_t *object, const char *key);
json_t *json_add_array(struct json_maker *maker, json_t *object, const char *key);
json_t *json_push_object(struct json_maker *maker, json_t *array);

void json_add_string(struct json_maker *maker, json_t *object, const char *key, const char *value);
void json_add_number(struct json_maker *maker, json_t *object, const char *key, json_int_t value);

/* As people see it: control characters and what is not UTF-8 become '?'. */
json_t *json_shown(struct json_maker *maker, struct text text);

/* As it is; shown, when it is not UTF-8. */
json_t *json_exact(struct json_maker *maker, struct text text);

#endif
