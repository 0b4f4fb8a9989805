#include "floe/base/excerpt.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/line.h"

enum {
    COLUMNS_MAX = 120,  /* of a line's excerpt */
    COLUMNS_BEFORE = 60, /* kept before the fault when a line is longer */
    MASK_COLUMNS = 8,
    LINE_BYTES_NEAR = 512, /* of a longer line, to each side of the fault: COLUMNS_MAX of any bytes */
};

static const char reset[] = "\033[0m";
static const char bold[] = "\033[1m";
static const char blue[] = "\033[1;34m";
static const char *const severity_colors[] = {
    [DIAG_NOTE] = "\033[1;36m",
    [DIAG_WARNING] = "\033[1;35m",
    [DIAG_ERROR] = "\033[1;31m",
};

const char *excerpt_severity(enum diag_severity severity)
{
    static const char *const names[] = {
        [DIAG_NOTE] = "note",
        [DIAG_WARNING] = "warning",
        [DIAG_ERROR] = "error",
    };
    return names[severity];
}

static void put_style(struct buffer *out, struct excerpt_style style, const char *code)
{
    if (style.colored)
        buffer_string(out, code);
}

static void put_place(struct buffer *out, struct span span)
{
    if (span.source == NULL) {
        buffer_string(out, "floe-compile: ");
        return;
    }
    line_put(out, span.source->path);
    struct place place = source_place(out->arena, span.source, span.start);
    buffer_format(out, ":%u:%u: ", place.line, place.column);
}

/* What is shown of a line of a source, and where in it the fault is. */
struct shown {
    struct buffer text;
    unsigned column; /* of the fault, from 0 */
    unsigned width;  /* of the fault */
    bool cut_before; /* the line has more than was looked at */
    bool cut_behind;
};

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static void count_column(struct shown *shown, const struct span *span, uint32_t offset)
{
    if (offset < span->start)
        shown->column++;
    else if (offset < span->end)
        shown->width++;
}

static struct shown show_line(struct arena *arena, const struct span *span, struct text line)
{
    struct shown shown = {.text = buffer_new(arena)};
    uint32_t start = (uint32_t)(line.bytes - span->source->bytes.bytes);
    bool masked = false;
    for (uint32_t i = 0; i < line.size;) {
        uint32_t offset = start + i;
        size_t length = text_character(line.bytes + i, line.size - i);
        length = length == 0 ? 1 : length;
        i += (uint32_t)length;
        bool hidden = source_is_hidden(span->source, offset, offset + 1);
        if (hidden && masked)
            continue;
        masked = hidden;
        for (unsigned c = 0; c < (hidden ? MASK_COLUMNS : 1); c++)
            count_column(&shown, span, offset);
        if (hidden)
            buffer_repeat(&shown.text, '*', MASK_COLUMNS);
        else
            line_put(&shown.text, (struct text){line.bytes + i - length, length});
    }
    if (shown.width == 0)
        shown.width = 1;
    return shown;
}

static size_t byte_of_column(struct text text, unsigned column)
{
    size_t at = 0;
    for (; at < text.size; at++)
        if (!is_continuation(text.bytes[at]) && column-- == 0)
            break;
    return at;
}

/* Keeps what is around the fault of a line that is too long. */
static struct text window(struct arena *arena, struct shown *shown)
{
    struct text text = buffer_finish(&shown->text); /* not NULL when it is empty */
    unsigned first = shown->column > COLUMNS_BEFORE && text.size > COLUMNS_MAX
                         ? shown->column - COLUMNS_BEFORE
                         : 0;
    size_t start = byte_of_column(text, first);
    text.bytes += start;
    text.size -= start;
    size_t end = byte_of_column(text, COLUMNS_MAX);
    bool cut_before = shown->cut_before || first > 0;
    bool cut_behind = shown->cut_behind || end < text.size;
    shown->column -= first;
    if (shown->column + shown->width > COLUMNS_MAX && shown->column < COLUMNS_MAX)
        shown->width = COLUMNS_MAX - shown->column;
    struct text kept = text_format(arena, "%s%.*s%s", cut_before ? "..." : "", (int)end,
                                   text.bytes, cut_behind ? "..." : "");
    shown->column += cut_before ? 3 : 0;
    return kept;
}

