/*
 * Credentials where none belong: anywhere in a document's tree, known key or
 * not, reported once, marked bad and hidden before anything can quote them.
 * What names a secret (secret_ref and the like) is collected on the way.
 */
#ifndef FLOE_SPEC_LEAK_H
#define FLOE_SPEC_LEAK_H

#include "floe/spec/check.h"

/* Fills checker->references.  To be called before the tree is checked. */
void leak_check(struct checker *checker, const struct record *record);

/* Hides what looks like a credential on the lines that messages so far are about. */
void leak_hide_reported(struct arena *arena, const struct diags *diags, struct source *source);

/* What a text holds that looks like a credential, for "holds %s"; NULL: nothing. */
const char *leak_in_text(struct text text);

/* Whether a key is named like one whose value is a secret: client_secret, apiKey. */
bool leak_is_secret_key(struct text key);

/* Whether the value of such a key only refers to a secret, or is none. */
bool leak_is_reference(struct text key, struct text value);

#endif
