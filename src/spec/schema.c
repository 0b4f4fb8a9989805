/*
 * libcyaml's schemas of all records, from spec.def.
 */
#include "floe/spec/schema.h"

#include "floe/spec/spec.h"

#define WORDS(list, name) static const cyaml_strval_t values_##list[] = {
#define WORD_IS(list, id, text) {.str = text, .val = id},
#define END_WORDS(list)                                                                            \
    }                                                                                              \
    ;
#include "floe/spec/words.def"
#undef WORDS
#undef WORD_IS
#undef END_WORDS

enum { LOADED = CYAML_FLAG_OPTIONAL };

static const cyaml_schema_value_t entry_text = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, CYAML_UNLIMITED),
};

#define RECORD(name, noun, doc)                                                                    \
    extern const cyaml_schema_field_t schema_##name[];                                             \
    extern const cyaml_schema_value_t entry_##name;                                                \
    const cyaml_schema_value_t entry_##name = {                                                    \
        CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct name, schema_##name),                       \
    };
#define UNION(name, noun) RECORD(name, noun, "")
#define LIST_WORD(record, name, need, words_, doc)                                                 \
    static const cyaml_schema_value_t words_of_##record##_##name = {                               \
        CYAML_VALUE_ENUM(CYAML_FLAG_DEFAULT, enum words_, values_##words_,                         \
                         CYAML_ARRAY_LEN(values_##words_)),                                        \
    };
#include "floe/spec/spec.def"
#include "floe/spec/undef.h"

#define LIST(record, name, entry)                                                                  \
    CYAML_FIELD_SEQUENCE(#name, LOADED | CYAML_FLAG_POINTER, struct record, name, entry, 0,        \
                         CYAML_UNLIMITED),
#define NESTED(record, name, type)                                                                 \
    CYAML_FIELD_MAPPING_PTR(#name, LOADED, struct record, name, schema_##type),
#define RECORD(name, noun, doc)                                                                    \
    const cyaml_schema_field_t schema_##name[] = {                                                 \
        CYAML_FIELD_UINT("node", LOADED, struct name, node),                                       \
        CYAML_FIELD_STRING_PTR("key", LOADED, struct name, key, 0, CYAML_UNLIMITED),
#define END(name)                                                                                  \
    CYAML_FIELD_END                                                                                \
    }                                                                                              \
    ;
#define UNION(name, noun) RECORD(name, noun, "")
#define CASE(name, member, word, type)                                                             \
    CYAML_FIELD_MAPPING_PTR(word, LOADED, struct name, member, schema_##type),
#define END_UNION(name) END(name)
#define TEXT(record, name, need, preset, shape, doc)                                               \
    CYAML_FIELD_STRING_PTR(#name, LOADED, struct record, name, 0, CYAML_UNLIMITED),
#define WORD(record, name, need, words_, preset, doc)                                              \
    CYAML_FIELD_ENUM(#name, LOADED | CYAML_FLAG_STRICT, struct record, name, values_##words_,      \
                     CYAML_ARRAY_LEN(values_##words_)),
#define BOOL(record, name, need, preset, doc) CYAML_FIELD_BOOL(#name, LOADED, struct record, name),
#define INT(record, name, need, preset, least, most, doc)                                          \
    CYAML_FIELD_INT(#name, LOADED, struct record, name),
#define REAL(record, name, preset, least, most, doc)                                               \
    CYAML_FIELD_FLOAT(#name, LOADED, struct record, name),
#define TEXT_OR_SECRET(record, name, need, preset, shape, doc) NESTED(record, name, text_or_secret)
#define SECRET(record, name, need, doc) NESTED(record, name, text_or_secret)
#define NEST(record, name, need, type, doc) NESTED(record, name, type)
#define VARIANT(record, name, selector, type, doc) NESTED(record, name, type)
#define LIST_TEXT(record, name, need, shape, doc) LIST(record, name, &entry_text)
#define LIST_WORD(record, name, need, words, doc) LIST(record, name, &words_of_##record##_##name)
#define LIST_OF(record, name, need, type, doc) LIST(record, name, &entry_##type)
#define MAP_TEXT(record, name, need, keys, values, doc) LIST(record, name, &entry_pair)
#define MAP_OF(record, name, need, shape, type, doc) LIST(record, name, &entry_##type)
#define MAP_VARIANT(record, name, need, shape, type, doc) LIST(record, name, &entry_##type)
#define MAP_ANY(record, name, need, doc) ANY(record, name, need, doc)
#define ANY(record, name, need, doc) CYAML_FIELD_UINT(#name, LOADED, struct record, name),
#include "floe/spec/spec.def"
#include "floe/spec/undef.h"

const cyaml_schema_value_t schema_of_floe = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct floe, schema_floe),
};

const cyaml_schema_value_t schema_of_platform = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct platform, schema_platform),
};
