#include <cyaml/cyaml.h>
#include <errno.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "floe/base/arena.h"
#include "floe/cli/complete.h"
#include "floe/cli/options.h"
#include "floe/cli/report.h"
#include "floe/cli/run.h"
#include "floe/json/json_schema.h"
#include "floe/render/fill.h"

/* For what goes to stdout and to nowhere else. */
static int finish(struct arena *arena, const struct options *options)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return EXIT_DONE;
    report_alone(arena, options, CALL_FAILED,
                 text_format(arena, "'<stdout>' cannot be written: %s", strerror(errno)));
    return EXIT_WORLD;
}

static void show_version(void)
{
    printf("floe-compile %s (libcyaml %s, libyaml %s, jansson %s)\n", FLOE_VERSION,
           cyaml_version_str, yaml_get_version_string(), jansson_version_str());
}

static void show_schema(struct arena *arena, const struct options *options)
{
    struct buffer out = buffer_new(arena);
    struct fill_scope scope = {.arena = arena};
    if (options->schema == SCHEMA_PLAN)
        buffer_text(&out, fill_template(&scope, "schema/plan.json"));
    else
        json_schema_put(&out, options->schema == SCHEMA_FLOE ? &record_floe : &record_platform);
    fwrite(out.bytes, 1, out.size, stdout);
}

static int act(struct arena *arena, const struct options *options)
{
    switch (options->action) {
    case ACTION_HELP:
        options_help(stdout);
        break;
    case ACTION_VERSION:
        show_version();
        break;
    case ACTION_EXPLAIN:
        if (!report_code(arena, options))
            return EXIT_USAGE;
        break;
    case ACTION_COMPLETE:
        complete_put(stdout, (enum option_shell)options->shell);
        break;
    case ACTION_SCHEMA:
        show_schema(arena, options);
        break;
    case ACTION_INIT:
    case ACTION_COMPILE:
        return run(arena, options);
    }
    return finish(arena, options);
}

/* The options are the caller's: a jump leaves them as they were. */
static int run_guarded(struct arena *arena, struct options *options, int count, char **arguments)
{
    jmp_buf exhausted;
    if (arena == NULL || setjmp(exhausted) != 0) {
        report_out_of_memory(options);
        return EXIT_WORLD;
    }
    arena_exhausted(arena, &exhausted);
    struct text complaint;
    if (options_parse(arena, options, count, arguments, &complaint))
        return act(arena, options);
    report_alone(arena, options, USAGE, complaint);
    return EXIT_USAGE;
}

int main(int count, char **arguments)
{
    struct options options = {.action = ACTION_COMPILE};
    struct arena *arena = arena_new();
    int status = run_guarded(arena, &options, count, arguments);
    arena_free(arena);
    return status;
}
