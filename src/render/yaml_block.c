#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/base/yaml.h"
#include "floe/render/escape.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\n';
}

/*
 * Only what every reader gives back byte for byte, and a first line that sets
 * the indentation.
 */
static bool fits_block(struct text text)
{
    unsigned long point;
    if (text.size == 0 || is_blank(text.bytes[0]) || text.bytes[0] == '\t')
        return false;
    for (size_t at = 0; at < text.size;) {
        at += text_next(text, at, &point);
        if (line_is_disturbed_by(point) && point != '\n' && point != '\t')
            return false;
    }
    return true;
}

/* What becomes of the line ends at the end. */
static const char *chomping(struct text text)
{
    if (text.bytes[text.size - 1] != '\n')
        return "-";
    if (text.size > 1 && text.bytes[text.size - 2] == '\n')
        return "+";
    return "";
}

/* A last line of nothing but spaces would be taken for the end. */
static bool ends_blank(struct text text)
{
    size_t at = text.size;
    while (at > 0 && is_blank(text.bytes[at - 1]))
        at--;
    return memchr(text.bytes + at, ' ', text.size - at) != NULL;
}

struct text escape_block(struct arena *arena, struct text text, size_t indent)
{
    struct buffer out = buffer_new(arena);
    if (!fits_block(text) || ends_blank(text)) {
        yaml_put_text(&out, text);
        return buffer_finish(&out);
    }
    buffer_format(&out, "|%s", chomping(text));
    for (size_t at = 0; at < text.size;) {
        const char *start = text.bytes + at;
        const char *end = memchr(start, '\n', text.size - at);
        size_t size = end == NULL ? text.size - at : (size_t)(end - start);
        buffer_byte(&out, '\n');
        if (size > 0)
            buffer_repeat(&out, ' ', indent);
        buffer_put(&out, start, size);
        at += size + 1;
    }
    return buffer_finish(&out);
}
