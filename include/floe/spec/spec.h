/*
 * What is loaded of floe.yaml and platform.yaml, as C structs that libcyaml
 * fills.
 *
 * Every record has the number of the node that it was read from (0: it was not
 * written in the file) and, where it is the value of a free key, that key.
 * AT(record, member) is where a value of it was read.  Texts that were not
 * given and have no preset are NULL; numbers, 0.  Everything belongs to the
 * arena that loaded it.
 */
#ifndef FLOE_SPEC_SPEC_H
#define FLOE_SPEC_SPEC_H

#include <stdbool.h>
#include <stdint.h>

#define WORDS(list, name) enum list {
#define WORD_IS(list, id, text) id,
#define END_WORDS(list) };
#include "floe/spec/words.def"
#undef WORDS
#undef WORD_IS
#undef END_WORDS

/* Where a field is in a document: the numbers of its record's node and its own. */
struct field_at {
    uint32_t record;
    uint32_t value;
    const char *key;
};

/* The values of a record are numbered after it and its key, in the order of the rows. */
enum { FIELD_NUMBER_FIRST = 2 };

#define AT(owner, member)                                                                          \
    ((struct field_at){(owner)->node,                                                              \
                       (owner)->node + (uint32_t)((const char *)&(owner)->rows.member -            \
                                                  (const char *)&(owner)->rows),                   \
                       #member})

/* A byte a row, only for its place. */
#define LOADED_ONLY
#define RECORD(name, noun, doc)                                                                    \
    struct name##_rows {                                                                           \
        char before[FIELD_NUMBER_FIRST];
#define ROW(record, name) char name;
#define END(name) };
#define UNION(name, noun) RECORD(name, noun, "")
#define END_UNION(name) END(name)
#include "floe/spec/spec.def"

/* Whether a row is loaded, by its need. */
#define LOADED_OPTIONAL(...) __VA_ARGS__
#define LOADED_REQUIRED(...) __VA_ARGS__
#define LOADED_NULLABLE(...) __VA_ARGS__
#define LOADED_REFERRED(...) __VA_ARGS__
#define LOADED_RESOLVED(...) __VA_ARGS__
#define LOADED_NULLABLE_RESOLVED(...) __VA_ARGS__
#define LOADED_REFERRED_RESOLVED(...) __VA_ARGS__
#define LOADED_LISTED_IN_PART(...) __VA_ARGS__
#define LOADED_DESCRIPTIVE_IN_PART(...) __VA_ARGS__
#define LOADED_CHECK_ONLY(...)
#define LOADED_CHECK_REQUIRED(...)
#define LOADED_LISTED(...)
#define LOADED_DESCRIPTIVE(...)

#define LOADED_ONLY
#define RECORD(name, noun, doc)                                                                    \
    struct name {                                                                                  \
        uint32_t node;                                                                             \
        struct name##_rows rows; /* see AT() */
#define ENTRY(name, noun, doc)                                                                     \
    RECORD(name, noun, doc)                                                                        \
    const char *key;
#define END(name) };
#define UNION(name, noun) ENTRY(name, noun, "")
#define CASE(name, member, word, type) const struct type *member;
#define END_UNION(name) };
#define LIST(need, type, name) LOADED_##need(type const *name; uint32_t name##_count;)
#define TEXT(record, name, need, preset, shape, doc) LOADED_##need(const char *name;)
#define WORD(record, name, need, words, preset, doc) LOADED_##need(enum words name;)
#define BOOL(record, name, need, preset, doc) LOADED_##need(bool name;)
#define INT(record, name, need, preset, least, most, doc) LOADED_##need(int64_t name;)
#define TEXT_OR_SECRET(record, name, need, preset, shape, doc)                                     \
    LOADED_##need(const struct text_or_secret *name;)
#define NEST(record, name, need, type, doc) LOADED_##need(const struct type *name;)
#define VARIANT(record, name, selector, type, doc) const struct type *name;
#define LIST_TEXT(record, name, need, shape, doc) LIST(need, const char *, name)
#define LIST_OF(record, name, need, type, doc) LIST(need, struct type, name)
#include "floe/spec/spec.def"
#undef LIST

#endif
