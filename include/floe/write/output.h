/*
 * One file to be written, as the render stage hands it over.
 *
 * The path is relative to the folder of the dbt project, its parts separated
 * by '/', none of them empty, '.' or '..'.  Bytes are not NULL, also when the
 * file is empty.
 */
#ifndef FLOE_WRITE_OUTPUT_H
#define FLOE_WRITE_OUTPUT_H

#include "floe/base/text.h"

enum {
    OUTPUT_MODE_PRIVATE = 0600, /* profiles.yml */
    OUTPUT_MODE_SHARED = 0644,  /* macros */
    OUTPUT_MODE_SCRIPT = 0755,
};

struct output {
    struct text path;
    struct text bytes;
    unsigned mode; /* one of those above */
};

#endif
