#include "floe/library/sketch.h"

#include "floe/base/arena.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_end(char c)
{
    return c == '\n' || c == '\r';
}

/* NUL beyond the end, which no rule below takes for anything. */
static char byte_at(const struct sketch *sketch, uint32_t at)
{
    return at < sketch->bytes.size ? sketch->bytes.bytes[at] : '\0';
}

static bool ends_line(const struct sketch *sketch, uint32_t at)
{
    return at >= sketch->bytes.size || is_end(sketch->bytes.bytes[at]);
}

static uint32_t skip_blanks(const struct sketch *sketch, uint32_t at)
{
    while (is_blank(byte_at(sketch, at)))
        at++;
    return at;
}

static uint32_t line_end(const struct sketch *sketch, uint32_t at)
{
    while (!ends_line(sketch, at))
        at++;
    return at;
}

static uint32_t next_line(const struct sketch *sketch, uint32_t at)
{
    at = line_end(sketch, at);
    if (byte_at(sketch, at) == '\r' && byte_at(sketch, at + 1) == '\n')
        at++;
    return at < sketch->bytes.size ? at + 1 : at;
}

static uint32_t add(struct sketch *sketch, struct sketch_entry entry)
{
    if (sketch->count == sketch->capacity) {
        uint32_t capacity = sketch->capacity * 2;
        sketch->entries = arena_grow(sketch->arena, sketch->entries,
                                     sketch->capacity * sizeof entry, capacity * sizeof entry);
        sketch->capacity = capacity;
    }
    sketch->entries[sketch->count] = entry;
    return sketch->count++;
}

static void add_silent(struct sketch *sketch, uint32_t start, uint32_t end)
{
    if (sketch->silent_count == sketch->silent_capacity) {
        uint32_t capacity = sketch->silent_capacity == 0 ? 16 : sketch->silent_capacity * 2;
        sketch->silent = arena_grow(sketch->arena, sketch->silent,
                                    sketch->silent_capacity * sizeof sketch->silent[0],
                                    capacity * sizeof sketch->silent[0]);
        sketch->silent_capacity = capacity;
    }
    sketch->silent[sketch->silent_count++] = (struct sketch_range){start, end};
}

/* Goes to the next line; a comment on the rest of this one is silent. */
static uint32_t finish_line(struct sketch *sketch, uint32_t at)
{
    uint32_t end = line_end(sketch, at);
    at = skip_blanks(sketch, at);
    if (byte_at(sketch, at) == '#')
        add_silent(sketch, at + 1, end + 1);
    return next_line(sketch, end);
}

