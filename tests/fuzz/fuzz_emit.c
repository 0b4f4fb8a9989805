/*
 * Every kind of output, of one environment and of several.
 *
 * The input is files, divided by lines that begin with MARKER: first floe.yaml
 * and dbt_project.yml, then a platform.yaml each, of the environment that the
 * marker before it names.  Words behind the first marker are options: defer,
 * overridable, prefix, and target=, profile= and kinds= (a number) with a value.
 *
 * All kinds together, and the chosen ones alone, make the same files twice;
 * their paths are proper and no two the same; no file holds a secret or a
 * character that ends a line for some reader; what is called YAML is; the plan as
 * JSON is JSON; two environments can be compared, and the rule for make
 * has the lines that it should.
 */
#include <errno.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "fake_world.h"
#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/base/names.h"
#include "floe/cli/depfile.h"
#include "floe/compile.h"
#include "floe/json/plan_difference.h"
#include "floe/json/plan_json.h"
#include "floe/plan/as_data.h"
#include "floe/render/emit.h"
#include "floe/render/render.h"
#include "fuzz.h"

enum { PLATFORMS_MAX = 4 };

struct platform_file {
    struct text path;
    struct text bytes;
};

struct fake {
    struct arena *arena;
    struct text floe;
    struct text project;
    struct platform_file platforms[PLATFORMS_MAX];
    size_t count;
    const char *target;
    const char *profile;
    unsigned kinds;
    bool deferred;
    bool overridable;
    bool prefixed;
};

static int copy(struct arena *arena, struct text bytes, size_t bytes_max, struct text *copied)
{
    *copied = fuzz_exact(arena, (const uint8_t *)bytes.bytes, bytes.size);
    return bytes.size > bytes_max ? EFBIG : 0;
}

static int read_file(void *context, struct arena *arena, const char *path, size_t bytes_max,
                     struct text *bytes)
{
    const struct fake *fake = context;
    if (strcmp(path, "floe.yaml") == 0)
        return copy(arena, fake->floe, bytes_max, bytes);
    if (strcmp(path, "out/dbt_project.yml") == 0)
        return copy(arena, fake->project, bytes_max, bytes);
    for (size_t i = 0; i < fake->count; i++)
        if (text_is(fake->platforms[i].path, path))
            return copy(arena, fake->platforms[i].bytes, bytes_max, bytes);
    return ENOENT;
}

static int list_files(void *context, struct arena *arena, const char *folder, const char *suffix,
                      struct text **found, size_t *count)
{
    const struct fake *fake = context;
    if (strcmp(folder, "platform") != 0 || !text_ends(LITERAL("/platform.yaml"), suffix))
        return ENOENT;
    *found = ARENA_ARRAY(arena, struct text, PLATFORMS_MAX);
    for (*count = 0; *count < fake->count; ++*count)
        (*found)[*count] = fake->platforms[*count].path;
    return 0;
}

/* What stands behind name in the words of a marker, NULL when it is not there. */
static const char *option(struct arena *arena, struct text words, const char *name)
{
    size_t at = fuzz_find(words, 0, name);
    if (at == words.size)
        return NULL;
    at += strlen(name);
    size_t end = fuzz_find(words, at, " ");
    return end == at ? NULL : text_copy(arena, (struct text){words.bytes + at, end - at}).bytes;
}

static void read_options(struct fake *fake, struct text words)
{
    const char *kinds = option(fake->arena, words, "kinds=");
    fake->deferred = fuzz_holds(words, "defer");
    fake->overridable = fuzz_holds(words, "overridable");
    fake->prefixed = fuzz_holds(words, "prefix");
    fake->target = option(fake->arena, words, "target=");
    fake->profile = option(fake->arena, words, "profile=");
    fake->kinds = kinds == NULL ? 0 : (unsigned)strtoul(kinds, NULL, 0) % EMIT_BIT(EMIT_COUNT);
}

static void add_part(struct fake *fake, size_t number, struct text words, struct text bytes)
{
    if (number == 0) {
        fake->floe = bytes;
    } else if (number == 1) {
        fake->project = bytes;
        read_options(fake, words);
    } else if (fake->count < PLATFORMS_MAX) {
        while (words.size > 0 && words.bytes[0] == ' ')
            words = (struct text){words.bytes + 1, words.size - 1};
        struct text name = memchr(words.bytes, '\0', words.size) == NULL ? words : LITERAL("nul");
        fake->platforms[fake->count++] = (struct platform_file){
            text_format(fake->arena, "platform/%.*s/platform.yaml", TEXT_ARG(name)), bytes};
    }
}

static struct fake divide(struct arena *arena, struct text input)
{
    struct fake fake = {.arena = arena};
    struct text words = LITERAL("");
    size_t at = 0;
    for (size_t number = 0; at <= input.size; number++) {
        size_t end = fuzz_find(input, at, MARKER);
        add_part(&fake, number, words, (struct text){input.bytes + at, end - at});
        if (end == input.size)
            break;
        size_t start = end + strlen(MARKER), line = fuzz_find(input, start, "\n");
        words = (struct text){input.bytes + start, line - start};
        at = line < input.size ? line + 1 : line;
    }
    return fake;
}

