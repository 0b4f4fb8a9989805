/*
 * The files of templates/, embedded at build time.
 */
#ifndef FLOE_RENDER_TEMPLATE_H
#define FLOE_RENDER_TEMPLATE_H

#include <stddef.h>

struct template {
    const char *path; /* below templates/, like "duckdb/materializations/table.sql" */
    const unsigned char *bytes;
    size_t size;
};

/* Sorted by path; ends with path NULL. */
extern const struct template templates[];

#endif
