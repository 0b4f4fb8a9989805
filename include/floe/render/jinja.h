/*
 * Text as Jinja reads it.
 */
#ifndef FLOE_RENDER_JINJA_H
#define FLOE_RENDER_JINJA_H

#include "floe/base/buffer.h"
#include "floe/plan/plan.h"

/* A string literal, safe inside {{ }} and {% %} whatever the text holds. */
void jinja_put_literal(struct buffer *buffer, struct text text);

/* A template whose rendering is the text. */
struct text jinja_template(struct arena *arena, struct text text);

/* The expression that reads a value's variable: env_var('NAME'), with a default if it has one. */
struct text jinja_lookup(struct arena *arena, const struct value *value);

/* A template for a value: its text, or {{ env_var('NAME') }}, with a default if it has one. */
struct text jinja_value(struct arena *arena, const struct value *value);

#endif
