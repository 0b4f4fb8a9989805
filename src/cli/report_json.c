#include "floe/cli/report_json.h"

#include <string.h>

#include "floe/base/excerpt.h"
#include "floe/json/json.h"

enum { FORM_VERSION = 1 };

static void add_place(struct json_maker *maker, json_t *object, struct span span)
{
    static const char *const keys[] = {"file", "line", "column", "end_line", "end_column"};
    if (span.source == NULL) {
        for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
            json_add(maker, object, keys[i], json_null());
        return;
    }
    struct report_range range = report_range(maker->arena, span);
    json_add(maker, object, "file", json_exact(maker, span.source->path));
    json_add_number(maker, object, "line", range.start.line);
    json_add_number(maker, object, "column", range.start.column);
    json_add_number(maker, object, "end_line", range.end.line);
    json_add_number(maker, object, "end_column", range.end.column);
}

static void add_notes(struct json_maker *maker, json_t *object, const struct diag *diag)
{
    json_t *notes = json_add_array(maker, object, "notes");
    for (const struct diag_note *note = diag->notes; note != NULL; note = note->next) {
        json_t *entry = json_push_object(maker, notes);
        json_add(maker, entry, "message", json_shown(maker, note->message));
        add_place(maker, entry, note->span);
    }
}

static void add_lines(struct json_maker *maker, json_t *object, const struct diag *diag,
                      const char *kind)
{
    json_t *lines = json_add_array(maker, object, kind);
    for (const struct diag_line *line = diag->lines; line != NULL; line = line->next)
        if (strcmp(line->kind, kind) == 0)
            json_push(maker, lines, json_shown(maker, line->message));
}

static void add_fix(struct json_maker *maker, json_t *object, const struct diag *diag)
{
    if (!diag_has_fix(diag)) {
        json_add(maker, object, "fix", json_null());
        return;
    }
    json_t *fix = json_add_object(maker, object, "fix");
    add_place(maker, fix, diag->fix.span);
    json_add_number(maker, fix, "start", diag->fix.span.start);
    json_add_number(maker, fix, "end", diag->fix.span.end);
    json_add(maker, fix, "text", json_exact(maker, diag->fix.text));
}

static void put_diag(struct json_maker *maker, struct buffer *out, const struct diag *diag)
{
    json_t *object = json_begin(maker);
    json_add_number(maker, object, "version", FORM_VERSION);
    json_add_string(maker, object, "kind", "diagnostic");
    json_add_string(maker, object, "severity", excerpt_severity(diag->severity));
    json_add_string(maker, object, "code", diag_code_info(diag->code)->number);
    json_add(maker, object, "message", json_shown(maker, diag->message));
    json_add(maker, object, "label",
             diag->label.size > 0 ? json_shown(maker, diag->label) : json_null());
    add_place(maker, object, diag->span);
    add_notes(maker, object, diag);
    add_lines(maker, object, diag, "why");
    add_lines(maker, object, diag, "help");
    add_fix(maker, object, diag);
    json_finish(maker, out, false);
}

/* What happens to one path. */
static void put_event(struct buffer *out, const char *kind, const char *key, const char *word,
                      struct text path)
{
    struct json_maker *maker = json_maker_new(out->arena);
    json_t *object = json_begin(maker);
    json_add_number(maker, object, "version", FORM_VERSION);
    json_add_string(maker, object, "kind", kind);
    json_add_string(maker, object, key, word);
    json_add(maker, object, "path", json_exact(maker, path));
    json_finish(maker, out, false);
}

void report_json_change(struct buffer *out, const char *verb, struct text path)
{
    put_event(out, "change", "change", verb, path);
}

void report_json_waiting(struct buffer *out, const char *awaited, struct text path)
{
    put_event(out, "waiting", "for", awaited, path);
}

void report_json(struct buffer *out, const struct report_list *list)
{
    if (list->shown_count == 0)
        return;
    struct json_maker *maker = json_maker_new(out->arena);
    for (uint32_t i = 0; i < list->shown_count; i++)
        put_diag(maker, out, list->shown[i]);
    if (list->has_no_summary)
        return;
    json_t *object = json_begin(maker);
    json_add_number(maker, object, "version", FORM_VERSION);
    json_add_string(maker, object, "kind", "summary");
    json_add_number(maker, object, "errors", list->error_count);
    json_add_number(maker, object, "warnings", list->warning_count);
    json_add_number(maker, object, "left_out", list->left_out);
    json_finish(maker, out, false);
}
