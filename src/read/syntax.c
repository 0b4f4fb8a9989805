#include "floe/read/syntax.h"

#include <string.h>

static char byte_at(const struct source *source, uint32_t offset)
{
    return offset < source->bytes.size ? source->bytes.bytes[offset] : '\0';
}

static struct span span_at(struct source *source, uint32_t offset)
{
    uint32_t size = (uint32_t)source->bytes.size;
    uint32_t start = offset < size ? offset : size;
    return (struct span){.source = source, .start = start, .end = start < size ? start + 1 : start};
}

bool syntax_is_template(const struct source *source, uint32_t offset)
{
    return byte_at(source, offset) == '{' &&
           (byte_at(source, offset + 1) == '{' || byte_at(source, offset + 1) == '%');
}

void syntax_report_template(struct diags *diags, struct source *source, uint32_t offset)
{
    struct span span = {.source = source, .start = offset, .end = offset + 2};
    struct diag *diag =
        diag_add(diags, UNQUOTED_TEMPLATE, span, "a value begins with \"%.2s\" and has no quotes",
                 source->bytes.bytes + offset);
    diag_why(diags, diag, "YAML reads an unquoted brace as the start of a mapping");
    diag_help(diags, diag, "quote the value; floe-compile itself replaces ${VAR} and "
                           "${VAR:-default}");
}

/* Where a template begins as a plain value on the line of offset; SYNTAX_NOWHERE: nowhere. */
static uint32_t template_on_line(const struct source *source, uint32_t offset)
{
    uint32_t start = offset < source->bytes.size ? offset : (uint32_t)source->bytes.size;
    while (start > 0 && byte_at(source, start - 1) != '\n')
        start--;
    for (uint32_t at = start; at < source->bytes.size && byte_at(source, at) != '\n'; at++) {
        if (byte_at(source, at) == '"' || byte_at(source, at) == '\'')
            return SYNTAX_NOWHERE;
        if (syntax_is_template(source, at) && at > start && byte_at(source, at - 1) == ' ')
            return at;
    }
    return SYNTAX_NOWHERE;
}

static void report_tab(struct diags *diags, struct source *source, const struct syntax_problem *p)
{
    uint32_t at = p->at;
    while (at > 0 && byte_at(source, at) != '\t' && byte_at(source, at - 1) != '\n')
        at--;
    struct diag *diag =
        diag_add(diags, TAB, span_at(source, at), "the line is indented with a tab");
    diag_help(diags, diag, "indent with spaces");
}

static void report_character(struct diags *diags, struct source *source,
                             const struct syntax_problem *p)
{
    char found = byte_at(source, p->at);
    if (found == '\t') {
        report_tab(diags, source, p);
        return;
    }
    struct diag *diag = diag_add(diags, RESERVED_CHARACTER, span_at(source, p->at),
                                 "a value cannot begin with '%c' unless it is quoted", found);
    diag_help(diags, diag, "put the value in double quotes");
}

static bool holds_variable(const struct source *source, uint32_t from, uint32_t to)
{
    for (uint32_t at = from; at < to; at++)
        if (byte_at(source, at) == '$' && byte_at(source, at + 1) == '{')
            return true;
    return false;
}

static void report_unclosed(struct diags *diags, struct source *source,
                            const struct syntax_problem *p)
{
    char opener = byte_at(source, p->opened_at);
    const char *what = opener == '[' ? "the list" : opener == '{' ? "the mapping" : "the text";
    struct diag *diag = diag_add(diags, UNCLOSED, span_at(source, p->at),
                                 "%s opened by '%c' is not closed before this", what, opener);
    diag_note(diags, diag, span_at(source, p->opened_at), "opened here");
    if (holds_variable(source, p->opened_at, p->at))
        diag_help(diags, diag, "quote a ${VARIABLE} that is inside brackets");
    diag_help(diags, diag, "add the closing '%c'%s",
              opener == '[' ? ']' : opener == '{' ? '}' : opener,
              opener == '[' || opener == '{' ? ", or a comma between the entries" : "");
}

static void report_colon(struct diags *diags, struct source *source,
                         const struct syntax_problem *p)
{
    struct diag *diag = diag_add(diags, COLON_IN_VALUE, span_at(source, p->at),
                                 "': ' begins a mapping, which is not allowed here");
    diag_help(diags, diag, "put the whole value in quotes, or correct the indentation of this "
                           "line");
}

static uint32_t line_start(const struct source *source, uint32_t offset)
{
    while (offset > 0 && byte_at(source, offset - 1) != '\n')
        offset--;
    return offset;
}

/* Spaces before the first key or value of a line, after the dashes of lists. */
static uint32_t indentation(const struct source *source, uint32_t start)
{
    uint32_t at = start;
    while (byte_at(source, at) == ' ' || (byte_at(source, at) == '-' && byte_at(source, at + 1) == ' '))
        at++;
    return at - start;
}

