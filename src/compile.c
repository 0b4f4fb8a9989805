#include "floe/compile.h"

#include "floe/base/arena.h"
#include "floe/render/emit.h"
#include "floe/resolve/advice.h"
#include "floe/resolve/clash.h"
#include "floe/resolve/locate.h"

enum { INPUTS_MAX = 3 };

/* One run, from stage to stage. */
struct run {
    struct arena *arena;
    struct diags *diags;
    const struct compile_input *input;
    struct compile_result *result;
    struct document floe_document;
    const struct floe *floe;
    struct dbt_project project;
};

static void add_input(struct run *run, const char *path)
{
    struct compile_result *result = run->result;
    if (path != NULL && result->input_count < INPUTS_MAX)
        result->inputs[result->input_count++] = text_of(path);
}

static bool read_floe(struct run *run)
{
    const struct compile_input *input = run->input;
    struct text bytes;
    if (input->floe != NULL)
        bytes = *input->floe;
    else if (!locate_read(run->arena, run->diags, input->world, input->floe_path, &bytes))
        return false;
    else
        add_input(run, input->floe_path);
    struct source *source = source_new(run->arena, text_of(input->floe_path), bytes, 0);
    if (!document_check(run->arena, run->diags, input->world, source, &record_floe,
                        &run->floe_document))
        return false;
    run->floe = document_load_floe(&run->floe_document, run->diags);
    return run->floe != NULL;
}

/* platform.yaml is read even when floe.yaml was not, so that its mistakes are told too. */
static bool read_platform(struct run *run, struct document *document,
                          struct located_platform *located)
{
    const struct compile_input *input = run->input;
    struct locate_input wanted = {
        .world = input->world,
        .floe_path = input->floe_path,
        .platform_path = input->platform_path,
        .environment = input->environment,
    };
    if (!locate_platform(run->arena, run->diags, &wanted, located))
        return false;
    add_input(run, located->path.bytes);
    struct source *source = source_new(run->arena, located->path, located->bytes, 1);
    return document_check(run->arena, run->diags, input->world, source, &record_platform,
                          document);
}

static bool plan_environment(struct run *run, struct document *document,
                             const struct located_platform *located)
{
    const struct compile_input *input = run->input;
    document_complete_platform(document);
    document_mark_reached(document, run->floe);
    const struct platform *platform = document_load_platform(document, run->diags);
    if (platform == NULL)
        return false;
    struct resolved resolved = resolve(run->arena, run->diags, &run->floe_document, document,
                                       run->floe, platform);
    struct plan_options options = {
        .target = text_of(input->target),
        .environment = located->environment,
        .environment_said_by = located->environment_said_by,
        .platform_said_by = located->path_said_by,
        .world = input->world,
        .mount = input->secrets_mount,
        .prefix = input->secret_prefix,
        .secrets_deferred = input->secrets_deferred,
    };
    struct plan *plan = &run->result->plan;
    plan->targets = ARENA_NEW(run->arena, struct plan_target);
    plan->target_count = 1;
    document_refuse_secrets(run->diags, &run->floe_document, document);
    bool planned = plan_target(run->arena, run->diags, &resolved, &options, plan->targets);
    if (planned && !input->secrets_deferred)
        secrets_check(&plan->targets->secrets, run->diags, input->world, input->hands_over);
    return planned;
}

/* --profile, else dbt_project.yml's, else the floe name as an identifier. */
static struct value profile_of(struct run *run)
{
    struct value value = {.kind = VALUE_TEXT};
    if (run->input->profile != NULL) {
        value.text = text_of(run->input->profile);
        value.origin = (struct origin){.kind = ORIGIN_OPTION, .name = LITERAL("--profile")};
        return value;
    }
    if (run->project.profile != NULL) {
        value.text = text_of(run->project.profile);
        value.origin = (struct origin){
            .kind = ORIGIN_FILE,
            .span = run->project.profile_span,
        };
        return value;
    }
    struct text name = text_copy(run->arena, text_of(run->floe->name));
    char *bytes = arena_alloc(run->arena, name.size + 1);
    for (size_t i = 0; i < name.size; i++)
        bytes[i] = name.bytes[i] == '-' ? '_' : name.bytes[i];
    return value_derived(VALUE_TEXT, (struct text){bytes, name.size},
                         document_value_span(&run->floe_document, run->floe->node, "name"));
}

static void complete_plan(struct run *run)
{
    struct plan *plan = &run->result->plan;
    plan->floe_path = text_of(run->input->floe_path);
    plan->project = value_of(&run->floe_document, run->floe->node, "name", VALUE_TEXT,
                             run->floe->name);
    plan->version = value_of(&run->floe_document, run->floe->node, "version", VALUE_TEXT,
                             run->floe->version);
    plan->project_folder = text_of(run->project.folder);
    plan->profile = profile_of(run);
    plan->target = plan->targets[0].name.text;
}

static void advise(struct run *run)
{
    const struct plan *plan = &run->result->plan;
    const struct plan_target *target = &plan->targets[0];
    struct names layers = names_new(run->arena, target->layer_count);
    for (uint32_t i = 0; i < target->layer_count; i++)
        names_add(&layers, text_of(target->layers[i].name), &target->layers[i]);
    if (target->layer_count > 0)
        advise_sources(run->arena, run->diags, run->input->world, &run->project, &layers);
    advise_profile(run->diags, &run->project, plan->profile.text);
}

static void render(struct run *run)
{
    static const unsigned modes[] = {
        [EMIT_SHARED] = OUTPUT_MODE_SHARED,
        [EMIT_PRIVATE] = OUTPUT_MODE_PRIVATE,
        [EMIT_EXECUTABLE] = OUTPUT_MODE_SCRIPT,
    };
    struct compile_result *result = run->result;
    struct emission emission = emit_render(run->arena, &result->plan, run->input->emits);
    struct names names = names_new(run->arena, 64);
    result->outputs = ARENA_ARRAY(run->arena, struct output, emission.count + 1);
    for (uint32_t i = 0; i < emission.count; i++) {
        const struct emit_file *file = &emission.files[i];
        result->outputs[result->output_count++] =
            (struct output){.path = file->path, .bytes = file->bytes, .mode = modes[file->mode]};
        if (text_starts(file->path, "macros/"))
            clash_collect(run->arena, &names, file->bytes);
    }
    clash_check(run->arena, run->diags, run->input->world, &run->project, &names);
}

struct compile_result floe_compile(struct arena *arena, const struct compile_input *input,
                                   struct diags *diags)
{
    struct compile_result result = {.inputs = ARENA_ARRAY(arena, struct text, INPUTS_MAX)};
    struct run run = {.arena = arena, .diags = diags, .input = input, .result = &result};
    struct document platform;
    struct located_platform located;
    bool has_floe = read_floe(&run);
    bool has_platform = read_platform(&run, &platform, &located);
    bool has_project = has_floe && locate_project(arena, diags, input->world, input->project,
                                                  &run.floe_document, run.floe, &run.project);
    bool planned = has_floe && has_platform && plan_environment(&run, &platform, &located);
    if (has_project)
        add_input(&run, run.project.file);
    result.project = run.project.folder;
    if (planned && has_project && diags->error_count == 0) {
        complete_plan(&run);
        render(&run);
        advise(&run);
    }
    diags_sort(diags);
    result.compiled = planned && has_project && diags->error_count == 0;
    return result;
}
