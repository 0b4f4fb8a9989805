#include "floe/render/web.h"

static unsigned long code_point(const char *bytes, size_t length)
{
    const unsigned char *at = (const unsigned char *)bytes;
    unsigned long point = length == 1 ? at[0] : at[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++)
        point = point << 6 | (at[i] & 0x3Fu);
    return point;
}

static void put_escape(struct buffer *buffer, unsigned long point)
{
    if (point < 0x10000) {
        buffer_format(buffer, "\\u%04lx", point);
        return;
    }
    point -= 0x10000;
    buffer_format(buffer, "\\u%04lx\\u%04lx", 0xD800 + (point >> 10), 0xDC00 + (point & 0x3FF));
}

void web_put_json(struct buffer *buffer, struct text text)
{
    buffer_byte(buffer, '"');
    for (size_t at = 0; at < text.size;) {
        size_t length = text_character(text.bytes + at, text.size - at);
        char c = text.bytes[at];
        if (length > 1 || (unsigned char)c < 0x20 || (unsigned char)c >= 0x7F) {
            put_escape(buffer, code_point(text.bytes + at, length == 0 ? 1 : length));
        } else {
            if (c == '"' || c == '\\')
                buffer_byte(buffer, '\\');
            buffer_byte(buffer, c);
        }
        at += length == 0 ? 1 : length;
    }
    buffer_byte(buffer, '"');
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.' || c == '_' || c == '~';
}

void web_put_segment(struct buffer *buffer, struct text text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (is_unreserved(text.bytes[i]))
            buffer_byte(buffer, text.bytes[i]);
        else
            buffer_format(buffer, "%%%02X", (unsigned char)text.bytes[i]);
    }
}
