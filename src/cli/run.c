#include "floe/cli/run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/base/excerpt.h"
#include "floe/base/line.h"
#include "floe/base/patience.h"
#include "floe/cli/depfile.h"
#include "floe/cli/handover.h"
#include "floe/cli/init.h"
#include "floe/cli/report.h"
#include "floe/cli/stream.h"
#include "floe/compile.h"
#include "floe/json/plan_difference.h"
#include "floe/json/plan_json.h"
#include "floe/plan/as_data.h"
#include "floe/plan/pyiceberg.h"
#include "floe/plan/spark.h"
#include "floe/read/read.h"
#include "floe/render/emit.h"
#include "floe/render/render.h"
#include "floe/world/real_world.h"
#include "floe/write/alone.h"
#include "floe/write/diff.h"
#include "floe/write/write.h"

static const struct write_rules usual_rules = {
    .marker = render_mark,
    .owned_folder = "macros/floe",
    .owned_file = render_catalogs_path,
    .guard_path = render_guard_path,
    .guard_bytes = render_guard,
};

/* What one run works with. */
struct session {
    struct arena *arena;
    struct vault *vault;
    struct world world;
    struct patience patience;
    const struct options *options;
    struct diags diags;
    struct compile_result result;
};

static struct diag *complain(struct session *session, struct text message)
{
    session->diags.world_failed = true;
    return diag_add(&session->diags, CALL_FAILED, (struct span){.source = NULL}, "%.*s",
                    TEXT_ARG(message));
}

static int fail(struct session *session, const char *doing, const char *path, int error)
{
    complain(session, text_format(session->arena, "'%s' cannot be %s: %s", path, doing,
                                  patience_reason(error)));
    return EXIT_WORLD;
}

static int fail_write(struct session *session, const struct write_failure *failure)
{
    int status = fail(session, failure->doing, failure->path.bytes, failure->error);
    if (failure->unrestored.size > 0) {
        struct diags *diags = &session->diags;
        diags->written = true;
        diag_note(diags, diags->list[diags->count - 1], (struct span){.source = NULL},
                  "'%.*s' could not be put back", TEXT_ARG(failure->unrestored));
    }
    return status;
}

static bool read_standard_input(struct session *session, struct text *bytes)
{
    int error = stream_read(STDIN_FILENO, session->arena, READ_FILE_BYTES_MAX, bytes);
    if (error != 0)
        fail(session, "read", "<stdin>", error);
    return error == 0;
}

static int write_standard_output(struct session *session, struct text bytes)
{
    int error = stream_write(STDOUT_FILENO, bytes);
    return error == 0 ? EXIT_DONE : fail(session, "written", "<stdout>", error);
}

/* --print asks by its word for what --emit would write; what looks at the plan asks for no file. */
static unsigned emits_of(const struct options *options)
{
    if (options->print == PRINT_ENV || options->compared[0] != NULL)
        return 0;
    if (options->print == PRINT_PROFILES)
        return EMIT_BIT(EMIT_PROFILES);
    return options->print == PRINT_MACROS ? EMIT_BIT(EMIT_MACROS) : options->emits;
}

static const char *environment_of(const struct session *session)
{
    const char *const *compared = session->options->compared;
    if (compared[1] != NULL)
        return text_format(session->arena, "%s,%s", compared[0], compared[1]).bytes;
    return compared[0] != NULL ? compared[0] : session->options->environment;
}

