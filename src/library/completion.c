#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/names.h"
#include "floe/base/yaml.h"
#include "floe/library/position.h"
#include "floe/library/reference.h"
#include "floe/library/result.h"
#include "floe/read/limits.h"

struct completer {
    struct arena *arena;
    struct sketch sketch;
    struct sketch_cursor cursor;
    const struct floe_file *file;
    const struct floe_file *platforms;
    size_t platform_count;
    const char *before; /* what to insert first: a blank behind a colon */
    struct floe_completion *list;
    size_t count;
    size_t capacity;
};

/* What one call was given. */
struct wanted_completion {
    enum floe_kind kind;
    const struct floe_file *file;
    size_t offset;
    const struct floe_file *platforms;
    size_t platform_count;
};

static void add(struct completer *completer, struct floe_completion completion)
{
    if (completer->count == completer->capacity) {
        size_t capacity = completer->capacity == 0 ? 32 : completer->capacity * 2;
        completer->list = arena_grow(completer->arena, completer->list,
                                     completer->capacity * sizeof completion,
                                     capacity * sizeof completion);
        completer->capacity = capacity;
    }
    completion.insert =
        text_format(completer->arena, "%s%s", completer->before, completion.insert).bytes;
    completer->list[completer->count++] = completion;
}

/* A key with its colon, unless that is there; what is one value begins beside it. */
static const char *inserted_key(const struct completer *completer, const struct field *field)
{
    const struct sketch_entry *entry = &completer->sketch.entries[completer->cursor.entry];
    struct spot spot = {.field = field, .record = field->record};
    bool in_flow = completer->sketch.entries[completer->cursor.container].has_flow ||
                   entry->in_flow;
    bool beside = in_flow || (spot_is_scalar(&spot) && field->variants == NULL);
    const char *colon = completer->cursor.entry != 0 && entry->kind == SKETCH_KEY ? ""
                        : beside                                                   ? ": "
                                                                                   : ":";
    return text_format(completer->arena, "%s%s", field->key, colon).bytes;
}

static void add_keys(struct completer *completer, const struct record *record)
{
    for (uint32_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        uint32_t given = sketch_find(&completer->sketch, completer->cursor.container,
                                     text_of(field->key));
        if (given != 0 && given != completer->cursor.entry)
            continue;
        add(completer, (struct floe_completion){
                           .kind = FLOE_COMPLETION_KEY,
                           .label = field->key,
                           .insert = inserted_key(completer, field),
                           .documentation = field->doc,
                           .preset = field_preset(field),
                           .required = (field->need & REQUIRED) != 0,
                       });
    }
}

static void add_word(struct completer *completer, const char *label, const char *insert)
{
    add(completer, (struct floe_completion){
                       .kind = FLOE_COMPLETION_WORD, .label = label, .insert = insert});
}

static void add_words(struct completer *completer, const struct field *field)
{
    for (const char *const *each = field->words->spellings; *each != NULL; each++)
        if (!word_is_hidden(*each))
            add_word(completer, *each, (*each)[0] == '\0' ? "\"\"" : *each);
}

/* Those of a section that have the form of a name, each once. */
static void add_names_of(struct completer *completer, const struct sketch *sketch,
                         const struct reference *reference, const struct spot *spot,
                         struct names *known, const char *path)
{
    const struct shape *shape = shape_of((enum shape_name)spot->field->shape);
    uint32_t section = reference_section(sketch, reference);
    for (uint32_t i = section; section != 0 && i < sketch->count; i++) {
        if (sketch->entries[i].parent != section || sketch->entries[i].kind != SKETCH_KEY)
            continue;
        struct text name = sketch_key(sketch, i);
        if (key_is_free(name) || (shape->test != NULL && !shape->test(name)))
            continue;
        const char *copy = text_copy(completer->arena, name).bytes;
        if (names_add(known, text_of(copy), (void *)(uintptr_t)copy) == NULL)
            add(completer, (struct floe_completion){
                               .kind = FLOE_COMPLETION_NAME,
                               .label = copy,
                               .insert = copy,
                               .documentation = text_copy(completer->arena, text_of(path)).bytes,
                           });
    }
}

