#include "floe/base/arena.h"
#include "floe/plan/engine.h"
#include "floe/plan/planner.h"

/* What makes two storages one: the same files, reached in the same way. */
static struct text identity(struct arena *arena, const struct plan_storage *storage)
{
    const struct value *key = &storage->key_id;
    return text_format(arena, "%d %.*s %.*s %d %s %.*s", storage->type,
                       TEXT_ARG(storage->bucket.text), TEXT_ARG(storage->endpoint.text),
                       storage->access, key->variable != NULL ? key->variable : "",
                       TEXT_ARG(storage->role_arn.text));
}

/* DuckDB picks a secret by its scope, so one bucket has one. */
static void refuse_two_keys(struct planner *planner, struct names *identities,
                            struct plan_storage *storage, const struct storage_profile *profile)
{
    if (storage->type != STORAGE_S3 || storage->access == ACCESS_VENDED)
        return;
    struct text bucket = text_format(planner->arena, "bucket %.*s", TEXT_ARG(storage->bucket.text));
    const struct plan_storage *other = names_add(identities, bucket, storage);
    if (other == NULL ||
        text_equal(identity(planner->arena, other), identity(planner->arena, storage)))
        return;
    struct span here = storage->bucket.origin.span, there = other->bucket.origin.span;
    bool later = here.start > there.start;
    struct diag *diag =
        diag_add(planner->diags, NAMES_CLASH, later ? here : there,
                 "storages '%s' and '%s' are one bucket with different credentials", other->name,
                 profile->key);
    diag_note(planner->diags, diag, later ? there : here, "the other one is here");
    diag_why(planner->diags, diag, "engines choose a secret by bucket, and could choose either");
    diag_help(planner->diags, diag, "give both the same endpoint and credentials");
}

static bool catalog_vends(const struct planner *planner, const struct catalog_profile *catalog)
{
    const struct plan_catalog *planned =
        catalog == NULL ? NULL : names_find(&planner->catalogs, text_of(catalog->key));
    return planned != NULL && planned->format == FORMAT_ICEBERG &&
           (planned->delegation == DELEGATION_VENDED || planned->delegation == DELEGATION_SIGNED);
}

/* The first who uses a storage by a catalog that vends no access to it; NULL: nobody. */
static const struct resolved_layer *user_by_keys(const struct planner *planner,
                                                 const struct storage_profile *profile,
                                                 struct resolved_layer *usual)
{
    const struct resolved *resolved = planner->resolved;
    for (uint32_t i = 0; i < resolved->layer_count; i++)
        if (resolved->layers[i].storage == profile &&
            !catalog_vends(planner, resolved->layers[i].catalog))
            return &resolved->layers[i];
    *usual = (struct resolved_layer){.storage = resolved->storage, .catalog = resolved->catalog};
    return resolved->storage == profile && !catalog_vends(planner, resolved->catalog) ? usual
                                                                                      : NULL;
}

static void warn_unused(struct planner *planner, const struct storage_profile *profile,
                        const struct catalog_profile *catalog)
{
    const struct credentials *credentials = profile->credentials;
    if (credentials->secret_ref == NULL)
        return;
    struct diag *diag = diag_add(planner->diags, SECRET_UNUSED,
                                 document_value_span(planner->resolved->platform_document,
                                                     AT(credentials, secret_ref)),
                                 "secret '%s' of storage '%s' is not used",
                                 credentials->secret_ref, profile->key);
    diag_why(planner->diags, diag, "catalog '%s' gives access to the files itself", catalog->key);
    diag_help(planner->diags, diag, "remove the credentials, or write 'access_delegation: none' in "
                                    "the catalog");
}

