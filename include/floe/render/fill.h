/*
 * Templates of text, embedded from templates/, with their tokens replaced.
 *
 * A token is @name@: small letters, digits and _.  Each one of the template
 * needs a row, and each row a token.  Texts are put in as they are: what needs
 * escaping was escaped by whoever made the row.  A token that is alone on its
 * line gives its indentation to every line of its text that is not empty, and
 * with an empty text takes the line with it.
 */
#ifndef FLOE_RENDER_FILL_H
#define FLOE_RENDER_FILL_H

#include <stdint.h>

#include "floe/base/text.h"

struct fill {
    const char *token; /* without the @ */
    struct text text;
};

/* The template of this path below templates/, which must exist. */
struct text fill_template(struct arena *arena, const char *path, const struct fill *fills,
                          uint32_t count);

#endif
