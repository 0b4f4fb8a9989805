#include <cyaml/cyaml.h>
#include <errno.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "floe/base/arena.h"
#include "floe/cli/complete.h"
#include "floe/cli/json_schema.h"
#include "floe/cli/options.h"
#include "floe/cli/report.h"
#include "floe/cli/run.h"

/* For what goes to stdout and to nowhere else. */
static int finish(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return EXIT_DONE;
    fprintf(stderr, "floe-compile: '<stdout>' cannot be written: %s\n", strerror(errno));
    return EXIT_WORLD;
}

static int show_version(void)
{
    printf("floe-compile %s (libcyaml %s, libyaml %s, jansson %s)\n", FLOE_VERSION,
           cyaml_version_str, yaml_get_version_string(), jansson_version_str());
    return finish();
}

static int show_schema(const struct options *options)
{
    struct arena *arena = arena_new();
    jmp_buf exhausted;
    int status = EXIT_WORLD;
    if (arena != NULL && setjmp(exhausted) == 0) {
        arena_exhausted(arena, &exhausted);
        struct buffer out = buffer_new(arena);
        json_schema_put(&out, options->schema == SCHEMA_FLOE ? &record_floe : &record_platform);
        fwrite(out.bytes, 1, out.size, stdout);
        status = finish();
    } else {
        fputs("floe-compile: out of memory\n", stderr);
    }
    arena_free(arena);
    return status;
}

int main(int count, char **arguments)
{
    struct options options;
    if (!options_parse(&options, count, arguments))
        return EXIT_USAGE;
    switch (options.action) {
    case ACTION_HELP:
        options_help(stdout);
        return finish();
    case ACTION_VERSION:
        return show_version();
    case ACTION_EXPLAIN:
        return report_code(options.explain) ? finish() : EXIT_USAGE;
    case ACTION_COMPLETE:
        complete_put(stdout, (enum option_shell)options.shell);
        return finish();
    case ACTION_SCHEMA:
        return show_schema(&options);
    case ACTION_INIT:
    case ACTION_COMPILE:
        break;
    }
    return run(&options);
}
