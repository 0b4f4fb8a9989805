/*
 * What fields of one record ask of each other, and names in a file that refer
 * to others in it.  A rule sees a record whose fields were checked one by one;
 * what is bad or absent already has its message.
 */
#ifndef FLOE_SPEC_RULE_H
#define FLOE_SPEC_RULE_H

#include "floe/base/names.h"
#include "floe/spec/check.h"

/* The record whose fields are compared. */
struct rule_input {
    struct checker *checker;
    struct node *map;
    const struct record *record;
    const struct where *where;
    struct span at;
    const char *word; /* for which the rule holds; NULL: it always does */
};

enum rule_verb {
    RULE_REQUIRES,
    RULE_REQUIRES_PART,
    RULE_REQUIRES_ANY,
    RULE_REFUSES,
    RULE_EXCLUDES,
    RULE_DIFFER,
    RULE_FORM,
    RULE_CODE
};

enum { RULE_WORDS_MAX = 8, RULE_CONDITIONS_MAX = 3, RULE_KEYS_MAX = 4 };

/* A field, as given or its preset, is one of the words. */
struct rule_condition {
    const char *key;
    const char *words[RULE_WORDS_MAX]; /* end with NULL */
};

/* A row of rules.def. */
struct rule {
    const struct record *record;
    enum rule_verb verb;
    enum shape_name shape;
    struct rule_condition when[RULE_CONDITIONS_MAX]; /* all hold; end with key NULL */
    const char *keys[RULE_KEYS_MAX];                 /* end with NULL */
    const char *why;  /* may hold one %s for the word */
    const char *text; /* of the message, by the verb */
    void (*code)(const struct rule_input *in);
};

extern const struct rule rules[]; /* end with record NULL */

/* The text of a field; NULL when it is absent, null or bad. */
struct node *rule_text(const struct rule_input *in, const char *key);

/* The word that counts: the one given, else the preset; NULL when it is wrong. */
const char *rule_word(const struct rule_input *in, const char *key);

/* Names that are defined in a map of the same file. */
struct rule_names {
    const char *noun; /* "job" */
    const char *key;  /* "jobs" */
    const struct node *map; /* NULL: there is no such map */
    struct names names;
    bool known; /* false: the map itself is wrong, so nothing can be said */
    struct text list; /* for messages, once it is needed */
};

struct rule_names rule_names(struct checker *checker, const struct node *above, const char *noun,
                             const char *key);

/* An error when a text names nothing there. */
void rule_refer(struct checker *checker, struct rule_names *names, struct node *name);

/* Of the keys of a map: the one nearest to a name (empty: none is near), and the first few. */
struct text rule_nearest(const struct node *map, struct text wanted, uint32_t *comparisons);
struct text rule_list(struct arena *arena, const struct node *map);

/* Rules that are C; rules.def says of which records. */
void rule_orchestration(const struct rule_input *in);
void rule_order(const struct rule_input *in);
void rule_version(const struct rule_input *in);
void rule_compute_logs(const struct rule_input *in);
void rule_compute(const struct rule_input *in);
void rule_layer(const struct rule_input *in);
void rule_requests(const struct rule_input *in);
void rule_secret_backends(const struct rule_input *in);

#endif
