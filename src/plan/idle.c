#include "floe/plan/idle.h"

#include "floe/base/arena.h"

struct idle_walk {
    const struct document *document;
    struct plan_idle_list *listed;
    struct plan_idle_list *unused;
};

static void push(const struct document *document, struct plan_idle_list *list, const char *key,
                 struct value value)
{
    if (list->count == list->capacity) {
        uint32_t capacity = list->capacity == 0 ? 16 : 2 * list->capacity;
        list->list = arena_grow(document->arena, list->list,
                                list->capacity * sizeof(struct plan_idle),
                                capacity * sizeof(struct plan_idle));
        list->capacity = capacity;
    }
    list->list[list->count++] = (struct plan_idle){key, value};
}

static const char *join(const struct document *document, const char *path, struct text key)
{
    return text_format(document->arena, "%s%s%.*s", path, path[0] == '\0' ? "" : ".",
                       TEXT_ARG(key))
        .bytes;
}

static const char *join_index(const struct document *document, const char *path, uint32_t index)
{
    return text_format(document->arena, "%s[%u]", path, index).bytes;
}

static bool is_told(const struct node *node)
{
    return (node->flags & (NODE_BAD | NODE_PRESET)) == 0 && !node_is_null(node);
}

void idle_add(const struct document *document, struct plan_idle_list *list, const char *key,
              const struct node *value)
{
    if (!is_told(value))
        return;
    if (value->kind == NODE_SCALAR) {
        push(document, list, key, value_at(document, value, VALUE_TEXT));
        return;
    }
    uint32_t index = 0;
    for (const struct node *entry = value->is.first; entry != NULL; entry = entry->next, index++) {
        if (value->kind == NODE_MAP)
            idle_add(document, list, join(document, key, node_text(entry)), entry->value);
        else
            idle_add(document, list, join_index(document, key, index), entry);
    }
}

static void visit_record(const struct idle_walk *walk, const struct node *map,
                         const struct record *record, const char *path, bool listed);

static void visit_entry(const struct idle_walk *walk, const struct node *key,
                        const struct field *field,
                        const char *path)
{
    if ((field->need & REFERRED) != 0 && (key->flags & NODE_REACHED) == 0)
        idle_add(walk->document, walk->unused, path, key->value);
    else if (key->value->kind == NODE_MAP)
        visit_record(walk, key->value, field->record, path, false);
}

static void visit_entries(const struct idle_walk *walk, const struct node *value,
                          const struct field *field, const char *path)
{
    uint32_t index = 0;
    for (const struct node *entry = value->is.first; entry != NULL; entry = entry->next, index++) {
        if (field->kind == FIELD_LIST_OF && entry->kind == NODE_MAP)
            visit_record(walk, entry, field->record, join_index(walk->document, path, index),
                         false);
        else if (field->kind == FIELD_MAP_OF && is_told(entry) &&
                 !key_is_free(node_text(entry)))
            visit_entry(walk, entry, field, join(walk->document, path, node_text(entry)));
    }
}

static void visit_record(const struct idle_walk *walk, const struct node *map,
                         const struct record *record, const char *path, bool listed)
{
    for (const struct node *key = map->is.first; key != NULL; key = key->next) {
        const struct field *field = record_field(record, node_text(key));
        const struct node *value = key->value;
        if (field == NULL || !is_told(value))
            continue;
        bool here = (field->need & RESOLVED) == 0 && (listed || (field->need & LISTED) != 0);
        const char *inside = join(walk->document, path, node_text(key));
        if (field->kind == FIELD_NEST && value->kind == NODE_MAP)
            visit_record(walk, value, field->record, inside, here);
        else if (here)
            idle_add(walk->document, walk->listed, inside, value);
        else if (value->kind != NODE_SCALAR)
            visit_entries(walk, value, field, inside);
    }
}

void idle_find(const struct document *document, struct plan_idle_list *listed,
               struct plan_idle_list *unused)
{
    struct idle_walk walk = {document, listed, unused};
    visit_record(&walk, document->tree.root, document->record, "", false);
}
