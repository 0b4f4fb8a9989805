#include "floe/spec/checker.h"

#include <stdarg.h>

#include "floe/base/arena.h"

struct span check_span(const struct checker *checker, const struct node *node)
{
    return node_span(checker->tree, node);
}

struct diag *check_report(struct checker *checker, struct node *node, enum diag_code code,
                          const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct text message = text_format_list(checker->arena, format, arguments);
    va_end(arguments);
    node->flags |= NODE_BAD;
    return diag_add_as(checker->diags, checker->severity, code, check_span(checker, node), "%.*s",
                       TEXT_ARG(message));
}
