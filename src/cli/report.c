#include "floe/cli/report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "floe/base/arena.h"
#include "floe/base/excerpt.h"
#include "floe/base/line.h"
#include "floe/cli/report_json.h"
#include "floe/cli/report_list.h"
#include "floe/cli/report_sarif.h"

enum { EXPLANATION_COLUMNS = 78 };

/* https://no-color.org, https://bixense.com/clicolors */
bool report_is_colored(const struct options *options, int file)
{
    const char *no_color = getenv("NO_COLOR");
    const char *forced = getenv("CLICOLOR_FORCE");
    if (options->color != COLOR_AUTO)
        return options->color == COLOR_ALWAYS;
    if (no_color != NULL && no_color[0] != '\0')
        return false;
    if (forced != NULL && forced[0] != '\0' && strcmp(forced, "0") != 0)
        return true;
    const char *terminal = getenv("TERM");
    return isatty(file) && (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

struct report_range report_range(struct arena *arena, struct span span)
{
    struct span shown = diag_shown_span(span);
    return (struct report_range){
        .start = source_place(arena, span.source, shown.start),
        .end = source_place(arena, span.source, shown.end),
    };
}

static void put_count(struct buffer *out, uint32_t count, const char *noun)
{
    buffer_format(out, "%u %s%s", count, noun, count == 1 ? "" : "s");
}

static void put_summary(struct buffer *out, const struct report_list *list)
{
    buffer_string(out, "floe-compile: ");
    if (list->error_count > 0)
        put_count(out, list->error_count, "error");
    if (list->error_count > 0 && list->warning_count > 0)
        buffer_string(out, ", ");
    if (list->warning_count > 0)
        put_count(out, list->warning_count, "warning");
    if (list->left_out > 0)
        buffer_format(out, "; %u not shown (--max-errors)", list->left_out);
    buffer_string(out, list->error_count > 0 && !list->written ? "; nothing was written\n" : "\n");
}

static void put_text(struct buffer *out, const struct report_list *list, bool colored)
{
    struct excerpt_style style = {.colored = colored};
    for (uint32_t i = 0; i < list->shown_count; i++) {
        excerpt_put(out, list->shown[i], style);
        buffer_byte(out, '\n');
    }
    if (list->error_count + list->warning_count > 0 && list->shown_count > 0 &&
        !list->has_no_summary)
        put_summary(out, list);
}

static void put_short(struct buffer *out, const struct report_list *list)
{
    for (uint32_t i = 0; i < list->shown_count; i++)
        excerpt_put_short(out, list->shown[i]);
}

static struct report_list choose(struct arena *arena, const struct diags *diags,
                                 const struct options *options, uint32_t first)
{
    struct report_list list = {
        .shown = arena_alloc(arena, (diags->count + 1) * sizeof(struct diag *)),
        .error_count = diags->error_count,
        .warning_count = diags->warning_count,
        .written = diags->written,
    };
    for (uint32_t i = first; i < diags->count; i++) {
        if (options->quiet && diags->list[i]->severity != DIAG_ERROR)
            continue;
        if (options->errors_max != 0 && list.shown_count == options->errors_max)
            list.left_out++;
        else
            list.shown[list.shown_count++] = diags->list[i];
    }
    return list;
}

static void say(const struct buffer *out)
{
    if (out->size > 0)
        fwrite(out->bytes, 1, out->size, stderr);
}

static void put_list(struct buffer *out, const struct report_list *list,
                     const struct options *options)
{
    switch ((enum option_format)options->format) {
    case OUTPUT_TEXT:
        put_text(out, list, report_is_colored(options, STDERR_FILENO));
        break;
    case OUTPUT_SHORT:
        put_short(out, list);
        break;
    case OUTPUT_JSON:
        report_json(out, list);
        break;
    case OUTPUT_SARIF:
        report_sarif(out, list);
        break;
    }
}

void report_diags(struct arena *arena, const struct diags *diags, const struct options *options)
{
    struct report_list list = choose(arena, diags, options, 0);
    struct buffer out = buffer_new(arena);
    put_list(&out, &list, options);
    say(&out);
}

void report_late(struct arena *arena, const struct diags *diags, uint32_t first,
                 const struct options *options)
{
    struct report_list list = choose(arena, diags, options, first);
    struct buffer out = buffer_new(arena);
    list.has_no_summary = true;
    if (list.shown_count > 0)
        put_list(&out, &list, options);
    say(&out);
}

void report_alone(struct arena *arena, const struct options *options, enum diag_code code,
                  struct text message)
{
    if (code == USAGE && options->format == OUTPUT_TEXT) {
        struct buffer out = buffer_new(arena);
        buffer_string(&out, "floe-compile: ");
        line_put(&out, message);
        buffer_byte(&out, '\n');
        say(&out);
        return;
    }
    struct diags diags = diags_new(arena);
    diag_add(&diags, code, (struct span){.source = NULL}, "%.*s", TEXT_ARG(message));
    report_diags(arena, &diags, options);
}

void report_out_of_memory(const struct options *options)
{
    static const char *const messages[] = {
        [OUTPUT_TEXT] = "floe-compile: out of memory\n",
        [OUTPUT_SHORT] = "floe-compile: out of memory\n",
        [OUTPUT_JSON] = "{\"version\":1,\"kind\":\"diagnostic\",\"severity\":\"error\","
                        "\"code\":\"F0507\",\"message\":\"out of memory\"}\n",
        [OUTPUT_SARIF] = "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":"
                         "\"floe-compile\"}},\"results\":[{\"level\":\"error\",\"message\":"
                         "{\"text\":\"out of memory\"}}]}]}\n",
    };
    fputs(messages[options->format], stderr);
}

void report_change(struct arena *arena, const struct options *options, const char *verb,
                   struct text path)
{
    struct buffer out = buffer_new(arena);
    if (options->format == OUTPUT_JSON) {
        report_json_change(&out, verb, path);
    } else if (options->format != OUTPUT_SARIF) {
        buffer_format(&out, "%s ", verb);
        line_put(&out, path);
        buffer_byte(&out, '\n');
    }
    say(&out);
}

void report_waiting(struct arena *arena, const struct options *options, const char *awaited,
                    struct text path)
{
    struct buffer out = buffer_new(arena);
    if (options->format == OUTPUT_JSON) {
        report_json_waiting(&out, awaited, path);
    } else if (options->format != OUTPUT_SARIF && !options->quiet) {
        buffer_format(&out, "floe-compile: waiting for %s '", awaited);
        line_put(&out, path);
        buffer_string(&out, "'\n");
    }
    fwrite(out.bytes, 1, out.size, stderr);
}

static void put_paragraph(const char *text)
{
    size_t column = 0;
    while (*text != '\0') {
        size_t word = strcspn(text, " ");
        if (column > 0 && column + 1 + word > EXPLANATION_COLUMNS) {
            putchar('\n');
            column = 0;
        }
        if (column > 0)
            column += (size_t)printf(" ");
        column += (size_t)printf("%.*s", (int)word, text);
        text += word;
        text += strspn(text, " ");
    }
    putchar('\n');
}

bool report_code(struct arena *arena, const struct options *options)
{
    enum diag_code code = diag_code_find(text_of(options->explain));
    if (code == DIAG_CODE_COUNT) {
        report_alone(arena, options, USAGE,
                     text_format(arena, "unknown code '%s'", options->explain));
        return false;
    }
    const struct diag_code_info *info = diag_code_info(code);
    printf("%s (%s): %s\n\n", info->number, excerpt_severity(info->severity), info->title);
    put_paragraph(info->explanation);
    return true;
}
