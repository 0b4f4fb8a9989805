/*
 * Which platform.yaml counts, which environment that is, and which dbt project
 * the output belongs to.
 */
#ifndef FLOE_PROJECT_LOCATE_H
#define FLOE_PROJECT_LOCATE_H

#include "floe/base/diag.h"
#include "floe/base/world.h"
#include "floe/spec/document.h"

struct locate_input {
    const struct world *world;
    const char *floe_path;
    const char *platform_path; /* asked for, or NULL */
    const char *environment;   /* asked for, or NULL */
    const char *environment_option; /* by which option; NULL: --env */
};

struct located_platform {
    struct text path;
    struct text bytes;
    struct text environment;
    const char *path_said_by;        /* "--platform", "$FLOE_PLATFORM_FILE" or "found" */
    const char *environment_said_by; /* "--env", "$FLOE_PLATFORM_ENV", "the path" or "default" */
};

/* False after a message that names every place that was looked at. */
bool locate_platform(struct arena *arena, struct diags *diags, const struct locate_input *input,
                     struct located_platform *located) __attribute__((warn_unused_result));

/* A file that must be readable; false after a message with path and reason. */
bool locate_read(struct arena *arena, struct diags *diags, const struct world *world,
                 const char *path, struct text *bytes) __attribute__((warn_unused_result));

/* Says why a file cannot be read; false. */
bool locate_unreadable(struct arena *arena, struct diags *diags, const char *path, int error);

/* The folder part of a path with its slash; empty for a plain name. */
struct text locate_folder(struct text path);

/* folder/path, or path alone when it is absolute or the folder is empty. */
const char *locate_join(struct arena *arena, struct text folder, const char *path);

/* A file in a folder, without the "./" of the current one. */
const char *locate_below(struct arena *arena, const char *folder, const char *name);

struct dbt_project {
    const char *folder;
    struct span folder_span; /* what says so; no source: --output */
    const char *file;     /* its dbt_project.yml; NULL: there is none */
    const char *profile;  /* what dbt_project.yml says; NULL: nothing */
    struct span profile_span;
    const char **macro_folders;
    uint32_t macro_folder_count;
    const char **model_folders;
    uint32_t model_folder_count;
    const char **snapshot_folders;
    uint32_t snapshot_folder_count;
    struct tree tree; /* of dbt_project.yml; no root: there is none, or it is not YAML */
};

/* The project that output names, else the one that floe.yaml points to. */
bool locate_project(struct arena *arena, struct diags *diags, const struct world *world,
                    const char *output, const struct document *floe_document,
                    const struct floe *floe, struct dbt_project *project)
    __attribute__((warn_unused_result));

/*
 * Whether a name from outside of the files is one that dbt and paths take; a
 * message (F0119) when not.  said_by: "--target" and the like.
 */
bool locate_is_name(struct arena *arena, struct diags *diags, const char *said_by,
                    struct text name) __attribute__((warn_unused_result));

#endif