static void warn_anonymous(struct planner *planner, const struct storage_profile *profile)
{
    const struct document *document = planner->resolved->platform_document;
    bool given = profile->credentials->node != 0;
    struct diag *diag =
        diag_add(planner->diags, STORAGE_ANONYMOUS,
                 given ? document_span(document, profile->credentials->node)
                       : document_key_span(document, profile->node),
                 "storage '%s' has %s", profile->key,
                 given ? "static credentials but no secret" : "no credentials");
    diag_help(planner->diags, diag, given ? "add 'secret_ref: NAME' to its credentials"
                                          : "add 'credentials: {mode: static, secret_ref: NAME}'");
}

static void refuse_without_access(struct planner *planner, const struct storage_profile *profile,
                                  const struct catalog_profile *catalog)
{
    struct diag *diag =
        diag_add(planner->diags, CREDENTIALS_INCOMPLETE,
                 document_key_span(planner->resolved->platform_document, profile->node),
                 "storage '%s' gives neither keys nor a role, and catalog '%s' vends none",
                 profile->key, catalog->key);
    diag_help(planner->diags, diag,
              "add 'credentials: {mode: static, secret_ref: NAME}' to the storage, or "
              "'access_delegation: vended-credentials' to the catalog");
}

static void plan_keys(struct planner *planner, struct plan_storage *storage,
                      const struct storage_profile *profile)
{
    const struct credentials *credentials = profile->credentials;
    struct span span = document_value_span(planner->resolved->platform_document,
                                           AT(credentials, secret_ref));
    const char *name = credentials->secret_ref;
    const char *purpose = text_format(planner->arena, "storage '%s'", profile->key).bytes;
    storage->access = ACCESS_KEYS;
    storage->key_id = planner_secret(planner, name, "access_key_id", span, purpose);
    storage->secret = planner_secret(planner, name, "secret_access_key", span, purpose);
    storage->session_token =
        planner_optional_secret(planner, name, "session_token", span, purpose);
}

/* What was said of its parts is enough. */
static bool is_reported(const struct document *document, const struct storage_profile *profile,
                        const struct catalog_profile *catalog)
{
    return document_is_bad(document, AT(profile, type)) ||
           document_is_bad(document, AT(profile, endpoint)) ||
           document_is_bad(document, AT(profile, credentials)) ||
           document_is_bad(document, AT(profile->credentials, mode)) ||
           document_is_bad(document, AT(profile->credentials, secret_ref)) ||
           (catalog != NULL && document_is_bad(document, AT(catalog, access_delegation)));
}

static void plan_access(struct planner *planner, struct plan_storage *storage,
                        const struct storage_profile *profile,
                        const struct catalog_profile *catalog)
{
    const struct document *document = planner->resolved->platform_document;
    const struct credentials *credentials = profile->credentials;
    if (credentials->mode == CREDENTIALS_IAM_ROLE)
        storage->role_arn = TEXT_AT(document, credentials, role_arn);
    struct resolved_layer usual;
    const struct resolved_layer *user = user_by_keys(planner, profile, &usual);
    if (user == NULL) {
        storage->access = ACCESS_VENDED;
        warn_unused(planner, profile, catalog);
        return;
    }
    catalog = user->catalog;
    if (credentials->mode == CREDENTIALS_IAM_ROLE) {
        storage->access = ACCESS_ROLE;
    } else if (credentials->secret_ref != NULL) {
        plan_keys(planner, storage, profile);
    } else {
        storage->access = ACCESS_ANONYMOUS;
        bool says_none = catalog != NULL && catalog->access_delegation != DELEGATION_ABSENT;
        if (is_reported(document, profile, catalog))
            return;
        bool has_endpoint = storage->endpoint.kind != VALUE_ABSENT;
        if (!has_endpoint && !says_none && catalog != NULL && catalog->type != CATALOG_LOCAL)
            refuse_without_access(planner, profile, catalog);
        else
            warn_anonymous(planner, profile);
    }
}

