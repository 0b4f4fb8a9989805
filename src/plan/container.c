#include <string.h>

#include "floe/base/arena.h"
#include "floe/plan/planner.h"

const struct resource_profile *planner_resources(const struct planner *planner)
{
    const struct infrastructure *infrastructure = planner->resolved->platform->infrastructure;
    if (infrastructure == NULL)
        return NULL;
    for (uint32_t i = 0; i < infrastructure->resource_profiles_count; i++)
        if (strcmp(infrastructure->resource_profiles[i].key, "transform") == 0)
            return &infrastructure->resource_profiles[i];
    return NULL;
}

static struct plan_amounts amounts_of(const struct planner *planner,
                                      const struct resource_amounts *amounts)
{
    const struct document *document = planner->resolved->platform_document;
    return (struct plan_amounts){
        .cpu = TEXT_AT(document, amounts, cpu),
        .memory = TEXT_AT(document, amounts, memory),
    };
}

void plan_resources(struct planner *planner)
{
    const struct resource_profile *profile = planner_resources(planner);
    if (profile == NULL)
        return;
    struct plan_resources *resources = &planner->target->resources;
    resources->requests = amounts_of(planner, profile->requests);
    resources->limits = amounts_of(planner, profile->limits);
    resources->env = ARENA_ARRAY(planner->arena, struct plan_setting, profile->env_count + 1);
    for (uint32_t i = 0; i < profile->env_count; i++) {
        const struct pair *pair = &profile->env[i];
        struct span span = document_span(planner->resolved->platform_document, pair->node);
        resources->env[resources->env_count++] = (struct plan_setting){
            .name = pair->key,
            .value = {
                .kind = VALUE_TEXT,
                .text = text_of(pair->text),
                .origin = {.kind = ORIGIN_FILE, .span = span},
            },
        };
    }
}
