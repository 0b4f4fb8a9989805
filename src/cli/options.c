#include "floe/cli/options.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/base/suggest.h"
#include "floe/render/emit.h"

enum {
    ERRORS_SHOWN = 50,
    NUMBER_MAX = 1000000,
    HELP_COLUMN = 28,
};

static const char *const secrets_words[] = {"check", "defer", NULL};
static const char *const print_words[] = {"(nothing)", "profiles", "macros",    "files",
                                          "plan",      "env",      "canonical", NULL};
static const char *const emit_words[] = {
#define EMIT(WORD, word, folder, often, function, summary) #word,
#include "floe/render/emit.def"
#undef EMIT
    NULL,
};
static const char *const format_words[] = {"text", "short", "json", "sarif", NULL};
static const char *const color_words[] = {"auto", "always", "never", NULL};
static const char *const warning_words[] = {"on", "error", "off", NULL};
static const char *const schema_words[] = {"floe", "platform", "plan", NULL};
static const char *const shell_words[] = {"bash", "zsh", "fish", NULL};

#define GROUP(title) {.kind = OPTION_GROUP, .name = "", .help = title}
#define FLAG(name_, letter_, member, help_)                                                        \
    {.kind = OPTION_FLAG, .letter = letter_, .name = name_,                                        \
     .offset = offsetof(struct options, member), .help = help_}
#define VALUE(kind_, name_, letter_, member, argument_, help_)                                     \
    {.kind = kind_, .letter = letter_, .name = name_,                                              \
     .offset = offsetof(struct options, member), .argument = argument_, .help = help_}
#define CHOICE(name_, letter_, member, argument_, words_, action_, help_)                          \
    {.kind = OPTION_CHOICE, .letter = letter_, .name = name_,                                      \
     .offset = offsetof(struct options, member), .argument = argument_, .words = words_,           \
     .action = action_, .help = help_}
#define ACTION(name_, letter_, action_, help_)                                                     \
    {.kind = OPTION_ACTION, .letter = letter_, .name = name_, .action = action_, .help = help_}

