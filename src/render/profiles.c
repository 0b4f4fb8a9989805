#include <string.h>

#include "floe/base/arena.h"
#include "floe/render/emit.h"
#include "floe/render/render.h"
#include "floe/render/yaml_writer.h"

const char render_mark[] = "Written by floe-compile ";

struct text render_file_name(struct text path)
{
    size_t start = path.size;
    while (start > 0 && path.bytes[start - 1] != '/')
        start--;
    return (struct text){path.bytes + start, path.size - start};
}

void render_header(struct yaml_writer *writer, const struct plan *plan)
{
    struct buffer line = buffer_new(writer->out.arena);
    buffer_format(&line, "%s%s from %.*s and %.*s (environment%s", render_mark, FLOE_VERSION,
                  TEXT_ARG(render_file_name(plan->floe_path)),
                  TEXT_ARG(render_file_name(plan->targets[0].platform_path)),
                  plan->target_count == 1 ? "" : "s");
    for (uint32_t i = 0; i < plan->target_count; i++)
        buffer_format(&line, "%s%.*s", i == 0 ? " " : ", ",
                      TEXT_ARG(plan->targets[i].environment));
    buffer_string(&line, ").");
    yaml_comment(writer, buffer_finish(&line));
    yaml_comment(writer, LITERAL("Do not edit: run floe-compile again."));
}

static void put_output(struct yaml_writer *writer, const struct plan_target *target)
{
    yaml_open_name(writer, target->name.text);
    if (target->compute == COMPUTE_DUCKDB)
        render_duckdb(writer, target);
    else
        render_adapter(writer, target);
    yaml_close(writer);
}

/* Deterministic, never with a secret. */
void emit_profiles(struct view *view)
{
    struct emission *emission = view->emission;
    const struct plan *plan = emission->plan;
    struct yaml_writer writer = yaml_writer_new(emission->arena);
    render_header(&writer, plan);
    yaml_open_name(&writer, plan->profile.text);
    yaml_text(&writer, "target", plan->usual->name.text);
    yaml_open(&writer, "outputs");
    for (uint32_t i = 0; i < plan->target_count; i++)
        put_output(&writer, &plan->targets[i]);
    yaml_close(&writer);
    yaml_close(&writer);
    emit_add(emission, LITERAL("profiles.yml"), buffer_finish(&writer.out), EMIT_PRIVATE);
}
