/*
 * Calls of dbt in a text: "{{ env_var('DB', 'shop') }}", which nobody renders
 * here.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/spec/check.h"
#include "floe/spec/secret_name.h"

struct call {
    const char *function; /* NULL: none */
    struct text name;     /* its first argument, empty when that is no plain text */
    struct text preset;   /* its second */
};

static struct text rest_of(struct text text, size_t at)
{
    return (struct text){text.bytes + at, text.size - at};
}

static struct text skip(struct text text, const char *characters)
{
    while (text.size > 0 && strchr(characters, text.bytes[0]) != NULL)
        text = rest_of(text, 1);
    return text;
}

/* A text in quotes at the start, and what is after it; empty when there is none. */
static struct text take_quoted(struct text *text)
{
    *text = skip(*text, " \t\n");
    if (text->size == 0 || (text->bytes[0] != '\'' && text->bytes[0] != '"'))
        return LITERAL("");
    const char *end = memchr(text->bytes + 1, text->bytes[0], text->size - 1);
    if (end == NULL)
        return LITERAL("");
    struct text inside = {text->bytes + 1, (size_t)(end - text->bytes) - 1};
    *text = rest_of(*text, inside.size + 2);
    return inside;
}

/* What {{ begins, if it is a call of one of dbt's functions for variables. */
static struct call call_at(struct text text)
{
    static const char *const functions[] = {"env_var", "var"};
    text = skip(text, "- \t\n");
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (!text_starts(text, functions[i]))
            continue;
        struct text inside = skip(rest_of(text, strlen(functions[i])), " \t\n");
        if (inside.size == 0 || inside.bytes[0] != '(')
            continue;
        inside = rest_of(inside, 1);
        struct call call = {.function = functions[i], .name = take_quoted(&inside)};
        inside = skip(inside, " \t\n");
        if (inside.size > 0 && inside.bytes[0] == ',') {
            inside = rest_of(inside, 1);
            call.preset = take_quoted(&inside);
        }
        return call;
    }
    return (struct call){.function = NULL};
}

static struct call find_call(struct text text)
{
    const char *at = text.bytes, *end = text.bytes + text.size;
    struct call call = {.function = NULL};
    while (call.function == NULL && (at = memchr(at, '{', (size_t)(end - at))) != NULL) {
        at++;
        if (at < end && *at == '{')
            call = call_at(rest_of(text, (size_t)(at - text.bytes) + 1));
    }
    return call;
}

bool template_begins(struct text text)
{
    const char *brace = memchr(text.bytes, '{', text.size);
    return brace != NULL && brace + 1 < text.bytes + text.size;
}

static void help(struct checker *checker, struct diag *diag, const struct call *call)
{
    struct text name = text_shown(checker->arena, call->name);
    if (checker->in_credentials || secret_names_hold(checker->secrets, call->name))
        diag_help(checker->diags, diag, "write {secret_ref: NAME} where a secret belongs");
    else if (name.size == 0)
        diag_help(checker->diags, diag, "write the value, or ${NAME}");
    else if (call->preset.size > 0)
        diag_help(checker->diags, diag, "write ${%.*s:-%.*s}", TEXT_ARG(name),
                  TEXT_ARG(text_shown(checker->arena, call->preset)));
    else
        diag_help(checker->diags, diag, "write ${%.*s}", TEXT_ARG(name));
}

bool check_template(struct checker *checker, struct node *node, const char *subject)
{
    struct call call = find_call(node_text(node));
    if (call.function == NULL)
        return true;
    struct diag *diag = check_report(checker, node, TEMPLATE_NOT_RENDERED,
                                     "%s calls %s, which is not rendered", subject, call.function);
    diag_why(checker->diags, diag, "text between {{ and }} is written unchanged; dbt does not "
                                   "see it as a template");
    help(checker, diag, &call);
    return false;
}
