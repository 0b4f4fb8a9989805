/*
 * Names of Secrets are made of secrets' names, and two may end as one.
 */
#include "floe/base/arena.h"
#include "floe/render/deploy.h"
#include "floe/render/emit.h"

enum { SECRET_BYTES_MAX = 253 };

void view_k8s(struct view *view)
{
    struct emission *emission = view->emission;
    const struct secrets *secrets = &view->target->secrets;
    if (secrets->count == 0)
        return;
    struct text path = emit_path(emission, view->target, "k8s", LITERAL("secret.yaml"));
    for (uint32_t i = 0; i < secrets->count; i++)
        emit_name(emission, path.bytes,
                  deploy_name(emission->arena, text_of(secrets->list[i].name), SECRET_BYTES_MAX),
                  text_format(emission->arena, "secret '%s'", secrets->list[i].name),
                  secrets->list[i].need.span);
}
