#include "floe/plan/data.h"

#include "floe/base/arena.h"

const struct plan_data *data_find_text(const struct plan_data *map, struct text key)
{
    const struct plan_data *entry = map == NULL ? NULL : map->first;
    while (entry != NULL && !text_equal(entry->key, key))
        entry = entry->next;
    return entry;
}

const struct plan_data *data_find(const struct plan_data *map, const char *key)
{
    return data_find_text(map, text_of(key));
}

struct text data_text(const struct plan_data *map, const char *key)
{
    const struct plan_data *entry = data_find(map, key);
    return entry == NULL ? LITERAL("") : entry->value.text;
}

struct plan_data *data_add(struct arena *arena, struct plan_data *above, struct text key,
                           enum data_kind kind)
{
    struct plan_data *entry = ARENA_NEW(arena, struct plan_data);
    entry->kind = kind;
    entry->key = key;
    if (above->last == NULL)
        above->first = entry;
    else
        above->last->next = entry;
    above->last = entry;
    return entry;
}

struct plan_data *data_add_map(struct arena *arena, struct plan_data *above, const char *key)
{
    return data_add(arena, above, text_of(key), DATA_MAP);
}

struct plan_data *data_add_list(struct arena *arena, struct plan_data *above, const char *key)
{
    return data_add(arena, above, text_of(key), DATA_LIST);
}

void data_add_value(struct arena *arena, struct plan_data *above, const char *key,
                    const struct value *value)
{
    if (value->kind != VALUE_ABSENT)
        data_add(arena, above, text_of(key), DATA_VALUE)->value = *value;
}

void data_add_text(struct arena *arena, struct plan_data *above, const char *key, struct text text)
{
    data_add(arena, above, text_of(key), DATA_TEXT)->value =
        (struct value){.kind = VALUE_TEXT, .text = text};
}

void data_add_flag(struct arena *arena, struct plan_data *above, const char *key, bool flag)
{
    if (flag)
        data_add(arena, above, text_of(key), DATA_TEXT)->value =
            value_preset(VALUE_BOOLEAN, "true");
}

void data_add_origin(struct arena *arena, struct plan_data *above, const char *key,
                     const struct origin *origin)
{
    data_add(arena, above, text_of(key), DATA_ORIGIN)->value.origin = *origin;
}

void data_add_same(struct arena *arena, struct plan_data *above, const char *key,
                   const struct plan_data *other)
{
    struct plan_data *entry = data_add(arena, above, text_of(key), other->kind);
    entry->first = other->first;
    entry->last = other->last;
    entry->value = other->value;
}

void data_hide_after(struct plan_data *last)
{
    for (struct plan_data *entry = last->next; entry != NULL; entry = entry->next)
        entry->is_inner = true;
}
