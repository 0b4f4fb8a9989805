#include "floe/base/yaml.h"

static void put_hex(struct buffer *buffer, char kind, unsigned long value, unsigned digits)
{
    buffer_byte(buffer, '\\');
    buffer_byte(buffer, kind);
    for (unsigned shift = digits * 4; shift > 0; shift -= 4)
        buffer_byte(buffer, "0123456789ABCDEF"[value >> (shift - 4) & 15]);
}

/* C1 controls, the line ends NEL, LS and PS, byte order marks, non-characters. */
static bool is_escaped(unsigned long point)
{
    return (point >= 0x80 && point < 0xA0) || point == 0x2028 || point == 0x2029 ||
           point == 0xFEFF || point == 0xFFFE || point == 0xFFFF;
}

static void put_character(struct buffer *buffer, const char *bytes, size_t length)
{
    unsigned char first = (unsigned char)bytes[0];
    if (length > 1) {
        unsigned long point = text_code_point(bytes, length);
        if (is_escaped(point))
            put_hex(buffer, 'u', point, 4);
        else
            buffer_put(buffer, bytes, length);
    } else if (first == '"' || first == '\\') {
        buffer_byte(buffer, '\\');
        buffer_byte(buffer, bytes[0]);
    } else if (first < 0x20 || first >= 0x7F) {
        put_hex(buffer, 'x', first, 2);
    } else {
        buffer_byte(buffer, bytes[0]);
    }
}

void yaml_put_text(struct buffer *buffer, struct text text)
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
