/*
 * Templates of text, embedded from templates/, filled from data.
 *
 * A token is @path|filter|escape@: path names data ("catalog.uri"), each filter
 * changes its text (filter.def), and the last is a form of escape.def, so that
 * no text enters a file as it is.  The quotes of the format are the template's:
 *
 *     name: "@project|dns|yaml@-dbt"
 *     @for secret in target.secrets.names@
 *       - secretName: "@secret.name|dns|yaml@"
 *     @end@
 *     @if catalog.type is hive and not shared@ ... @elif catalog.uri@ ... @else@ ... @end@
 *     uri=@catalog.uri?|property@
 *     @include parts/header@
 *     @# a comment@
 *
 * - for: each entry of a list, or of a map, where NAME.key is its key.
 *   NAME.first holds for the first one.
 * - if: a path holds when it leads to something; "is" and "is not" compare the
 *   text there with a word.  "and" binds more than "or".
 * - A token with ? takes its whole line with it when nothing is known there.
 * - What is alone on its line, and no token, takes the line with it.
 * - include: another template, filled from the same data; "include PATH as NAME"
 *   makes NAME something that holds in it, "include PATH|block" filters its text.
 * - Of a value, .variable is the name of its variable, .suffix the text after
 *   that, .fallback what counts when it is not set.
 *
 * A path that leads to nothing and a name that is no filter are assertions: the
 * golden cases fill every template.
 */
#ifndef FLOE_RENDER_FILL_H
#define FLOE_RENDER_FILL_H

#include "floe/base/diag.h"
#include "floe/plan/data.h"

/* A name that paths may begin with, beside those of the data; linked from the newest. */
struct fill_binding {
    struct text name;
    const struct plan_data *data;
    bool is_first;
    const struct fill_binding *outer;
};

struct fill_scope {
    struct arena *arena;
    struct diags *diags; /* for what a format cannot express */
    const struct plan_data *root;
    const struct fill_binding *bindings;
};

/* The template of this path below templates/, which must exist. */
struct text fill_template(const struct fill_scope *scope, const char *path);

/* The same of a text, for tests. */
struct text fill_text(const struct fill_scope *scope, struct text text);

#endif
