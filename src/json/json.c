#include "floe/json/json.h"

#include "floe/base/arena.h"
#include "floe/base/line.h"

enum { INDENT = 2 };

static void release(void *resource)
{
    struct json_maker *maker = resource;
    json_decref(maker->root);
    maker->root = NULL;
}

struct json_maker *json_maker_new(struct arena *arena)
{
    struct json_maker *maker = ARENA_NEW(arena, struct json_maker);
    maker->arena = arena;
    arena_defer(arena, release, maker);
    return maker;
}

json_t *json_begin(struct json_maker *maker)
{
    release(maker);
    maker->root = json_object();
    maker->failed = maker->root == NULL;
    return maker->root;
}

static int put_bytes(const char *bytes, size_t size, void *context)
{
    buffer_put(context, bytes, size);
    return 0;
}

static void finish(struct json_maker *maker, struct buffer *out, size_t flags)
{
    if (maker->failed || json_dump_callback(maker->root, put_bytes, out, flags) != 0)
        arena_give_up(maker->arena);
    buffer_byte(out, '\n');
    release(maker);
}

void json_finish(struct json_maker *maker, struct buffer *out, bool for_people)
{
    finish(maker, out, for_people ? JSON_INDENT(INDENT) : JSON_COMPACT);
}

void json_finish_sorted(struct json_maker *maker, struct buffer *out)
{
    finish(maker, out, JSON_INDENT(INDENT) | JSON_SORT_KEYS);
}

/* What could not be added is gone: NULL, which jansson's functions bear. */
static json_t *added(struct json_maker *maker, json_t *value, int status)
{
    maker->failed |= status != 0;
    return status == 0 ? value : NULL;
}

void json_add(struct json_maker *maker, json_t *object, const char *key, json_t *value)
{
    (void)added(maker, value, json_object_set_new(object, key, value));
}

void json_push(struct json_maker *maker, json_t *array, json_t *value)
{
    (void)added(maker, value, json_array_append_new(array, value));
}

json_t *json_add_object(struct json_maker *maker, json_t *object, const char *key)
{
    json_t *value = json_object();
    return added(maker, value, json_object_set_new(object, key, value));
}

json_t *json_add_array(struct json_maker *maker, json_t *object, const char *key)
{
    json_t *value = json_array();
    return added(maker, value, json_object_set_new(object, key, value));
}

json_t *json_push_object(struct json_maker *maker, json_t *array)
{
    json_t *value = json_object();
    return added(maker, value, json_array_append_new(array, value));
}

void json_add_string(struct json_maker *maker, json_t *object, const char *key, const char *value)
{
    json_add(maker, object, key, json_string(value));
}

void json_add_number(struct json_maker *maker, json_t *object, const char *key, json_int_t value)
{
    json_add(maker, object, key, json_integer(value));
}

json_t *json_shown(struct json_maker *maker, struct text text)
{
    struct buffer shown = buffer_new(maker->arena);
    line_put(&shown, text);
    struct text clean = buffer_finish(&shown);
    return json_stringn(clean.bytes, clean.size);
}

json_t *json_exact(struct json_maker *maker, struct text text)
{
    json_t *value = text.size == 0 ? json_string("") : json_stringn(text.bytes, text.size);
    return value != NULL ? value : json_shown(maker, text);
}
