/*
 * Which Python the author of floe.yaml may have called: what allowed_python of
 * platform.yaml names, and nothing without it.
 */
#include "floe/base/arena.h"
#include "floe/base/names.h"
#include "floe/plan/orchestration.h"

struct gate {
    struct diags *diags;
    const struct resolved *resolved;
    struct names allowed;
};

/* It is listed, or what it is in: a module allows what is below it. */
static bool is_allowed(const struct gate *gate, struct text path)
{
    while (names_find(&gate->allowed, path) == NULL) {
        while (path.size > 0 && path.bytes[path.size - 1] != '.')
            path.size--;
        if (path.size == 0)
            return false;
        path.size--;
    }
    return true;
}

static void check(const struct gate *gate, const struct plan_data *data)
{
    if (data == NULL || data->value.kind == VALUE_ABSENT || is_allowed(gate, data->value.text))
        return;
    struct text path = data->value.text;
    struct text shown = text_shown(gate->diags->arena, path);
    struct text platform = gate->resolved->platform_document->tree.source->path;
    struct diag *diag = diag_add(gate->diags, PYTHON_NOT_ALLOWED, data->value.origin.span,
                                 "'%.*s' is not in allowed_python of %.*s", TEXT_ARG(shown),
                                 TEXT_ARG(platform));
    diag_why(gate->diags, diag, "Dagster would run it with the platform's secrets");
    diag_help(gate->diags, diag, "the platform engineer adds it there: 'allowed_python: [%.*s]'",
              TEXT_ARG(shown));
}

/* A key of each entry of a section. */
static void check_section(const struct gate *gate, const struct plan_data *section,
                          const char *key)
{
    const struct plan_data *entry = section == NULL ? NULL : section->first;
    for (; entry != NULL; entry = entry->next) {
        check(gate, data_find(entry, key));
        check_section(gate, data_find(entry, "partitions"), key); /* of a multi partition */
    }
}

void python_refuse(struct diags *diags, const struct resolved *resolved,
                   const struct plan_data *definitions)
{
    const struct platform *platform = resolved->platform;
    struct gate gate = {diags, resolved, names_new(diags->arena, platform->allowed_python_count)};
    for (uint32_t i = 0; i < platform->allowed_python_count; i++)
        names_add(&gate.allowed, text_of(platform->allowed_python[i]), diags);
    const struct plan_data *modules = data_find(definitions, "asset_modules");
    for (const struct plan_data *entry = modules == NULL ? NULL : modules->first; entry != NULL;
         entry = entry->next)
        check(&gate, entry);
    check_section(&gate, data_find(definitions, "jobs"), "target_function");
    check_section(&gate, data_find(definitions, "sensors"), "target_function");
    check_section(&gate, data_find(definitions, "partitions"), "fn");
}
