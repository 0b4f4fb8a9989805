/*
 * Whether bytes are the UTF-8 that YAML allows; libyaml 0.2.5 reports a control
 * character at 1:1, wherever it stands, so it is found here first.
 */
#ifndef FLOE_READ_ENCODING_H
#define FLOE_READ_ENCODING_H

#include "floe/base/diag.h"

struct encoding {
    uint32_t start; /* behind a byte order mark */
    bool ascii;     /* characters and bytes count the same */
};

/* False after a message. */
bool encoding_check(struct diags *diags, struct source *source, struct encoding *encoding)
    __attribute__((warn_unused_result));

#endif
