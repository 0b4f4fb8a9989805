/*
 * libcyaml's schemas of what is loaded, from spec.def.  Canonical text that the
 * walk writes otherwise than the rows say does not load.
 */
#include "floe/spec/schema.h"

#include "floe/spec/field.h"
#include "floe/spec/spec.h"

#define WORDS(list, name) static const cyaml_strval_t values_##list[] = {
#define WORD_IS(list, id, text) {.str = text, .val = id},
#define END_WORDS(list) };
#include "floe/spec/words.def"
#undef WORDS
#undef WORD_IS
#undef END_WORDS

enum {
#define SHAPE(name, code, expected, pattern, least, most, test)                                    \
    name##_LEAST = least, name##_MOST = most,
#include "floe/spec/shapes.def"
#undef SHAPE
};

/* A value is written where the row requires it or has a preset, a record unless it can be NULL. */
#define VALUE(need, preset)                                                                        \
    (((need) & REQUIRED) != 0                                                                      \
         ? CYAML_FLAG_DEFAULT                                                                      \
         : _Generic((preset), void *: CYAML_FLAG_OPTIONAL, default: CYAML_FLAG_DEFAULT))
#define NESTS(need) (((need) & NULLABLE) != 0 ? CYAML_FLAG_OPTIONAL : CYAML_FLAG_DEFAULT)

/* A list is written when it has an entry, a required text that is wrong as an empty one. */
enum { MANY = CYAML_FLAG_OPTIONAL | CYAML_FLAG_POINTER };
#define LEAST(need, shape) (((need) & REQUIRED) != 0 ? 0 : shape##_LEAST)
#define MOST(shape) (shape##_MOST == 0 ? CYAML_UNLIMITED : (uint32_t)shape##_MOST)

#define LOADED_ONLY
#define RECORD(name, noun, doc)                                                                    \
    extern const cyaml_schema_field_t schema_##name[];                                             \
    static const cyaml_schema_value_t entry_##name = {                                             \
        CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct name, schema_##name),                       \
    };
#define UNION(name, noun) RECORD(name, noun, "")
#define LIST_TEXT(record, name, need, shape, doc)                                                  \
    LOADED_##need(static const cyaml_schema_value_t entry_##record##_##name = {                    \
        CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, shape##_LEAST, MOST(shape)),                \
    };)
#include "floe/spec/spec.def"

#define LOADED_ONLY
#define RECORD(name, noun, doc)                                                                    \
    const cyaml_schema_field_t schema_##name[] = {                                          \
        CYAML_FIELD_UINT("node", CYAML_FLAG_DEFAULT, struct name, node),
#define KEY(name, flags)                                                                           \
    CYAML_FIELD_STRING_PTR("key", flags, struct name, key, 1, CYAML_UNLIMITED),
#define ENTRY(name, noun, doc) RECORD(name, noun, doc) KEY(name, CYAML_FLAG_DEFAULT)
#define END(name) CYAML_FIELD_END};
#define UNION(name, noun) RECORD(name, noun, "") KEY(name, CYAML_FLAG_OPTIONAL)
#define CASE(name, member, word, type)                                                             \
    CYAML_FIELD_MAPPING_PTR(word, CYAML_FLAG_OPTIONAL, struct name, member, schema_##type),
#define END_UNION(name) END(name)
#define NESTED(record, name, flags, type)                                                          \
    CYAML_FIELD_MAPPING_PTR(#name, flags, struct record, name, schema_##type),
#define LIST(record, name, need, entry)                                                            \
    LOADED_##need(CYAML_FIELD_SEQUENCE(#name, MANY, struct record, name, &entry_##entry, 1,        \
                                       CYAML_UNLIMITED),)
#define TEXT(record, name, need, preset, shape, doc)                                               \
    LOADED_##need(CYAML_FIELD_STRING_PTR(#name, VALUE(need, preset), struct record, name,          \
                                         LEAST(need, shape), MOST(shape)),)
#define WORD(record, name, need, words_, preset, doc)                                              \
    LOADED_##need(CYAML_FIELD_ENUM(#name, VALUE(need, preset) | CYAML_FLAG_STRICT, struct record,  \
                                   name, values_##words_, CYAML_ARRAY_LEN(values_##words_)),)
#define BOOL(record, name, need, preset, doc)                                                      \
    LOADED_##need(CYAML_FIELD_BOOL(#name, VALUE(need, preset), struct record, name),)
#define INT(record, name, need, preset, least, most, doc)                                          \
    LOADED_##need(CYAML_FIELD_INT(#name, VALUE(need, preset), struct record, name),)
#define TEXT_OR_SECRET(record, name, need, preset, shape, doc)                                     \
    LOADED_##need(NESTED(record, name, VALUE(need, preset), text_or_secret))
#define NEST(record, name, need, type, doc) LOADED_##need(NESTED(record, name, NESTS(need), type))
#define VARIANT(record, name, selector, type, doc) NESTED(record, name, CYAML_FLAG_DEFAULT, type)
#define LIST_TEXT(record, name, need, shape, doc) LIST(record, name, need, record##_##name)
#define LIST_OF(record, name, need, type, doc) LIST(record, name, need, type)
#include "floe/spec/spec.def"

const cyaml_schema_value_t schema_of_floe = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct floe, schema_floe),
};

const cyaml_schema_value_t schema_of_platform = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct platform, schema_platform),
};
