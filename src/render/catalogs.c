/*
 * catalogs.yml (dbt-core 1.11): the catalogs that models can name besides the
 * place that a target gives them by itself.
 */
#include "floe/base/diag.h"
#include "floe/render/emit.h"
#include "floe/render/render.h"
#include "floe/render/yaml_writer.h"

const char render_catalogs_path[] = "catalogs.yml";

static void put_integration(struct yaml_writer *writer, const struct plan_integration *integration)
{
    yaml_open(writer, "catalogs");
    yaml_entry(writer);
    yaml_value(writer, "name", &integration->name);
    yaml_value(writer, "active_write_integration", &integration->catalog);
    yaml_open(writer, "write_integrations");
    yaml_entry(writer);
    yaml_value(writer, "name", &integration->catalog);
    render_keys(writer, integration->keys, integration->key_count);
    yaml_end_entry(writer);
    yaml_close(writer);
    yaml_end_entry(writer);
    yaml_close(writer);
}

static struct text text_for(struct arena *arena, const struct plan_target *target)
{
    struct yaml_writer writer = yaml_writer_new(arena);
    if (target->integration != NULL)
        put_integration(&writer, target->integration);
    return buffer_finish(&writer.out);
}

static void refuse(struct emission *emission, const struct plan_target *target,
                   const struct plan_target *other)
{
    struct diags *diags = emission->diags;
    struct diag *diag = diag_add(diags, ENVIRONMENTS_REFUSED, target->integration->span,
                                 "environments '%.*s' and '%.*s' cannot share a catalogs.yml",
                                 TEXT_ARG(target->environment), TEXT_ARG(other->environment));
    if (other->integration != NULL)
        diag_note(diags, diag, other->integration->span, "the other one differs");
    diag_why(diags, diag, "a dbt project has one, which %s",
             adapter_takes_catalogs(other->adapter)
                 ? "counts with every target"
                 : "dbt reads with every target, and some adapters end there");
    diag_help(diags, diag, "compile each into its own dbt project with --env and -o");
}

void render_catalogs(struct emission *emission)
{
    const struct plan *plan = emission->plan;
    const struct plan_target *first = &plan->targets[0];
    for (uint32_t i = 0; i < plan->target_count && first->integration == NULL; i++)
        first = &plan->targets[i];
    if (first->integration == NULL)
        return;
    struct text text = text_for(emission->arena, first);
    for (uint32_t i = 0; i < plan->target_count; i++) {
        if (text_equal(text, text_for(emission->arena, &plan->targets[i])))
            continue;
        refuse(emission, first, &plan->targets[i]);
        return;
    }
    struct yaml_writer writer = yaml_writer_new(emission->arena);
    render_header(&writer, plan);
    buffer_text(&writer.out, text);
    emit_add(emission, text_of(render_catalogs_path), buffer_finish(&writer.out), EMIT_SHARED);
}
