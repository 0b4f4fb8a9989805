#include "floe/render/shell.h"

void shell_put_word(struct buffer *buffer, struct text text)
{
    buffer_byte(buffer, '\'');
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] == '\'')
            buffer_string(buffer, "'\\''");
        else
            buffer_byte(buffer, text.bytes[i]);
    }
    buffer_byte(buffer, '\'');
}
