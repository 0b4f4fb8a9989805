/*
 * Messages about texts that have not the form they need.
 */
#include <string.h>

#include "floe/base/suggest.h"
#include "floe/spec/check.h"
#include "floe/spec/shape.h"

static const struct {
    enum diag_code code;
    const char *problem;
} problems[] = {
    {QUANTITY, "is not a Kubernetes quantity"},
    {DURATION, "is not a duration"},
    {DATE, "is not a day of the calendar"},
    {TIME_ZONE, "is not a time zone"},
    {NAMESPACE_REFUSED, "is not a namespace"},
};

static const char *problem_of(enum diag_code code)
{
    for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
        if (problems[i].code == code)
            return problems[i].problem;
    return "does not have the form it needs";
}

/* Escapes, folded lines and ${VARIABLE}s that were put in are spelt otherwise. */
struct span check_part_span(const struct checker *checker, const struct node *node, size_t start,
                            size_t size)
{
    struct span span = check_span(checker, node);
    uint32_t quotes = span.end - span.start - node->size;
    if ((node->flags & NODE_REPLACED) != 0 || (quotes != 0 && quotes != 2))
        return span;
    span.start += quotes / 2 + (uint32_t)start;
    span.end = span.start + (uint32_t)size;
    return span;
}

static void report_cron(struct checker *checker, struct node *node, const char *subject)
{
    struct text text = node_text(node);
    struct cron_fault fault = shape_cron_fault(text);
    struct diag *diag = check_report(checker, node, CRON, "%s %s", subject, fault.problem);
    diag->span = check_part_span(checker, node, fault.start, fault.size);
    struct text part = (node->flags & NODE_REPLACED) != 0
                           ? check_found(checker, node)
                           : text_shown(checker->arena, (struct text){text.bytes + fault.start,
                                                                      fault.size});
    diag_label(checker->diags, diag, "expected %s, found \"%.*s\"", fault.expected, TEXT_ARG(part));
}

static bool suggest_zone(struct checker *checker, struct diag *diag, struct node *node)
{
    enum { ZONES = 600 };
    if (checker->comparisons + ZONES > SUGGESTIONS_MAX)
        return false;
    checker->comparisons += ZONES;
    return check_suggest(checker, diag, node, shape_near_time_zone(node_text(node)));
}

void check_report_form(struct checker *checker, struct node *node, enum shape_name name,
                       const char *subject)
{
    const struct shape *shape = shape_of(name);
    if (shape->code == CRON) {
        report_cron(checker, node, subject);
        return;
    }
    struct diag *diag = check_report(checker, node, shape->code, "%s %s", subject,
                                     problem_of(shape->code));
    if (shape->code == TIME_ZONE && suggest_zone(checker, diag, node))
        return;
    struct text found = check_found(checker, node);
    if (name == SHAPE_SECRET_NAME) {
        source_hide(checker->arena, checker->tree->source, node->start, node->end);
        diag_label(checker->diags, diag, "expected %s", shape->expected);
        return;
    }
    diag_label(checker->diags, diag, "expected %s, found \"%.*s\"", shape->expected,
               TEXT_ARG(found));
    if (name == SHAPE_URI && memchr(found.bytes, '/', found.size) == NULL)
        diag_help(checker->diags, diag, "write http://%.*s or https://%.*s", TEXT_ARG(found),
                  TEXT_ARG(found));
}
