/*
 * The diagnostics that are shown: --quiet and --max-errors have been heard.
 */
#ifndef FLOE_CLI_REPORT_LIST_H
#define FLOE_CLI_REPORT_LIST_H

#include "floe/base/buffer.h"
#include "floe/base/diag.h"

struct report_list {
    const struct diag **shown;
    uint32_t shown_count;
    uint32_t left_out; /* by --max-errors */
    uint32_t error_count;
    uint32_t warning_count;
    bool written;        /* files were, in spite of an error */
    bool has_no_summary; /* that was said before */
};

/*
 * Where a span begins and ends: columns in characters, the end is the first
 * after it.  The range of a secret is empty, for its length is secret too.
 */
struct report_range {
    struct place start;
    struct place end;
};

struct report_range report_range(struct arena *arena, struct span span);

#endif