/* The start of the line above that says something; SYNTAX_NOWHERE: there is none. */
static uint32_t line_above(const struct source *source, uint32_t offset)
{
    uint32_t start = line_start(source, offset);
    while (start > 0) {
        start = line_start(source, start - 1);
        uint32_t first = start + indentation(source, start);
        if (strchr("#\r\n", byte_at(source, first)) == NULL)
            return start;
    }
    return SYNTAX_NOWHERE;
}

/* From offset to the end of the word or key. */
static struct span word_at(struct source *source, uint32_t offset)
{
    struct span span = span_at(source, offset);
    while (span.end < source->bytes.size &&
           strchr(": \t\r\n,[]{}", source->bytes.bytes[span.end]) == NULL)
        span.end++;
    return span;
}

/* The quote before it runs over several lines: it was meant to end on its own. */
static void report_quote(struct diags *diags, struct source *source,
                         const struct syntax_problem *p)
{
    char quote = byte_at(source, p->quoted_at);
    struct diag *diag = diag_add(diags, UNCLOSED, span_at(source, p->at),
                                 "the text opened by '%c' does not end on the same line",
                                 quote);
    diag_note(diags, diag, span_at(source, p->quoted_at), "opened here");
    diag_help(diags, diag, "add the closing %c on the line where it was opened", quote);
}

static void report_indentation(struct diags *diags, struct source *source,
                               const struct syntax_problem *p)
{
    if (p->quoted_at != SYNTAX_NOWHERE) {
        report_quote(diags, source, p);
        return;
    }
    const char *what = strstr(p->context != NULL ? p->context : "", "sequence") != NULL
                           ? "an entry of the list"
                           : "a key of the mapping";
    struct diag *diag = diag_add(diags, SYNTAX, word_at(source, p->at),
                                 "this is not %s", what);
    uint32_t own = p->at - line_start(source, p->at), above = line_above(source, p->at);
    if (above != SYNTAX_NOWHERE && own != indentation(source, above))
        diag_label(diags, diag, "indented by %u, the line above by %u", own,
                   indentation(source, above));
    diag_note(diags, diag, span_at(source, p->opened_at), "which begins here");
    diag_help(diags, diag, "indent it like its neighbours, or quote the value before it");
}

static void report_no_colon(struct diags *diags, struct source *source,
                            const struct syntax_problem *p)
{
    struct diag *diag = diag_add(diags, SYNTAX, word_at(source, p->opened_at),
                                 "this line is neither \"key: value\" nor an entry of a list");
    diag_help(diags, diag, "add a colon and a space after the key");
}

static void report_name(struct diags *diags, struct source *source,
                        const struct syntax_problem *p)
{
    char first = byte_at(source, p->opened_at);
    struct diag *diag = diag_add(diags, first == '*' ? ALIAS_UNKNOWN : RESERVED_CHARACTER,
                                 span_at(source, p->opened_at),
                                 "a value that begins with '%c' is %s and has no name", first,
                                 first == '*' ? "an alias" : "an anchor");
    diag_help(diags, diag, "put the value in double quotes if it is text");
}

static void report_tag(struct diags *diags, struct source *source, const struct syntax_problem *p)
{
    struct diag *diag = diag_add(diags, TAG, word_at(source, p->at), "a value has a tag");
    diag_why(diags, diag, "tags change what a value means and are not used here");
    diag_help(diags, diag, "remove the tag, or quote the text");
}

static void report_other(struct diags *diags, struct source *source,
                         const struct syntax_problem *p)
{
    diag_add(diags, SYNTAX, span_at(source, p->at), "cannot parse the file beyond this point: %s",
             p->problem);
}

/* libyaml 0.2.5's texts; the first that the problem contains counts. */
static const struct {
    const char *problem;
    void (*report)(struct diags *, struct source *, const struct syntax_problem *);
} reports[] = {
    {"found character that cannot start any token", report_character},
    {"found a tab character", report_tab},
    {"did not find expected ',' or", report_unclosed},
    {"found unexpected end of stream", report_unclosed},
    {"found unexpected document indicator", report_unclosed},
    {"mapping values are not allowed", report_colon},
    {"did not find expected key", report_indentation},
    {"did not find expected '-' indicator", report_indentation},
    {"could not find expected ':'", report_no_colon},
    {"did not find expected alphabetic", report_name},
    {"tag", report_tag},
    {"", report_other},
};

void syntax_report(struct diags *diags, struct source *source, struct syntax_problem problem)
{
    uint32_t template = template_on_line(source, problem.at);
    if (template == SYNTAX_NOWHERE && problem.opened_at < problem.at)
        template = template_on_line(source, problem.opened_at);
    if (template != SYNTAX_NOWHERE) {
        syntax_report_template(diags, source, template);
        return;
    }
    size_t i = 0;
    while (strstr(problem.problem, reports[i].problem) == NULL)
        i++;
    reports[i].report(diags, source, &problem);
}
