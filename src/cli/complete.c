#include "floe/cli/complete.h"

#include <string.h>

#include "floe/base/diag.h"

/* What an option's value is completed with. */
enum wanted { WANT_NOTHING, WANT_FILE, WANT_FOLDER, WANT_WORD, WANT_LIST, WANT_CODE };

static enum wanted wanted_by(const struct option_row *row)
{
    if (row->words != NULL)
        return row->kind == OPTION_LIST ? WANT_LIST : WANT_WORD;
    if (strcmp(row->argument, "FILE") == 0)
        return WANT_FILE;
    if (strcmp(row->argument, "DIR") == 0)
        return WANT_FOLDER;
    return strcmp(row->argument, "CODE") == 0 ? WANT_CODE : WANT_NOTHING;
}

/* The words or codes that a value can be. */
static void put_words(FILE *out, const struct option_row *row, const char *separator)
{
    const char *before = "";
    for (const char *const *word = row->words; word != NULL && *word != NULL; word++) {
        if (option_word_is_hidden(*word))
            continue;
        fprintf(out, "%s%s", before, *word);
        before = separator;
    }
    for (unsigned code = 0; row->words == NULL && code < DIAG_CODE_COUNT; code++) {
        fprintf(out, "%s%s", before, diag_code_info((enum diag_code)code)->number);
        before = separator;
    }
}

static void put_bash_value(FILE *out, const struct option_row *row)
{
    if (row->letter != 0)
        fprintf(out, "    -%c | --%s) ", row->letter, row->name);
    else
        fprintf(out, "    --%s) ", row->name);
    switch (wanted_by(row)) {
    case WANT_NOTHING:
        fputs("return ;;\n", out);
        return;
    case WANT_FILE:
        fputs("what=(-f) ;;\n", out);
        return;
    case WANT_FOLDER:
        fputs("what=(-d) ;;\n", out);
        return;
    case WANT_WORD:
    case WANT_LIST:
    case WANT_CODE:
        fputs(wanted_by(row) == WANT_LIST ? "list=1 what=(-W $'" : "what=(-W $'", out);
        put_words(out, row, "\\n");
        fputs("') ;;\n", out);
        return;
    }
}

/*
 * Where '=' is in COMP_WORDBREAKS, bash hands --format=json over as three
 * words; where it is not, as one.  A list, --emit=profiles,macros, is one word:
 * what is before the last comma is put before the words that are left.
 */
static const char bash_head[] =
    "# bash completion for floe-compile; for example\n"
    "#   floe-compile --complete bash >/etc/bash_completion.d/floe-compile\n"
    "_floe_compile()\n"
    "{\n"
    "    local IFS=$'\\n' word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local before='' list='' i each what=()\n"
    "    COMPREPLY=()\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        if [[ ${COMP_WORDS[i]} == -- ]]; then\n"
    "            if ((i + 1 == COMP_CWORD)); then\n"
    "                COMPREPLY=($(compgen -c -- \"$word\"))\n"
    "            else\n"
    "                compopt -o default\n"
    "            fi\n"
    "            return\n"
    "        fi\n"
    "    done\n"
    "    if [[ $word == --*=* ]]; then\n"
    "        option=${word%%=*} before=$option= word=${word#*=}\n"
    "    elif [[ $word == = ]]; then\n"
    "        word=''\n"
    "    elif [[ $option == = ]]; then\n"
    "        option=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    case $option in\n";

static const char bash_middle[] =
    "    *) what=(-f) ;;\n"
    "    esac\n"
    "    if [[ $list ]]; then\n"
    "        compopt -o nospace 2>/dev/null\n"
    "        if [[ $word == *,* ]]; then\n"
    "            list=,${word%,*}, before+=${word%,*}, word=${word##*,}\n"
    "            i=\n"
    "            for each in ${what[1]}; do\n"
    "                [[ $list == *,$each,* ]] || i+=$each$'\\n'\n"
    "            done\n"
    "            what=(-W \"$i\")\n"
    "        fi\n"
    "    fi\n"
    "    if [[ $word == -* && -z $before ]]; then\n"
    "        what=(-W $'";

static const char bash_end[] =
    "')\n"
    "    elif [[ ${what[0]} != -W ]]; then\n"
    "        compopt -o filenames 2>/dev/null\n"
    "    fi\n"
    "    COMPREPLY=($(compgen -P \"$before\" \"${what[@]}\" -- \"$word\"))\n"
    "}\n"
    "complete -F _floe_compile floe-compile\n";

static void put_bash(FILE *out, const struct option_row *rows, size_t count)
{
    fputs(bash_head, out);
    for (size_t i = 0; i < count; i++)
        if (rows[i].argument != NULL)
            put_bash_value(out, &rows[i]);
    fputs(bash_middle, out);
    const char *before = "";
    for (size_t i = 0; i < count; i++) {
        if (rows[i].kind == OPTION_GROUP)
            continue;
        fprintf(out, "%s--%s", before, rows[i].name);
        before = "\\n";
    }
    fputs(bash_end, out);
}

