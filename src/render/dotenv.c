/*
 * .env: what `. ./.env` in a POSIX shell, docker compose's env_file (compose-go
 * 2.9) and python-dotenv 1.2 read alike.  Bare where all characters are plain;
 * else in single quotes, which python-dotenv unescapes a little and expands ${
 * in; else, around a single quote, in double quotes.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/render/dotenv.h"

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

void dotenv_refuse(struct arena *arena, struct diags *diags, struct text name,
                   struct span span, const char *trouble)
{
    struct diag *diag = diag_add(diags, VARIABLE_UNWRITABLE, span,
                                 "variable '%.*s' cannot be written to .env",
                                 TEXT_ARG(text_shown(arena, name)));
    diag_why(diags, diag, "%s", trouble);
    diag_help(diags, diag, "change it, or leave env out of --emit");
}

struct text dotenv_value(struct arena *arena, struct diags *diags, struct text name,
                         const struct value *value)
{
    struct text text = value->text;
    const char *trouble = trouble_of(text);
    if (trouble != NULL)
        dotenv_refuse(arena, diags, name, value->origin.span, trouble);
    const char *quote = is_plain(text) ? "" : holds(text, "'") ? "\"" : "'";
    return text_format(arena, "%s%.*s%s", quote, TEXT_ARG(text), quote);
}
