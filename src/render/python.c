#include "floe/render/python.h"

enum { INDENT = 4 };

/* Controls, spaces of other widths, marks of direction, surrogates, tags, what is no character. */
static bool is_escaped(unsigned long point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA1) || point == 0xAD ||
           point == 0x61C || (point >= 0x2000 && point < 0x2010) ||
           (point >= 0x2028 && point < 0x2070) || point == 0x3000 ||
           (point >= 0xD800 && point < 0xF900) || (point >= 0xFE00 && point < 0xFE10) ||
           point == 0xFEFF || (point >= 0xFFF0 && point < 0x10000) || point >= 0xE0000;
}

static void put_character(struct buffer *buffer, const char *bytes, size_t length)
{
    unsigned long point = text_code_point(bytes, length);
    if (point == '"' || point == '\\')
        buffer_byte(buffer, '\\');
    if (!is_escaped(point))
        buffer_put(buffer, bytes, length);
    else if (point < 0x100)
        buffer_format(buffer, "\\x%02lx", point);
    else
        buffer_format(buffer, point < 0x10000 ? "\\u%04lx" : "\\U%08lx", point);
}

void python_put_text(struct buffer *buffer, struct text text)
{
    buffer_byte(buffer, '"');
    for (size_t at = 0; at < text.size;) {
        size_t length = text_character(text.bytes + at, text.size - at);
        if (length == 0)
            length = 1;
        put_character(buffer, text.bytes + at, length);
        at += length;
    }
    buffer_byte(buffer, '"');
}

static void put_value(struct buffer *buffer, const struct value *value)
{
    static const char *const words[] = {"False", "True"};
    switch (value->kind) {
    case VALUE_ABSENT:
        buffer_string(buffer, "None");
        break;
    case VALUE_BOOLEAN:
        buffer_string(buffer, words[text_is(value->text, "true")]);
        break;
    case VALUE_NUMBER:
        buffer_text(buffer, value->text);
        break;
    case VALUE_TEXT:
        python_put_text(buffer, value->text);
        break;
    }
}

void python_put_data(struct buffer *buffer, const struct plan_data *data, unsigned depth)
{
    if (data->kind == DATA_VALUE) {
        put_value(buffer, &data->value);
        return;
    }
    bool is_map = data->kind == DATA_MAP;
    buffer_byte(buffer, is_map ? '{' : '[');
    for (const struct plan_data *entry = data->first; entry != NULL; entry = entry->next) {
        buffer_byte(buffer, '\n');
        buffer_repeat(buffer, ' ', (size_t)(depth + 1) * INDENT);
        if (is_map) {
            python_put_text(buffer, entry->key);
            buffer_string(buffer, ": ");
        }
        python_put_data(buffer, entry, depth + 1);
        buffer_byte(buffer, ',');
    }
    if (data->first != NULL) {
        buffer_byte(buffer, '\n');
        buffer_repeat(buffer, ' ', (size_t)depth * INDENT);
    }
    buffer_byte(buffer, is_map ? '}' : ']');
}
