/*
 * Credentials on lines that messages show of a file that could not be read, so
 * that there is no tree to look through.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/spec/leak.h"
#include "floe/spec/shape.h"

enum { WINDOW_BYTES = 256 }; /* to each side; an excerpt shows less */

static bool is_key_byte(char c)
{
    return shape_letter(c) || shape_digit(c) || c == '_' || c == '-';
}

/* The line around a place, or the part of it that can be shown. */
static struct span line_around(struct source *source, uint32_t place)
{
    const char *bytes = source->bytes.bytes;
    struct span line = {.source = source, .start = place, .end = place};
    while (line.start > 0 && place - line.start < WINDOW_BYTES && bytes[line.start - 1] != '\n')
        line.start--;
    while (line.end < source->bytes.size && line.end - place < WINDOW_BYTES &&
           bytes[line.end] != '\n')
        line.end++;
    return line;
}

/* The word in front of a colon; quotes around it are left out. */
static struct text key_before(const struct span *line, uint32_t colon)
{
    const char *bytes = line->source->bytes.bytes;
    uint32_t end = colon;
    while (end > line->start && strchr(" \"'", bytes[end - 1]) != NULL)
        end--;
    uint32_t start = end;
    while (start > line->start && is_key_byte(bytes[start - 1]))
        start--;
    return (struct text){bytes + start, end - start};
}

/* What stands behind a colon: up to a comma or brace when it is inside braces. */
static struct span value_behind(const struct span *line, uint32_t colon)
{
    const char *bytes = line->source->bytes.bytes;
    struct span value = {.source = line->source, .start = colon + 1};
    while (value.start < line->end && bytes[value.start] == ' ')
        value.start++;
    bool inside = memchr(bytes + line->start, '{', colon - line->start) != NULL;
    char quote = value.start < line->end ? bytes[value.start] : '\0';
    bool quoted = quote == '"' || quote == '\'';
    for (value.end = value.start; value.end < line->end; value.end++) {
        char c = bytes[value.end];
        if (quoted ? c == quote && value.end > value.start : inside && (c == ',' || c == '}'))
            break;
    }
    value.end += quoted && value.end < line->end;
    return value;
}

/* {secret_ref: NAME}, or a mapping that goes on in the lines below. */
static bool is_reference(struct text value)
{
    if (value.bytes[0] != '{')
        return false;
    size_t at = 1;
    while (at < value.size && value.bytes[at] == ' ')
        at++;
    struct text inside = {value.bytes + at, value.size - at};
    return inside.size == 0 || text_starts(inside, "secret_ref");
}

static void hide_values(struct arena *arena, const struct span *line)
{
    const char *bytes = line->source->bytes.bytes;
    for (uint32_t at = line->start; at < line->end; at++) {
        if (bytes[at] != ':')
            continue;
        struct text key = key_before(line, at);
        struct span value = value_behind(line, at);
        struct text text = {bytes + value.start, value.end - value.start};
        bool other = text.size == 0 || text.bytes[0] == '#' || is_reference(text);
        bool brace = text.size > 0 && text.bytes[0] == '{';
        if (!other && leak_is_secret_key(key) && (brace || !leak_is_reference(key, text)))
            source_hide(arena, line->source, value.start, value.end);
    }
}

void leak_hide_reported(struct arena *arena, const struct diags *diags, struct source *source)
{
    struct span line = {.source = NULL};
    for (uint32_t i = 0; i < diags->count; i++) {
        const struct span *span = &diags->list[i]->span;
        bool seen = line.source != NULL && span->start >= line.start && span->start < line.end;
        if (span->source != source || seen)
            continue;
        line = line_around(source, span->start);
        struct text text = {source->bytes.bytes + line.start, line.end - line.start};
        if (leak_in_text(text) != NULL)
            source_hide(arena, source, line.start, line.end);
        else
            hide_values(arena, &line);
    }
}
