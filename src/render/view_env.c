#include "floe/render/dotenv.h"
#include "floe/render/emit.h"

/* What no shell can set is in the resource profile only. */
void view_env(struct view *view)
{
    const struct plan_resources *resources = &view->target->resources;
    for (uint32_t i = 0; i < resources->env_count; i++)
        if (!variable_is_name(resources->env[i].name))
            dotenv_refuse(view->emission->arena, view->emission->diags, text_of(resources->env[i].name),
                          resources->env[i].value.origin.span, "a name is letters, digits and _");
}
