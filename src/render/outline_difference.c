/*
 * Two outlines side by side.  Rows with the same label below the same row are
 * the same thing; the rest is on one side only.
 */
#include <assert.h>

#include "floe/base/names.h"
#include "floe/render/outline.h"

/* As in a diff. */
static const char red[] = "\x1b[31m", green[] = "\x1b[32m", plain[] = "\x1b[m";

enum { DEPTH_MAX = 8 };

struct difference {
    struct buffer *out;
    const struct outline *left;
    const struct outline *right;
    const struct outline_row *above[DEPTH_MAX]; /* that hold the present rows */
    unsigned above_count;
    unsigned above_put; /* of them, how many are in the output */
    bool colored;
    bool found;
};

/* Rows of one outline, from one to before another. */
struct row_range {
    uint32_t start;
    uint32_t end;
};

/* Behind the rows below a row. */
static uint32_t end_of(const struct outline *outline, uint32_t row, uint32_t end)
{
    uint32_t next = row + 1;
    while (next < end && outline->rows[next].depth > outline->rows[row].depth)
        next++;
    return next;
}

static void put_above(struct difference *to)
{
    for (; to->above_put < to->above_count; to->above_put++)
        outline_put_row(to->out, to->above[to->above_put], "  ");
    to->found = true;
}

static void put_side(struct difference *to, const struct outline *outline, uint32_t start,
                     uint32_t end)
{
    bool is_left = outline == to->left;
    put_above(to);
    for (uint32_t i = start; i < end; i++) {
        if (to->colored)
            buffer_string(to->out, is_left ? red : green);
        struct buffer line = buffer_new(to->out->arena);
        outline_put_row(&line, &outline->rows[i], is_left ? "- " : "+ ");
        buffer_put(to->out, line.bytes, line.size - 1);
        buffer_string(to->out, to->colored ? plain : "");
        buffer_byte(to->out, '\n');
    }
}

/* The rows at the top of a range, by label. */
static struct names labels_of(struct difference *to, const struct outline *outline,
                              struct row_range rows)
{
    struct names labels = names_new(to->out->arena, 0);
    for (uint32_t i = rows.start; i < rows.end; i = end_of(outline, i, rows.end))
        names_add(&labels, text_of(outline->rows[i].label), &outline->rows[i]);
    return labels;
}

static void compare(struct difference *to, struct row_range left, struct row_range right);

/* What is called after its environment differs from the other's by that alone. */
static bool is_named(const struct outline_row *row)
{
    return row->origin.kind == ORIGIN_OPTION && text_is(row->origin.name, origin_environment);
}

static void compare_rows(struct difference *to, uint32_t left, uint32_t left_end, uint32_t right,
                         uint32_t right_end)
{
    const struct outline_row *one = &to->left->rows[left], *other = &to->right->rows[right];
    bool same = text_equal(one->value, other->value) || (is_named(one) && is_named(other));
    if (!same) {
        put_side(to, to->left, left, left + 1);
        put_side(to, to->right, right, right + 1);
    }
    assert(to->above_count < DEPTH_MAX);
    to->above[to->above_count++] = one;
    to->above_put += !same;
    compare(to, (struct row_range){left + 1, left_end}, (struct row_range){right + 1, right_end});
    to->above_count--;
    if (to->above_put > to->above_count)
        to->above_put = to->above_count;
}

static void compare(struct difference *to, struct row_range left, struct row_range right)
{
    struct names lefts = labels_of(to, to->left, left), rights = labels_of(to, to->right, right);
    for (uint32_t i = left.start, end; i < left.end; i = end) {
        end = end_of(to->left, i, left.end);
        const struct outline_row *other = names_find(&rights, text_of(to->left->rows[i].label));
        if (other == NULL) {
            put_side(to, to->left, i, end);
            continue;
        }
        uint32_t found = (uint32_t)(other - to->right->rows);
        compare_rows(to, i, end, found, end_of(to->right, found, right.end));
    }
    for (uint32_t i = right.start, end; i < right.end; i = end) {
        end = end_of(to->right, i, right.end);
        if (names_find(&lefts, text_of(to->right->rows[i].label)) == NULL)
            put_side(to, to->right, i, end);
    }
}

bool outline_put_difference(struct buffer *out, const struct outline *left,
                            const struct outline *right, bool colored)
{
    struct difference to = {.out = out, .left = left, .right = right, .colored = colored};
    compare(&to, (struct row_range){0, left->count}, (struct row_range){0, right->count});
    return to.found;
}
