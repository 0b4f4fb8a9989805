#include "floe/compile.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/plan/engine.h"
#include "floe/plan/spark.h"
#include "floe/project/clash.h"
#include "floe/project/environments.h"
#include "floe/project/locate.h"
#include "floe/project/project_advice.h"
#include "floe/project/settings.h"
#include "floe/render/emit.h"
#include "floe/render/render.h"
#include "floe/spec/leak.h"

enum { INPUTS_BESIDE = 2 }; /* floe.yaml and dbt_project.yml */

/* One platform.yaml on its way into the plan. */
struct environment {
    struct located_platform located;
    struct document document;
    bool read;
};

/* One run, from stage to stage. */
struct run {
    struct arena *arena;
    struct diags *diags;
    const struct compile_input *input;
    struct compile_result *result;
    struct document floe_document;
    const struct floe *floe;
    struct environments environments;
    struct environment *list; /* one each */
    struct dbt_project project;
};

static void add_input(struct run *run, const char *path)
{
    if (path != NULL)
        run->result->inputs[run->result->input_count++] = text_of(path);
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
                        input->secret_prefix, &run->floe_document))
        return false;
    run->floe = document_load_floe(&run->floe_document, run->diags);
    return run->floe != NULL;
}

static bool read_platform(struct run *run, uint32_t index, const struct locate_input *wanted)
{
    struct environment *environment = &run->list[index];
    struct located_platform *located = &environment->located;
    if (!locate_platform(run->arena, run->diags, wanted, located))
        return false;
    if (run->environments.listed)
        located->environment_said_by = run->environments.said_by;
    add_input(run, located->path.bytes);
    struct source *source = source_new(run->arena, located->path, located->bytes, index + 1);
    return document_check(run->arena, run->diags, run->input->world, source, &record_platform,
                          run->input->secret_prefix, &environment->document);
}

/* They are read even when floe.yaml was not, so that their mistakes are told too. */
static bool read_platforms(struct run *run)
{
    const struct compile_input *input = run->input;
    struct environments *environments = &run->environments;
    struct locate_input wanted = {
        .world = input->world,
        .floe_path = input->floe_path,
        .platform_path = input->platform_path,
        .environment = input->environment,
        .environment_option = input->environment_option,
    };
    if (!environments_find(run->arena, run->diags, &wanted, environments) ||
        !environments_choose(run->arena, run->diags, environments, input->target))
        return false;
    run->result->inputs =
        arena_grow(run->arena, run->result->inputs, INPUTS_BESIDE * sizeof(struct text),
                   (INPUTS_BESIDE + environments->count) * sizeof(struct text));
    run->list = ARENA_ARRAY(run->arena, struct environment, environments->count);
    bool read = true;
    for (uint32_t i = 0; i < environments->count; i++) {
        wanted.environment = environments->names[i];
        run->list[i].read = read_platform(run, i, &wanted);
        read &= run->list[i].read;
    }
    return read;
}

/*
 * Secrets must be found for the target that dbt takes by itself: the others are
 * often those of machines that this one is not.
 */
static void check_secrets(struct run *run, const struct plan_target *target)
{
    const struct compile_input *input = run->input;
    secrets_check(&target->secrets, run->diags, input->world, input->hands_over);
    if (!input->hands_over && target->compute == COMPUTE_SPARK)
        spark_check(run->arena, target, run->diags, input->world);
}

static bool plan_environment(struct run *run, uint32_t index)
{
    const struct compile_input *input = run->input;
    struct document *document = &run->list[index].document;
    const struct located_platform *located = &run->list[index].located;
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
        .overridable = input->overridable,
        .explained = input->explained,
        .named_by_environment = run->environments.listed,
    };
    struct plan_target *target = &run->result->plan.targets[index];
    bool is_usual = index == run->environments.usual;
    if (is_usual && (input->emits & EMIT_BIT(EMIT_DAGSTER)) != 0)
        run->result->plan.orchestration = plan_orchestration(run->arena, run->diags, &resolved);
    bool planned = plan_target(run->arena, run->diags, &resolved, &options, target);
    if (planned && !input->secrets_deferred && is_usual)
        check_secrets(run, target);
    return planned;
}

