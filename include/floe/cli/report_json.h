/*
 * Diagnostics for programs: one JSON object a line.
 *
 *   {"version": 1, "kind": "diagnostic",
 *    "severity": "error", "code": "F0201", "message": "...", "label": "..." or null,
 *    "file": "floe.yaml", "line": 4, "column": 10, "end_line": 4, "end_column": 17,
 *    "notes": [{"message": "...", "file": ..., (as above)}],
 *    "why": ["..."], "help": ["..."],
 *    "fix": {"file": ..., (as above), "start": 36, "end": 43, "text": "default"} or null}
 *   {"version": 1, "kind": "summary", "errors": 1, "warnings": 0, "left_out": 0}
 *
 *   {"version": 1, "kind": "change", "change": "created", "path": "out/profiles.yml"}
 *   {"version": 1, "kind": "waiting", "for": "the lock of", "path": "out"}
 *
 * All keys are always there; what has no place has null in the five of a place.
 * Lines and columns are counted from 1, columns in characters, the end is the
 * first column after it; start and end of a fix are offsets in bytes.  The summary
 * is the last line of the diagnostics; where there is nothing to say, there is
 * none.  Changes come with --dry-run and --verbose; what is
 * waited for comes before everything else.
 */
#ifndef FLOE_CLI_REPORT_JSON_H
#define FLOE_CLI_REPORT_JSON_H

#include "floe/cli/report_list.h"

void report_json(struct buffer *out, const struct report_list *list);
void report_json_change(struct buffer *out, const char *verb, struct text path);
void report_json_waiting(struct buffer *out, const char *awaited, struct text path);

#endif
