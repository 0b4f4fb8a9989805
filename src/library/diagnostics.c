#include "floe/library/diagnostics.h"

#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/library/position.h"

struct giver {
    struct arena *arena;
    struct position_finder starts; /* of diagnostics, which are sorted */
    struct position_finder others;
};

static const char *shown(struct giver *giver, struct text text)
{
    return line_shown(giver->arena, text).bytes;
}

static struct floe_range range_of(struct giver *giver, struct position_finder *finder,
                                  struct span span)
{
    return position_range(giver->arena, finder, diag_shown_span(span));
}

static const char *const *give_lines(struct giver *giver, const struct diag *diag,
                                     const char *kind, size_t *count)
{
    size_t all = 0;
    for (const struct diag_line *line = diag->lines; line != NULL; line = line->next)
        all++;
    const char **list = ARENA_ARRAY(giver->arena, const char *, all + 1);
    for (const struct diag_line *line = diag->lines; line != NULL; line = line->next)
        if (strcmp(line->kind, kind) == 0)
            list[(*count)++] = shown(giver, line->message);
    return list;
}

static const struct floe_related *give_related(struct giver *giver, const struct diag *diag,
                                               size_t *count)
{
    size_t all = 0;
    for (const struct diag_note *note = diag->notes; note != NULL; note = note->next)
        all++;
    struct floe_related *list = ARENA_ARRAY(giver->arena, struct floe_related, all + 1);
    for (const struct diag_note *note = diag->notes; note != NULL; note = note->next)
        list[(*count)++] = (struct floe_related){
            .message = shown(giver, note->message),
            .range = range_of(giver, &giver->others, note->span),
        };
    return list;
}

static const struct floe_fix *give_fix(struct giver *giver, const struct diag *diag)
{
    if (!diag_has_fix(diag))
        return NULL;
    struct floe_fix *fix = ARENA_NEW(giver->arena, struct floe_fix);
    struct text text = text_copy(giver->arena, diag->fix.text);
    *fix = (struct floe_fix){
        .range = range_of(giver, &giver->others, diag->fix.span),
        .text = text.bytes,
        .size = text.size,
    };
    return fix;
}

static struct floe_diagnostic give(struct giver *giver, const struct diag *diag)
{
    static const enum floe_severity severities[] = {
        [DIAG_NOTE] = FLOE_SEVERITY_NOTE,
        [DIAG_WARNING] = FLOE_SEVERITY_WARNING,
        [DIAG_ERROR] = FLOE_SEVERITY_ERROR,
    };
    struct floe_diagnostic given = {
        .severity = severities[diag->severity],
        .code = diag_code_info(diag->code)->number,
        .message = shown(giver, diag->message),
        .label = diag->label.size == 0 ? NULL : shown(giver, diag->label),
        .range = range_of(giver, &giver->starts, diag->span),
        .fix = give_fix(giver, diag),
    };
    given.why = give_lines(giver, diag, "why", &given.why_count);
    given.help = give_lines(giver, diag, "help", &given.help_count);
    given.related = give_related(giver, diag, &given.related_count);
    return given;
}

void diagnostics_give(struct floe_result *result, const struct diags *diags)
{
    struct giver giver = {.arena = result->arena};
    struct floe_diagnostic *list =
        ARENA_ARRAY(result->arena, struct floe_diagnostic, diags->count + 1);
    for (uint32_t i = 0; i < diags->count; i++)
        list[i] = give(&giver, diags->list[i]);
    result->diagnostics = list;
    result->diagnostic_count = diags->count;
    result->succeeded = diags->error_count == 0;
}
