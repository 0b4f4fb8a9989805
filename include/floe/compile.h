/*
 * The whole compile: two files and a dbt project in, the texts of files out.
 * It touches nothing outside but through the world, and never exits.
 */
#ifndef FLOE_COMPILE_H
#define FLOE_COMPILE_H

#include "floe/base/diag.h"
#include "floe/base/world.h"
#include "floe/plan/plan.h"
#include "floe/write/output.h"

struct compile_input {
    const struct world *world;
    const char *floe_path;     /* "floe.yaml" */
    const struct text *floe;   /* its bytes if they were read already (stdin), else NULL */
    const char *platform_path; /* --platform, or NULL */
    const char *environment;   /* --env, or NULL: "dev", "local,prod" or "all" */
    const char *environment_option; /* the option that said so; NULL: --env */
    const char *project;       /* --output, or NULL */
    const char *target;        /* --target, or NULL */
    const char *profile;       /* --profile, or NULL */
    const char *secrets_mount; /* --secrets-dir, or NULL: what platform.yaml says */
    const char *secret_prefix; /* --secret-prefix, or NULL */
    unsigned emits;            /* bits of enum emit, see render/emit.h */
    bool secrets_deferred;
    bool overridable;          /* addresses can be replaced by variables when dbt runs */
    bool hands_over;           /* dbt gets the secrets from this run */
    bool explained;            /* the plan says what does nothing, too */
};

struct compile_result {
    bool compiled;              /* no error: plan and outputs are there */
    struct plan plan;
    const char *project;        /* the folder that the outputs belong to */
    struct output *outputs;
    uint32_t output_count;
    struct output *canonical;   /* what was loaded of floe.yaml and of each platform.yaml */
    uint32_t canonical_count;
    struct text *inputs;        /* paths that were read, for make rules */
    uint32_t input_count;
};

struct compile_result compile_project(struct arena *arena, const struct compile_input *input,
                                   struct diags *diags);

#endif
