#include "floe/render/filter.h"

#include <assert.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/render/deploy.h"
#include "floe/render/dotenv.h"
#include "floe/render/escape.h"
#include "floe/render/python.h"
#include "floe/render/render.h"
#include "floe/render/trino.h"

enum filter_kind { TEXT, DATA };

/* Of a name of Kubernetes, where the template gives no limit. */
enum { DNS_BYTES_MAX = 253 };

struct filter {
    const char *name;
    enum filter_kind takes;
    bool escapes;
    struct text (*apply)(const struct filter_input *); /* NULL: escape does it */
    enum escape escape;
    bool quotes; /* the escape's own, which the template has */
};

static struct text filter_dns(const struct filter_input *input)
{
    return deploy_name(input->arena, input->text,
                       input->argument == 0 ? DNS_BYTES_MAX : input->argument);
}

static struct text filter_dollars(const struct filter_input *input)
{
    struct buffer out = buffer_new(input->arena);
    for (size_t i = 0; i < input->text.size; i++) {
        if (input->text.bytes[i] == '$')
            buffer_byte(&out, '$');
        buffer_byte(&out, input->text.bytes[i]);
    }
    return buffer_finish(&out);
}

static struct text filter_file_name(const struct filter_input *input)
{
    return render_file_name(input->text);
}

static struct text filter_shown(const struct filter_input *input)
{
    return line_shown(input->arena, input->text);
}

/* An instruction is one line, whatever quotes are in it. */
static struct text filter_dockerfile_line(const struct filter_input *input)
{
    if (line_fits(input->text))
        return input->text;
    struct diag *diag = diag_add(input->diags, NAME_UNWRITABLE, (struct span){.source = NULL},
                                 "'%.*s' cannot be written to a Dockerfile",
                                 TEXT_ARG(text_shown(input->arena, input->text)));
    diag_why(input->diags, diag, "it holds a character that ends or disturbs a line");
    diag_help(input->diags, diag, "rename it, or leave docker out of --emit");
    return LITERAL("");
}

static struct text filter_trino(const struct filter_input *input)
{
    return trino_value(input->arena, input->diags, &input->data->value);
}

static struct text filter_dotenv(const struct filter_input *input)
{
    return dotenv_value(input->arena, input->diags, input->data->key, &input->data->value);
}

static struct text filter_block(const struct filter_input *input)
{
    return escape_block(input->arena, input->text, input->indent + 2);
}

static struct text filter_python_data(const struct filter_input *input)
{
    struct buffer out = buffer_new(input->arena);
    python_put_data(&out, input->data, (unsigned)input->indent / 4);
    return buffer_finish(&out);
}

static struct text filter_string_source(const struct filter_input *input)
{
    const struct value *value = &input->data->value;
    struct buffer out = buffer_new(input->arena);
    if (value->variable != NULL) {
        buffer_byte(&out, '\n');
        buffer_repeat(&out, ' ', input->indent + 2);
        buffer_string(&out, "env:");
    }
    buffer_byte(&out, ' ');
    escape_put(&out, ESCAPE_YAML, value->variable != NULL ? text_of(value->variable) : value->text);
    return buffer_finish(&out);
}

/* "${POLARIS_URI%/}"'/v1/oauth/tokens' */
static struct text filter_shell_value(const struct filter_input *input)
{
    const struct value *value = &input->data->value;
    struct buffer out = buffer_new(input->arena);
    if (value->variable != NULL)
        buffer_format(&out, "\"${%s%%/}\"", value->variable);
    if (value->variable == NULL || value->is_suffix)
        escape_put(&out, ESCAPE_SHELL, value->text);
    return buffer_finish(&out);
}

static struct text filter_shell_to_end(const struct filter_input *input)
{
    struct text word = filter_shell_value(input);
    if (input->data->value.variable == NULL)
        return (struct text){word.bytes + 1, word.size - 1};
    return text_format(input->arena, "'%.*s", TEXT_ARG(word));
}

static struct text filter_shell_json(const struct filter_input *input)
{
    const struct value *value = &input->data->value;
    if (value->variable != NULL)
        return text_format(input->arena, "'\"$(json \"${%s%%/}\")\"'", value->variable);
    struct text json = escape_text(input->arena, ESCAPE_JSON, value->text);
    json = escape_text(input->arena, ESCAPE_SHELL, (struct text){json.bytes + 1, json.size - 2});
    return (struct text){json.bytes + 1, json.size - 2};
}

static const struct filter filters[] = {
#define FILTER(name, takes, escapes, summary) {#name, takes, escapes, filter_##name, ESCAPE_COUNT, false},
#include "floe/render/filter.def"
#undef FILTER
#define ESCAPE(NAME, name, put, quotes, example) {#name, TEXT, true, NULL, ESCAPE_##NAME, quotes},
#include "floe/render/escape.def"
#undef ESCAPE
};

const struct filter *filter_named(struct text name)
{
    size_t i = 0, count = sizeof filters / sizeof filters[0];
    while (i < count && !text_is(name, filters[i].name))
        i++;
    assert(i < count);
    return &filters[i];
}

/* The text that is known of a value; false for what only the environment can say. */
static bool known_text(struct arena *arena, const struct value *value, struct text *text)
{
    *text = value->text;
    if (value->variable == NULL)
        return true;
    if (!value->is_suffix)
        return !value->is_secret;
    *text = text_format(arena, "%.*s%.*s", TEXT_ARG(value->fallback), TEXT_ARG(value->text));
    return value->fallback.size > 0;
}

bool filter_begins(const struct filter *filter, struct filter_input *input)
{
    if (filter->takes == DATA)
        return true;
    bool has_text = input->data->kind == DATA_VALUE || input->data->kind == DATA_TEXT;
    return has_text && known_text(input->arena, &input->data->value, &input->text);
}

struct text filter_apply(const struct filter *filter, const struct filter_input *input)
{
    if (filter->apply != NULL)
        return filter->apply(input);
    struct text text = escape_text(input->arena, filter->escape, input->text);
    return filter->quotes ? (struct text){text.bytes + 1, text.size - 2} : text;
}

bool filter_escapes(const struct filter *filter)
{
    return filter->escapes;
}
