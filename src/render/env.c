/*
 * .env: what `. ./.env` in a POSIX shell, docker compose's env_file (compose-go
 * 2.9) and python-dotenv 1.2 read alike.  Bare where all characters are plain;
 * else in single quotes, which python-dotenv unescapes a little and expands ${
 * in; else, around a single quote, in double quotes.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/render/deploy.h"
#include "floe/render/emit.h"

static const char plain_characters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:@%+,-";

static bool holds(struct text text, const char *characters)
{
    for (size_t i = 0; i < text.size; i++)
        if (strchr(characters, text.bytes[i]) != NULL)
            return true;
    return false;
}

static bool holds_pair(struct text text, char first, char second)
{
    for (size_t i = 0; i + 1 < text.size; i++)
        if (text.bytes[i] == first && text.bytes[i + 1] == second)
            return true;
    return false;
}

static bool is_plain(struct text text)
{
    size_t i = 0;
    while (i < text.size && text.bytes[i] != '\0' &&
           strchr(plain_characters, text.bytes[i]) != NULL)
        i++;
    return i == text.size;
}

/* NULL: it has a form. */
static const char *trouble_of(struct text text)
{
    if (!line_fits(text))
        return "it holds a control character";
    if (holds_pair(text, '$', '{'))
        return "python-dotenv replaces ${, whatever the quotes";
    bool quote = holds(text, "'");
    if (quote && holds(text, "\"$`\\"))
        return "it holds a single quote and one of \" $ ` and \\";
    if (!quote && (holds_pair(text, '\\', '\\') || text_ends(text, "\\")))
        return "python-dotenv reads its backslashes as escapes";
    return NULL;
}

static void put_variable(struct buffer *out, const char *name, struct text text)
{
    const char *quote = is_plain(text) ? "" : holds(text, "'") ? "\"" : "'";
    buffer_format(out, "%s=%s%.*s%s\n", name, quote, TEXT_ARG(text), quote);
}

static void refuse(struct emission *emission, const char *name, struct span span,
                   const char *trouble)
{
    struct text shown = text_shown(emission->arena, text_of(name));
    struct diag *diag = diag_add(emission->diags, VARIABLE_UNWRITABLE, span,
                                 "variable '%.*s' cannot be written to .env", TEXT_ARG(shown));
    diag_why(emission->diags, diag, "%s", trouble);
    diag_help(emission->diags, diag, "change it, or leave env out of --emit");
}

/* What no shell can set is in the resource profile only. */
static void refuse_names(struct emission *emission, const struct plan_resources *resources)
{
    for (uint32_t i = 0; i < resources->env_count; i++)
        if (!variable_is_name(resources->env[i].name))
            refuse(emission, resources->env[i].name, resources->env[i].value.origin.span,
                   "a name is letters, digits and _");
}

void emit_env(struct emission *emission)
{
    const struct plan *plan = emission->plan;
    const struct plan_target *target = plan->usual;
    struct buffer out = buffer_new(emission->arena);
    buffer_text(&out, deploy_header(emission->arena, plan, target));
    refuse_names(emission, &target->resources);
    for (uint32_t i = 0; i < target->variables.count; i++) {
        const struct plan_variable *variable = &target->variables.list[i];
        const char *trouble = trouble_of(variable->first.text);
        if (trouble != NULL)
            refuse(emission, variable->name, variable->first.origin.span, trouble);
        else
            put_variable(&out, variable->name, variable->first.text);
    }
    emit_add(emission, LITERAL(".env"), buffer_finish(&out), EMIT_SHARED);
}
