#include "floe/write/lines.h"

#include <assert.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/names.h"

/* What one search may cost, however often the lines repeat. */
enum { COMPARISONS_MAX = 50 * 1000 * 1000 };

/* The lines of one side between the first difference and the last. */
struct side {
    struct lines *lines;
    uint32_t start;
    uint32_t end;
    uint32_t *ids;     /* equal lines of both sides have equal ones */
    uint32_t *indexes; /* of the lines that the search sees */
    int32_t count;
};

/*
 * E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), the
 * greedy search forward: x counts old lines, y new ones.  Round d holds, for
 * diagonals x - y = -d, -d + 2, ... d, the largest x that d edits reach.  All
 * rounds are kept, to walk back from the end.
 */
struct edit_search {
    struct arena *arena;
    const struct side *old_side;
    const struct side *new_side;
    int32_t **rounds;
    int32_t edits_max;
    uint32_t comparisons;
};

static size_t line_size(struct text rest)
{
    const char *end = memchr(rest.bytes, '\n', rest.size);
    return end == NULL ? rest.size : (size_t)(end - rest.bytes) + 1;
}

struct lines lines_split(struct arena *arena, struct text bytes)
{
    struct lines lines = {0};
    for (size_t at = 0; at < bytes.size; lines.count++)
        at += line_size((struct text){bytes.bytes + at, bytes.size - at});
    lines.list = ARENA_ARRAY(arena, struct text, lines.count);
    lines.changed = ARENA_ARRAY(arena, bool, lines.count);
    size_t at = 0;
    for (uint32_t i = 0; i < lines.count; i++) {
        size_t size = line_size((struct text){bytes.bytes + at, bytes.size - at});
        lines.list[i] = (struct text){bytes.bytes + at, size};
        at += size;
    }
    return lines;
}

static void trim(struct side *old_side, struct side *new_side)
{
    const struct text *old_list = old_side->lines->list, *new_list = new_side->lines->list;
    uint32_t start = 0, old_end = old_side->lines->count, new_end = new_side->lines->count;
    while (start < old_end && start < new_end && text_equal(old_list[start], new_list[start]))
        start++;
    while (old_end > start && new_end > start &&
           text_equal(old_list[old_end - 1], new_list[new_end - 1])) {
        old_end--;
        new_end--;
    }
    old_side->start = new_side->start = start;
    old_side->end = old_end;
    new_side->end = new_end;
}

static void number_lines(struct arena *arena, struct names *known, struct side *side)
{
    side->ids = ARENA_ARRAY(arena, uint32_t, side->lines->count);
    for (uint32_t i = side->start; i < side->end; i++) {
        side->ids[i] = known->used;
        const uint32_t *earlier = names_add(known, side->lines->list[i], &side->ids[i]);
        if (earlier != NULL)
            side->ids[i] = *earlier;
    }
}

static bool *ids_of(struct arena *arena, const struct side *side, uint32_t id_count)
{
    bool *present = ARENA_ARRAY(arena, bool, id_count);
    for (uint32_t i = side->start; i < side->end; i++)
        present[side->ids[i]] = true;
    return present;
}

/* A line that the other side does not have is changed for certain. */
static void set_apart(struct arena *arena, struct side *side, const bool *elsewhere)
{
    side->indexes = ARENA_ARRAY(arena, uint32_t, side->end - side->start);
    for (uint32_t i = side->start; i < side->end; i++) {
        if (elsewhere[side->ids[i]])
            side->indexes[side->count++] = i;
        else
            side->lines->changed[i] = true;
    }
}

/* The line at x is removed (false) or the one at y added (true) to get to entry i. */
static bool is_addition(const int32_t *before, int32_t edits, int32_t i)
{
    return i == 0 || (i != edits && before[i - 1] < before[i]);
}

static int32_t run_along(struct edit_search *search, int32_t x, int32_t y)
{
    const struct side *old_side = search->old_side, *new_side = search->new_side;
    while (x < old_side->count && y < new_side->count &&
           old_side->ids[old_side->indexes[x]] == new_side->ids[new_side->indexes[y]]) {
        x++;
        y++;
        search->comparisons++;
    }
    return x;
}

/* True when a diagonal of this round reaches the end of both sides. */
static bool search_round(struct edit_search *search, int32_t edits)
{
    const int32_t *before = edits == 0 ? NULL : search->rounds[edits - 1];
    int32_t *reach = ARENA_ARRAY(search->arena, int32_t, (size_t)edits + 1);
    search->rounds[edits] = reach;
    for (int32_t i = 0; i <= edits; i++) {
        int32_t x = 0;
        if (before != NULL)
            x = is_addition(before, edits, i) ? before[i] : before[i - 1] + 1;
        int32_t diagonal = 2 * i - edits;
        reach[i] = run_along(search, x, x - diagonal);
        if (reach[i] >= search->old_side->count &&
            reach[i] - diagonal >= search->new_side->count)
            return true;
    }
    search->comparisons += (uint32_t)edits + 1;
    return false;
}

/* The number of edits, or -1 when there are too many. */
static int32_t search_edits(struct edit_search *search)
{
    int32_t more = search->old_side->count - search->new_side->count;
    if (more > search->edits_max || -more > search->edits_max)
        return -1;
    search->rounds = ARENA_ARRAY(search->arena, int32_t *, (size_t)search->edits_max + 1);
    for (int32_t edits = 0; edits <= search->edits_max; edits++) {
        if (search_round(search, edits))
            return edits;
        if (search->comparisons > COMPARISONS_MAX)
            return -1;
    }
    return -1;
}

static void walk_back(const struct edit_search *search, int32_t edits)
{
    const struct side *old_side = search->old_side, *new_side = search->new_side;
    int32_t x = old_side->count, y = new_side->count;
    for (; edits > 0; edits--) {
        const int32_t *before = search->rounds[edits - 1];
        int32_t i = (x - y + edits) / 2;
        bool addition = is_addition(before, edits, i);
        int32_t diagonal = addition ? x - y + 1 : x - y - 1;
        x = addition ? before[i] : before[i - 1];
        y = x - diagonal;
        assert(x >= 0 && y >= 0);
        if (addition)
            new_side->lines->changed[new_side->indexes[y]] = true;
        else
            old_side->lines->changed[old_side->indexes[x]] = true;
    }
}

static void mark_all(const struct side *side)
{
    for (uint32_t i = side->start; i < side->end; i++)
        side->lines->changed[i] = true;
}

void lines_compare(struct arena *arena, struct lines *old_lines, struct lines *new_lines,
                   uint32_t edits_max)
{
    struct side old_side = {.lines = old_lines}, new_side = {.lines = new_lines};
    trim(&old_side, &new_side);
    struct names known = names_new(arena, old_side.end - old_side.start);
    number_lines(arena, &known, &old_side);
    number_lines(arena, &known, &new_side);
    set_apart(arena, &old_side, ids_of(arena, &new_side, known.used));
    set_apart(arena, &new_side, ids_of(arena, &old_side, known.used));
    struct edit_search search = {
        .arena = arena,
        .old_side = &old_side,
        .new_side = &new_side,
        .edits_max = (int32_t)edits_max,
    };
    int32_t edits = search_edits(&search);
    if (edits >= 0) {
        walk_back(&search, edits);
        return;
    }
    mark_all(&old_side);
    mark_all(&new_side);
}
