/*
 * floe.yaml and platform.yaml as C structs, loaded by libcyaml.
 *
 * Every record has the node that it was read from (see document_node(); 0: it
 * was not written in the file) and, where it is the value of a free key, that
 * key.  Texts that were not given and have no preset are NULL; numbers, 0.
 * Everything belongs to the arena that loaded it.
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

#define RECORD(name, noun, doc)                                                                    \
    struct name {                                                                                  \
        uint32_t node;                                                                             \
        const char *key;
#define END(name) };
#define UNION(name, noun) RECORD(name, noun, "")
#define CASE(name, member, word, type) const struct type *member;
#define END_UNION(name) };
#define TEXT(record, name, need, preset, shape, doc) const char *name;
#define WORD(record, name, need, words, preset, doc) enum words name;
#define BOOL(record, name, need, preset, doc) bool name;
#define INT(record, name, need, preset, least, most, doc) int64_t name;
#define REAL(record, name, preset, least, most, doc) double name;
#define TEXT_OR_SECRET(record, name, need, preset, shape, doc) const struct text_or_secret *name;
#define SECRET(record, name, need, doc) const struct text_or_secret *name;
#define NEST(record, name, need, type, doc) const struct type *name;
#define VARIANT(record, name, selector, type, doc) const struct type *name;
#define LIST_TEXT(record, name, need, shape, doc)                                                  \
    const char *const *name;                                                                       \
    uint32_t name##_count;
#define LIST_WORD(record, name, need, words, doc)                                                  \
    const enum words *name;                                                                        \
    uint32_t name##_count;
#define LIST_OF(record, name, need, type, doc)                                                     \
    const struct type *name;                                                                       \
    uint32_t name##_count;
#define MAP_TEXT(record, name, need, keys, values, doc) LIST_OF(record, name, need, pair, doc)
#define MAP_OF(record, name, need, shape, type, doc) LIST_OF(record, name, need, type, doc)
#define MAP_VARIANT(record, name, need, shape, type, doc) LIST_OF(record, name, need, type, doc)
#define MAP_ANY(record, name, need, doc) uint32_t name; /* a node */
#define ANY(record, name, need, doc) uint32_t name; /* a node */
#include "floe/spec/spec.def"
#include "floe/spec/undef.h"

#endif
