#include <string.h>

#include "floe/base/arena.h"
#include "floe/compile.h"
#include "floe/library/diagnostics.h"
#include "floe/library/memory_world.h"
#include "floe/library/spot.h"
#include "floe/render/emit.h"
#include "floe/project/locate.h"
#include "floe/spec/document.h"
#include "floe/spec/leak.h"

/* What one call was given. */
struct asked {
    enum floe_kind kind;
    const struct floe_file *files;
    size_t count;
    const struct floe_options *options;
    unsigned emits;
};

static const struct floe_options usual_options = {.emit = NULL};

static struct diags diags_for(struct floe_result *result, const struct floe_options *options)
{
    struct diags diags = diags_new(result->arena);
    diags.warnings_are_errors = options->warnings == FLOE_WARNINGS_ERROR;
    diags.warnings_are_silent = options->warnings == FLOE_WARNINGS_OFF;
    return diags;
}

static void check(struct floe_result *result, const void *given)
{
    const struct asked *asked = given;
    struct arena *arena = result->arena;
    struct diags diags = diags_for(result, asked->options);
    struct memory_world memory =
        memory_world_new(arena, asked->files, 1, asked->options->variables);
    struct world world = memory_world(&memory);
    struct document document;
    struct text bytes;
    if (locate_read(arena, &diags, &world, asked->files->path, &bytes)) {
        struct source *source = source_new(arena, text_of(asked->files->path), bytes, 0);
        (void)!document_check(arena, &diags, &world, source, spot_root(asked->kind),
                              asked->options->secret_prefix, &document);
    }
    diags_sort(&diags);
    leak_hide_reported(arena, &diags);
    diagnostics_give(result, &diags);
}

static void give_outputs(struct floe_result *result, const struct compile_result *compiled)
{
    struct floe_output *list =
        ARENA_ARRAY(result->arena, struct floe_output, compiled->output_count + 1);
    for (uint32_t i = 0; i < compiled->output_count; i++) {
        const struct output *output = &compiled->outputs[i];
        struct text bytes = text_copy(result->arena, output->bytes);
        list[i] = (struct floe_output){
            .path = text_copy(result->arena, output->path).bytes,
            .bytes = bytes.bytes,
            .size = bytes.size,
            .mode = output->mode,
        };
    }
    result->outputs = list;
    result->output_count = compiled->output_count;
}

static void compile(struct floe_result *result, const void *given)
{
    const struct asked *asked = given;
    const struct floe_options *options = asked->options;
    struct diags diags = diags_for(result, options);
    struct memory_world memory =
        memory_world_new(result->arena, asked->files, asked->count, options->variables);
    struct world world = memory_world(&memory);
    struct compile_input input = {
        .world = &world,
        .floe_path = options->floe_path == NULL ? "floe.yaml" : options->floe_path,
        .platform_path = options->platform,
        .environment = options->environment,
        .project = options->output,
        .target = options->target,
        .profile = options->profile,
        .secrets_mount = options->secrets_dir,
        .secret_prefix = options->secret_prefix,
        .emits = asked->emits,
        .secrets_deferred = true,
        .overridable = options->overridable,
    };
    struct compile_result compiled = compile_project(result->arena, &input, &diags);
    diagnostics_give(result, &diags);
    if (compiled.compiled)
        give_outputs(result, &compiled);
}

/* The bits of a list of words; 0: one of them is unknown. */
static unsigned emits_of(const char *list)
{
    static const char *const words[] = {
#define EMIT(WORD, word, folder, often, function, summary) #word,
#include "floe/render/emit.def"
#undef EMIT
    };
    unsigned bits = 0;
    if (list == NULL)
        return EMIT_USUAL;
    for (size_t size;; list += size + 1) {
        size = strcspn(list, ",");
        unsigned emit = 0;
        while (emit < EMIT_COUNT && !text_is((struct text){list, size}, words[emit]))
            emit++;
        if (emit == EMIT_COUNT)
            return 0;
        bits |= EMIT_BIT(emit);
        if (list[size] == '\0')
            return bits;
    }
}

struct floe_result *floe_check(enum floe_kind kind, const struct floe_file *file,
                               const struct floe_options *options)
{
    if (!result_takes_kind(kind) || !result_takes_file(file))
        return result_refuse();
    struct asked asked = {
        .kind = kind,
        .files = file,
        .count = 1,
        .options = options == NULL ? &usual_options : options,
    };
    return result_make(check, &asked);
}

struct floe_result *floe_compile(const struct floe_file *files, size_t count,
                                 const struct floe_options *options)
{
    struct asked asked = {
        .files = files,
        .count = count,
        .options = options == NULL ? &usual_options : options,
    };
    asked.emits = emits_of(asked.options->emit);
    if (asked.emits == 0 || (files == NULL && count > 0))
        return result_refuse();
    for (size_t i = 0; i < count; i++)
        if (!result_takes_file(&files[i]))
            return result_refuse();
    return result_make(compile, &asked);
}