/* No file's ${VARIABLE} reads what another's secret_ref leads to. */
static bool refuse_secrets(struct run *run)
{
    bool refused = false;
    for (uint32_t i = 0; i < run->environments.count; i++) {
        const struct document *document = &run->list[i].document;
        if (!run->list[i].read)
            continue;
        refused |= document_refuse_secrets(run->diags, &run->floe_document, document);
        for (uint32_t k = 0; k < run->environments.count; k++)
            if (k != i && run->list[k].read)
                refused |= document_refuse_secrets(run->diags, &run->list[k].document, document);
    }
    return refused;
}

static bool plan_environments(struct run *run)
{
    if (refuse_secrets(run))
        return false;
    struct plan *plan = &run->result->plan;
    plan->target_count = run->environments.count;
    plan->targets = ARENA_ARRAY(run->arena, struct plan_target, plan->target_count);
    bool planned = true;
    for (uint32_t i = 0; i < plan->target_count; i++)
        planned &= run->list[i].read && plan_environment(run, i);
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
                         document_value_span(&run->floe_document, AT(run->floe, name)));
}

static struct value folder_of(const struct run *run)
{
    struct span span = run->project.folder_span;
    bool said = span.source == NULL;
    return (struct value){
        .kind = VALUE_TEXT,
        .text = text_of(run->project.folder),
        .origin = {.kind = said ? ORIGIN_OPTION : ORIGIN_FILE,
                   .span = span,
                   .name = said ? LITERAL("--output") : LITERAL("")},
    };
}

/* floe.yaml, then each platform.yaml. */
static void collect_canonical(struct run *run)
{
    struct compile_result *result = run->result;
    result->canonical_count = run->environments.count + 1;
    result->canonical = ARENA_ARRAY(run->arena, struct output, result->canonical_count);
    for (uint32_t i = 0; i < result->canonical_count; i++) {
        const struct document *document = i == 0 ? &run->floe_document : &run->list[i - 1].document;
        result->canonical[i] =
            (struct output){.path = document->tree.source->path, .bytes = document->canonical};
    }
}

static void complete_plan(struct run *run)
{
    struct plan *plan = &run->result->plan;
    plan->floe_path = text_of(run->input->floe_path);
    plan->project = TEXT_AT(&run->floe_document, run->floe, name);
    plan->version = TEXT_AT(&run->floe_document, run->floe, version);
    plan->folder = folder_of(run);
    plan->profile = profile_of(run);
    plan->service_account = TEXT_AT(&run->floe_document, run->floe, service_account);
    plan->principal_role = TEXT_AT(&run->floe_document, run->floe, principal_role);
    plan->overridable = run->input->overridable;
    if (run->input->explained)
        idle_find(&run->floe_document, &plan->listed, &plan->unused);
    plan->usual = &plan->targets[run->environments.usual];
    plan->usual_said_by = run->input->target != NULL ? "--target" : "the first";
}

static void advise_about_catalogs(struct run *run)
{
    const struct plan *plan = &run->result->plan;
    for (uint32_t i = 0; i < plan->target_count; i++) {
        const struct adapter *adapter = plan->targets[i].adapter;
        if (adapter_takes_catalogs(adapter))
            continue;
        advise_catalogs(run->arena, run->diags, run->input->world, &run->project, render_mark,
                        adapter == NULL ? "duckdb" : adapter->name);
        return;
    }
}

