/*
 * Text in requests: JSON, and parts of an address.
 */
#ifndef FLOE_RENDER_WEB_H
#define FLOE_RENDER_WEB_H

#include "floe/base/buffer.h"

/* A JSON string with its quotes, in ASCII. */
void web_put_json(struct buffer *buffer, struct text text);

/* One segment of a path, percent-encoded. */
void web_put_segment(struct buffer *buffer, struct text text);

#endif
