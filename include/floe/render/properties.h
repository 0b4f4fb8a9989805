/*
 * Files that java.util.Properties reads: spark-defaults.conf and Trino's
 * catalogs.
 */
#ifndef FLOE_RENDER_PROPERTIES_H
#define FLOE_RENDER_PROPERTIES_H

#include "floe/base/buffer.h"

/* The two sides of =, read back byte for byte by a reader of ISO 8859-1 and of UTF-8. */
void properties_put_key(struct buffer *buffer, struct text key);
void properties_put_value(struct buffer *buffer, struct text value);

#endif
