#include "floe/render/properties.h"

#include <string.h>

static unsigned long code_point(const char *bytes, size_t length)
{
    const unsigned char *at = (const unsigned char *)bytes;
    unsigned long point = length == 1 ? at[0] : at[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++)
        point = point << 6 | (at[i] & 0x3Fu);
    return point;
}

/* Java's characters have 16 bits: two for what lies above. */
static void put_code_point(struct buffer *buffer, unsigned long point)
{
    if (point >= 0x10000) {
        point -= 0x10000;
        buffer_format(buffer, "\\u%04lx", 0xD800 + (point >> 10));
        point = 0xDC00 + (point & 0x3FF);
    }
    buffer_format(buffer, "\\u%04lx", point);
}

/* Blanks begin a value only when they are escaped; = : # ! and blanks end or spoil a key. */
static bool is_special(char c, bool in_key, bool first)
{
    if (c == '\\')
        return true;
    if (c == ' ')
        return in_key || first;
    return (in_key || first) && c != '\0' && strchr("=:#!", c) != NULL;
}

static void put_escaped(struct buffer *buffer, struct text text, bool in_key)
{
    for (size_t at = 0; at < text.size;) {
        const char *bytes = text.bytes + at;
        size_t length = text_character(bytes, text.size - at);
        if (length == 0)
            length = 1;
        bool is_ascii = length == 1 && bytes[0] >= ' ' && bytes[0] <= '~';
        if (is_ascii && is_special(bytes[0], in_key, at == 0))
            buffer_byte(buffer, '\\');
        if (is_ascii)
            buffer_byte(buffer, bytes[0]);
        else
            put_code_point(buffer, code_point(bytes, length));
        at += length;
    }
}

void properties_put(struct buffer *buffer, struct text key, struct text value)
{
    put_escaped(buffer, key, true);
    buffer_byte(buffer, '=');
    put_escaped(buffer, value, false);
    buffer_byte(buffer, '\n');
}

void properties_put_comment(struct buffer *buffer, struct text text)
{
    buffer_string(buffer, "# ");
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.bytes[i];
        buffer_byte(buffer, c < ' ' || c == 0x7F ? ' ' : text.bytes[i]);
    }
    buffer_byte(buffer, '\n');
}
