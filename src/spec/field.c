#include "floe/spec/field.h"

#include <string.h>

#include "floe/spec/shape.h"

static const struct shape shapes[SHAPE_COUNT] = {
#define SHAPE(name, code, expected, pattern, least, most, test)                                    \
    {expected, pattern, least, most, code, test},
#include "floe/spec/shapes.def"
#undef SHAPE
};

#define WORDS(list, name)                                                                          \
    static const struct words words_##list = {name, (const char *const[]){
#define WORD_IS(list, id, text) text,
#define END_WORDS(list) NULL}};
#include "floe/spec/words.def"
#undef WORDS
#undef WORD_IS
#undef END_WORDS

/* The records refer to each other: declared first, then written out. */
#define UNION(name, noun) extern const struct variants variants_##name;
#include "floe/spec/spec.def"

#define FIELD(name, kind_, need_, ...)                                                             \
    {.key = #name, .key_bytes = sizeof #name - 1, .kind = kind_, .need = need_, __VA_ARGS__},
#define RECORD(name, noun, doc) static const struct field fields_##name[] = {
#define END(name) };
#define UNION(name, noun) static const struct variant list_##name[] = {
#define CASE(name, member, word, type) {word, &record_##type},
#define END_UNION(name) {NULL, NULL}};
#define TEXT(owner, name, need, preset_, shape_, doc_)                                           \
    FIELD(name, FIELD_TEXT, need, .preset = preset_, .shape = shape_, .doc = doc_)
#define WORD(owner, name, need, list, preset_, doc_)                                           \
    FIELD(name, FIELD_WORD, need, .preset = preset_, .words = &words_##list, .doc = doc_)
#define BOOL(owner, name, need, preset_, doc_)                                                   \
    FIELD(name, FIELD_BOOL, need, .preset = preset_, .doc = doc_)
#define INT(owner, name, need, preset_, least_, most_, doc_)                                     \
    FIELD(name, FIELD_INT, need, .preset = preset_, .least = least_, .most = most_, .doc = doc_)
#define REAL(owner, name, preset_, least_, most_, doc_)                                          \
    FIELD(name, FIELD_REAL, OPTIONAL, .preset = preset_, .least = least_, .most = most_, .doc = doc_)
#define TEXT_OR_SECRET(owner, name, need, preset_, shape_, doc_)                                 \
    FIELD(name, FIELD_TEXT_OR_SECRET, need, .preset = preset_, .shape = shape_, .doc = doc_)
#define SECRET(owner, name, need, doc_) FIELD(name, FIELD_SECRET, need, .doc = doc_)
#define NEST(owner, name, need, type, doc_)                                                      \
    FIELD(name, FIELD_NEST, need, .record = &record_##type, .doc = doc_)
#define VARIANT(owner, name, selector, type, doc_)                                               \
    FIELD(name, FIELD_VARIANT, OPTIONAL, .preset = #selector, .variants = &variants_##type,        \
          .doc = doc_)
#define LIST_TEXT(owner, name, need, shape_, doc_)                                               \
    FIELD(name, FIELD_LIST_TEXT, need, .shape = shape_, .doc = doc_)
#define LIST_WORD(owner, name, need, list, doc_)                                               \
    FIELD(name, FIELD_LIST_WORD, need, .words = &words_##list, .doc = doc_)
#define LIST_OF(owner, name, need, type, doc_)                                                   \
    FIELD(name, FIELD_LIST_OF, need, .record = &record_##type, .doc = doc_)
#define MAP_TEXT(owner, name, need, keys, values, doc_)                                          \
    FIELD(name, FIELD_MAP_TEXT, need, .shape = keys, .value_shape = values, .doc = doc_)
#define MAP_OF(owner, name, need, shape_, type, doc_)                                            \
    FIELD(name, FIELD_MAP_OF, need, .shape = shape_, .record = &record_##type, .doc = doc_)
#define MAP_VARIANT(owner, name, need, shape_, type, doc_)                                       \
    FIELD(name, FIELD_MAP_VARIANT, need, .shape = shape_, .variants = &variants_##type, .doc = doc_)
#define MAP_ANY(owner, name, need, doc_) FIELD(name, FIELD_MAP_ANY, need, .doc = doc_)
#define ANY(owner, name, need, doc_) FIELD(name, FIELD_ANY, need, .doc = doc_)
#include "floe/spec/spec.def"

#define RECORD(name, noun_, doc_)                                                                  \
    const struct record record_##name = {                                                          \
        .type = #name,                                                                             \
        .noun = noun_,                                                                             \
        .doc = doc_,                                                                               \
        .fields = fields_##name,                                                                   \
        .field_count = sizeof fields_##name / sizeof fields_##name[0],                             \
    };                                                                                             \
    _Static_assert(sizeof fields_##name / sizeof fields_##name[0] <= RECORD_FIELDS_MAX, #name);
#define UNION(name, noun) const struct variants variants_##name = {noun, list_##name};
#include "floe/spec/spec.def"

enum field_many field_many(const struct field *field)
{
    static const uint8_t many_of[] = {
#define KIND(name, many, title, form, check, lower, schema, entry) [FIELD_##name] = FIELD_IS_##many,
#include "floe/spec/kinds.def"
#undef KIND
    };
    return (enum field_many)many_of[field->kind];
}

const char *field_preset(const struct field *field)
{
    bool none = field->preset == NULL || field->kind == FIELD_VARIANT ||
                (field->need & REQUIRED) != 0 || word_is_hidden(field->preset);
    return none ? NULL : field->preset;
}

bool field_is_loaded(const struct field *field)
{
    return (field->need & (CHECK_ONLY | LISTED)) == 0 || (field->need & IN_PART) != 0;
}

bool record_is_loaded(const struct record *record)
{
    uint32_t i = 0;
    while (i < record->field_count && !field_is_loaded(&record->fields[i]))
        i++;
    return i < record->field_count;
}

const struct shape *shape_of(enum shape_name name)
{
    return &shapes[name];
}

const struct field *record_field(const struct record *record, struct text key)
{
    for (uint32_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (field->key_bytes == key.size && memcmp(field->key, key.bytes, key.size) == 0)
            return field;
    }
    return NULL;
}

bool word_is_hidden(const char *spelling)
{
    return spelling[0] == '(';
}

int words_find(const struct words *words, struct text text)
{
    for (int i = 0; words->spellings[i] != NULL; i++)
        if (text_is(text, words->spellings[i]) && !word_is_hidden(words->spellings[i]))
            return i;
    return -1;
}

const struct record *variants_find(const struct variants *variants, struct text word)
{
    const struct variant *variant = variants->list;
    while (variant->word != NULL && !text_is(word, variant->word))
        variant++;
    return variant->record;
}
