/*
 * What is wrong with the user's files: collected by every stage, sorted and
 * reported at the end.
 *
 * A message states the problem and stands alone: small first letter, no full
 * stop, names in 'single' quotes, found text in "double" quotes.  What to do
 * goes into diag_help(), the rule into diag_why(), another place into
 * diag_note().  The value of a secret goes into none of them.
 *
 * Codes are for ever; diag.def lists them with their explanations.
 */
#ifndef FLOE_BASE_DIAG_H
#define FLOE_BASE_DIAG_H

#include <stdarg.h>
#include <stdint.h>

#include "floe/base/source.h"

enum diag_severity { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };

enum diag_code {
#define CODE(name, number, severity, title, explanation) name,
#include "floe/base/diag.def"
#undef CODE
    DIAG_CODE_COUNT
};

struct diag_code_info {
    const char *number; /* "F0201" */
    enum diag_severity severity;
    const char *title;
    const char *explanation;
};

struct diag_note {
    struct diag_note *next;
    struct span span;
    struct text message;
};

struct diag_line {
    struct diag_line *next;
    const char *kind; /* "why" or "help" */
    struct text message;
};

struct diag_fix {
    struct span span;
    struct text text;
};

struct diag {
    enum diag_code code;
    enum diag_severity severity;
    struct span span;
    struct text message;
    struct text label; /* beside the carets */
    struct diag_note *notes, *last_note;
    struct diag_line *lines, *last_line;
    struct diag_fix fix; /* span.source NULL: none */
    uint32_t serial;     /* in the order in which they were found */
};

struct diags {
    struct arena *arena;
    struct diag **list;
    uint32_t count;
    uint32_t capacity;
    uint32_t error_count;
    uint32_t warning_count; /* once sorted */
    bool warnings_are_errors;
    bool warnings_are_silent;
    bool world_failed; /* an input could not be read: not the user's spelling */
    bool written;      /* files were, in spite of an error */
    bool usage_wrong;  /* what was asked for makes no sense, whatever the files say */
};

struct diags diags_new(struct arena *arena);

const struct diag_code_info *diag_code_info(enum diag_code code);

/* DIAG_CODE_COUNT when there is no such number. */
enum diag_code diag_code_find(struct text number);

struct diag *diag_add(struct diags *diags, enum diag_code code, struct span span,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The same as a warning: for sections that change no output. */
struct diag *diag_add_as(struct diags *diags, enum diag_severity severity, enum diag_code code,
                         struct span span, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

void diag_label(struct diags *diags, struct diag *diag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void diag_note(struct diags *diags, struct diag *diag, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void diag_why(struct diags *diags, struct diag *diag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void diag_help(struct diags *diags, struct diag *diag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What to put in place of span. */
void diag_fix(struct diag *diag, struct span span, struct text text);

/* What a report shows of a span: the range of a secret is empty, for its length is secret too. */
struct span diag_shown_span(struct span span);

/* Whether there is a fix that can be given away: nothing secret is in its range. */
bool diag_has_fix(const struct diag *diag);

/* By file and place; drops what was said twice.  To be called once, at the end. */
void diags_sort(struct diags *diags);

#endif
