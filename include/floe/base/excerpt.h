/*
 * Diagnostics as people read them: place, message, the line with carets under
 * the fault, notes, why and help.  What disturbs a line becomes '?',
 * hidden ranges eight stars.
 */
#ifndef FLOE_BASE_EXCERPT_H
#define FLOE_BASE_EXCERPT_H

#include "floe/base/buffer.h"
#include "floe/base/diag.h"

struct excerpt_style {
    bool colored;
};

void excerpt_put(struct buffer *out, const struct diag *diag, struct excerpt_style style);

/* "file:line:col: error: message [F0201]", one line, as compilers write it. */
void excerpt_put_short(struct buffer *out, const struct diag *diag);

const char *excerpt_severity(enum diag_severity severity);

#endif
