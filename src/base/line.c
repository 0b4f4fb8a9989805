#include "floe/base/line.h"

#include "floe/base/arena.h"

static const struct {
    unsigned long first;
    unsigned long last;
} disturbing[] = {
    {0x0, 0x1F},                           /* C0 */
    {0x7F, 0x9F},                          /* DEL and C1, of which NEL ends a line */
    {0x2028, 0x2029},                      /* LS and PS */
    {0x202A, 0x202E}, {0x2066, 0x2069},    /* marks of direction */
    {0xD800, 0xDFFF},                      /* surrogates, and lone bytes */
    {0xFEFF, 0xFEFF},                      /* byte order mark */
    {0xFFFE, 0xFFFF},                      /* no characters */
};

bool line_is_disturbed_by(unsigned long point)
{
    for (size_t i = 0; i < sizeof disturbing / sizeof disturbing[0]; i++)
        if (point >= disturbing[i].first && point <= disturbing[i].last)
            return true;
    return false;
}

bool line_fits(struct text text)
{
    unsigned long point;
    for (size_t at = 0; at < text.size;) {
        at += text_next(text, at, &point);
        if (line_is_disturbed_by(point))
            return false;
    }
    return true;
}

void line_put(struct buffer *buffer, struct text text)
{
    unsigned long point;
    for (size_t at = 0, length; at < text.size; at += length) {
        length = text_next(text, at, &point);
        if (point == '\t')
            buffer_byte(buffer, ' ');
        else if (line_is_disturbed_by(point))
            buffer_byte(buffer, '?');
        else
            buffer_put(buffer, text.bytes + at, length);
    }
}

struct text line_shown(struct arena *arena, struct text text)
{
    struct buffer buffer = buffer_new(arena);
    line_put(&buffer, text);
    return buffer_finish(&buffer);
}
