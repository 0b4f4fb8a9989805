#include "floe/render/shell.h"

#include "floe/base/line.h"

/* What a reader could take for the end of the line is left to printf. */
static void put_octal(struct buffer *buffer, struct text character)
{
    buffer_string(buffer, "'\"$(printf '");
    for (size_t i = 0; i < character.size; i++)
        buffer_format(buffer, "\\%03o", (unsigned char)character.bytes[i]);
    buffer_string(buffer, "')\"'");
}

void shell_put_word(struct buffer *buffer, struct text text)
{
    unsigned long point;
    buffer_byte(buffer, '\'');
    for (size_t at = 0, length; at < text.size; at += length) {
        length = text_next(text, at, &point);
        if (point == '\'')
            buffer_string(buffer, "'\\''");
        else if (line_is_disturbed_by(point) && point != '\n' && point != '\t')
            put_octal(buffer, (struct text){text.bytes + at, length});
        else
            buffer_put(buffer, text.bytes + at, length);
    }
    buffer_byte(buffer, '\'');
}
