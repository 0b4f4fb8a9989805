#include "floe/plan/effect.h"

#include <string.h>

#include "floe/base/arena.h"

bool effect_never(struct situation *situation)
{
    (void)situation;
    return false;
}

/* The value at a path below the profile, and its field. */
static const struct node *find(const struct situation *situation, const char *path,
                               const struct field **field)
{
    const struct node *node = situation->map;
    const struct record *record = situation->record;
    for (;;) {
        struct text key = {path, strcspn(path, ".")};
        const struct node *found = node->kind == NODE_MAP ? tree_find_key(node, key) : NULL;
        if (found == NULL)
            return NULL;
        node = found->value;
        *field = record_field(record, key);
        if (path[key.size] == '\0')
            break;
        record = (*field)->record;
        path += key.size + 1;
    }
    return (node->flags & (NODE_BAD | NODE_PRESET)) != 0 || node_is_null(node) ? NULL : node;
}

static void list(const struct situation *situation, const char *key, const struct node *node)
{
    struct plan_target *target = situation->planner->target;
    struct arena *arena = situation->planner->arena;
    const char *between = situation->path[0] == '\0' ? "" : ".";
    if (situation->planner->options->explained)
        idle_add(situation->document, &target->unused,
                 text_format(arena, "%s%s%s", situation->path, between, key).bytes, node);
}

static void warn(const struct situation *situation, const struct effect *effect,
                 const struct node *node)
{
    struct diags *diags = situation->planner->diags;
    struct diag *diag = diag_add(diags, KEY_WITHOUT_EFFECT,
                                 node_span(&situation->document->tree, node),
                                 "%s of %s has no effect", effect->key, situation->owner);
    diag_why(diags, diag, "%s", effect->why != NULL ? effect->why : situation->why);
    diag_help(diags, diag, "remove the line");
}

/* What is written out as it would be anyway is not idle. */
static bool is_preset(const struct node *node, const struct field *field)
{
    return node->kind == NODE_SCALAR && field->preset != NULL &&
           text_is(node_text(node), field->preset);
}

static void judge(struct situation *situation, const struct effect *effects)
{
    for (const struct effect *effect = effects; effect->key != NULL; effect++) {
        const struct field *field = NULL;
        const struct node *node = find(situation, effect->key, &field);
        situation->why = NULL;
        if (node == NULL || is_preset(node, field) || effect->works(situation))
            continue;
        if (effect->why != NULL || situation->why != NULL)
            warn(situation, effect, node);
        else
            list(situation, effect->key, node);
    }
}

/* All keys of a profile that the engine has no use for. */
static void list_profile(const struct situation *situation)
{
    for (const struct node *key = situation->map->is.first; key != NULL; key = key->next) {
        const struct field *field = record_field(situation->record, node_text(key));
        if (field != NULL && (field->need & LISTED) == 0)
            list(situation, field->key, key->value);
    }
}

static struct situation profile_of(struct planner *planner, const char *section, const char *noun,
                                   const char *key, uint32_t number, const struct record *record)
{
    const struct document *document = planner->resolved->platform_document;
    return (struct situation){
        .planner = planner,
        .document = document,
        .path = text_format(planner->arena, "%s.%s", section, key).bytes,
        .owner = text_format(planner->arena, "%s '%s'", noun, key).bytes,
        .record = record,
        .map = document_node(document, number),
    };
}

static bool is_given(const struct situation *situation)
{
    return situation->map != NULL && (situation->map->flags & NODE_PRESET) == 0;
}

static void judge_storage(struct planner *planner, const struct storage_profile *storage)
{
    struct situation situation = profile_of(planner, "storage", "storage", storage->key,
                                            storage->node, &record_storage_profile);
    situation.storage = storage;
    situation.planned_storage = names_find(&planner->storages, text_of(storage->key));
    if (!is_given(&situation))
        return;
    if (situation.planned_storage == NULL)
        list_profile(&situation);
    else
        judge(&situation, effects_of_storages);
}

static void judge_catalog(struct planner *planner, const struct catalog_profile *catalog)
{
    struct situation situation = profile_of(planner, "catalogs", "catalog", catalog->key,
                                            catalog->node, &record_catalog_profile);
    situation.catalog = catalog;
    situation.planned_catalog = names_find(&planner->catalogs, text_of(catalog->key));
    if (!is_given(&situation) || situation.planned_catalog == NULL)
        return;
    if (situation.planned_catalog->format == FORMAT_WAREHOUSE)
        list_profile(&situation);
    else
        judge(&situation, effects_of_catalogs);
}

static void judge_compute(struct planner *planner, const struct compute_profile *compute)
{
    struct situation situation = profile_of(planner, "compute", "compute", compute->key,
                                            compute->node, &record_compute_profile);
    if (!is_given(&situation))
        return;
    judge(&situation, effects_of_computes);
    situation.map = document_value(situation.document, AT(compute, properties));
    situation.path = text_format(planner->arena, "%s.properties", situation.path).bytes;
    situation.record = &record_duckdb_properties;
    if (compute->type == COMPUTE_DUCKDB && situation.map != NULL)
        judge(&situation, effects_of_duckdb);
}

static void judge_section(struct planner *planner, const struct document *document,
                          const char *name, const struct node *map, const struct record *record,
                          const struct effect *effects)
{
    struct situation situation = {
        .planner = planner,
        .document = document,
        .path = name,
        .owner = name,
        .record = record,
        .map = map,
    };
    if (map != NULL && map->kind == NODE_MAP)
        judge(&situation, effects);
}

static void judge_at(struct planner *planner, const struct document *document, struct field_at at,
                     const struct record *record, const struct effect *effects)
{
    judge_section(planner, document, at.key, document_value(document, at), record, effects);
}

static void judge_floe(struct planner *planner)
{
    const struct document *floe = planner->resolved->floe_document;
    const struct floe *product = planner->resolved->floe;
    judge_at(planner, floe, AT(product, observability), &record_observability,
             effects_of_observability);
    judge_at(planner, floe, AT(product, governance), &record_floe_governance,
             effects_of_governance);
    for (uint32_t i = 0; i < product->transforms_count; i++)
        judge_section(planner, floe, text_format(planner->arena, "transforms[%u]", i).bytes,
                      document_node(floe, product->transforms[i].node), &record_transform,
                      effects_of_transforms);
    if (product->orchestration != NULL)
        judge_section(planner, floe, "orchestration.dbt",
                      document_value(floe, AT(product->orchestration, dbt)),
                      &record_orchestration_dbt, effects_of_dbt);
}

void plan_effects(struct planner *planner)
{
    const struct resolved *resolved = planner->resolved;
    if (planner->diags->error_count > 0 || resolved->compute == NULL)
        return;
    for (uint32_t i = 0; i < resolved->platform->storage_count; i++)
        judge_storage(planner, &resolved->platform->storage[i]);
    for (uint32_t i = 0; i < resolved->platform->catalogs_count; i++)
        judge_catalog(planner, &resolved->platform->catalogs[i]);
    judge_compute(planner, resolved->compute);
    judge_floe(planner);
    judge_section(planner, resolved->platform_document, "",
                  resolved->platform_document->tree.root, &record_platform, effects_of_platform);
    judge_at(planner, resolved->platform_document, AT(resolved->platform, observability),
             &record_observability, effects_of_observability);
    if (planner->options->explained)
        idle_find(resolved->platform_document, &planner->target->listed, &planner->target->unused);
}
