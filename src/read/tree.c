#include "floe/read/tree.h"

#include <string.h>

struct span node_span(const struct tree *tree, const struct node *node)
{
    struct span span = {.source = tree->source, .start = node->start, .end = node->end};
    if (node->kind == NODE_SCALAR || node->start >= tree->source->bytes.size)
        return span;
    const struct node *first = node->is.first;
    char opener = tree->source->bytes.bytes[node->start];
    if (opener == '-')
        span.end = node->start + 1;
    else if (opener != '[' && opener != '{' && first != NULL && first->start == node->start)
        span.end = first->end;
    return span;
}

struct node *tree_find_key(const struct node *map, struct text key)
{
    if (map == NULL || map->kind != NODE_MAP)
        return NULL;
    for (struct node *entry = map->is.first; entry != NULL; entry = entry->next)
        if (entry->size == key.size && memcmp(entry->is.bytes, key.bytes, key.size) == 0)
            return entry;
    return NULL;
}

struct node *tree_find(const struct node *map, const char *key)
{
    const struct node *entry = tree_find_key(map, text_of(key));
    return entry == NULL ? NULL : entry->value;
}

bool node_is_null(const struct node *node)
{
    if (node->kind != NODE_SCALAR || (node->flags & NODE_QUOTED) != 0)
        return false;
    struct text text = node_text(node);
    if (text.size == 0)
        return true;
    if (text.size == 1)
        return text.bytes[0] == '~';
    if (text.size != 4)
        return false;
    return text_is(text, "null") || text_is(text, "Null") || text_is(text, "NULL");
}

bool node_is_sound(const struct node *node)
{
    return node != NULL && (node->flags & NODE_BAD) == 0 && !node_is_null(node);
}

struct node *tree_given(const struct node *map, const char *key)
{
    struct node *value = tree_find(map, key);
    return value == NULL || node_is_null(value) ? NULL : value;
}

const char *node_kind_name(const struct node *node)
{
    switch ((enum node_kind)node->kind) {
    case NODE_LIST:
        return "a list";
    case NODE_MAP:
        return "a mapping";
    case NODE_SCALAR:
        break;
    }
    return node_is_null(node) ? "nothing" : "a single value";
}