static struct compile_result compile(struct arena *arena, struct fake *fake, unsigned kinds,
                                     struct diags *diags)
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
        .environment = "all",
        .project = "out",
        .target = fake->target,
        .profile = fake->profile,
        .emits = kinds,
        .secret_prefix = fake->prefixed ? "TEAM_" : NULL,
        .secrets_deferred = fake->deferred,
        .overridable = fake->overridable,
    };
    *diags = diags_new(arena);
    return compile_project(arena, &input, diags);
}

static bool is_proper(struct text path)
{
    size_t start = 0;
    for (size_t i = 0; i <= path.size; i++) {
        if (i < path.size && path.bytes[i] != '/')
            continue;
        struct text part = {path.bytes + start, i - start};
        if (part.size == 0 || text_is(part, ".") || text_is(part, ".."))
            return false;
        start = i + 1;
    }
    return line_fits(path);
}

static void check_lines(struct text text)
{
    unsigned long point;
    for (size_t at = 0; at < text.size;) {
        at += text_next(text, at, &point);
        FUZZ_CHECK(point == '\n' || point == '\t' || !line_is_disturbed_by(point));
    }
}

static void check_output(const struct output *output, struct names *paths)
{
    FUZZ_CHECK(is_proper(output->path));
    FUZZ_CHECK(names_add(paths, output->path, paths) == NULL);
    FUZZ_CHECK(!fuzz_holds(output->bytes, FAKE_SECRET));
    check_lines(output->bytes);
    if (text_ends(output->path, ".yml") || text_ends(output->path, ".yaml"))
        fuzz_check_yaml(output->bytes);
}

static void check_outputs(struct arena *arena, const struct compile_result *result,
                          const struct compile_result *again)
{
    struct names paths = names_new(arena, result->output_count);
    FUZZ_CHECK(result->output_count == again->output_count);
    for (uint32_t i = 0; i < result->output_count; i++) {
        FUZZ_CHECK(text_equal(result->outputs[i].path, again->outputs[i].path));
        FUZZ_CHECK(text_equal(result->outputs[i].bytes, again->outputs[i].bytes));
        check_output(&result->outputs[i], &paths);
    }
}

static void check_views(struct arena *arena, const struct plan *plan)
{
    struct text text = plan_json(arena, plan_as_data(arena, plan));
    json_t *json = json_loadb(text.bytes, text.size, 0, NULL);
    FUZZ_CHECK(json_is_object(json));
    json_decref(json);
    FUZZ_CHECK(!fuzz_holds(text, FAKE_SECRET));
    FUZZ_CHECK(!fuzz_holds(render_explanation(arena, plan_as_data(arena, plan)), FAKE_SECRET));
    struct buffer out = buffer_new(arena);
    if (plan->target_count > 1) {
        const struct plan_data *left =
            data_find(plan_as_data(arena, plan), "targets")->first;
        render_difference(&out, left, left->next, true);
        difference_put_json(&out, left, left->next);
    }
}

static void check_rule(struct arena *arena, const struct compile_result *result)
{
    struct diags diags = diags_new(arena);
    if (!depfile_fits(arena, &diags, result))
        return;
    struct text rules = depfile_rules(arena, result);
    uint32_t lines = 0;
    for (size_t i = 0; i < rules.size; i++)
        lines += rules.bytes[i] == '\n';
    check_lines(rules);
    FUZZ_CHECK(lines == 1 + 2 * result->input_count);
}

static void check(struct arena *arena, struct fake *fake, unsigned kinds)
{
    struct diags diags, unused;
    struct compile_result result = compile(arena, fake, kinds, &diags);
    FUZZ_CHECK(result.compiled == (diags.error_count == 0));
    FUZZ_CHECK(!fuzz_holds(fuzz_report(arena, &diags), FAKE_SECRET));
    for (uint32_t i = 0; i < diags.count; i++)
        FUZZ_CHECK(diags.list[i]->code != INTERNAL);
    if (!result.compiled)
        return;
    struct compile_result again = compile(arena, fake, kinds, &unused);
    FUZZ_CHECK(again.compiled);
    check_outputs(arena, &result, &again);
    check_views(arena, &result.plan);
    check_rule(arena, &result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jmp_buf exhausted;
    struct text input = {(const char *)data, size};
    if (fuzz_holds(input, FAKE_SECRET))
        return 0;
    struct arena *arena = arena_new();
    if (setjmp(exhausted) == 0) {
        arena_exhausted(arena, &exhausted);
        struct fake fake = divide(arena, input);
        check(arena, &fake, EMIT_BIT(EMIT_COUNT) - 1);
        if (fake.kinds != 0)
            check(arena, &fake, fake.kinds);
    }
    arena_free(arena);
    return 0;
}
