#include "floe/render/emit.h"

/* The buckets are those that the catalog names; their region is asked before one is known. */
void view_trino(struct view *view)
{
    struct emission *emission = view->emission;
    const struct plan_catalog *catalog = view->catalog;
    const struct plan_storage *storage = plan_storage_of(view->target, catalog);
    bool named = storage != NULL && storage->type == STORAGE_S3;
    bool asked = catalog->signer != SIGNER_NONE || catalog->delegation != DELEGATION_NONE;
    if (named || !asked || catalog->region.text.size > 0)
        return;
    struct diag *diag = diag_add(emission->diags, REGION_NOT_SAID, catalog->defined,
                                 "Trino is told no region for the files of catalog '%s'",
                                 catalog->name);
    diag_why(emission->diags, diag, "no layer gives the catalog a storage, so its server takes "
                                    "$AWS_REGION");
    diag_help(emission->diags, diag, "add the storage with its region, and a layer that names both");
}
