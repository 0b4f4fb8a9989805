#include "floe/json/plan_json.h"

#include "floe/base/buffer.h"

static void add_text(struct json_maker *maker, json_t *object, const char *key, struct text text)
{
    json_add(maker, object, key, json_exact(maker, text));
}

static void add_origin(struct json_maker *maker, json_t *object, const char *key,
                       const struct origin *origin)
{
    bool placed = origin->span.source != NULL && origin->span.end > 0;
    if (origin->kind == ORIGIN_PRESET || (origin->kind != ORIGIN_OPTION && !placed)) {
        add_text(maker, object, key, LITERAL("default"));
        return;
    }
    json_t *from = json_add_object(maker, object, key);
    if (origin->kind == ORIGIN_OPTION) {
        add_text(maker, from, "option", origin->name);
        return;
    }
    struct place place = source_place(maker->arena, origin->span.source, origin->span.start);
    add_text(maker, from, "file", origin->span.source->path);
    json_add_number(maker, from, "line", place.line);
    json_add_number(maker, from, "column", place.column);
    if (origin->kind == ORIGIN_VARIABLE)
        add_text(maker, from, "variable", origin->name);
    if (origin->kind == ORIGIN_DERIVED)
        json_add(maker, from, "derived", json_true());
}

static void fill_value(struct json_maker *maker, json_t *entry, const struct value *value)
{
    if (value->variable != NULL) {
        add_text(maker, entry, "variable", text_of(value->variable));
        json_add(maker, entry, "secret", json_boolean(value->is_secret));
        if (value->is_optional)
            json_add(maker, entry, "optional", json_true());
    }
    if (!value->is_secret)
        add_text(maker, entry, value->is_suffix         ? "suffix"
                            : value->variable != NULL ? "default"
                                                      : "value",
                 value->text);
    if (value->fallback.size > 0)
        add_text(maker, entry, "default", value->fallback);
    add_origin(maker, entry, "from", &value->origin);
}

static void add_part(struct json_maker *maker, json_t *above, const struct plan_data *data);

static void add_entries(struct json_maker *maker, json_t *above, const struct plan_data *data)
{
    for (const struct plan_data *entry = data->first; entry != NULL; entry = entry->next)
        if (!entry->is_inner)
            add_part(maker, above, entry);
}

/* A new object or array in one of them. */
static json_t *added(struct json_maker *maker, json_t *above, const char *key, json_t *value)
{
    if (json_is_array(above))
        json_push(maker, above, value);
    else
        json_add(maker, above, key, value);
    return value;
}

/* In a list, a value says its key, which is that of a file. */
static void add_part(struct json_maker *maker, json_t *above, const struct plan_data *data)
{
    const char *key = text_copy(maker->arena, data->key).bytes;
    json_t *part;
    switch (data->kind) {
    case DATA_VALUE:
        part = added(maker, above, key, json_object());
        if (json_is_array(above) && data->key.size > 0)
            add_text(maker, part, "key", data->key);
        fill_value(maker, part, &data->value);
        break;
    case DATA_TEXT:
        added(maker, above, key, json_exact(maker, data->value.text));
        break;
    case DATA_ORIGIN:
        add_origin(maker, above, key, &data->value.origin);
        break;
    case DATA_LIST:
        add_entries(maker, added(maker, above, key, json_array()), data);
        break;
    case DATA_MAP:
        add_entries(maker, added(maker, above, key, json_object()), data);
        break;
    }
}

void plan_json_push(struct json_maker *maker, json_t *array, const struct plan_data *data)
{
    add_part(maker, array, data);
}

struct text plan_json(struct arena *arena, const struct plan_data *plan)
{
    struct json_maker *maker = json_maker_new(arena);
    json_t *root = json_begin(maker);
    json_add_number(maker, root, "version", PLAN_JSON_VERSION);
    add_entries(maker, root, plan);
    struct buffer out = buffer_new(arena);
    json_finish(maker, &out, true);
    return buffer_finish(&out);
}
