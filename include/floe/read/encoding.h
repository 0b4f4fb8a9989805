/*
 * Whether bytes are the UTF-8 that YAML allows, and show all that it reads; libyaml 0.2.5 reports a control
 * character at 1:1, wherever it is, so it is found here first.
 */
#ifndef FLOE_READ_ENCODING_H
#define FLOE_READ_ENCODING_H

#include "floe/base/diag.h"

#define ENCODING_NOWHERE UINT32_MAX

struct encoding {
    uint32_t start; /* after a byte order mark */
    bool ascii;     /* characters and bytes count the same */
    uint32_t hidden; /* the next character that only quotes may hold, or ENCODING_NOWHERE */
};

/* False after a message. */
bool encoding_check(struct diags *diags, struct source *source, struct encoding *encoding)
    __attribute__((warn_unused_result));

/*
 * A text in quotes is from start to end, the next one after those that were
 * passed before: reports the first that is hidden in front of it, and says
 * whether there was one.  At the end of the file,
 * start and end are its size.
 */
bool encoding_pass(struct encoding *encoding, struct diags *diags, struct source *source,
                   uint32_t start, uint32_t end);

#endif
