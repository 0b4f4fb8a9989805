/*
 * What the files below deploy/ share: the header, names, where things lie in
 * the image.
 */
#ifndef FLOE_RENDER_DEPLOY_H
#define FLOE_RENDER_DEPLOY_H

#include "floe/render/emit.h"

/* Where floe-compile's files are in the image and in the pod. */
extern const char deploy_home[];          /* the home of the user that runs dbt */
extern const char deploy_project_root[];  /* the folder of floe.yaml */
extern const char deploy_platform_file[]; /* platform.yaml, mounted */

enum { DEPLOY_USER = 10001 };

/* Two lines of comment, each after '# ': by whom and from what, and how to renew it. */
struct text deploy_header(struct arena *arena, const struct plan *plan,
                          const struct plan_target *target);

/*
 * deploy/KIND/NAME; with several environments deploy/KIND/ENVIRONMENT/NAME, where
 * no two may have the same folder.
 */
struct text deploy_path(struct emission *emission, const struct plan_target *target,
                        const char *kind, const char *name);

/* A name as DNS and Kubernetes take it: small letters, digits and -, at most so many bytes. */
struct text deploy_name(struct arena *arena, struct text name, size_t bytes_max);

/* The Secret of Kubernetes that holds a secret, and the key in it. */
struct text deploy_secret_name(struct arena *arena, const struct secret *secret);
const char *deploy_secret_key(const struct secret *secret);

/* The image of the data product: its name, and its version as the tag. */
struct text deploy_image(struct arena *arena, const struct plan *plan);

/* What floe-compile is told in the folder of floe.yaml beside the environment, to say the same. */
struct deploy_arguments {
    struct text list[2];
    unsigned count;
};

struct deploy_arguments deploy_arguments(struct arena *arena, const struct plan *plan);

/* A path below the folder of floe.yaml, without it; empty: that folder, or elsewhere. */
struct text deploy_below(struct arena *arena, const struct plan *plan, struct text path);

/* Each $ twice: Compose would replace $NAME, and the kubelet $(NAME). */
struct text deploy_literal(struct arena *arena, struct text text);

/* deploy/docker/compose.yaml, a part of what --emit=docker writes. */
void emit_compose(struct emission *emission);

#endif
