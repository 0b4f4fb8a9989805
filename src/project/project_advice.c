#include "floe/project/project_advice.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/base/suggest.h"
#include "floe/read/read.h"

enum { FIRST_ORDER = 2000000 }; /* after the YAML files and the macros */

struct source_search {
    struct arena *arena;
    struct diags *diags;
    const struct world *world;
    const struct advice_layers *layers; /* one for each environment */
    uint32_t count;
    unsigned order;
    uint32_t comparisons; /* for suggestions so far */
};

/* What people call the layers of a lakehouse. */
static bool is_layer_like(struct text name)
{
    static const char *const usual[] = {"raw",    "bronze", "landing", "staging",
                                        "silver", "gold",   "curated", "marts"};
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (text_is(name, usual[i]))
            return true;
    return false;
}

static struct text nearest(struct source_search *search, struct text name)
{
    const struct names *layers = &search->layers[0].names;
    struct suggestion suggestion = suggestion_for(name);
    for (uint32_t i = 0; i < layers->slot_count; i++)
        if (layers->slots[i].thing != NULL && search->comparisons++ < SUGGESTIONS_MAX)
            suggestion_offer(&suggestion, layers->slots[i].name);
    return suggestion.best;
}

/* "dev, prod": where it is no layer; *missing says in how many. */
static struct text list_missing(const struct source_search *search, struct text name,
                                uint32_t *missing)
{
    struct buffer list = buffer_new(search->arena);
    *missing = 0;
    for (uint32_t i = 0; i < search->count; i++)
        if (names_find(&search->layers[i].names, name) == NULL)
            buffer_format(&list, "%s%.*s", (*missing)++ == 0 ? "" : ", ",
                          TEXT_ARG(search->layers[i].environment));
    return buffer_finish(&list);
}

static void check_source(struct source_search *search, const struct tree *tree,
                         const struct node *source)
{
    const struct node *name = tree_find(source, "schema");
    if (name == NULL)
        name = tree_find(source, "name");
    if (name == NULL || name->kind != NODE_SCALAR || tree_find(source, "database") != NULL)
        return;
    struct text text = node_text(name);
    uint32_t missing;
    struct text where = list_missing(search, text, &missing);
    if (missing == 0 || memchr(text.bytes, '{', text.size) != NULL)
        return;
    bool everywhere = missing == search->count;
    struct text near = everywhere ? nearest(search, text) : LITERAL("");
    if (everywhere && near.size == 0 && !is_layer_like(text))
        return;
    struct diag *diag = diag_add(search->diags, SOURCE_WITHOUT_LAYER, node_span(tree, name),
                                 "source schema '%.*s' is not a layer in platform.yaml%s%.*s",
                                 TEXT_ARG(text_shown(search->arena, text)),
                                 everywhere ? "" : " of ",
                                 TEXT_ARG(everywhere ? LITERAL("") : where));
    if (near.size > 0)
        diag_label(search->diags, diag, "did you mean '%.*s'?", TEXT_ARG(near));
    diag_why(search->diags, diag, "dbt looks for it in a namespace of that name%s",
             everywhere ? ", in every environment" : " there");
    diag_help(search->diags, diag, "add the layer to platform.yaml, or use the name of one");
}

static void check_file(struct source_search *search, struct text path, struct text bytes)
{
    struct diags unheard = diags_new(search->arena);
    struct source *source = source_new(search->arena, path, bytes, search->order++);
    struct tree tree;
    if (!read_tree(search->arena, &unheard, source, &tree))
        return;
    const struct node *sources = tree_find(tree.root, "sources");
    if (sources == NULL || sources->kind != NODE_LIST)
        return;
    for (const struct node *entry = sources->is.first; entry != NULL; entry = entry->next)
        check_source(search, &tree, entry);
}

void advise_sources(struct arena *arena, struct diags *diags, const struct world *world,
                    const struct dbt_project *project, const struct advice_layers *layers,
                    uint32_t count)
{
    static const char *const suffixes[] = {".yml", ".yaml"};
    struct source_search search = {arena, diags, world, layers, count, FIRST_ORDER, 0};
    for (uint32_t i = 0; i < project->model_folder_count * 2; i++) {
        const char *models = locate_below(arena, project->folder, project->model_folders[i / 2]);
        struct text *paths = NULL;
        size_t path_count = 0;
        if (world->list_files(world->context, arena, models, suffixes[i % 2], &paths,
                              &path_count) != 0)
            continue;
        for (size_t k = 0; k < path_count; k++) {
            struct text bytes;
            if (world->read_file(world->context, arena, paths[k].bytes, READ_FILE_BYTES_MAX,
                                 &bytes) == 0)
                check_file(&search, paths[k], bytes);
        }
    }
}

void advise_catalogs(struct arena *arena, struct diags *diags, const struct world *world,
                     const struct dbt_project *project, const char *mark, const char *adapter)
{
    const char *path = locate_below(arena, project->folder, "catalogs.yml");
    struct text bytes;
    if (world->read_file(world->context, arena, path, READ_FILE_BYTES_MAX, &bytes) != 0 ||
        text_starts(bytes, text_format(arena, "# %s", mark).bytes))
        return;
    struct diags unheard = diags_new(arena);
    struct source *source = source_new(arena, text_of(path), bytes, FIRST_ORDER);
    struct tree tree;
    if (!read_tree(arena, &unheard, source, &tree))
        return;
    const struct node *catalogs = tree_find(tree.root, "catalogs");
    if (catalogs == NULL || catalogs->kind != NODE_LIST || catalogs->size == 0)
        return;
    struct node *key = tree_find_key(tree.root, LITERAL("catalogs"));
    struct diag *diag = diag_add(diags, CATALOGS_FILE, node_span(&tree, key),
                                 "dbt-%s has no catalogs, so dbt stops with an error on this file",
                                 adapter);
    diag_help(diags, diag, "remove the file; compute.properties.write_integration writes one for "
                           "engines that support it");
}

void advise_profile(struct diags *diags, const struct dbt_project *project, struct text emitted)
{
    if (project->profile == NULL || text_is(emitted, project->profile) ||
        strchr(project->profile, '{') != NULL)
        return;
    struct diag *diag = diag_add(diags, PROFILE_DIFFERS, project->profile_span,
                                 "profiles.yml has profile '%.*s', but dbt_project.yml asks for "
                                 "'%s'",
                                 TEXT_ARG(emitted), project->profile);
    diag_help(diags, diag, "leave --profile out, run dbt with --profile %.*s, or change this line",
              TEXT_ARG(emitted));
}