static const struct option_row rows[] = {
    GROUP("Input and output"),
    VALUE(OPTION_TEXT, "platform", 'p', platform, "FILE", "platform.yaml to use"),
    VALUE(OPTION_TEXT, "env", 'e', environment, "NAME", "environments by commas, or all"),
    VALUE(OPTION_TEXT, "output", 'o', output, "DIR", "dbt project to write into"),
    VALUE(OPTION_TEXT, "target", 't', target, "NAME", "name of dbt's target"),
    VALUE(OPTION_TEXT, "profile", 0, profile, "NAME", "name of dbt's profile"),
    {.kind = OPTION_LIST, .name = "emit", .offset = offsetof(struct options, emits),
     .argument = "LIST", .words = emit_words,
     .help = "kinds of files to write (profiles,macros)"},
    FLAG("overridable", 0, overridable, "let variables replace addresses when dbt runs"),
    FLAG("force", 0, force, "overwrite files that floe-compile did not write"),
    VALUE(OPTION_TEXT, "depfile", 0, depfile, "FILE", "write a make rule with the inputs"),
    GROUP("Secrets"),
    CHOICE("secrets", 0, secrets, "WHEN", secrets_words, ACTION_COMPILE,
           "check that they exist, or defer to dbt"),
    VALUE(OPTION_TEXT, "secrets-dir", 0, secrets_dir, "DIR", "where secrets are mounted"),
    VALUE(OPTION_TEXT, "secret-prefix", 0, secret_prefix, "NAME",
          "prefix of the environment variables"),
    GROUP("Looking without writing"),
    FLAG("check", 0, check, "exit 3 if files would change"),
    FLAG("diff", 0, diff, "show the changes; exit 3 if there are any"),
    FLAG("dry-run", 'n', dry_run, "list what would be written"),
    VALUE(OPTION_PAIR, "diff-env", 0, compared, "A B",
          "compare two environments; exit 3 if they differ"),
    CHOICE("print", 0, print, "WHAT", print_words, ACTION_COMPILE,
           "profiles, macros, files, plan, env or canonical"),
    GROUP("Messages"),
    CHOICE("format", 0, format, "FORM", format_words, ACTION_COMPILE, "text, short, json or sarif"),
    CHOICE("color", 0, color, "WHEN", color_words, ACTION_COMPILE, "auto, always or never"),
    VALUE(OPTION_NUMBER, "max-errors", 0, errors_max, "N", "messages shown (50; 0: all)"),
    CHOICE("warnings", 'W', warnings, "HOW", warning_words, ACTION_COMPILE,
           "on, error (they count as errors) or off"),
    FLAG("quiet", 'q', quiet, "only errors"),
    FLAG("verbose", 'v', verbose, "list what is written"),
    GROUP("Instead of compiling"),
    ACTION("init", 0, ACTION_INIT, "write a first floe.yaml and platform.yaml"),
    {.kind = OPTION_TEXT, .name = "explain", .offset = offsetof(struct options, explain),
     .argument = "CODE", .action = ACTION_EXPLAIN, .help = "explain a code, like F0201"},
    CHOICE("schema", 0, schema, "FILE", schema_words, ACTION_SCHEMA,
           "JSON Schema of floe, platform (.yaml) or plan"),
    CHOICE("complete", 0, shell, "SHELL", shell_words, ACTION_COMPLETE,
           "completions for bash, zsh or fish"),
    ACTION("help", 'h', ACTION_HELP, "show this"),
    ACTION("version", 'V', ACTION_VERSION, "show the version"),
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

const struct option_row *options_rows(size_t *count)
{
    *count = ROW_COUNT;
    return rows;
}

bool option_word_is_hidden(const char *word)
{
    return word[0] == '(';
}

/* What is parsed, and what is wrong with it. */
struct parser {
    struct arena *arena;
    struct options *options;
    char **next; /* the argument that may be a value */
    struct text complaint;
};

static void *member(struct parser *parser, const struct option_row *row)
{
    return (char *)parser->options + row->offset;
}

static bool complain(struct parser *parser, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool complain(struct parser *parser, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    parser->complaint = text_format_list(parser->arena, format, arguments);
    va_end(arguments);
    return false;
}

static bool complain_choice(struct parser *parser, const struct option_row *row, struct text value)
{
    struct suggestion suggestion = suggestion_for(value);
    struct buffer words = buffer_new(parser->arena);
    const char *separator = "";
    for (const char *const *word = row->words; *word != NULL; word++) {
        if (option_word_is_hidden(*word))
            continue;
        buffer_format(&words, "%s%s", separator, *word);
        separator = word[1] != NULL && word[2] == NULL ? " or " : ", ";
        suggestion_offer(&suggestion, text_of(*word));
    }
    struct text list = buffer_finish(&words);
    if (suggestion.best.size > 0)
        return complain(parser, "--%s does not take '%.*s', expected %.*s; did you mean '%s'?",
                        row->name, TEXT_ARG(value), TEXT_ARG(list), suggestion.best.bytes);
    return complain(parser, "--%s does not take '%.*s', expected %.*s", row->name, TEXT_ARG(value),
                    TEXT_ARG(list));
}

static bool set_choice(struct parser *parser, const struct option_row *row, const char *value)
{
    for (int i = 0; row->words[i] != NULL; i++) {
        if (option_word_is_hidden(row->words[i]) || strcmp(row->words[i], value) != 0)
            continue;
        *(int *)member(parser, row) = i;
        return true;
    }
    return complain_choice(parser, row, text_of(value));
}

/* "profiles,macros"; what was said before counts no more. */
static bool set_list(struct parser *parser, const struct option_row *row, const char *value)
{
    unsigned bits = 0;
    for (const char *word = value; word != NULL;) {
        const char *comma = strchr(word, ',');
        struct text wanted = {word, comma == NULL ? strlen(word) : (size_t)(comma - word)};
        unsigned i = 0;
        while (row->words[i] != NULL && !text_is(wanted, row->words[i]))
            i++;
        if (row->words[i] == NULL)
            return complain_choice(parser, row, wanted);
        bits |= 1u << i;
        word = comma == NULL ? NULL : comma + 1;
    }
    *(unsigned *)member(parser, row) = bits;
    return true;
}

static bool set_number(struct parser *parser, const struct option_row *row, const char *value)
{
    char *end;
    errno = 0;
    unsigned long number = strtoul(value, &end, 10);
    if (errno != 0 || *end != '\0' || value[0] < '0' || value[0] > '9' || number > NUMBER_MAX) {
        return complain(parser, "--%s takes a whole number up to %d, not '%s'", row->name,
                        NUMBER_MAX, value);
    }
    *(unsigned *)member(parser, row) = (unsigned)number;
    return true;
}

static bool set_text(struct parser *parser, const struct option_row *row, const char *value)
{
    if (value[0] == '\0')
        return complain(parser, "--%s needs a value that is not empty", row->name);
    *(const char **)member(parser, row) = value;
    return true;
}

/* One comma, inside, when both are in one. */
static bool set_pair(struct parser *parser, const struct option_row *row, const char *value)
{
    const char **pair = member(parser, row);
    const char *comma = strchr(value, ',');
    pair[0] = value;
    pair[1] = comma == NULL && *parser->next != NULL ? *parser->next++ : NULL;
    bool right = comma == NULL ? pair[1] != NULL && pair[1][0] != '\0' && strchr(pair[1], ',') == NULL
                               : strchr(comma + 1, ',') == NULL && comma[1] != '\0';
    if (!right || value[0] == '\0' || value == comma || value[0] == '-' ||
        (pair[1] != NULL && pair[1][0] == '-'))
        return complain(parser, "--%s takes two names, like dev prod", row->name);
    return true;
}

static bool set(struct parser *parser, const struct option_row *row, const char *value)
{
    if (row->action != ACTION_COMPILE)
        parser->options->action = row->action;
    switch (row->kind) {
    case OPTION_GROUP:
    case OPTION_ACTION:
        return true;
    case OPTION_FLAG:
        *(bool *)member(parser, row) = true;
        return true;
    case OPTION_TEXT:
        return set_text(parser, row, value);
    case OPTION_PAIR:
        return set_pair(parser, row, value);
    case OPTION_NUMBER:
        return set_number(parser, row, value);
    case OPTION_CHOICE:
        return set_choice(parser, row, value);
    case OPTION_LIST:
        return set_list(parser, row, value);
    }
    return false;
}

static bool complain_unknown(struct parser *parser, struct text name)
{
    struct suggestion suggestion = suggestion_for(name);
    for (size_t i = 0; i < ROW_COUNT; i++)
        suggestion_offer(&suggestion, text_of(rows[i].name));
    if (suggestion.best.size > 0)
        return complain(parser, "unknown option '--%.*s'; did you mean '--%s'?", TEXT_ARG(name),
                        suggestion.best.bytes);
    return complain(parser, "unknown option '--%.*s'; --help lists them", TEXT_ARG(name));
}

static bool complain_letter(struct parser *parser, const char *letters)
{
    unsigned long point;
    size_t size = text_next(text_of(letters), 0, &point);
    return complain(parser, "unknown option '-%.*s'; --help lists them", (int)size, letters);
}

/* --name, --name=value or --name value */
static bool parse_long(struct parser *parser, const char *argument)
{
    size_t size = strcspn(argument, "=");
    const char *value = argument[size] == '=' ? argument + size + 1 : NULL;
    const struct option_row *row = rows;
    while (row < rows + ROW_COUNT &&
           (row->kind == OPTION_GROUP || strlen(row->name) != size ||
            strncmp(row->name, argument, size) != 0))
        row++;
    if (row == rows + ROW_COUNT)
        return complain_unknown(parser, (struct text){argument, size});
    if (row->argument == NULL && value != NULL)
        return complain(parser, "--%s takes no value", row->name);
    if (row->argument != NULL && value == NULL)
        value = *parser->next == NULL ? NULL : *parser->next++;
    if (row->argument != NULL && value == NULL)
        return complain(parser, "--%s needs a value", row->name);
    return set(parser, row, value);
}

/* -nq, -pFILE or -p FILE */
static bool parse_letters(struct parser *parser, const char *letters)
{
    for (; *letters != '\0'; letters++) {
        const struct option_row *row = rows;
        while (row < rows + ROW_COUNT && row->letter != *letters)
            row++;
        if (row == rows + ROW_COUNT)
            return complain_letter(parser, letters);
        if (row->argument == NULL) {
            if (!set(parser, row, NULL))
                return false;
            continue;
        }
        const char *value = letters[1] != '\0'      ? letters + 1
                            : *parser->next == NULL ? NULL
                                                    : *parser->next++;
        if (value == NULL)
            return complain(parser, "--%s needs a value", row->name);
        return set(parser, row, value);
    }
    return true;
}

static bool parse_path(struct parser *parser, const char *argument)
{
    if (parser->options->floe_path != NULL)
        return complain(parser, "only one floe.yaml can be given, and '%s' is a second one",
                        argument);
    parser->options->floe_path = argument;
    return true;
}

static bool compares_alone(struct parser *parser)
{
    const struct options *options = parser->options;
    bool others = options->check || options->diff || options->dry_run || options->environment ||
                  options->platform || options->print != PRINT_NOTHING ||
                  options->depfile != NULL || options->command != NULL;
    if (options->compared[0] != NULL && others)
        return complain(parser,
                        "--diff-env cannot be combined with -e, -p, --check, --diff, --dry-run, "
                        "--print, --depfile or a command");
    return true;
}

static bool prints_alone(struct parser *parser)
{
    const struct options *options = parser->options;
    if (options->print != PRINT_NOTHING && (options->check || options->diff))
        return complain(parser, "--print does not compare files, so it cannot be combined with "
                                "--check or --diff");
    return true;
}

static bool begins_alone(struct parser *parser)
{
    const struct options *options = parser->options;
    bool others = options->command != NULL || options->print != PRINT_NOTHING ||
                  options->compared[0] != NULL || options->platform != NULL ||
                  options->environment != NULL || options->output != NULL || options->force ||
                  options->check || options->depfile != NULL;
    if (options->action != ACTION_INIT)
        return true;
    if (others)
        return complain(parser,
                        "--init only begins a data product: of the options that compile, it "
                        "accepts only -n and --diff");
    if (strcmp(options->floe_path, "-") == 0)
        return complain(parser, "--init writes files: it needs a path, not '-'");
    return true;
}

static bool fits_together(struct parser *parser)
{
    const struct options *options = parser->options;
    bool looks = options->check || options->diff || options->dry_run ||
                 options->print != PRINT_NOTHING;
    if (options->command != NULL && looks)
        return complain(parser, "--check, --diff, --dry-run and --print write nothing, so no command "
                                "can follow");
    if (options->depfile != NULL && looks)
        return complain(parser, "--check, --diff, --dry-run and --print write nothing, so they "
                                "cannot be combined with --depfile");
    if (options->command != NULL && options->format == OUTPUT_SARIF)
        return complain(parser, "--format=sarif writes one document to stderr, where a command "
                                "writes, too, so none can follow");
    return compares_alone(parser) && prints_alone(parser) && begins_alone(parser);
}

static bool parse(struct parser *parser)
{
    struct options *options = parser->options;
    while (*parser->next != NULL) {
        const char *argument = *parser->next++;
        bool right = true;
        if (strcmp(argument, "--") == 0) {
            if (*parser->next == NULL)
                return complain(parser, "'--' needs a command after it");
            options->command = parser->next;
            break;
        }
        if (argument[0] != '-' || argument[1] == '\0')
            right = parse_path(parser, argument);
        else if (argument[1] == '-')
            right = parse_long(parser, argument + 2);
        else
            right = parse_letters(parser, argument + 1);
        if (!right)
            return false;
    }
    if (options->floe_path == NULL)
        options->floe_path = "floe.yaml";
    return fits_together(parser);
}

/* A form that is asked for after what is wrong counts, too. */
static int form_behind(char **arguments, int form)
{
    static const char name[] = "--format=";
    for (; *arguments != NULL && strcmp(*arguments, "--") != 0; arguments++)
        for (int i = 0; format_words[i] != NULL; i++)
            if (text_starts(text_of(*arguments), name) &&
                strcmp(*arguments + strlen(name), format_words[i]) == 0)
                form = i;
    return form;
}

bool options_parse(struct arena *arena, struct options *options, int count, char **arguments,
                   struct text *complaint)
{
    *options = (struct options){.errors_max = ERRORS_SHOWN, .emits = EMIT_USUAL};
    struct parser parser = {.arena = arena, .options = options, .next = arguments + (count > 0)};
    if (parse(&parser))
        return true;
    options->format = form_behind(parser.next, options->format);
    *complaint = parser.complaint;
    return false;
}

static void put_row(FILE *out, const struct option_row *row)
{
    int used = row->letter != 0 ? fprintf(out, "  -%c, ", row->letter) : fprintf(out, "      ");
    used += fprintf(out, "--%s", row->name);
    if (row->argument != NULL)
        used += fprintf(out, "%c%s", row->words != NULL ? '=' : ' ', row->argument);
    fprintf(out, "%*s%s\n", used < HELP_COLUMN ? HELP_COLUMN - used : 1, "", row->help);
}

void options_help(FILE *out)
{
    fputs("usage: floe-compile [options] [floe.yaml] [-- COMMAND [ARG...]]\n\n"
          "Compiles floe.yaml and platform.yaml into what dbt needs: profiles.yml and\n"
          "macros. With a COMMAND, runs it with the secrets in its environment.\n",
          out);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (rows[i].kind == OPTION_GROUP)
            fprintf(out, "\n%s:\n", rows[i].help);
        else
            put_row(out, &rows[i]);
    }
    fputs("\nExit: 0 done; 1 errors in the files; 2 usage; 3 files would change;\n"
          "4 cannot read an input or write an output; 126, 127 cannot run COMMAND.\n",
          out);
}
