#include "floe/render/dockerfile.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/render/web.h"

static bool is_one_of(char c, const char *characters)
{
    return c != '\0' && strchr(characters, c) != NULL;
}

static struct text escaped(struct arena *arena, struct text text, const char *special)
{
    struct buffer out = buffer_new(arena);
    for (size_t i = 0; i < text.size; i++) {
        if (is_one_of(text.bytes[i], special))
            buffer_byte(&out, '\\');
        buffer_byte(&out, text.bytes[i]);
    }
    return buffer_finish(&out);
}

void dockerfile_put_value(struct buffer *buffer, struct text text)
{
    buffer_byte(buffer, '"');
    buffer_text(buffer, escaped(buffer->arena, text, "\"\\$"));
    buffer_byte(buffer, '"');
}

void dockerfile_put_word(struct buffer *buffer, struct text text)
{
    web_put_json(buffer, escaped(buffer->arena, text, "\"'\\$"));
}

static bool holds_wildcard(struct text text)
{
    for (size_t i = 0; i < text.size; i++)
        if (is_one_of(text.bytes[i], "*?["))
            return true;
    return false;
}

/* Go's patterns; a backslash is one only beside a wildcard. */
void dockerfile_put_source(struct buffer *buffer, struct text text)
{
    struct buffer out = buffer_new(buffer->arena);
    bool is_pattern = holds_wildcard(text);
    if (text_starts(text, "<<"))
        buffer_string(&out, "./");
    for (size_t i = 0; i < text.size; i++) {
        char c = text.bytes[i];
        if (is_one_of(c, "*?["))
            buffer_format(&out, "[%c]", c);
        else if (c == '\\' && is_pattern)
            buffer_string(&out, "\\\\");
        else
            buffer_byte(&out, c);
    }
    dockerfile_put_word(buffer, buffer_finish(&out));
}
