#include "floe/write/diff.h"

#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/write/lines.h"

enum paint { PAINT_HEADER, PAINT_PLACE, PAINT_REMOVED, PAINT_ADDED, PAINT_NONE };

/* git's own: bold, cyan, red, green. */
static const char *const paints[] = {
    [PAINT_HEADER] = "\x1b[1m",  [PAINT_PLACE] = "\x1b[36m", [PAINT_REMOVED] = "\x1b[31m",
    [PAINT_ADDED] = "\x1b[32m", [PAINT_NONE] = "",
};

struct diff {
    struct buffer out;
    struct lines old_lines;
    struct lines new_lines;
    bool colored;
};

/* A place in both texts; what is between two of them is a hunk. */
struct cursor {
    uint32_t old_line;
    uint32_t new_line;
};

/* As line_put, but a tab is one. */
static void put_shown(struct buffer *out, struct text text)
{
    for (size_t at = 0; at < text.size;) {
        const char *tab = memchr(text.bytes + at, '\t', text.size - at);
        size_t size = tab == NULL ? text.size - at : (size_t)(tab - text.bytes) - at;
        line_put(out, (struct text){text.bytes + at, size});
        if (tab != NULL)
            buffer_byte(out, '\t');
        at += size + (tab != NULL);
    }
}

static void put_line(struct diff *diff, enum paint paint, const char *mark, struct text line)
{
    bool painted = diff->colored && paint != PAINT_NONE;
    bool ended = text_ends(line, "\n");
    if (painted)
        buffer_string(&diff->out, paints[paint]);
    buffer_string(&diff->out, mark);
    put_shown(&diff->out, (struct text){line.bytes, line.size - ended});
    if (painted)
        buffer_string(&diff->out, "\x1b[m");
    buffer_byte(&diff->out, '\n');
    if (!ended)
        buffer_string(&diff->out, "\\ No newline at end of file\n");
}

static void put_name(struct diff *diff, const char *mark, const char *side, struct text path,
                     bool exists)
{
    struct text line = exists ? text_format(diff->out.arena, "%s%.*s\n", side, TEXT_ARG(path))
                              : LITERAL("/dev/null\n");
    put_line(diff, PAINT_HEADER, mark, line);
}

/* "12,3"; one line needs no count, and no lines are placed after the line before. */
static struct text range(struct arena *arena, uint32_t start, uint32_t end)
{
    if (end - start == 1)
        return text_format(arena, "%u", start + 1);
    return text_format(arena, "%u,%u", end == start ? start : start + 1, end - start);
}

static bool is_changed(const struct lines *lines, uint32_t line)
{
    return line < lines->count && lines->changed[line];
}

static bool is_change(const struct diff *diff, struct cursor at)
{
    return is_changed(&diff->old_lines, at.old_line) || is_changed(&diff->new_lines, at.new_line);
}

static bool is_end(const struct diff *diff, struct cursor at)
{
    return at.old_line >= diff->old_lines.count && at.new_line >= diff->new_lines.count;
}

static struct cursor after_change(const struct diff *diff, struct cursor at)
{
    while (is_changed(&diff->old_lines, at.old_line))
        at.old_line++;
    while (is_changed(&diff->new_lines, at.new_line))
        at.new_line++;
    return at;
}

/* Past the equal lines, at most so many. */
static struct cursor after_equal(const struct diff *diff, struct cursor at, uint32_t lines_max)
{
    for (uint32_t i = 0; i < lines_max && !is_end(diff, at) && !is_change(diff, at); i++) {
        at.old_line++;
        at.new_line++;
    }
    return at;
}

/* Changes with no more than twice the context between them share a hunk. */
static struct cursor hunk_end(const struct diff *diff, struct cursor change)
{
    for (;;) {
        struct cursor end = after_change(diff, change);
        change = after_equal(diff, end, 2 * DIFF_CONTEXT_LINES);
        if (is_end(diff, change) || !is_change(diff, change))
            return after_equal(diff, end, DIFF_CONTEXT_LINES);
    }
}

static void put_hunk(struct diff *diff, struct cursor at, struct cursor end)
{
    struct arena *arena = diff->out.arena;
    struct text place = text_format(arena, "@@ -%s +%s @@\n",
                                    range(arena, at.old_line, end.old_line).bytes,
                                    range(arena, at.new_line, end.new_line).bytes);
    put_line(diff, PAINT_PLACE, "", place);
    while (at.old_line < end.old_line || at.new_line < end.new_line) {
        struct cursor next = after_change(diff, at);
        for (; at.old_line < next.old_line; at.old_line++)
            put_line(diff, PAINT_REMOVED, "-", diff->old_lines.list[at.old_line]);
        for (; at.new_line < next.new_line; at.new_line++)
            put_line(diff, PAINT_ADDED, "+", diff->new_lines.list[at.new_line]);
        if (at.old_line >= end.old_line)
            continue;
        put_line(diff, PAINT_NONE, " ", diff->old_lines.list[at.old_line]);
        at.old_line++;
        at.new_line++;
    }
}

static struct cursor hunk_start(struct cursor change, struct cursor last_end)
{
    uint32_t equal = change.old_line - last_end.old_line;
    uint32_t shown = equal < DIFF_CONTEXT_LINES ? equal : DIFF_CONTEXT_LINES;
    return (struct cursor){change.old_line - shown, change.new_line - shown};
}

static void put_hunks(struct diff *diff)
{
    struct cursor last_end = {0, 0};
    for (;;) {
        struct cursor change = after_equal(diff, last_end, UINT32_MAX);
        if (is_end(diff, change))
            return;
        struct cursor end = hunk_end(diff, change);
        put_hunk(diff, hunk_start(change, last_end), end);
        last_end = end;
    }
}

struct text diff_unified(struct arena *arena, struct text path, struct text old_bytes,
                         struct text new_bytes, bool colored)
{
    bool was = old_bytes.bytes != NULL, is = new_bytes.bytes != NULL;
    if (was == is && text_equal(old_bytes, new_bytes))
        return LITERAL("");
    struct diff diff = {
        .out = buffer_new(arena),
        .old_lines = lines_split(arena, old_bytes),
        .new_lines = lines_split(arena, new_bytes),
        .colored = colored,
    };
    lines_compare(arena, &diff.old_lines, &diff.new_lines, DIFF_EDITS_MAX);
    put_name(&diff, "--- ", "a/", path, was);
    put_name(&diff, "+++ ", "b/", path, is);
    put_hunks(&diff);
    return buffer_finish(&diff.out);
}