static bool compile(struct session *session)
{
    const struct options *options = session->options;
    struct text bytes;
    bool is_stdin = strcmp(options->floe_path, "-") == 0;
    bool compares = options->compared[0] != NULL;
    if (is_stdin && !read_standard_input(session, &bytes))
        return false;
    struct compile_input input = {
        .world = &session->world,
        .floe_path = is_stdin ? "<stdin>" : options->floe_path,
        .floe = is_stdin ? &bytes : NULL,
        .platform_path = options->platform,
        .environment = environment_of(session),
        .environment_option = compares ? "--diff-env" : NULL,
        .project = options->output,
        .target = options->target,
        .profile = options->profile,
        .secrets_mount = options->secrets_dir,
        .secret_prefix = options->secret_prefix,
        .emits = emits_of(options),
        .secrets_deferred = options->secrets == SECRETS_DEFER || compares,
        .overridable = options->overridable,
        .explained = options->print == PRINT_PLAN,
        .hands_over = options->command != NULL || options->print == PRINT_ENV,
    };
    session->diags.warnings_are_errors = options->warnings == WARNINGS_ERROR;
    session->diags.warnings_are_silent = options->warnings == WARNINGS_OFF;
    session->result = compile_project(session->arena, &input, &session->diags);
    return true;
}

/* Its files take the way of a compile's. */
static void begin(struct session *session)
{
    struct init *init = ARENA_NEW(session->arena, struct init);
    *init = init_files(session->arena, &session->world, session->options->floe_path);
    session->result = (struct compile_result){
        .compiled = true,
        .project = init->folder,
        .outputs = init->outputs,
        .output_count = init->output_count,
    };
}

/* One file as it is, several each after a line with its path. */
static struct text join_outputs(struct arena *arena, const struct compile_result *result)
{
    struct buffer out = buffer_new(arena);
    for (uint32_t i = 0; i < result->output_count; i++) {
        const struct output *output = &result->outputs[i];
        if (result->output_count > 1)
            buffer_format(&out, text_ends(output->path, ".sql") ? "{# %.*s #}\n" : "# %.*s\n",
                          TEXT_ARG(output->path));
        buffer_text(&out, output->bytes);
        if (result->output_count > 1)
            buffer_byte(&out, '\n');
    }
    return buffer_finish(&out);
}

/* Documents of one YAML stream, each with the path of its file. */
static struct text join_canonical(struct arena *arena, const struct compile_result *result)
{
    struct buffer out = buffer_new(arena);
    for (uint32_t i = 0; i < result->canonical_count; i++) {
        buffer_string(&out, "--- # ");
        line_put(&out, result->canonical[i].path);
        buffer_byte(&out, '\n');
        buffer_text(&out, result->canonical[i].bytes);
    }
    return buffer_finish(&out);
}

static bool add_pyiceberg(struct session *session, struct handover *handover,
                          const struct plan_target *target)
{
    const struct plan *plan = &session->result.plan;
    bool room = true;
    for (uint32_t i = 0; room && i < target->catalog_count; i++) {
        struct variables variables =
            pyiceberg_variables(session->arena, plan, target, &target->catalogs[i]);
        room = handover_add(handover, session->arena, &variables, &session->world);
    }
    return room;
}

static bool add_spark(struct session *session, struct handover *handover,
                      const struct plan_target *target)
{
    bool is_emitted = (session->options->emits & EMIT_BIT(EMIT_SPARK)) != 0;
    if (target->compute != COMPUTE_SPARK && !is_emitted)
        return true;
    struct variables variables = spark_variables(session->arena, target);
    return handover_add(handover, session->arena, &variables, &session->world);
}

/*
 * What COMMAND gets beside this program's environment, of all targets, first of
 * the one that dbt takes by itself; false after a message.
 */
static bool collect_environment(struct session *session, struct handover *handover)
{
    const struct plan *plan = &session->result.plan;
    bool for_pyiceberg = (session->options->emits & EMIT_BIT(EMIT_PYICEBERG)) != 0;
    bool room = handover_environment(handover, session->arena, &plan->usual->secrets,
                                     &session->world, session->vault);
    for (uint32_t i = 0; room && i < plan->target_count; i++)
        room = handover_secrets(handover, session->arena, &plan->targets[i].secrets,
                                &session->world);
    for (uint32_t i = 0; room && for_pyiceberg && i < plan->target_count; i++)
        room = add_pyiceberg(session, handover, &plan->targets[i]);
    for (uint32_t i = 0; room && i < plan->target_count; i++)
        room = add_spark(session, handover, &plan->targets[i]);
    room = room &&
           handover_add(handover, session->arena, &plan->usual->variables, &session->world);
    if (!room)
        complain(session, LITERAL("all secrets together are larger than 4 MiB"));
    return room;
}

