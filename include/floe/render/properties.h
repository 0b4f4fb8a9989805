/*
 * Files that java.util.Properties reads: spark-defaults.conf and Trino's
 * catalogs.
 */
#ifndef FLOE_RENDER_PROPERTIES_H
#define FLOE_RENDER_PROPERTIES_H

#include "floe/base/buffer.h"

/* What is after # goes to the end of the line; what would end it becomes '?'. */
void properties_put_comment(struct buffer *buffer, struct text text);

/* The two sides of =. */
void properties_put_key(struct buffer *buffer, struct text key);
void properties_put_value(struct buffer *buffer, struct text value);

/* key=value, read back byte for byte by a reader of ISO 8859-1 and of UTF-8. */
void properties_put(struct buffer *buffer, struct text key, struct text value);

#endif
