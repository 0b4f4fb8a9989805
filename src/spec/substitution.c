#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/spec/check.h"
#include "floe/spec/leak.h"
#include "floe/spec/secret_name.h"

/* ${NAME} or ${NAME:-default}, as found at the start of a text. */
struct variable {
    struct text name;
    struct text preset;
    bool has_preset;
    size_t size; /* with its braces; 0: not closed */
};

static bool is_name(struct text name)
{
    for (size_t i = 0; i < name.size; i++) {
        char c = name.bytes[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
        if (!letter && !(i > 0 && c >= '0' && c <= '9'))
            return false;
    }
    return name.size > 0;
}

static struct variable parse(struct text text)
{
    const char *end = memchr(text.bytes, '}', text.size);
    if (end == NULL)
        return (struct variable){.size = 0};
    struct variable variable = {.size = (size_t)(end - text.bytes) + 1};
    struct text inside = {text.bytes + 2, variable.size - 3};
    const char *colon = memchr(inside.bytes, ':', inside.size);
    variable.name = inside;
    if (colon != NULL && colon + 1 < end && colon[1] == '-') {
        variable.name.size = (size_t)(colon - inside.bytes);
        variable.has_preset = true;
        variable.preset = (struct text){colon + 2, (size_t)(end - colon) - 2};
    }
    return variable;
}

static struct diag *report_syntax(struct checker *checker, struct node *node)
{
    struct diag *diag = check_report(checker, node, VARIABLE_SYNTAX,
                                     "\"${\" does not begin a variable");
    diag_help(checker->diags, diag,
              "write ${NAME} or ${NAME:-default}; $${ writes a literal \"${\"");
    return diag;
}

/* An error even where what is wrong is only a warning. */
static struct diag *report_refused(struct checker *checker, struct node *node, struct text message)
{
    enum diag_severity severity = checker->severity;
    checker->severity = DIAG_ERROR;
    struct diag *diag = check_report(checker, node, VARIABLE_SECRET, "%.*s", TEXT_ARG(message));
    checker->severity = severity;
    return diag;
}

static struct diag *report_secret(struct checker *checker, struct node *node, struct text name)
{
    struct text message =
        text_format(checker->arena, "${%.*s} names a secret and is not read", TEXT_ARG(name));
    struct diag *diag = report_refused(checker, node, message);
    diag_why(checker->diags, diag, "the value of ${NAME} is written into the output");
    diag_help(checker->diags, diag, "use {secret_ref: NAME} where a secret belongs");
    return diag;
}

static struct diag *report_unset(struct checker *checker, struct node *node, struct text name,
                                 bool empty)
{
    struct diag *diag = check_report(checker, node, VARIABLE_UNSET, "variable '%.*s' is %s",
                                     TEXT_ARG(name), empty ? "empty" : "not set");
    diag_help(checker->diags, diag, "set it, or give a default: ${%.*s:-default}", TEXT_ARG(name));
    return diag;
}

/* NULL after putting the value into the buffer. */
static struct diag *put_variable(struct checker *checker, struct node *node, struct buffer *buffer,
                                 const struct variable *variable)
{
    if (variable->size == 0 || !is_name(variable->name))
        return report_syntax(checker, node);
    struct text name = text_copy(checker->arena, variable->name);
    if (secret_names_hold(checker->secrets, name))
        return report_secret(checker, node, name);
    const struct world *world = checker->world;
    const char *set = world->variable(world->context, name.bytes);
    struct text value = text_of(set);
    if (value.size == 0 && !variable->has_preset)
        return report_unset(checker, node, name, set != NULL);
    buffer_text(buffer, value.size > 0 ? value : variable->preset);
    struct variable_use *use = ARENA_NEW(checker->arena, struct variable_use);
    *use = (struct variable_use){
        .next = checker->uses, .node = node, .name = name, .span = check_span(checker, node)};
    checker->uses = use;
    return NULL;
}

static bool replace(struct checker *checker, struct node *node, struct buffer *buffer)
{
    struct text rest = node_text(node);
    while (rest.size > 0) {
        size_t taken = 1;
        if (text_starts(rest, "$${")) {
            buffer_string(buffer, "${");
            taken = 3;
        } else if (text_starts(rest, "${")) {
            struct variable variable = parse(rest);
            struct diag *diag = put_variable(checker, node, buffer, &variable);
            if (diag != NULL) {
                size_t size = variable.size == 0 ? rest.size : variable.size;
                diag->span = check_part_span(checker, node, node->size - rest.size, size);
                return false;
            }
            taken = variable.size;
        } else {
            buffer_byte(buffer, rest.bytes[0]);
        }
        rest.bytes += taken;
        rest.size -= taken;
    }
    return true;
}

/* What would be refused when written is refused when it comes from a variable. */
static bool refuse_value(struct checker *checker, struct node *node, struct text value,
                         struct text variable)
{
    const char *what = leak_find(value).what;
    bool secret = (node->flags & NODE_SECRET) != 0 && value.size > 0 &&
                  !leak_is_reference(node_text(node->value), value);
    if (what == NULL && !secret)
        return false;
    struct text name = text_shown(checker->arena, variable);
    struct text message = what == NULL
                              ? text_format(checker->arena, "${%.*s} holds the value of a secret",
                                            TEXT_ARG(name))
                              : text_format(checker->arena, "with ${%.*s} replaced, this contains "
                                                            "%s",
                                            TEXT_ARG(name), what);
    struct diag *diag = report_refused(checker, node, message);
    diag_why(checker->diags, diag, "the value of ${NAME} is written into the output");
    diag_help(checker->diags, diag, "use {secret_ref: NAME} where a secret belongs");
    return true;
}

static bool holds_variable(struct text text)
{
    const char *end = text.bytes + text.size;
    const char *at = text.bytes;
    while ((at = memchr(at, '$', (size_t)(end - at))) != NULL) {
        if (++at < end && *at == '{')
            return true;
    }
    return false;
}

bool check_variables(struct checker *checker, struct node *node)
{
    if ((node->flags & NODE_REPLACED) != 0 || !holds_variable(node_text(node)))
        return true;
    if (checker->in_credentials) {
        struct diag *diag =
            report_refused(checker, node, LITERAL("credentials cannot use ${VARIABLE}"));
        diag_help(checker->diags, diag, "write the value, or {secret_ref: NAME}");
        return false;
    }
    struct buffer buffer = buffer_new(checker->arena);
    const struct variable_use *before = checker->uses;
    if (!replace(checker, node, &buffer))
        return false;
    struct text text = buffer_finish(&buffer);
    if (checker->uses != before && refuse_value(checker, node, text, checker->uses->name))
        return false;
    node->is.bytes = text.bytes;
    node->size = (uint32_t)text.size;
    node->flags |= NODE_REPLACED | NODE_QUOTED;
    return true;
}
