#include "floe/base/yaml.h"

#include "floe/base/line.h"

static void put_hex(struct buffer *buffer, char kind, unsigned long value, unsigned digits)
{
    buffer_byte(buffer, '\\');
    buffer_byte(buffer, kind);
    for (unsigned shift = digits * 4; shift > 0; shift -= 4)
        buffer_byte(buffer, "0123456789ABCDEF"[value >> (shift - 4) & 15]);
}

static void put_character(struct buffer *buffer, const char *bytes, size_t length,
                          unsigned long point)
{
    if (line_is_disturbed_by(point)) {
        unsigned long number = text_escaped(point);
        if (number < 0x100 && length == 1)
            put_hex(buffer, 'x', number, 2);
        else
            put_hex(buffer, 'u', number, 4);
        return;
    }
    if (point == '"' || point == '\\')
        buffer_byte(buffer, '\\');
    buffer_put(buffer, bytes, length);
}

/* Printable ASCII that needs no escape: how much of it begins here. */
static size_t plain_size(struct text text, size_t at)
{
    size_t end = at;
    while (end < text.size && text.bytes[end] >= ' ' && text.bytes[end] <= '~' &&
           text.bytes[end] != '"' && text.bytes[end] != '\\')
        end++;
    return end - at;
}

void yaml_put_text(struct buffer *buffer, struct text text)
{
    unsigned long point;
    buffer_byte(buffer, '"');
    for (size_t at = 0, length; at < text.size; at += length) {
        length = plain_size(text, at);
        buffer_put(buffer, text.bytes + at, length);
        if (length > 0)
            continue;
        length = text_next(text, at, &point);
        put_character(buffer, text.bytes + at, length, point);
    }
    buffer_byte(buffer, '"');
}
