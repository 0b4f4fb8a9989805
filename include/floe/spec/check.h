/*
 * One walk over a tree and the language: everything that is wrong is reported,
 * what is wrong is marked bad, and ${VARIABLE}s are replaced.
 */
#ifndef FLOE_SPEC_CHECK_H
#define FLOE_SPEC_CHECK_H

#include "floe/spec/checker.h"
#include "floe/spec/field.h"
#include "floe/spec/where.h"

void check_record(struct checker *checker, struct node *node, const struct record *record,
                  const struct where *where, struct span at);

struct diag *check_report_missing(struct checker *checker, const char *key,
                                  const struct where *where, struct span at);

/* "add 'name:', the name of the data product": what the field's page says. */
void check_help_add(struct checker *checker, struct diag *diag, const struct field *field);

/* Rules between the fields of one record; record.field by field they are right. */
void check_rules(struct checker *checker, struct node *map, const struct record *record,
                 const struct where *where, struct span at);

/* A value, or an entry of a list or map: in a map, its key. */
struct checked {
    struct node *node;
    const struct field *field;
    const struct where *where;
    const struct node *key;      /* of the value; NULL: an entry */
    const struct node *map;      /* that it is in, */
    const struct record *record; /* and what that is */
};

typedef void check_value(struct checker *checker, const struct checked *in);
check_value check_text;
check_value check_word;
check_value check_bool;
check_value check_int;
check_value check_real;
check_value check_secret;

/* "a, b or c" */
struct text check_word_list(struct checker *checker, const struct words *words);

/* The text as the file has it, for messages: before ${VARIABLE}s were put in. */
struct text check_found(struct checker *checker, const struct node *node);

/* Labels a message about a name with the nearest of those that were offered. */
bool check_suggest(struct checker *checker, struct diag *diag, const struct node *node,
                   struct text best);

bool check_fits(const struct node *node, enum shape_name shape);

/* The form of a text: its length and shape. */
void check_shape(struct checker *checker, struct node *node, enum shape_name name,
                 const char *what);

/* Says what is wrong in a text that has not its form. */
void check_report_form(struct checker *checker, struct node *node, enum shape_name name,
                       const char *subject);

/* The place of a part of a scalar; the whole where the file spells it otherwise. */
struct span check_part_span(const struct checker *checker, const struct node *node, size_t start,
                            size_t size);

/* Whether a text may hold a template: the cheap question before the next. */
bool template_begins(struct text text);

/* An error when a text calls env_var() or var() of dbt, where nothing renders it. */
bool check_template(struct checker *checker, struct node *node, const char *subject);

/* Replaces ${NAME}, ${NAME:-default} and $${ in a scalar. */
bool check_variables(struct checker *checker, struct node *node);

#endif
