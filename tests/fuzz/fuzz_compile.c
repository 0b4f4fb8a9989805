/*
 * The whole compile in a faked world.
 *
 * The input is up to four files, divided by lines that begin with MARKER:
 * floe.yaml, platform.yaml, dbt_project.yml and a macro of the project's own.
 * Words behind a marker are options: defer, handover, prefix.
 *
 * What is compiled is YAML, and the same in a second run; what is not has an
 * error; nothing that was checked fails to load; and the value of a secret is
 * in no file and no message.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "fake_world.h"
#include "floe/base/arena.h"
#include "floe/compile.h"
#include "floe/plan/as_data.h"
#include "floe/render/emit.h"
#include "floe/render/render.h"
#include "fuzz.h"

#define WRITTEN "hunter2-wRiTtEn" /* in corpus files, as a credential in the file */

enum { FILES_MAX = 4 };

struct fake {
    struct text files[FILES_MAX];
    size_t count;
    bool deferred;
    bool hands_over;
    bool prefixed;
};

static const char *const paths[FILES_MAX] = {
    "floe.yaml", "platform.yaml", "out/dbt_project.yml", "out/macros/own.sql"};

static int read_file(void *context, struct arena *arena, const char *path, size_t bytes_max,
                     struct text *bytes)
{
    const struct fake *fake = context;
    for (size_t i = 0; i < fake->count; i++) {
        if (strcmp(path, paths[i]) != 0)
            continue;
        *bytes = fuzz_exact(arena, (const uint8_t *)fake->files[i].bytes, fake->files[i].size);
        return bytes->size > bytes_max ? EFBIG : 0;
    }
    return ENOENT;
}

static int list_files(void *context, struct arena *arena, const char *folder, const char *suffix,
                      struct text **found, size_t *count)
{
    const struct fake *fake = context;
    if (fake->count < FILES_MAX || !text_starts(text_of(paths[3]), folder) ||
        !text_ends(text_of(paths[3]), suffix))
        return ENOENT;
    *found = ARENA_NEW(arena, struct text);
    **found = text_of(paths[3]);
    *count = 1;
    return 0;
}

static struct fake divide(struct text input)
{
    struct fake fake = {.deferred = false};
    for (size_t at = 0; fake.count < FILES_MAX;) {
        size_t end = fuzz_find(input, at, MARKER);
        fake.files[fake.count++] = (struct text){input.bytes + at, end - at};
        if (end == input.size)
            break;
        size_t line = fuzz_find(input, end, "\n");
        struct text words = {input.bytes + end, line - end};
        fake.deferred |= fuzz_holds(words, "defer");
        fake.hands_over |= fuzz_holds(words, "handover");
        fake.prefixed |= fuzz_holds(words, "prefix");
        at = line < input.size ? line + 1 : line;
    }
    return fake;
}

static struct compile_result compile(struct arena *arena, struct fake *fake, struct diags *diags)
{
    struct world world = {
        .context = fake,
        .variable = fuzz_variable,
        .read_file = read_file,
        .list_files = list_files,
        .read_secret = fuzz_read_secret,
    };
    struct compile_input input = {
        .world = &world,
        .floe_path = "floe.yaml",
        .platform_path = "platform.yaml",
        .project = "out",
        .emits = EMIT_BIT(EMIT_COUNT) - 1,
        .secret_prefix = fake->prefixed ? "TEAM_" : NULL,
        .secrets_deferred = fake->deferred,
        .hands_over = fake->hands_over,
    };
    *diags = diags_new(arena);
    return compile_project(arena, &input, diags);
}

static void check_outputs(struct arena *arena, const struct compile_result *result,
                          const struct compile_result *again)
{
    FUZZ_CHECK(again->compiled && result->output_count == again->output_count);
    for (uint32_t i = 0; i < result->output_count; i++) {
        const struct output *output = &result->outputs[i];
        FUZZ_CHECK(text_equal(output->path, again->outputs[i].path));
        FUZZ_CHECK(text_equal(output->bytes, again->outputs[i].bytes));
        FUZZ_CHECK(!fuzz_holds(output->bytes, FAKE_SECRET));
        if (text_is(output->path, "profiles.yml"))
            fuzz_check_yaml(output->bytes);
    }
    FUZZ_CHECK(!fuzz_holds(render_explanation(arena, plan_as_data(arena, &result->plan)), FAKE_SECRET));
}

/* A credential written in platform.yaml, once, on a line of its own, in block style. */
static bool holds_written(const struct fake *fake)
{
    const char *line = "client_secret: " WRITTEN "\n";
    if (fake->count < 2 || fuzz_holds(fake->files[0], WRITTEN))
        return false;
    struct text text = fake->files[1];
    size_t at = fuzz_find(text, 0, line);
    size_t value = fuzz_find(text, 0, WRITTEN);
    return at < text.size && fuzz_find(text, value + 1, WRITTEN) == text.size && at > 0 &&
           text.bytes[at - 1] == ' ';
}

static void check_messages(struct arena *arena, struct fake *fake, struct diags *diags)
{
    struct text report = fuzz_report(arena, diags);
    FUZZ_CHECK(!fuzz_holds(report, FAKE_SECRET));
    FUZZ_CHECK(!holds_written(fake) || !fuzz_holds(report, WRITTEN));
    for (uint32_t i = 0; i < diags->count; i++)
        FUZZ_CHECK(diags->list[i]->code != INTERNAL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jmp_buf exhausted;
    struct text input = {(const char *)data, size};
    struct fake fake = divide(input);
    if (fuzz_holds(input, FAKE_SECRET))
        return 0;
    struct arena *arena = arena_new();
    if (setjmp(exhausted) == 0) {
        struct diags diags, unused;
        arena_exhausted(arena, &exhausted);
        struct compile_result result = compile(arena, &fake, &diags);
        FUZZ_CHECK(result.compiled == (diags.error_count == 0));
        check_messages(arena, &fake, &diags);
        if (result.compiled) {
            struct compile_result again = compile(arena, &fake, &unused);
            check_outputs(arena, &result, &again);
        }
    }
    arena_free(arena);
    return 0;
}
