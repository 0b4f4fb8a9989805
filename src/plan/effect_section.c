/*
 * Keys of observability, governance and the orchestrator's dbt that have no
 * effect somewhere.
 */
#include <string.h>

#include "floe/plan/effect.h"

/* ---- observability, of both files ---- */

static bool has_variable(const struct situation *situation, const char *name)
{
    const struct variables *variables = &situation->planner->target->variables;
    for (uint32_t i = 0; i < variables->count; i++)
        if (strcmp(variables->list[i].name, name) == 0)
            return true;
    return false;
}

/* Whether a variable holds what this key of this file says. */
static bool is_source(const struct situation *situation, const char *variable, const char *key)
{
    const struct variables *variables = &situation->planner->target->variables;
    const struct node *node = tree_find(situation->map, key);
    for (uint32_t i = 0; i < variables->count; i++) {
        const struct origin *origin = &variables->list[i].first.origin;
        if (strcmp(variables->list[i].name, variable) == 0)
            return origin->span.source == situation->document->tree.source &&
                   origin->span.start == node->start;
    }
    return false;
}

static bool is_collector(struct situation *situation)
{
    return is_source(situation, "OTEL_EXPORTER_OTLP_ENDPOINT", "otlp_endpoint");
}

static bool is_lineage_service(struct situation *situation)
{
    return is_source(situation, "OPENLINEAGE_URL", "lineage_endpoint");
}

/* Whether one of the files says where to send it, so that on and off differ. */
static bool is_said(const struct situation *situation, const char *endpoint)
{
    const struct resolved *resolved = situation->planner->resolved;
    const struct document *documents[] = {resolved->floe_document, resolved->platform_document};
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        const struct node *map = tree_find(documents[i]->tree.root, "observability");
        const struct node *value = tree_find(map, endpoint);
        if (value != NULL && !node_is_null(value))
            return true;
    }
    return false;
}

static bool has_collector(struct situation *situation)
{
    return is_said(situation, "otlp_endpoint");
}

static bool has_lineage_service(struct situation *situation)
{
    return is_said(situation, "lineage_endpoint");
}

static bool sends(struct situation *situation)
{
    return has_variable(situation, "OTEL_EXPORTER_OTLP_ENDPOINT");
}

const struct effect effects_of_observability[] = {
    {"otlp_endpoint", is_collector, NULL},
    {"lineage_endpoint", is_lineage_service, NULL},
    {"attributes", sends, NULL},
    {"traces", has_collector, NULL},
    {"metrics", has_collector, NULL},
    {"lineage", has_lineage_service, NULL},
    {NULL, NULL, NULL},
};

const struct effect effects_of_governance[] = {
    {"emit_lineage", has_lineage_service, NULL},
    {NULL, NULL, NULL},
};

/* ---- the top of platform.yaml ---- */

static bool is_orchestrated(struct situation *situation)
{
    return situation->planner->resolved->floe->orchestration != NULL;
}

const struct effect effects_of_platform[] = {
    {"allowed_python", is_orchestrated, NULL},
    {NULL, NULL, NULL},
};

/* ---- the dbt project, of orchestration ---- */

/* A folder as it was said; "" and "." are that of floe.yaml. */
static struct text folder_of(const char *path)
{
    struct text folder = text_of(path);
    while (folder.size > 0 && folder.bytes[folder.size - 1] == '/')
        folder.size--;
    while (text_starts(folder, "./"))
        folder = (struct text){folder.bytes + 2, folder.size - 2};
    return text_is(folder, ".") ? LITERAL("") : folder;
}

static struct text project_of(const struct floe *floe, bool *by_transform)
{
    for (uint32_t i = 0; i < floe->transforms_count; i++) {
        *by_transform = floe->transforms[i].path != NULL;
        if (*by_transform)
            return folder_of(floe->transforms[i].path);
    }
    return folder_of(floe->orchestration->dbt->project_dir);
}

/* The first transform that has a path, or a target, is the one that counts. */
static bool is_first_with(struct situation *situation, const char *key)
{
    const struct document *document = situation->planner->resolved->floe_document;
    const struct floe *floe = situation->planner->resolved->floe;
    for (uint32_t i = 0; i < floe->transforms_count; i++)
        if (document_find(document, floe->transforms[i].node, key) != NULL)
            return document_node(document, floe->transforms[i].node) == situation->map;
    return true;
}

static bool is_compiled(struct situation *situation)
{
    bool by_transform = false;
    const struct node *path = tree_find(situation->map, "path");
    struct text folder = folder_of(text_copy(situation->planner->arena, node_text(path)).bytes);
    bool same = text_equal(folder, project_of(situation->planner->resolved->floe, &by_transform));
    situation->why =
        same ? NULL : "dbt's files are written into the project of the first transform with a path";
    return is_first_with(situation, "path");
}

static bool names_target(struct situation *situation)
{
    return is_first_with(situation, "target");
}

const struct effect effects_of_transforms[] = {
    {"path", is_compiled, NULL},
    {"target", names_target, "dbt's target is that of the first transform that names one"},
    {NULL, NULL, NULL},
};

static bool is_project(struct situation *situation)
{
    bool by_transform = false;
    project_of(situation->planner->resolved->floe, &by_transform);
    return !by_transform;
}

static bool holds_profiles(struct situation *situation)
{
    const struct floe *floe = situation->planner->resolved->floe;
    bool by_transform = false;
    struct text project = project_of(floe, &by_transform);
    bool same = text_equal(folder_of(floe->orchestration->dbt->profiles_dir), project);
    situation->why = same ? NULL : "profiles.yml is written into the dbt project";
    return false;
}

const struct effect effects_of_dbt[] = {
    {"project_dir", is_project, NULL},
    {"profiles_dir", holds_profiles, NULL},
    {NULL, NULL, NULL},
};
