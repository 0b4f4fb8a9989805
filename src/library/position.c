#include "floe/library/position.h"

enum {
    UTF8_BYTES_OF_PAIRS = 4, /* a character of four bytes is a pair of units */
    BYTE_ORDER_MARK = 0xFEFF,
};

static uint32_t units_of(size_t bytes)
{
    return bytes == UTF8_BYTES_OF_PAIRS ? 2 : 1;
}

/* Goes on to an offset of the same line.  Messages do not count a byte order mark. */
static void advance(struct floe_position *position, struct text bytes, size_t offset)
{
    unsigned long point;
    while (position->offset < offset) {
        size_t length = text_next(bytes, position->offset, &point);
        if (position->offset + length > offset)
            break;
        position->column += position->offset > 0 || point != BYTE_ORDER_MARK;
        position->offset += length;
        position->column_bytes += (uint32_t)length;
        position->column_utf16 += units_of(length);
    }
}

static struct floe_position line_start(size_t offset, uint32_t line)
{
    return (struct floe_position){
        .offset = offset, .line = line, .column = 1, .column_bytes = 1, .column_utf16 = 1};
}

/* From the place that was given last, if it is before on the same line. */
static struct floe_position find(struct arena *arena, const struct position_finder *finder,
                                 struct source *source, uint32_t offset)
{
    struct place place = source_place(arena, source, offset);
    struct floe_position position = line_start(source->line_starts[place.line - 1], place.line);
    if (finder->source == source && finder->last.line == place.line &&
        finder->last.offset <= offset)
        position = finder->last;
    advance(&position, source->bytes, offset);
    return position;
}

struct floe_range position_range(struct arena *arena, struct position_finder *finder,
                                 struct span span)
{
    if (span.source == NULL)
        return (struct floe_range){.path = NULL};
    struct floe_range range = {.path = span.source->path.bytes};
    range.start = find(arena, finder, span.source, span.start);
    *finder = (struct position_finder){.source = span.source, .last = range.start};
    range.end = find(arena, finder, span.source, span.end);
    return range;
}

/* After the line's end, which begins at an offset; LF, CR LF or CR. */
static size_t after_end(struct text bytes, size_t at)
{
    bool pair = bytes.bytes[at] == '\r' && at + 1 < bytes.size && bytes.bytes[at + 1] == '\n';
    return at + (pair ? 2 : 1);
}

static size_t line_end(struct text bytes, size_t at)
{
    while (at < bytes.size && bytes.bytes[at] != '\n' && bytes.bytes[at] != '\r')
        at++;
    return at;
}

struct floe_position floe_position_at(const char *bytes, size_t size, size_t offset)
{
    struct text text = {bytes, size};
    if (offset > size)
        offset = size;
    size_t start = 0;
    uint32_t line = 1;
    for (size_t end = line_end(text, 0); end < size && after_end(text, end) <= offset;
         end = line_end(text, start)) {
        start = after_end(text, end);
        line++;
    }
    struct floe_position position = line_start(start, line);
    advance(&position, text, offset);
    return position;
}

size_t floe_offset_at(const char *bytes, size_t size, uint32_t line, uint32_t column_utf16)
{
    struct text text = {bytes, size};
    size_t start = 0;
    for (uint32_t at = 1; at < line; at++) {
        size_t end = line_end(text, start);
        if (end == size)
            return size;
        start = after_end(text, end);
    }
    size_t end = line_end(text, start);
    unsigned long point;
    for (uint32_t column = 1; start < end && column < column_utf16;) {
        size_t length = text_next(text, start, &point);
        column += units_of(length);
        if (column > column_utf16)
            break;
        start += length;
    }
    return start;
}