/* What dbt_project.yml must not lead past. */
static void check_settings(struct run *run)
{
    const struct plan *plan = &run->result->plan;
    struct settings_need need = {
        .macros = (run->input->emits & EMIT_BIT(EMIT_MACROS)) != 0,
        .profile = run->input->profile == NULL &&
                   (run->input->emits & EMIT_BIT(EMIT_PROFILES)) != 0,
    };
    for (uint32_t i = 0; i < plan->target_count; i++) {
        const struct plan_target *target = &plan->targets[i];
        const struct engine *engine = engine_of(target->compute);
        need.dispatch |= engine->macros[0] != '\0';
        for (uint32_t k = 0; engine->quotes && k < target->layer_count; k++)
            if (strpbrk(target->layers[k].namespace.text.bytes, ".-") != NULL)
                need.namespace = target->layers[k].namespace.text;
    }
    settings_check(run->arena, run->diags, &run->project, &need);
}

/* Layers that are elsewhere than in a namespace of their name in the catalog of models. */
static void advise_about_snapshots(struct run *run)
{
    const struct plan *plan = &run->result->plan;
    struct names moved = names_new(run->arena, 0);
    for (uint32_t i = 0; i < plan->target_count; i++)
        for (uint32_t k = 0; k < plan->targets[i].layer_count; k++) {
            const struct plan_layer *layer = &plan->targets[i].layers[k];
            if (layer->catalog != plan->targets[i].catalogs ||
                !text_is(layer->namespace.text, layer->name))
                names_add(&moved, text_of(layer->name), run);
        }
    advise_snapshots(run->arena, run->diags, run->input->world, &run->project, &moved);
}

static void advise(struct run *run)
{
    const struct plan *plan = &run->result->plan;
    struct advice_layers *list = ARENA_ARRAY(run->arena, struct advice_layers, plan->target_count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < plan->target_count; i++) {
        const struct plan_target *target = &plan->targets[i];
        if (target->layer_count == 0)
            continue;
        list[count].environment = target->environment;
        list[count].names = names_new(run->arena, target->layer_count);
        for (uint32_t k = 0; k < target->layer_count; k++)
            names_add(&list[count].names, text_of(target->layers[k].name), &target->layers[k]);
        count++;
    }
    if (count > 0)
        advise_sources(run->arena, run->diags, run->input->world, &run->project, list, count);
    check_settings(run);
    advise_about_snapshots(run);
    advise_profile(run->diags, &run->project, plan->profile.text);
    advise_about_catalogs(run);
}

static void render(struct run *run)
{
    static const unsigned modes[] = {
        [EMIT_SHARED] = OUTPUT_MODE_SHARED,
        [EMIT_PRIVATE] = OUTPUT_MODE_PRIVATE,
        [EMIT_EXECUTABLE] = OUTPUT_MODE_SCRIPT,
    };
    struct compile_result *result = run->result;
    struct emission emission =
        emit_render(run->arena, run->diags, &result->plan, run->input->emits);
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

static bool has_names(struct run *run)
{
    const struct compile_input *input = run->input;
    const char *const names[][2] = {{"--target", input->target}, {"--profile", input->profile}};
    bool right = true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        right = (names[i][1] == NULL || locate_is_name(run->arena, run->diags, names[i][0],
                                                       text_of(names[i][1]))) && right;
    return right;
}

struct compile_result compile_project(struct arena *arena, const struct compile_input *input,
                                   struct diags *diags)
{
    struct compile_result result = {.inputs = ARENA_ARRAY(arena, struct text, INPUTS_BESIDE)};
    struct run run = {.arena = arena, .diags = diags, .input = input, .result = &result};
    bool named = has_names(&run);
    bool has_floe = read_floe(&run);
    bool has_platforms = read_platforms(&run);
    bool has_project = has_floe && locate_project(arena, diags, input->world, input->project,
                                                  &run.floe_document, run.floe, &run.project);
    bool planned = named && has_floe && run.list != NULL && plan_environments(&run) && has_platforms;
    if (has_project)
        add_input(&run, run.project.file);
    result.project = run.project.folder;
    if (planned && has_project && diags->error_count == 0) {
        complete_plan(&run);
        collect_canonical(&run);
        render(&run);
        advise(&run);
    }
    diags_sort(diags);
    leak_hide_reported(arena, diags);
    result.compiled = planned && has_project && diags->error_count == 0;
    return result;
}
