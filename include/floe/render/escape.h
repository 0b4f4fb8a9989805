/*
 * How a text of the user's enters an output: one form for each place that a
 * text can have there, so that who fills a template names the form and nothing
 * else.  Whatever the text, what is put stays in its place and on its line.
 */
#ifndef FLOE_RENDER_ESCAPE_H
#define FLOE_RENDER_ESCAPE_H

#include "floe/base/buffer.h"

enum escape {
#define ESCAPE(NAME, name, put, quotes, example) ESCAPE_##NAME,
#include "floe/render/escape.def"
#undef ESCAPE
    ESCAPE_COUNT,
};

void escape_put(struct buffer *buffer, enum escape escape, struct text text);

/* The same as a text of the arena. */
struct text escape_text(struct arena *arena, enum escape escape, struct text text);

/*
 * A text of many lines as a YAML literal block below a key at that indentation,
 * where every reader gives it back byte for byte; else in double quotes.  It
 * begins after "key: " and ends without a line feed.
 */
struct text escape_block(struct arena *arena, struct text text, size_t indent);

#endif
