/*
 * .pyiceberg.yaml for PyIceberg 0.11, which reads it by strictyaml: all values
 * are texts, and no list or mapping is in brackets.  What is secret, or is in a
 * variable already, is left to variables of PyIceberg's own.
 */
#include "floe/base/arena.h"
#include "floe/plan/pyiceberg.h"
#include "floe/render/emit.h"

static struct text shown(struct arena *arena, const struct value *value)
{
    return value->variable != NULL ? text_format(arena, "$%s", value->variable) : value->text;
}

static void add_variables(struct arena *arena, struct plan_data *entry,
                          const struct variables *variables)
{
    struct plan_data *map = data_add_map(arena, entry, "variables");
    for (uint32_t i = 0; i < variables->count; i++) {
        const struct plan_variable *variable = &variables->list[i];
        struct text from = shown(arena, &variable->first);
        if (variable->second.kind != VALUE_ABSENT)
            from = text_format(arena, "%.*s%s%.*s", TEXT_ARG(from), variable->joint,
                               TEXT_ARG(shown(arena, &variable->second)));
        data_add_text(arena, map, variable->name, from);
    }
}

static void add_catalog(struct view *view, struct plan_data *list,
                        const struct plan_target *target, const struct plan_catalog *catalog,
                        const struct plan_data *described)
{
    struct emission *emission = view->emission;
    struct arena *arena = emission->arena;
    struct text name = pyiceberg_name(arena, emission->plan, target, catalog);
    emit_name(emission, ".pyiceberg.yaml", name,
              text_format(arena, "catalog '%s' of environment '%.*s'", catalog->name,
                          TEXT_ARG(target->environment)),
              catalog->defined);
    struct plan_data *entry = data_add_map(arena, list, NULL);
    struct variables variables = pyiceberg_variables(arena, emission->plan, target, catalog);
    add_variables(arena, entry, &variables);
    data_add_text(arena, entry, "name", name);
    data_add_same(arena, entry, "catalog", described);
    if (pyiceberg_storage(target, catalog) != NULL)
        data_add_same(arena, entry, "storage", data_find(described, "storage"));
}

void view_pyiceberg(struct view *view)
{
    const struct plan *plan = view->emission->plan;
    struct arena *arena = view->emission->arena;
    const struct plan_data *described = data_find(view->emission->data, "targets")->first;
    struct plan_data *list = NULL;
    data_add_text(arena, view->data, "default",
                  pyiceberg_name(arena, plan, plan->usual, &plan->usual->catalogs[0]));
    for (uint32_t i = 0; i < plan->target_count; i++, described = described->next) {
        const struct plan_target *target = &plan->targets[i];
        const struct plan_data *catalog = data_find(described, "catalogs")->first;
        for (uint32_t j = 0; j < target->catalog_count; j++, catalog = catalog->next) {
            if (!pyiceberg_reaches(&target->catalogs[j]))
                continue;
            if (list == NULL)
                list = data_add_list(arena, view->data, "catalogs");
            add_catalog(view, list, target, &target->catalogs[j], catalog);
        }
    }
}
