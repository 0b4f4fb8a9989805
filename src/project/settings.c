#include "floe/project/settings.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"

static const char macros_folder[] = "macros/floe";

static bool is_template(const struct node *value)
{
    return value->kind == NODE_SCALAR && memchr(node_text(value).bytes, '{', value->size) != NULL;
}

static bool holds_template(const struct node *list)
{
    const struct node *entry = list->is.first;
    while (entry != NULL && !is_template(entry))
        entry = entry->next;
    return entry != NULL;
}

static const struct node *list_under(const struct node *map, const char *key)
{
    const struct node *list = tree_find(map, key);
    return list != NULL && list->kind == NODE_LIST ? list : NULL;
}

/* ./macros/ is macros */
static struct text plain_folder(struct text path)
{
    while (text_starts(path, "./"))
        path = (struct text){path.bytes + 2, path.size - 2};
    while (path.size > 0 && path.bytes[path.size - 1] == '/')
        path.size--;
    return path;
}

static bool holds_macros(struct text path)
{
    path = plain_folder(path);
    struct text ours = text_of(macros_folder);
    bool begins = path.size <= ours.size && memcmp(ours.bytes, path.bytes, path.size) == 0;
    return text_is(path, ".") ||
           (begins && path.size > 0 && (path.size == ours.size || ours.bytes[path.size] == '/'));
}

/* "[a, b" of a list, for the line to write. */
static struct buffer written_list(struct arena *arena, const struct node *list, const char *first)
{
    struct buffer out = buffer_new(arena);
    buffer_format(&out, "[%s", first);
    for (const struct node *entry = list->is.first; entry != NULL; entry = entry->next)
        if (entry->kind == NODE_SCALAR && !text_is(node_text(entry), first))
            buffer_format(&out, "%s%.*s", out.size > 1 ? ", " : "",
                          TEXT_ARG(text_shown(arena, node_text(entry))));
    buffer_byte(&out, ']');
    return out;
}

static void check_macro_paths(struct arena *arena, struct diags *diags,
                              const struct dbt_project *project)
{
    const struct node *list = list_under(project->tree.root, "macro-paths");
    if (list == NULL || holds_template(list))
        return;
    for (const struct node *entry = list->is.first; entry != NULL; entry = entry->next)
        if (entry->kind == NODE_SCALAR && holds_macros(node_text(entry)))
            return;
    struct diag *diag = diag_add(diags, MACROS_UNSEEN, node_span(&project->tree, list),
                                 "macro-paths do not contain %s, where macros are written",
                                 macros_folder);
    diag_why(diags, diag, "dbt would not find them, and models would land elsewhere");
    struct buffer paths = written_list(arena, list, "macros");
    diag_help(diags, diag, "write 'macro-paths: %s'", buffer_finish(&paths).bytes);
}

/* Whether the project itself comes before dbt. */
static bool is_asked_first(const struct node *order, struct text project)
{
    for (const struct node *entry = order->is.first; entry != NULL; entry = entry->next) {
        if (entry->kind != NODE_SCALAR)
            continue;
        if (text_equal(node_text(entry), project))
            return true;
        if (text_is(node_text(entry), "dbt"))
            return false;
    }
    return false;
}

static void check_dispatch(struct arena *arena, struct diags *diags,
                           const struct dbt_project *project)
{
    const struct node *list = list_under(project->tree.root, "dispatch");
    const struct node *name = tree_find(project->tree.root, "name");
    if (list == NULL || name == NULL || name->kind != NODE_SCALAR || is_template(name))
        return;
    for (const struct node *entry = list->is.first; entry != NULL; entry = entry->next) {
        const struct node *of = tree_find(entry, "macro_namespace");
        const struct node *order = list_under(entry, "search_order");
        if (of == NULL || of->kind != NODE_SCALAR || !text_is(node_text(of), "dbt") ||
            order == NULL || holds_template(order) || is_asked_first(order, node_text(name)))
            continue;
        struct diag *diag = diag_add(diags, DISPATCH_SKIPS, node_span(&project->tree, order),
                                     "dispatch does not search this project's macros first");
        diag_why(diags, diag, "the macros in %s replace those of dbt and its adapter",
                 macros_folder);
        struct buffer names = written_list(arena, order, text_copy(arena, node_text(name)).bytes);
        diag_help(diags, diag, "write 'search_order: %s'", buffer_finish(&names).bytes);
    }
}

/* As PyYAML reads it. */
static bool is_false(const struct node *value)
{
    static const char *const words[] = {"false", "False", "FALSE", "no", "No",
                                        "NO",    "off",   "Off",   "OFF"};
    if (value == NULL || value->kind != NODE_SCALAR || (value->flags & NODE_QUOTED) != 0)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (text_is(node_text(value), words[i]))
            return true;
    return false;
}

static void check_quoting(struct diags *diags, const struct dbt_project *project,
                          struct text namespace)
{
    const struct node *value = tree_find(tree_find(project->tree.root, "quoting"), "schema");
    if (namespace.size == 0 || !is_false(value))
        return;
    struct diag *diag = diag_add(diags, QUOTING_OFF, node_span(&project->tree, value),
                                 "schemas are not quoted, and namespace '%.*s' needs quotes",
                                 TEXT_ARG(namespace));
    diag_why(diags, diag, "without quotes the engine reads the parts of the namespace as names of "
                          "their own");
    diag_help(diags, diag, "remove the line");
}

static void check_profile(struct diags *diags, const struct dbt_project *project)
{
    const struct node *value = tree_find(project->tree.root, "profile");
    if (value == NULL || !is_template(value))
        return;
    struct diag *diag = diag_add(diags, PROFILE_TEMPLATE, node_span(&project->tree, value),
                                 "the profile is a template, which only dbt renders");
    diag_why(diags, diag, "profiles.yml would have a profile of that text, but dbt asks for what "
                          "the template renders to");
    diag_help(diags, diag, "give its name with --profile NAME");
}

void settings_check(struct arena *arena, struct diags *diags, const struct dbt_project *project,
                    const struct settings_need *need)
{
    if (need->macros)
        check_macro_paths(arena, diags, project);
    if (need->macros && need->dispatch)
        check_dispatch(arena, diags, project);
    check_quoting(diags, project, need->namespace);
    if (need->profile)
        check_profile(diags, project);
}
