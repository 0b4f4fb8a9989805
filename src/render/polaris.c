/*
 * deploy/polaris/: what sets up an Apache Polaris, as a script and as a Job of
 * Kubernetes that runs it.
 */
#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/base/names.h"
#include "floe/render/deploy.h"
#include "floe/render/emit.h"
#include "floe/render/escape.h"
#include "floe/render/fill.h"
#include "floe/render/polaris_steps.h"

/* Of Kubernetes, for the value of a label. */
enum { NAME_BYTES_MAX = 63 - (sizeof "-polaris-setup" - 1) };

struct setup {
    struct arena *arena;
    const struct plan_target *target;
    struct names seen;
    struct names secrets;    /* by variable */
    struct buffer needs;     /* lines of the script's head */
    struct buffer variables; /* entries of the Job's env */
};

static void add_variable(struct setup *setup, const struct value *value, const char *what)
{
    if (value->variable == NULL ||
        names_add(&setup->seen, text_of(value->variable), setup) != NULL)
        return;
    buffer_format(&setup->needs, "#   %s   %s\n", value->variable, what);
    const struct secret *secret = names_find(&setup->secrets, text_of(value->variable));
    if (secret == NULL)
        return;
    buffer_format(&setup->variables,
                  "- name: %s\n  valueFrom:\n    secretKeyRef:\n      name: \"%.*s\"\n"
                  "      key: \"%s\"\n",
                  value->variable, TEXT_ARG(deploy_secret_name(setup->arena, secret)),
                  deploy_secret_key(secret));
}

static void add_variables(struct setup *setup)
{
    const struct plan_target *target = setup->target;
    for (uint32_t i = 0; i < target->secrets.count; i++) {
        struct secret *secret = &target->secrets.list[i];
        names_add(&setup->secrets, text_of(secret->emitted), secret);
    }
    for (uint32_t i = 0; i < target->catalog_count; i++) {
        const struct plan_catalog *catalog = &target->catalogs[i];
        if (!polaris_sets_up(target, catalog))
            continue;
        add_variable(setup, &catalog->uri, "the uri of the catalog");
        add_variable(setup, &plan_storage_of(target, catalog)->endpoint,
                     "the address of the storage");
    }
}

static void emit_target(struct emission *emission, const struct plan_target *target)
{
    struct arena *arena = emission->arena;
    const struct plan *plan = emission->plan;
    struct setup setup = {
        .arena = arena,
        .target = target,
        .seen = names_new(arena, 0),
        .secrets = names_new(arena, target->secrets.count),
        .needs = buffer_new(arena),
        .variables = buffer_new(arena),
    };
    add_variables(&setup);
    struct text header = deploy_header(arena, plan, target);
    const struct fill script_fills[] = {
        {"header", header},
        {"needs", buffer_finish(&setup.needs)},
        {"steps", polaris_steps(arena, plan, target)},
    };
    struct text script = fill_template(arena, "polaris/setup.sh", script_fills,
                                       sizeof script_fills / sizeof script_fills[0]);
    const struct fill job_fills[] = {
        {"header", header},
        {"name", deploy_name(arena, plan->project.text, NAME_BYTES_MAX)},
        {"script", escape_block(arena, script, 4)},
        {"variables", buffer_finish(&setup.variables)},
    };
    struct text job = fill_template(arena, "polaris/job.yaml", job_fills,
                                    sizeof job_fills / sizeof job_fills[0]);
    emit_add(emission, deploy_path(emission, target, "polaris", "setup.sh"), script,
             EMIT_EXECUTABLE);
    emit_add(emission, deploy_path(emission, target, "polaris", "job.yaml"), job, EMIT_SHARED);
}

void emit_polaris(struct emission *emission)
{
    for (uint32_t i = 0; i < emission->plan->target_count; i++)
        emit_target(emission, &emission->plan->targets[i]);
}
