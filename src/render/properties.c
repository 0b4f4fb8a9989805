#include "floe/render/properties.h"

#include <string.h>

#include "floe/base/line.h"

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
    unsigned long point;
    for (size_t at = 0, length; at < text.size; at += length) {
        length = text_next(text, at, &point);
        char c = text.bytes[at];
        bool is_ascii = point >= ' ' && point <= '~';
        if (is_ascii && is_special(c, in_key, at == 0))
            buffer_byte(buffer, '\\');
        if (is_ascii)
            buffer_byte(buffer, c);
        else
            buffer_utf16(buffer, text_escaped(point));
    }
}

void properties_put_key(struct buffer *buffer, struct text key)
{
    put_escaped(buffer, key, true);
}

void properties_put_value(struct buffer *buffer, struct text value)
{
    put_escaped(buffer, value, false);
}
