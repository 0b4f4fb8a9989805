#include "floe/plan/value.h"

const char origin_environment[] = "the environment";

struct value value_absent(void)
{
    return (struct value){.kind = VALUE_ABSENT};
}

struct value value_preset(enum value_kind kind, const char *text)
{
    return (struct value){.kind = kind, .text = text_of(text)};
}

struct value value_derived(enum value_kind kind, struct text text, struct span span)
{
    return (struct value){
        .kind = kind,
        .text = text,
        .origin = {.kind = ORIGIN_DERIVED, .span = span},
    };
}

struct value value_secret(const char *variable, struct span span)
{
    return (struct value){
        .kind = VALUE_TEXT,
        .variable = variable,
        .is_secret = true,
        .origin = {.kind = ORIGIN_FILE, .span = span},
    };
}

static struct origin origin_at(const struct document *document, const struct node *node)
{
    struct origin origin = {.kind = ORIGIN_FILE, .span = node_span(&document->tree, node)};
    if ((node->flags & NODE_REPLACED) == 0)
        return origin;
    for (const struct variable_use *use = document->uses; use != NULL; use = use->next) {
        if (use->node != node)
            continue;
        origin.kind = ORIGIN_VARIABLE;
        origin.name = use->name;
    }
    return origin;
}

struct origin origin_of(const struct document *document, struct field_at at)
{
    const struct node *node = document_value(document, at);
    return node == NULL ? (struct origin){.kind = ORIGIN_PRESET} : origin_at(document, node);
}

struct value value_at(const struct document *document, const struct node *node,
                      enum value_kind kind)
{
    return (struct value){
        .kind = kind,
        .text = text_copy(document->arena, node_text(node)),
        .origin = origin_at(document, node),
    };
}

struct value value_of(const struct document *document, struct field_at at,
                      enum value_kind kind, const char *text)
{
    if (text == NULL)
        return value_absent();
    return (struct value){
        .kind = kind,
        .text = text_of(text),
        .origin = origin_of(document, at),
    };
}
