#include "floe/render/jinja.h"

#include <string.h>

#include "floe/base/arena.h"

/* What needs no escape in a literal and can begin or end nothing in Jinja. */
static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr(" _-./:@+=,*!?$&~^|;<>()[]", c) != NULL);
}

/* Jinja reads a literal by Python's unicode_escape. */
void jinja_put_literal(struct buffer *buffer, struct text text)
{
    buffer_byte(buffer, '\'');
    for (size_t at = 0, length; at < text.size; at += length) {
        unsigned long point;
        length = text_next(text, at, &point);
        point = text_escaped(point);
        if (length == 1 && is_plain(text.bytes[at]))
            buffer_byte(buffer, text.bytes[at]);
        else if (point < 0x100)
            buffer_format(buffer, "\\x%02lx", point);
        else
            buffer_format(buffer, point < 0x10000 ? "\\u%04lx" : "\\U%08lx", point);
    }
    buffer_byte(buffer, '\'');
}

/* Jinja drops one newline at the end of a template, and reads \r as \n. */
static bool is_template_already(struct text text)
{
    bool ends_line = text.size > 0 && text.bytes[text.size - 1] == '\n';
    for (size_t i = 0; i + 1 < text.size; i++)
        if (text.bytes[i] == '{' && strchr("{%#", text.bytes[i + 1]) != NULL)
            return false;
    bool has_return = text.size > 0 && memchr(text.bytes, '\r', text.size) != NULL;
    bool ends_open = text.size > 0 && text.bytes[text.size - 1] == '{';
    return !ends_line && !ends_open && !has_return;
}

struct text jinja_template(struct arena *arena, struct text text)
{
    if (is_template_already(text))
        return text;
    struct buffer buffer = buffer_new(arena);
    buffer_string(&buffer, "{{ ");
    jinja_put_literal(&buffer, text);
    buffer_string(&buffer, " }}");
    return buffer_finish(&buffer);
}

struct text jinja_lookup(struct arena *arena, const struct value *value)
{
    struct buffer buffer = buffer_new(arena);
    buffer_format(&buffer, "env_var('%s'", value->variable);
    bool has_default = value->is_suffix ? value->fallback.size > 0
                                        : !value->is_secret || value->is_optional;
    if (has_default) {
        buffer_string(&buffer, ", ");
        jinja_put_literal(&buffer, value->is_suffix ? value->fallback : value->text);
    }
    buffer_byte(&buffer, ')');
    return buffer_finish(&buffer);
}

struct text jinja_value(struct arena *arena, const struct value *value)
{
    if (value->variable == NULL)
        return jinja_template(arena, value->text);
    struct text lookup = jinja_lookup(arena, value);
    if (value->is_json)
        return text_format(arena, "{{ fromjson(%.*s) }}", TEXT_ARG(lookup));
    struct text rest = value->is_suffix ? jinja_template(arena, value->text) : LITERAL("");
    bool is_number = value->kind == VALUE_NUMBER && !value->is_suffix;
    return text_format(arena, "{{ %.*s%s }}%.*s", TEXT_ARG(lookup), is_number ? " | as_number" : "",
                       TEXT_ARG(rest));
}
