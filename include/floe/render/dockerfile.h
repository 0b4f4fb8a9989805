/*
 * Texts in a Dockerfile, as BuildKit reads it.  Each is put with its double
 * quotes and on one line; what a line cannot hold is refused before.
 */
#ifndef FLOE_RENDER_DOCKERFILE_H
#define FLOE_RENDER_DOCKERFILE_H

#include "floe/base/buffer.h"

/* Of ENV, where $NAME is replaced and a backslash escapes. */
void dockerfile_put_value(struct buffer *buffer, struct text text);

/* Of the list of COPY: JSON, of which each text is then read as a word of a shell. */
void dockerfile_put_word(struct buffer *buffer, struct text text);

/* The same for what is copied: a pattern, and never the begin of a here-document. */
void dockerfile_put_source(struct buffer *buffer, struct text text);

#endif
