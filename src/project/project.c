#include <errno.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/project/environments.h"
#include "floe/read/read.h"

enum { PROJECT_ORDER = ENVIRONMENTS_MAX + 1 }; /* after floe.yaml and every platform.yaml */

static const char *project_file(struct arena *arena, const char *folder)
{
    return locate_below(arena, folder, "dbt_project.yml");
}

static bool is_absent(int error)
{
    return error == ENOENT || error == ENOTDIR;
}

/* There is one, also when it cannot be read: who reads it reports that. */
static bool has_project(struct arena *arena, const struct world *world, const char *folder)
{
    struct text bytes;
    int error = world->read_file(world->context, arena, project_file(arena, folder),
                                 READ_FILE_BYTES_MAX, &bytes);
    return !is_absent(error);
}

static const char *text_under(struct arena *arena, const struct node *map, const char *key)
{
    const struct node *value = tree_find(map, key);
    if (value == NULL || value->kind != NODE_SCALAR || node_is_null(value) || value->size == 0)
        return NULL;
    return text_copy(arena, node_text(value)).bytes;
}

/* A list of folders, or the usual one. */
static uint32_t read_folders(struct arena *arena, const struct node *root, const char *key,
                             const char *usual, const char ***folders)
{
    const struct node *paths = tree_find(root, key);
    bool given = paths != NULL && paths->kind == NODE_LIST;
    uint32_t count = 0;
    *folders = ARENA_ARRAY(arena, const char *, given ? paths->size + 1 : 1);
    if (!given)
        (*folders)[count++] = usual;
    for (const struct node *path = given ? paths->is.first : NULL; path != NULL; path = path->next)
        if (path->kind == NODE_SCALAR)
            (*folders)[count++] = text_copy(arena, node_text(path)).bytes;
    return count;
}

/* What dbt_project.yml says is dbt's business: mistakes in it are left to dbt. */
static bool read_project(struct arena *arena, struct diags *diags, const struct world *world,
                         struct dbt_project *project)
{
    const char *file = project_file(arena, project->folder);
    struct text bytes;
    struct diags unheard = diags_new(arena);
    int error = world->read_file(world->context, arena, file, READ_FILE_BYTES_MAX, &bytes);
    if (error != 0 && !is_absent(error))
        return locate_unreadable(arena, diags, file, error);
    if (error == 0) {
        project->file = file;
        if (!read_tree(arena, &unheard, source_new(arena, text_of(file), bytes, PROJECT_ORDER),
                       &project->tree))
            project->tree.root = NULL;
    }
    const struct node *root = project->tree.root;
    project->profile = text_under(arena, root, "profile");
    if (project->profile != NULL)
        project->profile_span = node_span(&project->tree, tree_find(root, "profile"));
    project->macro_folder_count =
        read_folders(arena, root, "macro-paths", "macros", &project->macro_folders);
    project->model_folder_count =
        read_folders(arena, root, "model-paths", "models", &project->model_folders);
    project->snapshot_folder_count =
        read_folders(arena, root, "snapshot-paths", "snapshots", &project->snapshot_folders);
    return true;
}

static struct diag *report_none(struct diags *diags, const struct document *document,
                                const struct floe *floe, bool names_one)
{
    struct span span = floe->transforms_count > 0
                           ? document_value_span(document, AT(&floe->transforms[0], path))
                           : (struct span){.source = document->tree.source};
    struct diag *diag = diag_add(diags, DBT_PROJECT_NOT_FOUND, span, "no dbt project found");
    if (!names_one)
        diag_why(diags, diag, "no dbt transform has a path, and there is no "
                              "orchestration.dbt.project_dir");
    diag_help(diags, diag, "name its folder with -o DIR; a missing folder is created");
    return diag;
}

bool locate_project(struct arena *arena, struct diags *diags, const struct world *world,
                    const char *output, const struct document *floe_document,
                    const struct floe *floe, struct dbt_project *project)
{
    *project = (struct dbt_project){.folder = output};
    struct text base = locate_folder(floe_document->tree.source->path);
    const char *tried[2] = {NULL, NULL};
    struct span spans[2] = {{0}};
    for (uint32_t i = 0; i < floe->transforms_count && tried[0] == NULL; i++)
        if (floe->transforms[i].path != NULL) {
            tried[0] = locate_join(arena, base, floe->transforms[i].path);
            spans[0] = document_value_span(floe_document, AT(&floe->transforms[i], path));
        }
    if (floe->orchestration != NULL && floe->orchestration->dbt != NULL &&
        floe->orchestration->dbt->project_dir != NULL) {
        tried[1] = locate_join(arena, base, floe->orchestration->dbt->project_dir);
        spans[1] = document_value_span(floe_document, AT(floe->orchestration->dbt, project_dir));
    }
    for (int i = 0; i < 2 && project->folder == NULL; i++)
        if (tried[i] != NULL && has_project(arena, world, tried[i])) {
            project->folder = tried[i];
            project->folder_span = spans[i];
        }
    if (project->folder == NULL) {
        struct diag *diag = report_none(diags, floe_document, floe,
                                        tried[0] != NULL || tried[1] != NULL);
        for (int i = 0; i < 2; i++)
            if (tried[i] != NULL)
                diag_why(diags, diag, "looked for %s", project_file(arena, tried[i]));
        return false;
    }
    return read_project(arena, diags, world, project);
}