static void add_names(struct completer *completer, const struct reference *reference,
                      const struct spot *spot, enum floe_kind kind)
{
    struct names known = names_new(completer->arena, 0);
    if (!reference->in_platform || kind == FLOE_KIND_PLATFORM) {
        add_names_of(completer, &completer->sketch, reference, spot, &known,
                     completer->file->path);
        return;
    }
    for (size_t i = 0; i < completer->platform_count; i++) {
        const struct floe_file *file = &completer->platforms[i];
        if (file->size > READ_FILE_BYTES_MAX)
            continue;
        struct sketch sketch =
            sketch_new(completer->arena, result_bytes(file));
        add_names_of(completer, &sketch, reference, spot, &known, file->path);
    }
}

static void add_values(struct completer *completer, const struct spot *spot, enum floe_kind kind)
{
    const struct reference *reference = reference_of(spot);
    if (reference != NULL)
        add_names(completer, reference, spot, kind);
    else if (spot->field->words != NULL)
        add_words(completer, spot->field);
    if (spot->field->kind == FIELD_BOOL) {
        add_word(completer, "true", "true");
        add_word(completer, "false", "false");
    }
}

/* A key of {secret_ref: NAME}, or all of it beside the key. */
static void add_secret(struct completer *completer)
{
    static const char documentation[] = "The name of a secret, never its value.";
    bool is_beside = completer->cursor.place == SKETCH_VALUE;
    add(completer, (struct floe_completion){
                       .kind = is_beside ? FLOE_COMPLETION_WORD : FLOE_COMPLETION_KEY,
                       .label = is_beside ? "{secret_ref: NAME}" : "secret_ref",
                       .insert = is_beside ? "{secret_ref: NAME}" : "secret_ref: ",
                       .documentation = documentation,
                   });
}

static void complete_at(struct completer *completer, enum floe_kind kind)
{
    const struct sketch_cursor *cursor = &completer->cursor;
    struct spot spot = spot_of(&completer->sketch, spot_root(kind), cursor->container);
    const struct sketch_entry *container = &completer->sketch.entries[cursor->container];
    bool has_value = container->kind == SKETCH_KEY && container->value < container->value_end;
    if (cursor->place == SKETCH_INSIDE && has_value)
        return;
    if (cursor->place == SKETCH_INSIDE && container->has_flow && spot.field != NULL)
        spot.is_entry |= spot.field->kind == FIELD_LIST_TEXT || spot.field->kind == FIELD_LIST_WORD;
    if (cursor->place == SKETCH_INSIDE && spot.record != NULL)
        add_keys(completer, spot.record);
    if (spot_is_scalar(&spot))
        add_values(completer, &spot, kind);
    if (spot_is_secret(&spot))
        add_secret(completer);
}

static void complete(struct floe_result *result, const void *given)
{
    const struct wanted_completion *wanted = given;
    struct arena *arena = result->arena;
    struct text bytes = result_bytes(wanted->file);
    if (bytes.size > READ_FILE_BYTES_MAX)
        return;
    struct completer completer = {
        .arena = arena,
        .sketch = sketch_new(arena, bytes),
        .file = wanted->file,
        .platforms = wanted->platforms,
        .platform_count = wanted->platform_count,
        .before = "",
    };
    completer.cursor = sketch_at(&completer.sketch, (uint32_t)wanted->offset);
    if (completer.cursor.place == SKETCH_NOWHERE)
        return;
    const struct sketch_entry *container = &completer.sketch.entries[completer.cursor.container];
    if (completer.cursor.place == SKETCH_VALUE &&
        completer.cursor.word.start == container->colon + 1)
        completer.before = " ";
    complete_at(&completer, wanted->kind);
    struct source *source = source_new(arena, text_of(wanted->file->path), bytes, 0);
    struct span span = {source, completer.cursor.word.start, completer.cursor.word.end};
    struct position_finder finder = {.source = NULL};
    result->replaced = position_range(arena, &finder, span);
    result->completions = completer.list;
    result->completion_count = completer.count;
    result->succeeded = true;
}

struct floe_result *floe_complete(enum floe_kind kind, const struct floe_file *file,
                                  size_t offset, const struct floe_file *platforms,
                                  size_t platform_count)
{
    if (!result_takes_kind(kind) || !result_takes_file(file) || offset > file->size ||
        (platforms == NULL && platform_count > 0))
        return result_refuse();
    for (size_t i = 0; i < platform_count; i++)
        if (!result_takes_file(&platforms[i]))
            return result_refuse();
    struct wanted_completion wanted = {kind, file, offset, platforms, platform_count};
    return result_make(complete, &wanted);
}
