/*
 * Diagnostics as SARIF 2.1.0, for code scanning: one document, also when there
 * is nothing to say.
 *
 * Files are URI references as the user named them, relative to the current
 * folder unless they begin with a slash; columns count characters.
 */
#ifndef FLOE_CLI_REPORT_SARIF_H
#define FLOE_CLI_REPORT_SARIF_H

#include "floe/cli/report_list.h"

void report_sarif(struct buffer *out, const struct report_list *list);

#endif
