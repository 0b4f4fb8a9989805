#include "floe/render/trino.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/spec/shape.h"

/* ${PROVIDER:NAME}, as in ${ENV:HOME}. */
static bool holds_lookup(struct text text)
{
    if (text.size == 0) /* no text at all may be at no address */
        return false;
    const char *at = text.bytes, *end = at + text.size;
    while (at < end && (at = memchr(at, '$', (size_t)(end - at))) != NULL) {
        if (++at == end || *at != '{')
            continue;
        while (++at < end && (shape_letter(*at) || shape_digit(*at) || *at == '-' || *at == '_'))
            continue;
        if (at < end && *at == ':')
            return true;
    }
    return false;
}

/* The server reads variables in what somebody wrote, and knows no escape. */
static void refuse_lookup(struct diags *diags, const struct value *value, struct text text)
{
    if (!holds_lookup(text))
        return;
    struct diag *diag = diag_add(diags, VALUE_LOOKED_UP, value->origin.span,
                                 "Trino would read a variable here");
    diag_why(diags, diag, "its server puts the value of NAME in the place of ${ENV:NAME}, and "
                          "knows no escape");
    diag_help(diags, diag, "write the value otherwise, or leave trino out of --emit");
}

/* A variable with a default is its default: the server knows no other way. */
struct text trino_value(struct arena *arena, struct diags *diags, const struct value *value)
{
    struct text text = value->text;
    refuse_lookup(diags, value, text);
    refuse_lookup(diags, value, value->fallback);
    if (value->fallback.size > 0)
        return text_format(arena, "%.*s%.*s", TEXT_ARG(value->fallback), TEXT_ARG(text));
    if (value->variable == NULL || (text.size > 0 && !value->is_suffix))
        return text;
    return text_format(arena, "${ENV:%s}%.*s", value->variable, TEXT_ARG(text));
}
