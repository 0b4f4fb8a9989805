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
};

/* The value of a field; NULL when it is absent or null. */
struct node *rule_given(const struct rule_input *in, const char *key);

/* The same for a text, also NULL when it is bad. */
struct node *rule_text(const struct rule_input *in, const char *key);

/* The word that counts: the one given, else the preset; NULL when it is wrong. */
const char *rule_word(const struct rule_input *in, const char *key);

/* Whether a bool is true: as given, else its preset. */
bool rule_holds(const struct rule_input *in, const char *key);

/* An error when the field is absent, or when it is there; why may hold one %s for the word. */
void rule_require(const struct rule_input *in, const char *key, const char *why, const char *word);
void rule_refuse(const struct rule_input *in, const char *key, const char *why, const char *word);

/* An error when a text that is given, and not empty, has not the form. */
void rule_form(const struct rule_input *in, const char *key, enum shape_name shape);

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

/* By file. */
void rule_transform(const struct rule_input *in);
void rule_orchestration(const struct rule_input *in);
void rule_static_partition(const struct rule_input *in);
void rule_time_window(const struct rule_input *in);
void rule_partition_range(const struct rule_input *in);

void rule_platform(const struct rule_input *in);
void rule_credentials(const struct rule_input *in);
void rule_storage(const struct rule_input *in);
void rule_catalog(const struct rule_input *in);
void rule_compute(const struct rule_input *in);
void rule_snowflake_integration(const struct rule_input *in);
void rule_athena_integration(const struct rule_input *in);
void rule_duckdb(const struct rule_input *in);
void rule_layer(const struct rule_input *in);
void rule_secret_backends(const struct rule_input *in);
void rule_resource_profile(const struct rule_input *in);
void rule_cloud(const struct rule_input *in);
void rule_authentication(const struct rule_input *in);
void rule_vault(const struct rule_input *in);

#endif
