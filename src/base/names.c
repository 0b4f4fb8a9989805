#include "floe/base/names.h"

#include <string.h>

#include "floe/base/arena.h"

enum { SLOTS_FIRST = 16 };

/* FNV-1a, 32 bits. */
static uint32_t hash(struct text name)
{
    uint32_t value = 2166136261u;
    for (size_t i = 0; i < name.size; i++)
        value = (value ^ (unsigned char)name.bytes[i]) * 16777619u;
    return value;
}

static struct names_slot *slot_of(const struct names *names, struct text name)
{
    uint32_t mask = names->slot_count - 1;
    uint32_t at = hash(name) & mask;
    while (names->slots[at].thing != NULL && !text_equal(names->slots[at].name, name))
        at = (at + 1) & mask;
    return &names->slots[at];
}

static unsigned logarithm(uint32_t count)
{
    unsigned power = 0;
    while (count >> power > 1)
        power++;
    return power;
}

static struct names_slot *take_slots(struct arena *arena, struct names_spares *spares,
                                     uint32_t count)
{
    struct names_slot *slots = spares == NULL ? NULL : spares->slots[logarithm(count)];
    if (slots == NULL)
        return ARENA_ARRAY(arena, struct names_slot, count);
    spares->slots[logarithm(count)] = NULL;
    memset(slots, 0, count * sizeof slots[0]);
    return slots;
}

struct names names_new_sharing(struct arena *arena, struct names_spares *spares, size_t expected)
{
    uint32_t count = SLOTS_FIRST;
    while (count / 4 * 3 <= expected)
        count *= 2;
    return (struct names){
        .arena = arena,
        .spares = spares,
        .slots = take_slots(arena, spares, count),
        .slot_count = count,
    };
}

struct names names_new(struct arena *arena, size_t expected)
{
    return names_new_sharing(arena, NULL, expected);
}

void names_release(struct names *names)
{
    if (names->spares != NULL && names->slot_count > 0)
        names->spares->slots[logarithm(names->slot_count)] = names->slots;
    *names = (struct names){.arena = names->arena, .spares = names->spares};
}

static void enlarge(struct names *names)
{
    struct names larger = names_new_sharing(names->arena, names->spares, names->slot_count / 4 * 3);
    for (uint32_t i = 0; i < names->slot_count; i++)
        if (names->slots[i].thing != NULL)
            *slot_of(&larger, names->slots[i].name) = names->slots[i];
    larger.used = names->used;
    names_release(names);
    *names = larger;
}

void *names_add(struct names *names, struct text name, void *thing)
{
    if (names->used >= names->slot_count / 4 * 3)
        enlarge(names);
    struct names_slot *slot = slot_of(names, name);
    if (slot->thing != NULL)
        return slot->thing;
    *slot = (struct names_slot){.name = name, .thing = thing};
    names->used++;
    return NULL;
}

void *names_find(const struct names *names, struct text name)
{
    return names->slot_count == 0 ? NULL : slot_of(names, name)->thing;
}
