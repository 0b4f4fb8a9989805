/*
 * Values as Python reads them.
 */
#ifndef FLOE_RENDER_PYTHON_H
#define FLOE_RENDER_PYTHON_H

#include "floe/base/buffer.h"
#include "floe/plan/data.h"

/* A literal in double quotes: one line, no control, nothing that hides or turns text. */
void python_put_text(struct buffer *buffer, struct text text);

/* A literal of a dict, list or value, as it is at a depth of indentation. */
void python_put_data(struct buffer *buffer, const struct plan_data *data, unsigned depth);

#endif