static void refuse_unsupported(struct planner *planner, const struct storage_profile *profile)
{
    const struct engine *engine = engine_of(planner->target->compute);
    const struct field *field = record_field(&record_storage_profile, LITERAL("type"));
    const char *word = field->words->spellings[profile->type];
    if (!engine_attaches(engine) || engine_reaches(engine, ENGINE_STORAGES, word))
        return;
    struct diag *diag =
        diag_add(planner->diags, STORAGE_UNSUPPORTED,
                 document_value_span(planner->resolved->platform_document, AT(profile, type)),
                 "%s cannot use storage '%s' of type %s yet", engine_name(engine), profile->key, word);
    struct text others = engines_with(planner->arena, ENGINE_STORAGES, word);
    if (others.size > 0)
        diag_why(planner->diags, diag, "engines that can: %.*s", TEXT_ARG(others));
    diag_help(planner->diags, diag, "use a storage of type %.*s",
              TEXT_ARG(engine_words(planner->arena, engine, ENGINE_STORAGES)));
}

static struct value plan_endpoint(struct planner *planner, const struct storage_profile *profile)
{
    const struct text_or_secret *endpoint = profile->endpoint;
    if (endpoint == NULL || (endpoint->secret_ref == NULL &&
                             (endpoint->text == NULL || endpoint->text[0] == '\0')))
        return value_absent();
    return planner_address(planner, AT(profile, endpoint), endpoint,
                         text_format(planner->arena, "endpoint of storage '%s'", profile->key).bytes);
}

static void plan_storage(struct planner *planner, struct names *identities,
                         const struct storage_profile *profile,
                         const struct catalog_profile *catalog)
{
    if (profile == NULL || names_find(&planner->storages, text_of(profile->key)) != NULL)
        return;
    const struct document *document = planner->resolved->platform_document;
    struct plan_target *target = planner->target;
    struct plan_storage *storage = &target->storages[target->storage_count];
    *storage = (struct plan_storage){
        .name = profile->key,
        .chosen = planner->because.chosen,
        .defined = document_key_span(document, profile->node),
        .type = profile->type,
        .bucket = TEXT_AT(document, profile, bucket),
        .region = TEXT_AT(document, profile, region),
        .endpoint = plan_endpoint(planner, profile),
        .path_style = value_of(document, AT(profile, path_style_access), VALUE_BOOLEAN,
                               profile->path_style_access ? "true" : "false"),
    };
    refuse_unsupported(planner, profile);
    if (profile->type == STORAGE_S3)
        plan_access(planner, storage, profile, catalog);
    refuse_two_keys(planner, identities, storage, profile);
    struct plan_storage *same = names_add(identities, identity(planner->arena, storage), storage);
    names_add(&planner->storages, text_of(profile->key), same != NULL ? same : storage);
    target->storage_count += same == NULL;
}

void plan_storages(struct planner *planner)
{
    const struct resolved *resolved = planner->resolved;
    struct names identities = names_new(planner->arena, resolved->layer_count);
    planner->target->storages =
        ARENA_ARRAY(planner->arena, struct plan_storage, resolved->layer_count + 2);
    for (uint32_t i = 0; i < resolved->layer_count; i++) {
        const struct resolved_layer *layer = &resolved->layers[i];
        planner_because(planner, resolved->platform_document, AT(layer->layer, storage_ref),
                        text_format(planner->arena, "layer '%s' is stored there",
                                    layer->layer->key));
        plan_storage(planner, &identities, layer->storage, layer->catalog);
    }
    planner_because(planner, resolved->floe_document, AT(resolved->floe, storage),
                    text_format(planner->arena, "storage '%s' is chosen here",
                                resolved->floe->storage));
    plan_storage(planner, &identities, resolved->storage, resolved->catalog);
    if (resolved->storage != NULL)
        planner->target->storage =
            names_find(&planner->storages, text_of(resolved->storage->key));
}

const struct plan_storage *plan_storage_of(const struct plan_target *target,
                                           const struct plan_catalog *catalog)
{
    if (catalog->storage != NULL)
        return catalog->storage;
    return catalog == &target->catalogs[0] ? target->storage : NULL;
}