static int print_environment(struct session *session)
{
    struct handover handover;
    if (!handover_may_print(stdout)) {
        struct diag *diag = diag_add(&session->diags, USAGE, (struct span){.source = NULL},
                                     "--print=env writes secrets and does not write them to a "
                                     "terminal");
        diag_help(&session->diags, diag, "use it in eval \"$(floe-compile --print=env)\"");
        return EXIT_USAGE;
    }
    if (!collect_environment(session, &handover))
        return EXIT_WORLD;
    int error = handover_print(&handover, stdout);
    return error == 0 ? EXIT_DONE : fail(session, "written", "<stdout>", error);
}

static int print(struct session *session)
{
    const struct compile_result *result = &session->result;
    if (session->options->print == PRINT_ENV)
        return print_environment(session);
    if (session->options->print == PRINT_CANONICAL)
        return write_standard_output(session, join_canonical(session->arena, result));
    if (session->options->print != PRINT_PLAN)
        return write_standard_output(session, join_outputs(session->arena, result));
    const struct plan_data *plan = plan_as_data(session->arena, &result->plan);
    return write_standard_output(session, session->options->format == OUTPUT_JSON
                                              ? plan_json(session->arena, plan)
                                              : render_explanation(session->arena, plan));
}

/* As --diff: nothing and 0 when there is nothing to say. */
static int compare_environments(struct session *session)
{
    const struct plan_data *plan = plan_as_data(session->arena, &session->result.plan);
    const struct plan_data *left = data_find(plan, "targets")->first;
    const struct options *options = session->options;
    struct buffer out = buffer_new(session->arena);
    bool found = options->format == OUTPUT_JSON
                     ? difference_put_json(&out, left, left->next)
                     : render_difference(&out, left, left->next,
                                         report_is_colored(options, STDOUT_FILENO));
    int status = write_standard_output(session, (struct text){out.bytes, out.size});
    return status != EXIT_DONE ? status : found ? EXIT_CHANGES : EXIT_DONE;
}

static int show_changes(struct session *session, const struct write_set *set, bool looks)
{
    static const char *const does[] = {
        [WRITE_UNCHANGED] = "unchanged",
        [WRITE_CREATE] = "created",
        [WRITE_REPLACE] = "replaced",
        [WRITE_DELETE] = "deleted",
    };
    static const char *const would[] = {
        [WRITE_UNCHANGED] = "unchanged",
        [WRITE_CREATE] = "would create",
        [WRITE_REPLACE] = "would replace",
        [WRITE_DELETE] = "would delete",
    };
    const struct options *options = session->options;
    bool says = looks || options->action == ACTION_INIT;
    bool colored = report_is_colored(options, STDOUT_FILENO);
    struct buffer diffs = buffer_new(session->arena);
    for (uint32_t i = 0; i < set->count; i++) {
        const struct write_change *change = &set->changes[i];
        bool changed = change->state != WRITE_UNCHANGED;
        if (options->diff && changed) {
            struct text diff = diff_unified(session->arena, change->path, change->old_bytes,
                                            change->new_bytes, colored);
            buffer_text(&diffs, diff);
        } else if ((says && changed && !options->quiet) || options->verbose) {
            report_change(session->arena, options, (looks ? would : does)[change->state],
                          write_shown(session->arena, set->folder, change->path));
        }
    }
    return write_standard_output(session, buffer_finish(&diffs));
}

static int write_depfile(struct session *session)
{
    const char *path = session->options->depfile;
    int error = alone_write(path, depfile_rules(session->arena, &session->result),
                            &session->patience);
    session->diags.written |= error != 0;
    return error == 0 ? EXIT_DONE : fail(session, "written", path, error);
}

