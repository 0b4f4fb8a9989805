/*
 * The language as tables: what spec.def says, for the checks, the lowering,
 * the JSON Schemas and the pages about the formats.
 */
#ifndef FLOE_SPEC_FIELD_H
#define FLOE_SPEC_FIELD_H

#include <stdbool.h>
#include <stdint.h>

#include "floe/base/diag.h"
#include "floe/base/text.h"

enum field_need {
    OPTIONAL = 0,
    REQUIRED = 1,
    NULLABLE = 2,
    LENIENT = 4,
    REFERRED = 8,
    RESOLVED = 16,
    CHECK_ONLY = 32,
    LISTED = 64,
    IN_PART = 128,
    CHECK_REQUIRED = CHECK_ONLY | REQUIRED,
    NULLABLE_RESOLVED = NULLABLE | RESOLVED,
    REFERRED_RESOLVED = REFERRED | RESOLVED,
    DESCRIPTIVE = LENIENT | LISTED,
    LISTED_IN_PART = NULLABLE | LISTED | IN_PART,
    DESCRIPTIVE_IN_PART = NULLABLE | DESCRIPTIVE | IN_PART
};

enum field_kind {
#define KIND(name, many, title, limits, check, lower, schema, entry) FIELD_##name,
#include "floe/spec/kinds.def"
#undef KIND
};

enum field_many { FIELD_IS_ONE, FIELD_IS_LIST, FIELD_IS_MAP };

enum shape_name {
#define SHAPE(name, code, expected, pattern, least, most, test) name,
#include "floe/spec/shapes.def"
#undef SHAPE
    SHAPE_COUNT
};

struct shape {
    const char *expected;
    const char *pattern; /* ECMA 262, for JSON Schema; NULL: any text */
    uint32_t bytes_min;
    uint32_t bytes_max; /* 0: no limit */
    enum diag_code code; /* of a text without the form */
    bool (*test)(struct text text);
};

struct words {
    const char *name;
    const char *const *spellings; /* NULL-terminated, in the order of the enum */
};

struct record;

struct field {
    const char *key;
    uint8_t key_bytes;
    uint8_t kind;
    uint8_t need;
    uint8_t shape;      /* of a text, or of the keys of a map */
    uint8_t value_shape; /* of the values of a MAP_TEXT */
    const char *preset; /* as it would be written, NULL: none; of a variant: the selecting field */
    int64_t least;
    int64_t most;
    const struct words *words;
    const struct record *record; /* what it nests, or its entries are */
    const struct variants *variants;
    const char *doc;
};

struct record {
    const char *type; /* its name in spec.def */
    const char *noun;
    const char *doc;
    const struct field *fields;
    uint32_t field_count; /* RECORD_FIELDS_MAX at most */
};

enum { RECORD_FIELDS_MAX = 64 };

struct variant {
    const char *word;
    const struct record *record;
};

/* Records of which a word chooses one. */
struct variants {
    const char *noun;
    const struct variant *list; /* ends with word NULL */
};

#define RECORD(name, noun, doc) extern const struct record record_##name;
#include "floe/spec/spec.def"

/* What counts without the field, as it would be written; NULL: nothing, or it must be given. */
const char *field_preset(const struct field *field);

/* Whether a member of the struct holds it, and whether there is a struct. */
bool field_is_loaded(const struct field *field);
bool record_is_loaded(const struct record *record);
enum field_many field_many(const struct field *field);

/* x-…: a key of the user's own, at any place but among texts by name. */
static inline bool key_is_free(struct text key)
{
    return text_starts(key, "x-");
}

const struct shape *shape_of(enum shape_name name);
const struct field *record_field(const struct record *record, struct text key);
/* The index of a word, -1 if it is none that can be written. */
int words_find(const struct words *words, struct text text);
bool word_is_hidden(const char *spelling);
const struct record *variants_find(const struct variants *variants, struct text word);

#endif
