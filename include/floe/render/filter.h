/*
 * What is after | in a token of a template: the rows of filter.def change data
 * to a text, or a text to another; those of escape.def put it into its format.
 */
#ifndef FLOE_RENDER_FILTER_H
#define FLOE_RENDER_FILTER_H

#include "floe/base/diag.h"
#include "floe/plan/data.h"

/* What a chain of filters works on. */
struct filter_input {
    struct arena *arena;
    struct diags *diags;          /* for what a format cannot express */
    const struct plan_data *data; /* where the token's path led */
    struct text text;             /* of that, or of the filter before */
    size_t argument;              /* dns(63): 63; 0 when there is none */
    size_t indent;                /* of the line with the token */
};

struct filter;

/* A name that is none is an assertion. */
const struct filter *filter_named(struct text name);

/* Whether data is something to begin a chain with; then text is what is known of it. */
bool filter_begins(const struct filter *filter, struct filter_input *input);

struct text filter_apply(const struct filter *filter, const struct filter_input *input);

/* Whether it puts a text into a format. */
bool filter_escapes(const struct filter *filter);

#endif
