/*
 * Credentials where none belong: anywhere in a document, known key or not,
 * comments too, reported once, marked bad and hidden before anything can quote
 * them.  What names a secret (secret_ref and the like) is collected on the way.
 */
#ifndef FLOE_SPEC_LEAK_H
#define FLOE_SPEC_LEAK_H

#include "floe/spec/checker.h"
#include "floe/spec/field.h"
#include "floe/spec/leak_key.h"

/* Fills checker->secrets.  To be called before the tree is checked. */
void leak_check(struct checker *checker, const struct record *record);

/* Hides what may be one on the lines that messages so far are about, of a file that cannot be read. */
void leak_hide_broken(struct arena *arena, const struct diags *diags, struct source *source);

/* The same of all messages, in any file and in their words.  To be called once, at the end. */
void leak_hide_reported(struct arena *arena, const struct diags *diags);

/* The same of comments, which no tree holds. */
void leak_check_comments(struct checker *checker, const struct record *record);

/* What a message about a credential in a file of this kind says beside. */
void leak_explain(struct checker *checker, const struct record *record, struct diag *diag);
void leak_advise(struct checker *checker, const struct record *record, struct diag *diag);

/*
 * In the place of a secret, whatever is not {secret_ref: NAME} may be one: hides
 * it in a list, in a mapping, and a key without its value.
 */
void leak_hide_below(const struct checker *checker, const struct node *value);

/* Part of a text that looks like a credential. */
struct leak {
    const char *what; /* for "holds %s"; NULL: there is none */
    size_t start;
    size_t size;
};

/* The first in a text; takes no longer than the text does. */
struct leak leak_find(struct text text);

/* The token that begins with this word; what NULL: none. */
struct leak leak_token_at(struct text text, size_t at, size_t size);

/* Marks in the middle of a token: a dot or a ~ at this place. */
struct leak leak_token_around(struct text text, size_t at);

#endif
