#include "floe/base/arena.h"
#include "floe/base/yaml.h"
#include "floe/render/yaml_writer.h"

enum { INDENT = 2 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\n';
}

/*
 * Only what every reader gives back byte for byte: no control but tab and
 * line feed, nothing that YAML 1.1 takes for the end of a line, no byte order
 * mark, and a first line that sets the indentation.
 */
static bool fits_block(struct text text)
{
    if (text.size == 0 || is_blank(text.bytes[0]) || text.bytes[0] == '\t')
        return false;
    for (size_t at = 0; at < text.size;) {
        size_t length = text_character(text.bytes + at, text.size - at);
        const unsigned char *bytes = (const unsigned char *)text.bytes + at;
        if (length == 0)
            return false;
        if (length == 1 && ((bytes[0] < 0x20 && bytes[0] != '\n' && bytes[0] != '\t') ||
                            bytes[0] == 0x7F))
            return false;
        if (length == 2 && bytes[0] == 0xC2 && bytes[1] < 0xA0)
            return false;
        if (length == 3 && bytes[0] == 0xE2 && bytes[1] == 0x80 &&
            (bytes[2] == 0xA8 || bytes[2] == 0xA9))
            return false;
        if (length == 3 && bytes[0] == 0xEF && (bytes[1] == 0xBB || bytes[1] == 0xBF))
            return false;
        at += length;
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

void yaml_block(struct yaml_writer *writer, const char *key, struct text text)
{
    if (!fits_block(text) || ends_blank(text)) {
        yaml_text(writer, key, text);
        return;
    }
    yaml_open(writer, key);
    writer->out.size--; /* the line's end: the mark of the block comes before it */
    buffer_format(&writer->out, " |%s\n", chomping(text));
    for (size_t at = 0; at < text.size;) {
        const char *start = text.bytes + at;
        const char *end = memchr(start, '\n', text.size - at);
        size_t size = end == NULL ? text.size - at : (size_t)(end - start);
        if (size > 0)
            buffer_repeat(&writer->out, ' ', (size_t)writer->depth * INDENT);
        buffer_put(&writer->out, start, size);
        buffer_byte(&writer->out, '\n');
        at += size + 1;
    }
    yaml_close(writer);
}
