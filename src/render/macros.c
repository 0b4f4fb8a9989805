#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/plan/engine.h"
#include "floe/render/emit.h"
#include "floe/render/fill.h"
#include "floe/render/render.h"
#include "floe/render/template.h"

static bool has_compute(const struct plan *plan, enum compute_type compute)
{
    for (uint32_t i = 0; i < plan->target_count; i++)
        if (plan->targets[i].compute == compute)
            return true;
    return false;
}

/* Where a template goes below macros/floe/, empty when no target needs it. */
static struct text written_path(const struct template *template, const struct plan *plan)
{
    struct text path = text_of(template->path);
    if (!text_ends(path, ".sql"))
        return LITERAL("");
    if (text_starts(path, "common/"))
        return text_of(template->path + strlen("common/"));
    for (const struct engine *engine = engines; engine->package != NULL; engine++) {
        size_t size = strlen(engine->macros);
        if (size == 0 || strncmp(template->path, engine->macros, size) != 0 ||
            template->path[size] != '/' || !has_compute(plan, engine->compute))
            continue;
        /* DuckDB's are in macros/floe itself, where they were before there were others */
        return text_of(template->path + (engine->compute == COMPUTE_DUCKDB ? size + 1 : 0));
    }
    return LITERAL("");
}

const char render_guard_path[] = "macros/floe/interrupted.sql";

/* dbt shows the line that it cannot parse, and does not say of which file it is. */
const char render_guard[] =
    "{#- Written by floe-compile " FLOE_VERSION "; do not edit: run floe-compile again. -#}\n"
    "{% macro interrupted(run floe_compile again) %}{# floe-compile was stopped while it changed "
    "macros/floe and profiles.yml: some are old, some new #}{% endmacro %}\n";

/* The templates that the plan's targets need, and what else makes models land where they should. */
void emit_macros(struct view *view)
{
    struct emission *emission = view->emission;
    struct arena *arena = emission->arena;
    struct fill_scope scope = {.arena = arena, .diags = emission->diags, .root = emission->data};
    for (const struct template *template = templates; template->path != NULL; template++) {
        struct text path = written_path(template, emission->plan);
        if (path.size == 0)
            continue;
        struct buffer out = buffer_new(arena);
        buffer_format(&out, "{#- %s%s; do not edit: run floe-compile again. -#}\n", render_mark,
                      FLOE_VERSION);
        buffer_text(&out, fill_template(&scope, template->path));
        emit_add(emission, text_format(arena, "macros/floe/%.*s", TEXT_ARG(path)),
                 buffer_finish(&out), EMIT_SHARED);
    }
    render_catalogs(emission);
}
