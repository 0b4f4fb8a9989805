#include "floe/render/properties.h"

#include <string.h>

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
            buffer_utf16(buffer, text_code_point(bytes, length));
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
