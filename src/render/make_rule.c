#include "floe/render/make_rule.h"

#include <string.h>

#include "floe/base/line.h"

bool make_rule_fits(struct text name)
{
    for (size_t i = 0; i < name.size; i++)
        if (name.bytes[i] == '\0' || strchr(";=|&%\\()", name.bytes[i]) != NULL)
            return false;
    return line_fits(name) && !text_ends(name, " ");
}

/* ~ at the beginning is somebody's home. */
void make_rule_put_name(struct buffer *buffer, struct text name)
{
    if (text_starts(name, "~"))
        buffer_string(buffer, "./");
    for (size_t i = 0; i < name.size; i++) {
        char c = name.bytes[i];
        if (c == '$')
            buffer_byte(buffer, '$');
        else if (strchr(" #:*?[", c) != NULL)
            buffer_byte(buffer, '\\');
        buffer_byte(buffer, c);
    }
}
