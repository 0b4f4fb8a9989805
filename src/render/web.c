#include "floe/render/web.h"

void web_put_json(struct buffer *buffer, struct text text)
{
    buffer_byte(buffer, '"');
    for (size_t at = 0; at < text.size;) {
        size_t length = text_character(text.bytes + at, text.size - at);
        char c = text.bytes[at];
        if (length > 1 || (unsigned char)c < 0x20 || (unsigned char)c >= 0x7F) {
            buffer_utf16(buffer, text_code_point(text.bytes + at, length == 0 ? 1 : length));
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
