/*
 * Snapshots of the dbt project: where their target_schema is given.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/project/project_advice.h"
#include "floe/read/read.h"

enum { FIRST_ORDER = 3000000 }; /* after what the other advice reads */

static const char key[] = "target_schema";

struct snapshot_search {
    struct arena *arena;
    struct diags *diags;
    const struct world *world;
    const struct names *layers;
    unsigned order;
};

static void report(struct snapshot_search *search, struct span span, struct text name)
{
    if (names_find(search->layers, name) == NULL)
        return;
    struct diag *diag = diag_add(search->diags, SNAPSHOT_PAST_LAYER, span,
                                 "snapshot target_schema '%.*s' is the name of a layer",
                                 TEXT_ARG(text_shown(search->arena, name)));
    diag_why(search->diags, diag, "dbt uses target_schema unchanged, so the snapshot does not land "
                                  "in the layer");
    diag_help(search->diags, diag, "write 'schema' instead of target_schema");
}

/* Below 'snapshots' of dbt_project.yml or of a file of properties, at any depth. */
static void search_tree(struct snapshot_search *search, const struct tree *tree,
                        const struct node *node)
{
    if (node == NULL || node->kind == NODE_SCALAR)
        return;
    for (const struct node *entry = node->is.first; entry != NULL; entry = entry->next) {
        const struct node *value = node->kind == NODE_MAP ? entry->value : entry;
        bool named = node->kind == NODE_MAP && (text_is(node_text(entry), key) ||
                                                text_is(node_text(entry), "+target_schema"));
        if (named && value->kind == NODE_SCALAR)
            report(search, node_span(tree, value), node_text(value));
        else
            search_tree(search, tree, value);
    }
}

/* target_schema='silver' in a call of config(). */
static void search_sql(struct snapshot_search *search, struct source *source)
{
    struct text sql = source->bytes;
    const char *end = sql.bytes + sql.size;
    for (const char *at = sql.bytes; (at = memchr(at, key[0], (size_t)(end - at))) != NULL; at++) {
        if ((size_t)(end - at) < sizeof key || memcmp(at, key, sizeof key - 1) != 0)
            continue;
        const char *quote = at + sizeof key - 1;
        while (quote < end && strchr(" \t\r\n=", *quote) != NULL)
            quote++;
        if (quote >= end || (*quote != '\'' && *quote != '"'))
            continue;
        const char *close = memchr(quote + 1, *quote, (size_t)(end - quote) - 1);
        if (close == NULL)
            continue;
        struct span span = {.source = source,
                            .start = (uint32_t)(quote - sql.bytes),
                            .end = (uint32_t)(close - sql.bytes) + 1};
        report(search, span, (struct text){quote + 1, (size_t)(close - quote) - 1});
    }
}

static void search_file(struct snapshot_search *search, struct text path, bool is_sql)
{
    struct text bytes;
    if (search->world->read_file(search->world->context, search->arena, path.bytes,
                                 READ_FILE_BYTES_MAX, &bytes) != 0)
        return;
    struct source *source = source_new(search->arena, path, bytes, search->order++);
    struct diags unheard = diags_new(search->arena);
    struct tree tree;
    if (is_sql)
        search_sql(search, source);
    else if (read_tree(search->arena, &unheard, source, &tree))
        search_tree(search, &tree, tree_find(tree.root, "snapshots"));
}

void advise_snapshots(struct arena *arena, struct diags *diags, const struct world *world,
                      const struct dbt_project *project, const struct names *layers)
{
    static const char *const suffixes[] = {".sql", ".yml", ".yaml"};
    enum { SUFFIX_COUNT = sizeof suffixes / sizeof suffixes[0] };
    struct snapshot_search search = {arena, diags, world, layers, FIRST_ORDER};
    search_tree(&search, &project->tree, tree_find(project->tree.root, "snapshots"));
    for (uint32_t i = 0; i < project->snapshot_folder_count * SUFFIX_COUNT; i++) {
        const char *folder =
            locate_below(arena, project->folder, project->snapshot_folders[i / SUFFIX_COUNT]);
        struct text *paths = NULL;
        size_t count = 0;
        if (world->list_files(world->context, arena, folder, suffixes[i % SUFFIX_COUNT], &paths,
                              &count) != 0)
            continue;
        for (size_t k = 0; k < count; k++)
            search_file(&search, paths[k], i % SUFFIX_COUNT == 0);
    }
}