/* Inside '...[here]...': a quote ends the string, a bracket the description. */
static void put_zsh_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fputs("'\\'", out);
        else if (strchr("[]\\", *text) != NULL)
            fputc('\\', out);
        fputc(*text, out);
    }
}

static void put_zsh_value(FILE *out, const struct option_row *row)
{
    fprintf(out, ":%s:", row->argument);
    switch (wanted_by(row)) {
    case WANT_NOTHING:
        fputc(' ', out);
        break;
    case WANT_FILE:
        fputs("_files", out);
        break;
    case WANT_FOLDER:
        fputs("_files -/", out);
        break;
    case WANT_LIST:
        fprintf(out, "_values -s , %s ", row->argument);
        put_words(out, row, " ");
        break;
    case WANT_WORD:
    case WANT_CODE:
        fputc('(', out);
        put_words(out, row, " ");
        fputc(')', out);
        break;
    }
}

static void put_zsh_row(FILE *out, const struct option_row *row)
{
    const char *value = row->argument != NULL ? "=" : "";
    if (row->letter != 0)
        fprintf(out, "    '(-%c --%s)'{-%c%s,--%s%s}'", row->letter, row->name, row->letter,
                row->argument != NULL ? "+" : "", row->name, value);
    else
        fprintf(out, "    '--%s%s", row->name, value);
    fputc('[', out);
    put_zsh_text(out, row->help);
    fputc(']', out);
    if (row->argument != NULL)
        put_zsh_value(out, row);
    fputs("' \\\n", out);
}

static const char zsh_head[] =
    "#compdef floe-compile\n"
    "# zsh completion for floe-compile; put it as _floe-compile into a folder of $fpath\n"
    "_floe-compile() {\n"
    "  integer split=${words[(i)--]}\n"
    "  if (( split < CURRENT )); then\n"
    "    shift $split words\n"
    "    (( CURRENT -= split ))\n"
    "    _normal\n"
    "    return\n"
    "  fi\n"
    "  _arguments -s \\\n";

/* Sourced, it registers itself; as a file of $fpath it runs when first needed. */
static const char zsh_end[] =
    "    '1:floe.yaml:_files'\n"
    "}\n"
    "if [[ $funcstack[1] == _floe-compile ]]; then\n"
    "  _floe-compile \"$@\"\n"
    "else\n"
    "  compdef _floe-compile floe-compile\n"
    "fi\n";

static void put_zsh(FILE *out, const struct option_row *rows, size_t count)
{
    fputs(zsh_head, out);
    for (size_t i = 0; i < count; i++)
        if (rows[i].kind != OPTION_GROUP)
            put_zsh_row(out, &rows[i]);
    fputs(zsh_end, out);
}

static void put_fish_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
}

static void put_fish_value(FILE *out, const struct option_row *row)
{
    switch (wanted_by(row)) {
    case WANT_NOTHING:
        fputs(" -x", out);
        break;
    case WANT_FILE:
        fputs(" -r -F", out);
        break;
    case WANT_FOLDER:
        fputs(" -x -a '(__fish_complete_directories)'", out);
        break;
    case WANT_LIST:
        fputs(" -x -a '(__floe_compile_list ", out);
        put_words(out, row, " ");
        fputs(")'", out);
        break;
    case WANT_WORD:
    case WANT_CODE:
        fputs(" -x -a '", out);
        put_words(out, row, " ");
        fputc('\'', out);
        break;
    }
}

static const char fish_head[] =
    "# fish completion for floe-compile; for example\n"
    "#   floe-compile --complete fish >~/.config/fish/completions/floe-compile.fish\n"
    "function __floe_compile_list --description 'words of a list, by commas'\n"
    "    set -l word (string replace -r '^--[a-z-]+=' '' -- (commandline -ct))\n"
    "    set -l before (string match -r '^.*,' -- $word)\n"
    "    for each in $argv\n"
    "        contains -- $each (string split , -- $before); or echo \"$before$each\"\n"
    "    end\n"
    "end\n"
    "set -l command 'contains -- -- (commandline -xpc 2>/dev/null; or commandline -opc)'\n"
    "complete -c floe-compile -n $command -x -a '(__fish_complete_subcommand --commandline)'\n";

static void put_fish(FILE *out, const struct option_row *rows, size_t count)
{
    fputs(fish_head, out);
    for (size_t i = 0; i < count; i++) {
        const struct option_row *row = &rows[i];
        if (row->kind == OPTION_GROUP)
            continue;
        fputs("complete -c floe-compile -n \"not $command\"", out);
        if (row->letter != 0)
            fprintf(out, " -s %c", row->letter);
        fprintf(out, " -l %s", row->name);
        if (row->argument != NULL)
            put_fish_value(out, row);
        fputs(" -d '", out);
        put_fish_text(out, row->help);
        fputs("'\n", out);
    }
}

void complete_put(FILE *out, enum option_shell shell)
{
    size_t count;
    const struct option_row *rows = options_rows(&count);
    switch (shell) {
    case SHELL_BASH:
        put_bash(out, rows, count);
        return;
    case SHELL_ZSH:
        put_zsh(out, rows, count);
        return;
    case SHELL_FISH:
        put_fish(out, rows, count);
        return;
    }
}
