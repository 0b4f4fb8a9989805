/*
 * From names to the things they name.
 */
#ifndef FLOE_RESOLVE_RESOLVE_H
#define FLOE_RESOLVE_RESOLVE_H

#include "floe/spec/document.h"

struct resolved_layer {
    const struct layer *layer;
    const struct storage_profile *storage; /* NULL: unknown or bad, reported */
    const struct catalog_profile *catalog; /* NULL: unknown or bad, reported */
};

struct resolved {
    struct document *floe_document;
    struct document *platform_document;
    const struct floe *floe;
    const struct platform *platform;
    const struct storage_profile *storage; /* NULL: none, or reported */
    const struct catalog_profile *catalog; /* NULL: reported */
    const struct compute_profile *compute; /* NULL: reported */
    struct resolved_layer *layers;         /* in the order of platform.yaml */
    uint32_t layer_count;
};

/* Reports every name that refers to nothing; the rest is resolved all the same. */
struct resolved resolve(struct arena *arena, struct diags *diags, struct document *floe_document,
                        struct document *platform_document, const struct floe *floe,
                        const struct platform *platform);

#endif
