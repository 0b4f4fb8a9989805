#include "floe/base/arena.h"
#include "floe/library/position.h"
#include "floe/library/result.h"
#include "floe/library/spot.h"
#include "floe/read/limits.h"

/* What one call was given. */
struct wanted_description {
    enum floe_kind kind;
    const struct floe_file *file;
    size_t offset;
};

static const char *const forms[] = {
#define KIND(name, many, title, limits, check, lower, schema, entry) [FIELD_##name] = title,
#include "floe/spec/kinds.def"
#undef KIND
};

static void give_words(struct arena *arena, struct floe_description *description,
                       const struct words *words)
{
    size_t count = 0;
    while (words->spellings[count] != NULL)
        count++;
    const char **list = ARENA_ARRAY(arena, const char *, count + 1);
    for (const char *const *each = words->spellings; *each != NULL; each++)
        if (!word_is_hidden(*each))
            list[description->word_count++] = *each;
    description->words = list;
}

static void describe_field(struct arena *arena, struct floe_description *description,
                           const struct field *field)
{
    const struct shape *shape = shape_of((enum shape_name)field->shape);
    bool has_form = field->shape != SHAPE_ANY && field->shape != SHAPE_FILLED;
    description->form = forms[field->kind];
    description->documentation = field->doc;
    description->preset = field_preset(field);
    description->required = (field->need & REQUIRED) != 0;
    description->expected = has_form ? shape->expected : NULL;
    if (field->words != NULL)
        give_words(arena, description, field->words);
}

/* An entry under a name of the user's is what its record is. */
static struct floe_description *describe_spot(struct arena *arena, const struct sketch *sketch,
                                              const struct spot *spot, uint32_t entry)
{
    struct floe_description *description = ARENA_NEW(arena, struct floe_description);
    bool is_named = sketch->entries[entry].kind == SKETCH_KEY && spot->is_entry;
    describe_field(arena, description, spot->field);
    description->name = spot->field->key;
    if (is_named)
        description->name = text_copy(arena, sketch_key(sketch, entry)).bytes;
    if (is_named && spot->record != NULL) {
        description->form = "mapping";
        description->documentation = spot->record->doc;
    }
    return description;
}

static void describe(struct floe_result *result, const void *given)
{
    const struct wanted_description *wanted = given;
    struct arena *arena = result->arena;
    struct text bytes = result_bytes(wanted->file);
    result->succeeded = true;
    if (bytes.size > READ_FILE_BYTES_MAX)
        return;
    struct sketch sketch = sketch_new(arena, bytes);
    struct sketch_cursor cursor = sketch_at(&sketch, (uint32_t)wanted->offset);
    if (cursor.place == SKETCH_NOWHERE || cursor.word.start == cursor.word.end)
        return;
    bool is_key = cursor.entry != 0 && sketch.entries[cursor.entry].kind == SKETCH_KEY;
    uint32_t entry = is_key ? cursor.entry : cursor.container;
    struct spot spot = spot_of(&sketch, spot_root(wanted->kind), entry);
    if (spot.field == NULL || (!is_key && !spot_is_scalar(&spot)))
        return;
    struct floe_description *description = describe_spot(arena, &sketch, &spot, entry);
    struct source *source = source_new(arena, text_of(wanted->file->path), bytes, 0);
    struct span span = {source, cursor.word.start, cursor.word.end};
    struct position_finder finder = {.source = NULL};
    description->range = position_range(arena, &finder, span);
    result->description = description;
}

struct floe_result *floe_describe(enum floe_kind kind, const struct floe_file *file, size_t offset)
{
    if (!result_takes_kind(kind) || !result_takes_file(file) || offset > file->size)
        return result_refuse();
    struct wanted_description wanted = {kind, file, offset};
    return result_make(describe, &wanted);
}
