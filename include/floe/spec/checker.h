/*
 * What the checks of one file share, and how they report.
 */
#ifndef FLOE_SPEC_CHECKER_H
#define FLOE_SPEC_CHECKER_H

#include "floe/base/diag.h"
#include "floe/base/world.h"
#include "floe/read/tree.h"

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

/* Reports at a node and marks it bad. */
struct diag *check_report(struct checker *checker, struct node *node, enum diag_code code,
                          const char *format, ...) __attribute__((format(printf, 4, 5)));

struct span check_span(const struct checker *checker, const struct node *node);

#endif
