/* Questions to a sketch. */
#include "floe/library/sketch.h"

static struct text between(const struct sketch *sketch, uint32_t start, uint32_t end)
{
    struct text text = {sketch->bytes.bytes + start, end - start};
    bool quoted = text.size >= 2 && (text.bytes[0] == '"' || text.bytes[0] == '\'') &&
                  text.bytes[text.size - 1] == text.bytes[0];
    return quoted ? (struct text){text.bytes + 1, text.size - 2} : text;
}

struct text sketch_key(const struct sketch *sketch, uint32_t entry)
{
    return between(sketch, sketch->entries[entry].start, sketch->entries[entry].end);
}

struct text sketch_value(const struct sketch *sketch, uint32_t entry)
{
    return between(sketch, sketch->entries[entry].value, sketch->entries[entry].value_end);
}

uint32_t sketch_find(const struct sketch *sketch, uint32_t parent, struct text key)
{
    for (uint32_t i = parent + 1; i < sketch->count; i++)
        if (sketch->entries[i].parent == parent && sketch->entries[i].kind == SKETCH_KEY &&
            text_equal(sketch_key(sketch, i), key))
            return i;
    return 0;
}

static bool is_silent(const struct sketch *sketch, uint32_t offset)
{
    for (uint32_t i = 0; i < sketch->silent_count; i++)
        if (offset >= sketch->silent[i].start && offset < sketch->silent[i].end)
            return true;
    return false;
}

static bool holds(uint32_t start, uint32_t end, uint32_t offset)
{
    return start < end && offset >= start && offset <= end;
}

/* Behind a colon, or an item: on what is there, or where nothing is yet. */
static struct sketch_cursor at_value(const struct sketch_entry *entry, uint32_t index,
                                     enum sketch_place place, uint32_t offset)
{
    struct sketch_cursor cursor = {.place = place, .container = index, .word = {offset, offset}};
    if (holds(entry->value, entry->value_end, offset))
        cursor.word = (struct sketch_range){entry->value, entry->value_end};
    else if (entry->value < entry->value_end && offset > entry->value_end)
        cursor.place = SKETCH_NOWHERE;
    return cursor;
}

/* On the entry itself: its key or word, its value, or nothing. */
static struct sketch_cursor on_entry(const struct sketch *sketch, uint32_t index, uint32_t offset)
{
    const struct sketch_entry *entry = &sketch->entries[index];
    if (entry->has_flow && offset > entry->close)
        return (struct sketch_cursor){.place = SKETCH_NOWHERE};
    if (entry->kind == SKETCH_ITEM)
        return entry->in_flow || offset > entry->start
                   ? at_value(entry, index, SKETCH_INSIDE, offset)
                   : (struct sketch_cursor){.place = SKETCH_NOWHERE};
    if (holds(entry->start, entry->end, offset))
        return (struct sketch_cursor){
            .place = SKETCH_INSIDE,
            .container = entry->parent,
            .entry = index,
            .word = {entry->start, entry->end},
        };
    return entry->kind == SKETCH_KEY && offset > entry->colon
               ? at_value(entry, index, SKETCH_VALUE, offset)
               : (struct sketch_cursor){.place = SKETCH_NOWHERE};
}

/* The last entry that begins at or before an offset. */
static uint32_t last_before(const struct sketch *sketch, uint32_t offset)
{
    uint32_t low = 0, high = sketch->count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (sketch->entries[middle].start <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static bool in_flow_of(const struct sketch_entry *entry, uint32_t offset)
{
    return entry->has_flow && offset > entry->open && offset <= entry->close;
}

/* The start of the line that an offset is in. */
static uint32_t line_of(const struct sketch *sketch, uint32_t offset)
{
    while (offset > 0 && sketch->bytes.bytes[offset - 1] != '\n' &&
           sketch->bytes.bytes[offset - 1] != '\r')
        offset--;
    return offset;
}

/* Where a new line begins: the column says what it belongs to. */
static struct sketch_cursor on_new_line(const struct sketch *sketch, uint32_t index,
                                        uint32_t start, uint32_t offset)
{
    if (start == 0 && text_starts(sketch->bytes, "\xEF\xBB\xBF") && offset >= 3)
        start = 3;
    for (uint32_t at = start; at < offset; at++)
        if (sketch->bytes.bytes[at] != ' ')
            return (struct sketch_cursor){.place = SKETCH_NOWHERE};
    int64_t column = offset - start;
    while (index != 0 && (sketch->entries[index].in_flow ||
                          sketch->entries[index].kind == SKETCH_WORD ||
                          sketch->entries[index].column >= column))
        index = sketch->entries[index].parent;
    return (struct sketch_cursor){
        .place = SKETCH_INSIDE, .container = index, .word = {offset, offset}};
}

struct sketch_cursor sketch_at(const struct sketch *sketch, uint32_t offset)
{
    if (is_silent(sketch, offset))
        return (struct sketch_cursor){.place = SKETCH_NOWHERE};
    uint32_t index = last_before(sketch, offset);
    for (; index != 0; index = sketch->entries[index].parent) {
        const struct sketch_entry *entry = &sketch->entries[index];
        if (in_flow_of(entry, offset))
            return (struct sketch_cursor){
                .place = SKETCH_INSIDE, .container = index, .word = {offset, offset}};
        if (!entry->in_flow)
            break;
        if (offset <= entry->limit)
            return on_entry(sketch, index, offset);
    }
    uint32_t start = line_of(sketch, offset);
    if (index != 0 && sketch->entries[index].start >= start)
        return on_entry(sketch, index, offset);
    return on_new_line(sketch, index, start, offset);
}