/* Behind the closing quote on this line; the line's end if there is none. */
static uint32_t skip_quoted(const struct sketch *sketch, uint32_t at)
{
    char quote = byte_at(sketch, at++);
    for (; !ends_line(sketch, at); at++) {
        if (quote == '"' && byte_at(sketch, at) == '\\' && !ends_line(sketch, at + 1))
            at++;
        else if (byte_at(sketch, at) == quote)
            return at + 1;
    }
    return at;
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

static bool is_bracket(char c)
{
    return c == '{' || c == '[' || c == '}' || c == ']';
}

/* Behind a plain scalar, without the blanks after it. */
static uint32_t skip_plain(const struct sketch *sketch, uint32_t at, bool in_flow, bool is_key)
{
    uint32_t end = at;
    for (; !ends_line(sketch, at); at++) {
        char c = byte_at(sketch, at), next = byte_at(sketch, at + 1);
        bool closes = in_flow && (c == ',' || is_bracket(c));
        bool is_comment = c == '#' && is_blank(byte_at(sketch, at - 1));
        bool colon = c == ':' && (is_blank(next) || ends_line(sketch, at + 1) ||
                                  (in_flow && (next == ',' || is_bracket(next))));
        if (closes || is_comment || (colon && is_key))
            break;
        if (!is_blank(c))
            end = at + 1;
    }
    return end;
}

static uint32_t skip_scalar(const struct sketch *sketch, uint32_t at, bool in_flow, bool is_key)
{
    return is_quote(byte_at(sketch, at)) ? skip_quoted(sketch, at)
                                         : skip_plain(sketch, at, in_flow, is_key);
}

/* &anchor and !tag in front of a value. */
static uint32_t skip_properties(const struct sketch *sketch, uint32_t at)
{
    while (byte_at(sketch, at) == '&' || byte_at(sketch, at) == '!') {
        while (!ends_line(sketch, at) && !is_blank(byte_at(sketch, at)))
            at++;
        at = skip_blanks(sketch, at);
    }
    return at;
}

/* What an entry at this column belongs to: the last one that begins before it. */
static uint32_t parent_at(const struct sketch *sketch, int64_t column, bool is_item)
{
    uint32_t at = sketch->count - 1;
    for (; at != 0; at = sketch->entries[at].parent) {
        const struct sketch_entry *entry = &sketch->entries[at];
        bool above = entry->kind != SKETCH_WORD && !entry->in_flow;
        if (above && (entry->column < column ||
                      (is_item && entry->kind == SKETCH_KEY && entry->column == column)))
            break;
    }
    return at;
}

/* Lines that are empty or deeper than the key. */
static uint32_t skip_block_scalar(struct sketch *sketch, uint32_t at, int64_t column)
{
    uint32_t start = next_line(sketch, at), end = start;
    for (at = start; at < sketch->bytes.size;) {
        uint32_t first = skip_blanks(sketch, at);
        bool is_empty = ends_line(sketch, first);
        if (!is_empty && (int64_t)(first - at) <= column)
            break;
        at = next_line(sketch, first);
        end = is_empty ? end : line_end(sketch, first) + 1;
    }
    if (end > start)
        add_silent(sketch, start, end);
    return at;
}

/* ---- in {} and [] ---- */

/* Where the next thing is; outside: the text ends, or the line belongs to what is around. */
static uint32_t skip_space(struct sketch *sketch, uint32_t at, int64_t column, bool *outside)
{
    for (;;) {
        at = skip_blanks(sketch, at);
        bool is_comment = byte_at(sketch, at) == '#';
        if (!is_comment && !ends_line(sketch, at))
            return at;
        at = finish_line(sketch, at);
        uint32_t first = skip_blanks(sketch, at);
        char c = byte_at(sketch, first);
        bool is_empty = ends_line(sketch, first) || c == '#';
        *outside = at >= sketch->bytes.size ||
                   (!is_empty && (int64_t)(first - at) <= column && c != '}' && c != ']');
        if (*outside)
            return at;
    }
}

static void open_flow(struct sketch *sketch, uint32_t entry, uint32_t at)
{
    sketch->entries[entry].has_flow = true;
    sketch->entries[entry].open = at;
    sketch->entries[entry].close = (uint32_t)sketch->bytes.size;
}

/* One element, up to where its value begins or it ends. */
static uint32_t scan_element(struct sketch *sketch, uint32_t owner, uint32_t at, uint32_t *made)
{
    bool is_list = byte_at(sketch, sketch->entries[owner].open) == '[';
    struct sketch_entry entry = {
        .kind = is_list ? SKETCH_ITEM : SKETCH_WORD,
        .in_flow = true,
        .parent = owner,
        .column = sketch->entries[owner].column,
        .start = at,
        .limit = (uint32_t)sketch->bytes.size,
    };
    uint32_t first = skip_properties(sketch, at);
    uint32_t end = is_bracket(byte_at(sketch, first)) ? first
                                                      : skip_scalar(sketch, first, true, !is_list);
    uint32_t colon = skip_blanks(sketch, end);
    entry.end = entry.value_end = end;
    entry.value = first;
    if (!is_list && end > first && byte_at(sketch, colon) == ':') {
        entry.kind = SKETCH_KEY;
        entry.colon = entry.value = entry.value_end = colon;
        end = colon + 1;
    }
    *made = add(sketch, entry);
    return end;
}

/* The value of a key in {}, if it is on the same line and no collection. */
static uint32_t scan_flow_value(struct sketch *sketch, uint32_t key, uint32_t at)
{
    uint32_t first = skip_properties(sketch, skip_blanks(sketch, at));
    char c = byte_at(sketch, first);
    if (ends_line(sketch, first) || c == ',' || c == '#' || is_bracket(c))
        return first;
    sketch->entries[key].value = first;
    sketch->entries[key].value_end = skip_scalar(sketch, first, true, false);
    return sketch->entries[key].value_end;
}

/* From the bracket of an entry's value to behind its end, or to the line that is outside. */
static uint32_t scan_flow(struct sketch *sketch, uint32_t first, uint32_t at)
{
    int64_t column = sketch->entries[first].column;
    uint32_t owner = first, last = 0; /* last: the element that is not ended */
    bool outside = false;
    open_flow(sketch, first, at++);
    for (;;) {
        at = skip_space(sketch, at, column, &outside);
        if (outside)
            break;
        char c = byte_at(sketch, at);
        if (c == ',' || c == '}' || c == ']') {
            if (last != 0)
                sketch->entries[last].limit = at;
            last = 0;
            at++;
            if (c == ',')
                continue;
            sketch->entries[owner].close = at - 1;
            if (owner == first)
                return at;
            last = owner;
            owner = sketch->entries[owner].parent;
        } else if (last != 0 && (c == '{' || c == '[') && !sketch->entries[last].has_flow) {
            open_flow(sketch, last, at++);
            owner = last;
            last = 0;
        } else if (last == 0) {
            at = scan_element(sketch, owner, at, &last);
            if (sketch->entries[last].kind == SKETCH_KEY)
                at = scan_flow_value(sketch, last, at);
        } else {
            at = is_quote(c) ? skip_quoted(sketch, at) : at + 1; /* it belongs to nothing */
        }
    }
    for (uint32_t i = first; i < sketch->count; i++) {
        struct sketch_entry *entry = &sketch->entries[i];
        entry->close = entry->close > at ? at : entry->close;
        entry->limit = entry->limit > at ? at : entry->limit;
    }
    return at;
}

/* ---- lines ---- */

/* What is behind a colon or a dash, to the next line. */
static uint32_t scan_value(struct sketch *sketch, uint32_t entry, uint32_t at)
{
    at = skip_properties(sketch, skip_blanks(sketch, at));
    char c = byte_at(sketch, at);
    if (ends_line(sketch, at) || c == '#')
        return finish_line(sketch, at);
    if (c == '|' || c == '>')
        return skip_block_scalar(sketch, at, sketch->entries[entry].column);
    if (c == '{' || c == '[') {
        at = scan_flow(sketch, entry, at);
        return at > 0 && is_end(byte_at(sketch, at - 1)) ? at : finish_line(sketch, at);
    }
    sketch->entries[entry].value = at;
    sketch->entries[entry].value_end = skip_scalar(sketch, at, false, false);
    return finish_line(sketch, sketch->entries[entry].value_end);
}

static bool is_dash(const struct sketch *sketch, uint32_t at)
{
    return byte_at(sketch, at) == '-' &&
           (is_blank(byte_at(sketch, at + 1)) || ends_line(sketch, at + 1));
}

/* What begins a line, or is behind its dashes. */
static uint32_t scan_entry(struct sketch *sketch, uint32_t at, int64_t column, uint32_t item)
{
    char c = byte_at(sketch, at);
    uint32_t end = c == '{' || c == '[' ? at : skip_scalar(sketch, at, false, true);
    uint32_t colon = skip_blanks(sketch, end);
    if (end > at && byte_at(sketch, colon) == ':') {
        uint32_t key = add(sketch, (struct sketch_entry){
                                       .kind = SKETCH_KEY,
                                       .parent = parent_at(sketch, column, false),
                                       .column = column,
                                       .start = at,
                                       .end = end,
                                       .colon = colon,
                                       .value = colon,
                                       .value_end = colon,
                                   });
        return scan_value(sketch, key, colon + 1);
    }
    uint32_t parent = parent_at(sketch, column, false);
    if (item != 0 || c == '{' || c == '[')
        return scan_value(sketch, item != 0 ? item : parent, at);
    add(sketch, (struct sketch_entry){.kind = SKETCH_WORD,
                                      .parent = parent,
                                      .column = column,
                                      .start = at,
                                      .end = end});
    return finish_line(sketch, end);
}

static uint32_t scan_line(struct sketch *sketch, uint32_t start)
{
    uint32_t at = skip_blanks(sketch, start), item = 0;
    if (text_starts((struct text){sketch->bytes.bytes + start, sketch->bytes.size - start}, "---"))
        return finish_line(sketch, start + 3);
    while (is_dash(sketch, at)) {
        int64_t column = at - start;
        item = add(sketch, (struct sketch_entry){
                               .kind = SKETCH_ITEM,
                               .parent = parent_at(sketch, column, true),
                               .column = column,
                               .start = at,
                               .end = at + 1,
                           });
        at = skip_blanks(sketch, at + 1);
    }
    if (ends_line(sketch, at) || byte_at(sketch, at) == '#')
        return finish_line(sketch, at);
    return scan_entry(sketch, at, at - start, item);
}

struct sketch sketch_new(struct arena *arena, struct text bytes)
{
    struct sketch sketch = {.arena = arena, .bytes = bytes, .capacity = 64};
    sketch.entries = ARENA_ARRAY(arena, struct sketch_entry, sketch.capacity);
    add(&sketch, (struct sketch_entry){.kind = SKETCH_ROOT, .column = -1});
    uint32_t at = text_starts(bytes, "\xEF\xBB\xBF") ? 3 : 0;
    while (at < bytes.size)
        at = scan_line(&sketch, at);
    return sketch;
}
