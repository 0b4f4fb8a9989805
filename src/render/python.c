#include "floe/render/python.h"

#include "floe/base/line.h"

enum { INDENT = 4 };

static void put_character(struct buffer *buffer, const char *bytes, size_t length,
                          unsigned long point)
{
    if (point == '"' || point == '\\')
        buffer_byte(buffer, '\\');
    if (!line_is_disturbed_by(point))
        buffer_put(buffer, bytes, length);
    else if (text_escaped(point) < 0x100)
        buffer_format(buffer, "\\x%02lx", text_escaped(point));
    else
        buffer_format(buffer, "\\u%04lx", point);
}

void python_put_text(struct buffer *buffer, struct text text)
{
    unsigned long point;
    buffer_byte(buffer, '"');
    for (size_t at = 0, length; at < text.size; at += length) {
        length = text_next(text, at, &point);
        put_character(buffer, text.bytes + at, length, point);
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
    if (data->kind == DATA_VALUE || data->kind == DATA_TEXT) {
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
