#include "floe/base/suggest.h"

#include <assert.h>
#include <string.h>

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static unsigned edit(const unsigned *above, const unsigned *row, size_t j, bool same)
{
    return least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + !same);
}

unsigned suggest_distance(struct text a, struct text b)
{
    assert(a.size <= SUGGEST_NAME_BYTES_MAX && b.size <= SUGGEST_NAME_BYTES_MAX);
    unsigned rows[3][SUGGEST_NAME_BYTES_MAX + 1];
    unsigned *two_above = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.size; j++)
        above[j] = (unsigned)j;
    for (size_t i = 1; i <= a.size; i++) {
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b.size; j++) {
            row[j] = edit(above, row, j, a.bytes[i - 1] == b.bytes[j - 1]);
            bool swapped = i > 1 && j > 1 && a.bytes[i - 1] == b.bytes[j - 2] &&
                           a.bytes[i - 2] == b.bytes[j - 1];
            if (swapped)
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
        unsigned *free_row = two_above;
        two_above = above;
        above = row;
        row = free_row;
    }
    return above[b.size];
}

/* One edit for short names, up to a third of the letters for longer ones. */
static unsigned tolerated(size_t size)
{
    return size <= 3 ? 1 : (unsigned)(size + 2) / 3;
}

struct suggestion suggestion_for(struct text wanted)
{
    return (struct suggestion){.wanted = wanted, .distance = tolerated(wanted.size) + 1};
}

static bool same_but_case(struct text a, struct text b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++)
        if (a.bytes[i] != b.bytes[i] && ((a.bytes[i] ^ b.bytes[i]) != 0x20 ||
                                         (a.bytes[i] | 0x20) < 'a' || (a.bytes[i] | 0x20) > 'z'))
            return false;
    return true;
}

void suggestion_offer(struct suggestion *suggestion, struct text candidate)
{
    struct text wanted = suggestion->wanted;
    if (wanted.size > SUGGEST_NAME_BYTES_MAX || candidate.size > SUGGEST_NAME_BYTES_MAX)
        return;
    if (candidate.size == 0 || wanted.size == 0)
        return;
    size_t longer = wanted.size > candidate.size ? wanted.size : candidate.size;
    size_t shorter = wanted.size + candidate.size - longer;
    if (longer - shorter >= suggestion->distance)
        return;
    unsigned distance = same_but_case(wanted, candidate) ? 0 : suggest_distance(wanted, candidate);
    if (distance < suggestion->distance && distance < longer) {
        suggestion->distance = distance;
        suggestion->best = candidate;
    }
}
