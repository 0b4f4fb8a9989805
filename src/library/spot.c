#include "floe/library/spot.h"

#include "floe/read/limits.h"

const struct record *spot_root(enum floe_kind kind)
{
    static const struct record *const roots[] = {
        [FLOE_KIND_FLOE] = &record_floe,
        [FLOE_KIND_PLATFORM] = &record_platform,
    };
    return roots[kind];
}

/* The record that a word beside it chooses; the word's preset counts without it. */
static const struct record *beside(const struct sketch *sketch, const struct spot *spot,
                                   const struct field *field, uint32_t entry)
{
    struct text selector = text_of(field->preset);
    uint32_t word = sketch_find(sketch, sketch->entries[entry].parent, selector);
    struct text chosen = word == 0 ? text_of(record_field(spot->record, selector)->preset)
                                   : sketch_value(sketch, word);
    return variants_find(field->variants, chosen);
}

/* The value of a key of a record. */
static struct spot at_key(const struct sketch *sketch, const struct spot *spot, uint32_t entry)
{
    struct spot next = {.field = record_field(spot->record, sketch_key(sketch, entry))};
    if (next.field == NULL)
        return (struct spot){.record = NULL};
    next.owner = spot->record;
    if (next.field->kind == FIELD_NEST)
        next.record = next.field->record;
    else if (next.field->kind == FIELD_VARIANT)
        next.record = beside(sketch, spot, next.field, entry);
    return next;
}

/*
 * An entry of a list or map.  What the 'type' chooses is unknown until it is
 * given: until then the first record serves, which has the field 'type' too.
 */
static struct spot at_entry(const struct sketch *sketch, const struct spot *spot, uint32_t entry)
{
    struct spot next = {
        .field = spot->field,
        .owner = spot->owner,
        .record = spot->field->record,
        .is_entry = true,
    };
    if (spot->field->kind != FIELD_MAP_VARIANT)
        return next;
    uint32_t type = sketch_find(sketch, entry, LITERAL("type"));
    next.record = type == 0 ? NULL
                            : variants_find(spot->field->variants, sketch_value(sketch, type));
    if (next.record == NULL)
        next.record = spot->field->variants->list[0].record;
    return next;
}

static struct spot step(const struct sketch *sketch, const struct spot *spot, uint32_t entry)
{
    bool is_key = sketch->entries[entry].kind == SKETCH_KEY;
    if (spot->record != NULL && is_key)
        return at_key(sketch, spot, entry);
    enum field_many wanted = is_key ? FIELD_IS_MAP : FIELD_IS_LIST;
    if (spot->record == NULL && spot->field != NULL && !spot->is_entry &&
        field_many(spot->field) == wanted)
        return at_entry(sketch, spot, entry);
    return (struct spot){.record = NULL};
}

struct spot spot_of(const struct sketch *sketch, const struct record *root, uint32_t entry)
{
    uint32_t way[READ_DEPTH_MAX];
    unsigned depth = 0;
    for (; entry != 0; entry = sketch->entries[entry].parent) {
        if (depth == READ_DEPTH_MAX)
            return (struct spot){.record = NULL};
        way[depth++] = entry;
    }
    struct spot spot = {.record = root};
    while (depth > 0)
        spot = step(sketch, &spot, way[--depth]);
    return spot;
}

bool spot_is_scalar(const struct spot *spot)
{
    if (spot->field == NULL || spot->record != NULL)
        return false;
    return spot->is_entry || field_many(spot->field) == FIELD_IS_ONE;
}

bool spot_is_secret(const struct spot *spot)
{
    return spot->field != NULL && !spot->is_entry &&
           (spot->field->kind == FIELD_SECRET || spot->field->kind == FIELD_TEXT_OR_SECRET);
}
