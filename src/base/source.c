#include "floe/base/source.h"

#include <stdlib.h>
#include <string.h>

#include "floe/base/arena.h"

enum { BLOCK_BYTES = 256 }; /* characters are counted up to each, for places in long lines */

struct source *source_new(struct arena *arena, struct text path, struct text bytes, unsigned order)
{
    struct source *source = ARENA_NEW(arena, struct source);
    source->path = text_copy(arena, path);
    source->bytes = bytes;
    source->order = order;
    return source;
}

/* Behind the next LF, CR LF or CR; NULL when there is none. */
static const char *next_line(const char *at, const char *end, bool has_return)
{
    if (!has_return) {
        at = memchr(at, '\n', (size_t)(end - at));
        return at == NULL ? NULL : at + 1;
    }
    for (; at < end; at++) {
        if (*at == '\n')
            return at + 1;
        if (*at == '\r' && (at + 1 == end || at[1] != '\n'))
            return at + 1;
    }
    return NULL;
}

static void index_lines(struct arena *arena, struct source *source)
{
    const char *start = source->bytes.bytes;
    const char *end = start + source->bytes.size;
    bool has_return = memchr(start, '\r', source->bytes.size) != NULL;
    uint32_t count = 1;
    for (const char *at = start; (at = next_line(at, end, has_return)) != NULL;)
        count++;
    source->line_starts = ARENA_ARRAY(arena, uint32_t, count);
    source->line_count = count;
    uint32_t line = 1;
    for (const char *at = start; (at = next_line(at, end, has_return)) != NULL;)
        source->line_starts[line++] = (uint32_t)(at - start);
}

static bool is_byte_order_mark(const char *bytes, size_t size)
{
    return size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
}

/* Those that begin in a range. */
static uint32_t count_characters(const struct source *source, uint32_t start, uint32_t end)
{
    uint32_t count = 0;
    for (uint32_t at = start; at < end; at++)
        count += ((unsigned char)source->bytes.bytes[at] & 0xC0) != 0x80;
    return count;
}

static void count_blocks(struct arena *arena, struct source *source)
{
    uint32_t count = (uint32_t)(source->bytes.size / BLOCK_BYTES) + 1;
    source->characters = ARENA_ARRAY(arena, uint32_t, count);
    for (uint32_t block = 1; block < count; block++)
        source->characters[block] =
            source->characters[block - 1] +
            count_characters(source, (block - 1) * BLOCK_BYTES, block * BLOCK_BYTES);
}

static uint32_t characters_before(const struct source *source, uint32_t offset)
{
    uint32_t block = offset / BLOCK_BYTES;
    return source->characters[block] +
           count_characters(source, block * BLOCK_BYTES, offset);
}

struct place source_place(struct arena *arena, struct source *source, uint32_t offset)
{
    if (source->line_starts == NULL)
        index_lines(arena, source);
    uint32_t low = 0, high = source->line_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->line_starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    uint32_t start = source->line_starts[low];
    if (start == 0 && is_byte_order_mark(source->bytes.bytes, source->bytes.size))
        start = 3;
    uint32_t end = offset < source->bytes.size ? offset : (uint32_t)source->bytes.size;
    uint32_t column = 1;
    if (end > start && end - start <= BLOCK_BYTES) {
        column += count_characters(source, start, end);
    } else if (end > start) {
        if (source->characters == NULL)
            count_blocks(arena, source);
        column += characters_before(source, end) - characters_before(source, start);
    }
    return (struct place){.line = low + 1, .column = column};
}

void source_hide(struct arena *arena, struct source *source, uint32_t start, uint32_t end)
{
    if (source->hidden_count == source->hidden_capacity) {
        uint32_t capacity = source->hidden_capacity == 0 ? 16 : source->hidden_capacity * 2;
        source->hidden = arena_grow(arena, source->hidden,
                                    source->hidden_capacity * sizeof(struct hidden),
                                    capacity * sizeof(struct hidden));
        source->hidden_capacity = capacity;
    }
    source->hidden[source->hidden_count++] = (struct hidden){.start = start, .end = end};
    source->hidden_sorted = false;
}

static int compare_starts(const void *left, const void *right)
{
    uint32_t a = ((const struct hidden *)left)->start, b = ((const struct hidden *)right)->start;
    return (a > b) - (a < b);
}

static void sort_hidden(struct source *source)
{
    if (source->hidden_count > 1)
        qsort(source->hidden, source->hidden_count, sizeof(struct hidden), compare_starts);
    uint32_t reach = 0;
    for (uint32_t i = 0; i < source->hidden_count; i++) {
        struct hidden *hidden = &source->hidden[i];
        reach = hidden->end > hidden->start && hidden->end > reach ? hidden->end : reach;
        hidden->reach = reach;
    }
    source->hidden_sorted = true;
}

/* Of the ranges that begin before the end, one that reaches beyond the start. */
bool source_is_hidden(struct source *source, uint32_t start, uint32_t end)
{
    if (!source->hidden_sorted)
        sort_hidden(source);
    uint32_t low = 0, high = source->hidden_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (source->hidden[middle].start < end)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && source->hidden[low - 1].reach > start;
}

struct text source_line(struct arena *arena, struct source *source, uint32_t line)
{
    if (source->line_starts == NULL)
        index_lines(arena, source);
    if (line == 0 || line > source->line_count)
        return LITERAL("");
    uint32_t start = source->line_starts[line - 1];
    size_t end = line == source->line_count ? source->bytes.size : source->line_starts[line];
    const char *bytes = source->bytes.bytes;
    if (start == 0 && is_byte_order_mark(bytes, source->bytes.size))
        start = 3;
    while (end > start && (bytes[end - 1] == '\r' || bytes[end - 1] == '\n'))
        end--;
    return (struct text){bytes + start, end - start};
}
