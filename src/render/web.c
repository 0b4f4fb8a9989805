#include "floe/render/web.h"

void web_put_json(struct buffer *buffer, struct text text)
{
    buffer_byte(buffer, '"');
    unsigned long point;
    for (size_t at = 0, length; at < text.size; at += length) {
        length = text_next(text, at, &point);
        char c = text.bytes[at];
        if (point < 0x20 || point >= 0x7F) {
            buffer_utf16(buffer, text_escaped(point));
        } else {
            if (c == '"' || c == '\\')
                buffer_byte(buffer, '\\');
            buffer_byte(buffer, c);
        }
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
