/*
 * The command line: one table for parsing, --help and completion.
 */
#ifndef FLOE_CLI_OPTIONS_H
#define FLOE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct text;

enum option_action {
    ACTION_COMPILE,
    ACTION_HELP,
    ACTION_VERSION,
    ACTION_EXPLAIN,
    ACTION_SCHEMA,
    ACTION_COMPLETE,
    ACTION_INIT,
};

enum option_print {
    PRINT_NOTHING,
    PRINT_PROFILES,
    PRINT_MACROS,
    PRINT_FILES,
    PRINT_PLAN,
    PRINT_ENV,
    PRINT_CANONICAL
};
enum option_format { OUTPUT_TEXT, OUTPUT_SHORT, OUTPUT_JSON, OUTPUT_SARIF };
enum option_secrets { SECRETS_CHECK, SECRETS_DEFER };
enum option_color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
enum option_warnings { WARNINGS_SHOWN, WARNINGS_ERROR, WARNINGS_OFF };
enum option_schema { SCHEMA_FLOE, SCHEMA_PLATFORM, SCHEMA_PLAN };
enum option_shell { SHELL_BASH, SHELL_ZSH, SHELL_FISH };

struct options {
    enum option_action action;
    const char *floe_path; /* "-": standard input */
    const char *platform;
    const char *environment;
    const char *compared[2]; /* --diff-env; "A,B" and NULL, or A and B */
    const char *output;
    const char *target;
    const char *profile;
    const char *secrets_dir;
    const char *secret_prefix;
    const char *depfile;
    const char *explain; /* a code */
    unsigned errors_max;
    unsigned emits; /* bits of enum emit */
    int secrets;  /* enum option_secrets; an int, as the table fills it */
    int print;    /* enum option_print */
    int format;   /* enum option_format */
    int color;    /* enum option_color */
    int warnings; /* enum option_warnings */
    int schema;   /* enum option_schema */
    int shell;    /* enum option_shell */
    bool overridable;
    bool check;
    bool diff;
    bool dry_run;
    bool force;
    bool quiet;
    bool verbose;
    char **command; /* after --, NULL: none */
};

enum option_kind {
    OPTION_GROUP,  /* no option: a heading in --help */
    OPTION_FLAG,   /* sets a bool */
    OPTION_TEXT,   /* takes a value */
    OPTION_PAIR,   /* takes two values, or both in one with a comma between */
    OPTION_NUMBER, /* takes a whole number */
    OPTION_CHOICE, /* takes one of some words; the int becomes its index */
    OPTION_LIST,   /* takes some of them, by commas; the unsigned gets their bits */
    OPTION_ACTION, /* sets the action only */
};

struct option_row {
    enum option_kind kind;
    char letter; /* 0: none */
    const char *name;
    size_t offset;        /* in struct options */
    const char *argument; /* as --help writes it: FILE and DIR are paths; NULL: takes none */
    const char *const *words; /* ends with NULL; in parentheses: cannot be written */
    enum option_action action; /* what to do instead of compiling */
    const char *help;
};

/* The table. */
const struct option_row *options_rows(size_t *count);

bool option_word_is_hidden(const char *word);

/* False: the usage is wrong, and the complaint says how. */
bool options_parse(struct arena *arena, struct options *options, int count, char **arguments,
                   struct text *complaint) __attribute__((warn_unused_result));

void options_help(FILE *out);

#endif
