#include "floe/read/build.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/read/syntax.h"

enum { KEYS_COMPARED_MAX = 8 }; /* larger maps get a table of their keys */

static struct span span_of(struct builder *builder, uint32_t start, uint32_t end)
{
    return (struct span){.source = builder->source, .start = start, .end = end};
}

static bool too_many(struct builder *builder, const struct node *node, uint32_t count)
{
    if (count <= READ_ENTRIES_MAX)
        return false;
    diag_add(builder->diags, TOO_MANY_ENTRIES, span_of(builder, node->start, node->start + 1),
             "%s has more than %d entries", node_kind_name(node), READ_ENTRIES_MAX);
    return true;
}

static struct node *same_key(const struct frame *frame, struct text key)
{
    if (frame->keys.slot_count > 0)
        return names_find(&frame->keys, key);
    return tree_find_key(frame->node, key);
}

static void append(struct frame *frame, struct node *node)
{
    if (frame->last == NULL)
        frame->node->is.first = node;
    else
        frame->last->next = node;
    frame->last = node;
    frame->node->size++;
}

/* The same key, when it is there already; else NULL after appending. */
static struct node *append_key(struct builder *builder, struct frame *frame, struct node *key)
{
    bool tabled = frame->keys.slot_count > 0;
    struct node *first = tabled ? names_add(&frame->keys, node_text(key), key)
                                : tree_find_key(frame->node, node_text(key));
    if (first != NULL)
        return first;
    append(frame, key);
    if (!tabled && frame->node->size > KEYS_COMPARED_MAX) {
        frame->keys = names_new_sharing(builder->arena, &builder->spares,
                                        (size_t)KEYS_COMPARED_MAX * 2);
        for (struct node *known = frame->node->is.first; known != NULL; known = known->next)
            names_add(&frame->keys, node_text(known), known);
    }
    return NULL;
}

/* A template is a mapping whose key is a mapping: the key begins at its second brace, or,
   when the template is itself a key, at its first. */
static uint32_t template_at(const struct builder *builder, const struct node *key)
{
    uint32_t before = key->start > 0 ? key->start - 1 : 0;
    return syntax_is_template(builder->source, before) ? before : key->start;
}

static void report_key_kind(struct builder *builder, struct frame *frame, const struct node *key)
{
    uint32_t template = template_at(builder, key);
    if (syntax_is_template(builder->source, template)) {
        syntax_report_template(builder->diags, builder->source, template);
        frame->node->flags |= NODE_BAD;
        return;
    }
    diag_add(builder->diags, KEY_NOT_TEXT, span_of(builder, key->start, key->start + 1),
             "a key is %s, expected text", node_kind_name(key));
}

static void report_twice(struct builder *builder, const struct node *key, const struct node *first)
{
    struct diag *diag =
        diag_add(builder->diags, KEY_TWICE, span_of(builder, key->start, key->end),
                 "key '%.*s' appears twice", TEXT_ARG(text_shown(builder->arena, node_text(key))));
    diag_note(builder->diags, diag, span_of(builder, first->start, first->end), "first given here");
    diag_help(builder->diags, diag, "remove one of the two lines");
}

static bool is_merge(const struct node *key)
{
    return key->size == 2 && (key->flags & NODE_QUOTED) == 0 && memcmp(key->is.bytes, "<<", 2) == 0;
}

static void accept_key(struct builder *builder, struct frame *frame, struct node *key)
{
    frame->key = key;
    frame->key_kept = false;
    if (key->kind != NODE_SCALAR) {
        report_key_kind(builder, frame, key);
        return;
    }
    if (is_merge(key))
        return;
    const struct node *first = append_key(builder, frame, key);
    frame->key_kept = first == NULL;
    if (first != NULL)
        report_twice(builder, key, first);
}

/* A refused key may still hold what must not be shown. */
static void drop(struct builder *builder, struct node *key)
{
    if (builder->dropped == NULL) {
        builder->dropped = ARENA_NEW(builder->arena, struct node);
        builder->dropped->kind = NODE_MAP;
        builder->dropped->is.first = key;
    } else {
        builder->last_dropped->next = key;
    }
    builder->last_dropped = key;
    builder->dropped->size++;
}

static void accept_value(struct builder *builder, struct frame *frame, struct node *value)
{
    struct node *key = frame->key;
    frame->key = NULL;
    if (frame->key_kept) {
        key->value = value;
    } else if (key->kind == NODE_SCALAR && is_merge(key)) {
        key->value = value;
        key->next = frame->merges;
        frame->merges = key;
    } else if (key->kind == NODE_SCALAR) {
        key->value = value;
        drop(builder, key);
    }
}

bool build_accept(struct builder *builder, struct node *node, uint32_t weight)
{
    if (builder->depth == 0) {
        builder->root = node;
        return true;
    }
    struct frame *frame = &builder->frames[builder->depth - 1];
    frame->weight += weight;
    if (frame->node->kind == NODE_LIST)
        append(frame, node);
    else if (frame->key == NULL)
        accept_key(builder, frame, node);
    else
        accept_value(builder, frame, node);
    return !too_many(builder, frame->node, frame->node->size);
}

static void merge_map(struct builder *builder, struct frame *frame, const struct node *map)
{
    for (const struct node *key = map->is.first; key != NULL; key = key->next) {
        if (same_key(frame, node_text(key)) != NULL)
            continue;
        struct node *copy = ARENA_NEW(builder->arena, struct node);
        *copy = *key;
        copy->next = NULL;
        append_key(builder, frame, copy);
    }
}

static void report_merge(struct builder *builder, const struct node *key)
{
    struct diag *diag = diag_add(builder->diags, MERGE_NOT_MAPPING,
                                 span_of(builder, key->start, key->end),
                                 "'<<' is given %s, expected a mapping",
                                 node_kind_name(key->value));
    diag_help(builder->diags, diag, "write '<<: *name', where &name marks a mapping");
}

static void merge_value(struct builder *builder, struct frame *frame, const struct node *key)
{
    if (key->value->kind == NODE_MAP) {
        merge_map(builder, frame, key->value);
        return;
    }
    const struct node *entry = key->value->kind == NODE_LIST ? key->value->is.first : NULL;
    bool right = key->value->kind == NODE_LIST;
    for (; right && entry != NULL; entry = entry->next) {
        right = entry->kind == NODE_MAP;
        if (right)
            merge_map(builder, frame, entry);
    }
    if (!right)
        report_merge(builder, key);
}

void build_close(struct builder *builder, struct frame *frame)
{
    if (frame->merges != NULL && frame->merges->next != NULL)
        report_twice(builder, frame->merges, frame->merges->next);
    for (const struct node *merge = frame->merges; merge != NULL; merge = merge->next)
        merge_value(builder, frame, merge);
    names_release(&frame->keys);
}
