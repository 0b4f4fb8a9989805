/*
 * Values of a plan, each with where it came from.
 */
#ifndef FLOE_PLAN_VALUE_H
#define FLOE_PLAN_VALUE_H

#include "floe/spec/document.h"

enum origin_kind {
    ORIGIN_PRESET,   /* nobody said it */
    ORIGIN_FILE,     /* span says where */
    ORIGIN_VARIABLE, /* ${name} at span */
    ORIGIN_OPTION,   /* name is the option */
    ORIGIN_DERIVED,  /* made from what is at span */
};

struct origin {
    enum origin_kind kind;
    struct span span;
    struct text name;
};

/* The option that a value made of the environment's name comes from. */
extern const char origin_environment[];

enum value_kind { VALUE_ABSENT, VALUE_TEXT, VALUE_NUMBER, VALUE_BOOLEAN };

/*
 * A literal, or with a variable what the environment says at run time: of a
 * secret always, else with text as the default.
 */
struct value {
    enum value_kind kind;
    struct text text;
    const char *variable;
    bool is_secret;
    bool is_optional; /* a secret that may be nowhere: then it is empty */
    bool is_suffix; /* text follows what the variable holds */
    struct text fallback; /* then: what counts when it is not set; empty: nothing does */
    bool is_json;   /* the variable holds JSON, which dbt shall read as a mapping */
    struct origin origin;
};

/* A name and its value, in a list of them. */
struct plan_setting {
    const char *name;
    struct value value;
    bool looked_up; /* of Spark: the value is env:NAME, and not what somebody wrote */
    bool expanded;  /* of Spark: kept in Hadoop's configuration, which expands ${NAME} */
};

/* Values from records, with their origin. */
struct value value_absent(void);
struct value value_preset(enum value_kind kind, const char *text);
struct value value_of(const struct document *document, struct field_at at,
                      enum value_kind kind, const char *text);
/* The text of a record's member. */
#define TEXT_AT(document, record, member)                                                          \
    value_of(document, AT(record, member), VALUE_TEXT, (record)->member)

struct value value_derived(enum value_kind kind, struct text text, struct span span);
struct value value_secret(const char *variable, struct span span);
struct origin origin_of(const struct document *document, struct field_at at);

/* The same of a value of the tree that no record was made of. */
struct value value_at(const struct document *document, const struct node *node,
                      enum value_kind kind);

#endif
