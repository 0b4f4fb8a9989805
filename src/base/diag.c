#include "floe/base/diag.h"

#include <assert.h>
#include <stdlib.h>

#include "floe/base/arena.h"
#include "floe/base/names.h"

static const struct diag_code_info code_infos[DIAG_CODE_COUNT] = {
#define CODE(name, number, severity, title, explanation) {number, severity, title, explanation},
#include "floe/base/diag.def"
#undef CODE
};

struct diags diags_new(struct arena *arena)
{
    return (struct diags){.arena = arena};
}

const struct diag_code_info *diag_code_info(enum diag_code code)
{
    assert(code < DIAG_CODE_COUNT);
    return &code_infos[code];
}

enum diag_code diag_code_find(struct text number)
{
    unsigned code = 0;
    while (code < DIAG_CODE_COUNT && !text_is(number, code_infos[code].number))
        code++;
    return (enum diag_code)code;
}

static enum diag_severity raised(const struct diags *diags, enum diag_severity severity)
{
    if (severity == DIAG_WARNING && diags->warnings_are_errors)
        return DIAG_ERROR;
    return severity;
}

static struct diag *add(struct diags *diags, enum diag_severity severity, enum diag_code code,
                        struct span span, const char *format, va_list arguments)
{
    if (diags->count == diags->capacity) {
        uint32_t capacity = diags->capacity == 0 ? 16 : diags->capacity * 2;
        diags->list = arena_grow(diags->arena, diags->list, diags->capacity * sizeof(struct diag *),
                                 capacity * sizeof(struct diag *));
        diags->capacity = capacity;
    }
    struct diag *diag = ARENA_NEW(diags->arena, struct diag);
    diag->code = code;
    diag->severity = raised(diags, severity);
    diag->span = span;
    diag->message = text_format_list(diags->arena, format, arguments);
    diag->serial = diags->count;
    diags->error_count += diag->severity == DIAG_ERROR;
    diags->list[diags->count++] = diag;
    return diag;
}

struct diag *diag_add(struct diags *diags, enum diag_code code, struct span span,
                      const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct diag *diag = add(diags, code_infos[code].severity, code, span, format, arguments);
    va_end(arguments);
    return diag;
}

struct diag *diag_add_as(struct diags *diags, enum diag_severity severity, enum diag_code code,
                         struct span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct diag *diag = add(diags, severity, code, span, format, arguments);
    va_end(arguments);
    return diag;
}

void diag_label(struct diags *diags, struct diag *diag, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    diag->label = text_format_list(diags->arena, format, arguments);
    va_end(arguments);
}

void diag_note(struct diags *diags, struct diag *diag, struct span span, const char *format, ...)
{
    struct diag_note *note = ARENA_NEW(diags->arena, struct diag_note);
    va_list arguments;
    va_start(arguments, format);
    *note = (struct diag_note){
        .span = span,
        .message = text_format_list(diags->arena, format, arguments),
    };
    va_end(arguments);
    *(diag->last_note == NULL ? &diag->notes : &diag->last_note->next) = note;
    diag->last_note = note;
}

static void append_line(struct diags *diags, struct diag *diag, const char *kind,
                        const char *format, va_list arguments)
{
    struct diag_line *line = ARENA_NEW(diags->arena, struct diag_line);
    line->kind = kind;
    line->message = text_format_list(diags->arena, format, arguments);
    *(diag->last_line == NULL ? &diag->lines : &diag->last_line->next) = line;
    diag->last_line = line;
}

void diag_why(struct diags *diags, struct diag *diag, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    append_line(diags, diag, "why", format, arguments);
    va_end(arguments);
}

void diag_help(struct diags *diags, struct diag *diag, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    append_line(diags, diag, "help", format, arguments);
    va_end(arguments);
}

void diag_fix(struct diag *diag, struct span span, struct text text)
{
    diag->fix = (struct diag_fix){.span = span, .text = text};
}

static bool is_hidden(struct span span)
{
    return source_is_hidden(span.source, span.start, span.end);
}

struct span diag_shown_span(struct span span)
{
    if (span.source != NULL && (span.end < span.start || is_hidden(span)))
        span.end = span.start;
    return span;
}

bool diag_has_fix(const struct diag *diag)
{
    return diag->fix.span.source != NULL && !is_hidden(diag->fix.span);
}

static int order(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int compare_places(const struct diag *a, const struct diag *b)
{
    unsigned a_file = a->span.source == NULL ? 0 : a->span.source->order + 1;
    unsigned b_file = b->span.source == NULL ? 0 : b->span.source->order + 1;
    if (a_file != b_file)
        return order(a_file, b_file);
    return order(a->span.start, b->span.start);
}

static int compare(const void *left, const void *right)
{
    const struct diag *a = *(struct diag *const *)left;
    const struct diag *b = *(struct diag *const *)right;
    int places = compare_places(a, b);
    return places != 0 ? places : order(a->serial, b->serial);
}

/* A new table for each place that has several messages. */
struct said_messages {
    struct names messages;
    struct diag *last; /* that was kept */
};

static bool add_said(struct diags *diags, struct said_messages *said, struct diag *diag)
{
    struct text label = text_format(diags->arena, "%u %.*s", diag->code, TEXT_ARG(diag->message));
    return names_add(&said->messages, label, diag) != NULL;
}

static bool said_already(struct diags *diags, struct said_messages *said, struct diag *diag)
{
    struct diag *last = said->last;
    if (last == NULL || compare_places(last, diag) != 0) {
        said->messages.slot_count = 0;
        return false;
    }
    if (said->messages.slot_count == 0) {
        said->messages = names_new(diags->arena, 0);
        add_said(diags, said, last);
    }
    return add_said(diags, said, diag);
}

void diags_sort(struct diags *diags)
{
    if (diags->count > 1)
        qsort(diags->list, diags->count, sizeof(struct diag *), compare);
    uint32_t kept = 0;
    struct said_messages said = {.last = NULL};
    diags->error_count = 0;
    for (uint32_t i = 0; i < diags->count; i++) {
        struct diag *diag = diags->list[i];
        if (diag->severity == DIAG_WARNING && diags->warnings_are_silent)
            continue;
        if (said_already(diags, &said, diag))
            continue;
        said.last = diag;
        diags->error_count += diag->severity == DIAG_ERROR;
        diags->warning_count += diag->severity == DIAG_WARNING;
        diags->list[kept++] = diag;
    }
    diags->count = kept;
}
