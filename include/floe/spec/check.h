/*
 * One walk over a tree and the language: everything that is wrong is reported,
 * what is wrong is marked bad, and ${VARIABLE}s are replaced.
 */
#ifndef FLOE_SPEC_CHECK_H
#define FLOE_SPEC_CHECK_H

#include "floe/base/diag.h"
#include "floe/base/world.h"
#include "floe/read/tree.h"
#include "floe/spec/field.h"
#include "floe/spec/where.h"

/* A ${VARIABLE} that was replaced, for the explanation and the rules on secrets. */
struct variable_use {
    struct variable_use *next;
    struct node *node;
    struct text name;
    struct span span;
};

struct checker {
    struct arena *arena;
    struct diags *diags;
    const struct world *world;
    struct tree *tree;
    enum diag_severity severity; /* of what is wrong here: a warning where it only describes */
    bool in_credentials;
    struct variable_use *uses;
    struct secret_names *secrets;  /* that the file gives; see leak.h */
    uint32_t comparisons;          /* for suggestions so far; SUGGESTIONS_MAX at most */
};

void check_record(struct checker *checker, struct node *node, const struct record *record,
                  const struct where *where, struct span at);

/* Reports at a node and marks it bad. */
struct diag *check_report(struct checker *checker, struct node *node, enum diag_code code,
                          const char *format, ...) __attribute__((format(printf, 4, 5)));

/* "add 'name:', the name of the data product": what the field's page says. */
void check_help_add(struct checker *checker, struct diag *diag, const struct field *field);

struct span check_span(const struct checker *checker, const struct node *node);

/* Rules between the fields of one record; record.field by field they are right. */
void check_rules(struct checker *checker, struct node *map, const struct record *record,
                 const struct where *where, struct span at);

/* Single values.  Each returns false after a message. */
bool check_text(struct checker *checker, struct node *node, const struct field *field,
                const struct where *where);
bool check_word(struct checker *checker, struct node *node, const struct field *field,
                const struct where *where);
bool check_bool(struct checker *checker, struct node *node, const struct field *field,
                const struct where *where);
bool check_int(struct checker *checker, struct node *node, const struct field *field,
               const struct where *where);
bool check_real(struct checker *checker, struct node *node, const struct field *field,
                const struct where *where);
bool check_secret(struct checker *checker, struct node *node, const struct field *field,
                  const struct where *where);

/* The text as the file has it, for messages: before ${VARIABLE}s were put in. */
struct text check_found(struct checker *checker, const struct node *node);

/* Labels a message about a name with the nearest of those that were offered. */
bool check_suggest(struct checker *checker, struct diag *diag, const struct node *node,
                   struct text best);

bool check_fits(const struct node *node, enum shape_name shape);

/* The form of a text: its length and shape. */
bool check_shape(struct checker *checker, struct node *node, enum shape_name shape,
                 const char *subject);

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
