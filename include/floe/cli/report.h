/*
 * What was found, on stderr, in the form that --format asks for.
 *
 *   text    for people: with excerpts, and a summary at the end
 *   short   one line each, as compilers write them
 *   json    one object a line, see report_json.h
 *   sarif   one document, see report_sarif.h
 */
#ifndef FLOE_CLI_REPORT_H
#define FLOE_CLI_REPORT_H

#include "floe/base/diag.h"
#include "floe/cli/options.h"

/* To be called once, with diagnostics that are sorted. */
void report_diags(struct arena *arena, const struct diags *diags, const struct options *options);

/* Diagnostics that came later, from the one with this index on; without a summary. */
void report_late(struct arena *arena, const struct diags *diags, uint32_t first,
                 const struct options *options);

/*
 * The one message of a run that came to nothing.  In text, what is wrong with
 * the command line is said as other programs do, without a code.
 */
void report_alone(struct arena *arena, const struct options *options, enum diag_code code,
                  struct text message);

/* The same where no arena is left. */
void report_out_of_memory(const struct options *options);

/* What becomes of a file: "created out/profiles.yml", or a line of JSON; SARIF has no place for it. */
void report_change(struct arena *arena, const struct options *options, const char *verb,
                   struct text path);

/* "waiting for the lock of 'out'", at once, in the form and for whom report_change() speaks. */
void report_waiting(struct arena *arena, const struct options *options, const char *awaited,
                    struct text path);

/* Whether what goes to this file descriptor is coloured. */
bool report_is_colored(const struct options *options, int file);

/* The explanation of a code, on stdout; false after a message when there is no such code. */
bool report_code(struct arena *arena, const struct options *options);

#endif