/* Of a long line only what is near the fault is looked at. */
static struct text near_fault(struct text line, const struct span *span)
{
    size_t first = (size_t)(line.bytes - span->source->bytes.bytes);
    size_t at = span->start > first ? span->start - first : 0;
    size_t start = at > LINE_BYTES_NEAR ? at - LINE_BYTES_NEAR : 0;
    size_t end = line.size > at + LINE_BYTES_NEAR ? at + LINE_BYTES_NEAR : line.size;
    while (start > 0 && is_continuation(line.bytes[start]))
        start--;
    while (end < line.size && is_continuation(line.bytes[end]))
        end++;
    return (struct text){line.bytes + start, end - start};
}

static void put_lines(struct buffer *out, const struct diag *diag, struct excerpt_style style)
{
    struct span span = diag->span;
    bool whole_file = span.start == 0 && span.end == 0;
    if (span.source == NULL || whole_file)
        return;
    struct place place = source_place(out->arena, span.source, span.start);
    struct text line = source_line(out->arena, span.source, place.line);
    struct text near = near_fault(line, &span);
    struct shown shown = show_line(out->arena, &span, near);
    shown.cut_before = near.bytes > line.bytes;
    shown.cut_behind = near.bytes + near.size < line.bytes + line.size;
    struct text text = window(out->arena, &shown);
    put_style(out, style, blue);
    buffer_format(out, "%5u | ", place.line);
    put_style(out, style, reset);
    buffer_text(out, text);
    put_style(out, style, blue);
    buffer_string(out, "\n      | ");
    put_style(out, style, reset);
    buffer_repeat(out, ' ', shown.column);
    put_style(out, style, severity_colors[diag->severity]);
    buffer_repeat(out, '^', shown.width);
    if (diag->label.size > 0)
        buffer_byte(out, ' ');
    line_put(out, diag->label);
    put_style(out, style, reset);
    buffer_byte(out, '\n');
}

static void put_head(struct buffer *out, struct span span, enum diag_severity severity,
                     struct text message, struct excerpt_style style)
{
    put_style(out, style, bold);
    put_place(out, span);
    put_style(out, style, severity_colors[severity]);
    buffer_format(out, "%s: ", excerpt_severity(severity));
    put_style(out, style, reset);
    put_style(out, style, bold);
    line_put(out, message);
    put_style(out, style, reset);
}

static void put_advice(struct buffer *out, const struct diag *diag, const char *kind,
                       struct excerpt_style style)
{
    for (const struct diag_line *line = diag->lines; line != NULL; line = line->next) {
        if (strcmp(line->kind, kind) != 0)
            continue;
        put_style(out, style, blue);
        buffer_string(out, "      = ");
        put_style(out, style, reset);
        buffer_format(out, "%s: ", line->kind);
        line_put(out, line->message);
        buffer_byte(out, '\n');
    }
}

void excerpt_put(struct buffer *out, const struct diag *diag, struct excerpt_style style)
{
    put_head(out, diag->span, diag->severity, diag->message, style);
    buffer_format(out, " [%s]\n", diag_code_info(diag->code)->number);
    put_lines(out, diag, style);
    for (const struct diag_note *note = diag->notes; note != NULL; note = note->next) {
        put_head(out, note->span, DIAG_NOTE, note->message, style);
        buffer_byte(out, '\n');
    }
    put_advice(out, diag, "why", style);
    put_advice(out, diag, "help", style);
}

void excerpt_put_short(struct buffer *out, const struct diag *diag)
{
    put_place(out, diag->span);
    buffer_format(out, "%s: ", excerpt_severity(diag->severity));
    line_put(out, diag->message);
    if (diag->label.size > 0) {
        buffer_string(out, " (");
        line_put(out, diag->label);
        buffer_byte(out, ')');
    }
    buffer_format(out, " [%s]\n", diag_code_info(diag->code)->number);
}