static int write_outputs(struct session *session)
{
    const struct options *options = session->options;
    const struct compile_result *result = &session->result;
    bool looks = options->check || options->diff || options->dry_run;
    if (options->depfile != NULL && !depfile_fits(session->arena, &session->diags, result))
        return EXIT_WRONG;
    struct write_failure failure = {.error = 0};
    struct write_folder *folder = write_lock(session->arena, result->project,
                                             looks ? WRITE_TO_LOOK : WRITE_TO_CHANGE,
                                             &session->patience, &failure);
    if (folder == NULL)
        return fail_write(session, &failure);
    struct write_rules rules = usual_rules;
    struct write_set set;
    rules.force = options->force;
    rules.keeps_stale = (options->emits & EMIT_BIT(EMIT_MACROS)) == 0;
    if (options->action == ACTION_INIT)
        rules = (struct write_rules){.marker = usual_rules.marker,
                                     .owned_folder = usual_rules.owned_folder,
                                     .keeps_stale = true,
                                     .only_creates = true};
    bool done = write_compare(session->arena, &session->diags, folder, result->outputs,
                              result->output_count, &rules, &set, &failure);
    if (done && !looks)
        done = write_apply(session->arena, folder, &set, &failure);
    int status = done ? show_changes(session, &set, looks) : EXIT_WRONG;
    if (done && !looks && options->depfile != NULL)
        status = write_depfile(session);
    write_unlock(folder);
    if (!done && failure.error != 0)
        return fail_write(session, &failure);
    bool differs = (options->check || options->diff) && set.changed_count > 0;
    return status == EXIT_DONE && differs ? EXIT_CHANGES : status;
}

static int hand_over(struct session *session)
{
    char **command = session->options->command;
    struct handover handover;
    if (!collect_environment(session, &handover))
        return EXIT_WORLD;
    int status = handover_exec(&handover, command);
    fail(session, "run", command[0], errno);
    return status;
}

static int status_of(const struct diags *diags)
{
    if (diags->usage_wrong)
        return EXIT_USAGE;
    return diags->world_failed ? EXIT_WORLD : EXIT_WRONG;
}

static int work(struct session *session)
{
    if (session->options->action == ACTION_INIT)
        begin(session);
    else if (!compile(session))
        return EXIT_WORLD;
    if (!session->result.compiled)
        return status_of(&session->diags);
    if (session->options->compared[0] != NULL)
        return compare_environments(session);
    if (session->options->print != PRINT_NOTHING)
        return print(session);
    return write_outputs(session);
}

static int run_session(struct session *session)
{
    int status = work(session);
    report_diags(session->arena, &session->diags, session->options);
    uint32_t reported = session->diags.count;
    if (status == EXIT_DONE && session->options->command != NULL)
        status = hand_over(session);
    report_late(session->arena, &session->diags, reported, session->options);
    return status;
}

/* It becomes part of names of variables, which are in Jinja and in the environment. */
static bool is_prefix(const char *prefix)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    size_t size = strspn(prefix, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_");
    return strchr(letters, prefix[0]) != NULL && prefix[size] == '\0';
}

static void say_waiting(void *context, const char *awaited, const char *path)
{
    struct session *session = context;
    report_waiting(session->arena, session->options, awaited, text_of(path));
}

static void close_vault(void *vault)
{
    vault_close(vault);
}

int run(struct arena *arena, const struct options *options)
{
    if (options->secret_prefix != NULL && !is_prefix(options->secret_prefix)) {
        report_alone(arena, options, USAGE,
                     LITERAL("--secret-prefix takes a letter or _, then letters, digits and _"));
        return EXIT_USAGE;
    }
    struct vault *vault = vault_open();
    if (vault == NULL)
        arena_give_up(arena);
    arena_defer(arena, close_vault, vault);
    struct session session = {
        .arena = arena,
        .vault = vault,
        .patience = {.notice_milliseconds = PATIENCE_NOTICE_MILLISECONDS,
                     .limit_milliseconds = PATIENCE_LIMIT_MILLISECONDS,
                     .say = say_waiting,
                     .context = &session},
        .options = options,
        .diags = diags_new(arena),
    };
    struct real_world real = {.vault = vault, .patience = &session.patience};
    session.world = world_real(&real);
    return run_session(&session);
}
