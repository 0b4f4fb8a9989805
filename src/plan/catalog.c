#include <string.h>

#include "floe/base/arena.h"
#include "floe/plan/engine.h"
#include "floe/plan/planner.h"

/* The name that all environments share, so that one dbt project runs in each. */
static const char alias_of_first[] = "polaris_catalog";

static const struct catalog_kind kinds[] = {
#define CATALOG(type, word, format, client, signs, ending) [type] = {format, client, signs, ending},
#include "floe/spec/catalog_type.def"
#undef CATALOG
};

const struct catalog_kind *plan_catalog_kind(enum catalog_type type)
{
    return &kinds[type];
}

static const char *alias_from(struct arena *arena, const char *name)
{
    char *alias = arena_alloc(arena, strlen(name) + 1);
    for (size_t i = 0; name[i] != '\0'; i++)
        alias[i] = name[i] == '-' ? '_' : name[i];
    return alias;
}

static struct value plan_alias(struct planner *planner, const struct catalog_profile *profile,
                               bool first)
{
    const struct document *document = planner->resolved->platform_document;
    if (profile->alias != NULL)
        return TEXT_AT(document, profile, alias);
    if (first)
        return value_preset(VALUE_TEXT, alias_of_first);
    return value_derived(VALUE_TEXT, text_of(alias_from(planner->arena, profile->key)),
                         document_key_span(document, profile->node));
}

static struct value client_part(struct planner *planner, const struct credentials *credentials,
                                const struct text_or_secret *given, struct field_at at,
                                const char *usual, const char *purpose)
{
    if (given != NULL)
        return planner_value(planner, at, given, purpose);
    if (document_is_bad(planner->resolved->platform_document, at))
        return value_absent();
    struct span span = document_span(planner->resolved->platform_document, credentials->node);
    if (credentials->secret_ref != NULL)
        return planner_secret(planner, credentials->secret_ref, at.key,
                              document_value_span(planner->resolved->platform_document,
                                                  AT(credentials, secret_ref)),
                              purpose);
    return planner_secret(planner, usual, NULL, span, purpose);
}

static void plan_oauth2(struct planner *planner, struct plan_catalog *catalog,
                        const struct catalog_profile *profile)
{
    const struct document *document = planner->resolved->platform_document;
    const struct credentials *credentials = profile->credentials;
    struct text owner = text_format(planner->arena, "catalog '%s'", profile->key);
    catalog->client_id =
        client_part(planner, credentials, credentials->client_id, AT(credentials, client_id),
                    "polaris-client-id",
                    text_format(planner->arena, "client_id of %s", owner.bytes).bytes);
    catalog->client_secret =
        client_part(planner, credentials, credentials->client_secret,
                    AT(credentials, client_secret), "polaris-client-secret",
                    text_format(planner->arena, "client_secret of %s", owner.bytes).bytes);
    catalog->scope = TEXT_AT(document, credentials, scope);
    const char *given = profile->properties->oauth2_server_uri;
    if (given != NULL) {
        catalog->token_uri = value_of(document, AT(profile->properties, oauth2_server_uri),
                                      VALUE_TEXT, given);
    } else if (catalog->uri.kind != VALUE_ABSENT) {
        catalog->token_uri = value_derived(
            VALUE_TEXT,
            text_format(planner->arena, "%.*s/v1/oauth/tokens", TEXT_ARG(catalog->uri.text)),
            catalog->uri.origin.span);
        catalog->token_uri.variable = catalog->uri.variable;
        catalog->token_uri.is_suffix = catalog->uri.variable != NULL;
    }
}

/* Without slashes at the end: clients append /v1/…. */
static struct value plan_uri(struct planner *planner, const struct catalog_profile *profile)
{
    const char *purpose = text_format(planner->arena, "uri of catalog '%s'", profile->key).bytes;
    struct value uri = planner_address(planner, AT(profile, uri), profile->uri, purpose);
    while (uri.text.size > 0 && uri.text.bytes[uri.text.size - 1] == '/')
        uri.text.size--;
    return uri;
}

/* A bucket of S3 Tables is a warehouse of the service of that name; all others are Glue's. */
static void plan_signer(struct plan_catalog *catalog)
{
    if (catalog->authorization != AUTHORIZATION_SIGV4)
        return;
    bool tables = text_starts(catalog->warehouse.text, "arn:aws:s3tables:") ||
                  text_starts(catalog->uri.text, "https://s3tables.");
    catalog->signer = tables ? SIGNER_S3_TABLES : SIGNER_GLUE;
    catalog->at_aws = catalog->type == CATALOG_GLUE && catalog->uri.kind == VALUE_ABSENT;
}

const char *plan_signing_name(const struct plan_catalog *catalog)
{
    static const char *const names[] = {
        [SIGNER_NONE] = "",
        [SIGNER_GLUE] = "glue",
        [SIGNER_S3_TABLES] = "s3tables",
    };
    return names[catalog->signer];
}

bool plan_is_aws(const struct plan_catalog *catalog)
{
    return catalog->type == CATALOG_GLUE && catalog->signer != SIGNER_NONE;
}

bool plan_is_glue(const struct plan_catalog *catalog)
{
    return plan_is_aws(catalog) && catalog->signer == SIGNER_GLUE;
}

bool plan_has_glue_api(const struct plan_catalog *catalog)
{
    return plan_is_glue(catalog) && catalog->at_aws;
}

static bool has_client(const struct credentials *credentials)
{
    return credentials->mode == CREDENTIALS_OAUTH2 || credentials->client_secret != NULL;
}

static void plan_authorization(struct planner *planner, struct plan_catalog *catalog,
                               const struct catalog_profile *profile)
{
    const struct document *document = planner->resolved->platform_document;
    catalog->authorization = profile->properties->authorization_type;
    catalog->authorization_origin =
        origin_of(document, AT(profile->properties, authorization_type));
    bool chosen = catalog->authorization_origin.kind != ORIGIN_PRESET;
    if (!chosen)
        catalog->authorization_origin = origin_of(document, AT(profile->credentials, mode));
    if (kinds[profile->type].signs && !chosen)
        catalog->authorization = AUTHORIZATION_SIGV4;
    else if (!chosen && !has_client(profile->credentials))
        catalog->authorization = AUTHORIZATION_NONE;
    if (catalog->authorization == AUTHORIZATION_OAUTH2)
        plan_oauth2(planner, catalog, profile);
    plan_signer(catalog);
}

/* "" means: by the catalog, unless the storage has an address of its own. */
static enum access_delegation delegation_of(struct planner *planner,
                                            const struct catalog_profile *profile)
{
    const struct storage_profile *storage = planner->resolved->storage;
    if (profile->access_delegation == DELEGATION_ABSENT)
        return DELEGATION_NONE;
    if (profile->access_delegation != DELEGATION_BY_STORAGE)
        return profile->access_delegation;
    bool has_endpoint = storage != NULL && storage->endpoint != NULL &&
                        (storage->endpoint->secret_ref != NULL ||
                         (storage->endpoint->text != NULL && storage->endpoint->text[0] != '\0'));
    return has_endpoint ? DELEGATION_NONE : DELEGATION_VENDED;
}

struct text plan_delegation(const struct plan_catalog *catalog)
{
    const struct field *field = record_field(&record_catalog_profile, LITERAL("access_delegation"));
    return text_of(field->words->spellings[catalog->delegation]);
}

struct text plan_authorization_word(const struct plan_catalog *catalog)
{
    const struct field *field =
        record_field(&record_catalog_properties, LITERAL("authorization_type"));
    return text_of(field->words->spellings[catalog->authorization]);
}

static void refuse_signing(struct planner *planner, const struct catalog_profile *profile)
{
    static const char word[] = "remote-signing";
    const struct engine *engine = engine_of(planner->target->compute);
    if (profile->access_delegation != DELEGATION_SIGNED || engine == NULL ||
        engine_reaches(engine, ENGINE_DELEGATIONS, word))
        return;
    struct diag *diag = diag_add(planner->diags, DELEGATION_REFUSED,
                                 document_value_span(planner->resolved->platform_document,
                                                     AT(profile, access_delegation)),
                                 "%s cannot use %s, which catalog '%s' requests", engine_name(engine),
                                 word, profile->key);
    diag_why(planner->diags, diag, "engines that can: %.*s",
             TEXT_ARG(engines_with(planner->arena, ENGINE_DELEGATIONS, word)));
    diag_help(planner->diags, diag, "use vended-credentials, or none with keys of the storage");
}

static void refuse_unreachable(struct planner *planner, const struct catalog_profile *profile)
{
    const struct engine *engine = engine_of(planner->target->compute);
    const struct field *field = record_field(&record_catalog_profile, LITERAL("type"));
    const char *word = field->words->spellings[profile->type];
    if (!engine_attaches(engine) || engine_reaches(engine, ENGINE_CATALOGS, word))
        return;
    struct diag *diag = diag_add(planner->diags, CATALOG_UNREACHABLE,
                                 document_value_span(planner->resolved->platform_document,
                                                     AT(profile, type)),
                                 "%s cannot attach catalog '%s' of type %s", engine_name(engine),
                                 profile->key, word);
    diag_why(planner->diags, diag, "engines that can: %.*s",
             TEXT_ARG(engines_with(planner->arena, ENGINE_CATALOGS, word)));
    diag_help(planner->diags, diag, "use a catalog of type %.*s",
              TEXT_ARG(engine_words(planner->arena, engine, ENGINE_CATALOGS)));
}

/* Of a server whose paths nobody knows: perhaps it has such a path. */
static void warn_of_version(struct planner *planner, const struct plan_catalog *catalog)
{
    struct diag *diag = diag_add(planner->diags, CATALOG_ADDRESS_TWICE, catalog->uri.origin.span,
                                 "uri of catalog '%s' ends in /v1", catalog->name);
    diag_why(planner->diags, diag, "clients append /v1, so that requests go to /v1/v1");
    diag_help(planner->diags, diag, "remove /v1, unless the server expects it twice");
}

static void report_address(struct planner *planner, const struct plan_catalog *catalog,
                           const struct value *value, const char *problem, const char *why,
                           const char *help)
{
    struct diag *diag = diag_add(planner->diags, CATALOG_ADDRESS, value->origin.span,
                                 "%s of catalog '%s' %s",
                                 value == &catalog->uri ? "uri" : "warehouse", catalog->name,
                                 problem);
    diag_why(planner->diags, diag, "%s", why);
    diag_help(planner->diags, diag, "%s", help);
}

/* What is right of another catalog, or of another field, and found by nobody here. */
static void refuse_address(struct planner *planner, const struct plan_catalog *catalog)
{
    bool is_place = catalog->warehouse.kind != VALUE_ABSENT &&
                    strstr(catalog->warehouse.text.bytes, "://") != NULL;
    if (catalog->type == CATALOG_GLUE && is_place)
        report_address(planner, catalog, &catalog->warehouse, "is not an account id",
                       "Glue's warehouse is the account id; the storage says where files are",
                       "write 'warehouse: \"ACCOUNT_ID\"', and the bucket as a storage");
    if (catalog->type == CATALOG_POLARIS && is_place)
        report_address(planner, catalog, &catalog->warehouse, "is not a name",
                       "Polaris' warehouse is the name of a catalog in it; the storage says where "
                       "files are",
                       "write the name of the catalog, and the bucket as a storage");
    bool has_version = text_ends(catalog->uri.text, "/v1");
    if (has_version && catalog->type == CATALOG_REST)
        warn_of_version(planner, catalog);
    if (has_version && (catalog->type == CATALOG_POLARIS || catalog->type == CATALOG_NESSIE))
        report_address(planner, catalog, &catalog->uri, "ends in /v1",
                       "clients append /v1 themselves", "remove /v1");
}

static void plan_files(struct planner *planner, struct plan_catalog *catalog,
                       const struct catalog_profile *profile)
{
    const struct document *document = planner->resolved->platform_document;
    const char *ending = text_format(planner->arena, ".%s.%s", profile->key,
                                     kinds[profile->type].ending).bytes;
    catalog->path = profile->path == NULL ? planner_own_file(planner, ending)
                                          : TEXT_AT(document, profile, path);
    catalog->data_path = TEXT_AT(document, profile, data_path);
}

/*
 * A warehouse has one catalog, its own; the platform's are its namespaces' names
 * only.
 */
static void plan_warehouse(struct planner *planner, const struct catalog_profile *profile)
{
    struct plan_target *target = planner->target;
    if (target->catalog_count == 0) {
        target->catalogs[target->catalog_count++] = (struct plan_catalog){
            .name = profile->key,
            .common = plan_alias(planner, profile, true),
            .alias = planner_database(planner),
            .type = profile->type,
            .format = FORMAT_WAREHOUSE,
            .namespace = value_preset(VALUE_TEXT, "default"),
        };
    }
    names_add(&planner->catalogs, text_of(profile->key), &target->catalogs[0]);
}

static void plan_server(struct planner *planner, struct plan_catalog *catalog,
                        const struct catalog_profile *profile)
{
    catalog->uri = plan_uri(planner, profile);
    catalog->warehouse = TEXT_AT(planner->resolved->platform_document, profile, warehouse);
    refuse_signing(planner, profile);
    plan_authorization(planner, catalog, profile);
    refuse_address(planner, catalog);
}

static void plan_catalog(struct planner *planner, const struct catalog_profile *profile)
{
    if (profile == NULL || names_find(&planner->catalogs, text_of(profile->key)) != NULL)
        return;
    if (planner->resolved->compute != NULL && !engine_attaches(engine_of(planner->target->compute))) {
        plan_warehouse(planner, profile);
        return;
    }
    const struct document *document = planner->resolved->platform_document;
    struct plan_target *target = planner->target;
    bool first = target->catalog_count == 0;
    struct plan_catalog *catalog = &target->catalogs[target->catalog_count++];
    names_add(&planner->catalogs, text_of(profile->key), catalog);
    *catalog = (struct plan_catalog){
        .name = profile->key,
        .chosen = planner->because.chosen,
        .defined = document_key_span(document, profile->node),
        .alias = plan_alias(planner, profile, first),
        .type = profile->type,
        .format = kinds[profile->type].format,
        .namespace = TEXT_AT(document, profile, namespace),
        .strips_warehouse = profile->properties->strip_warehouse == TRUTH_TRUE,
        .access = profile->properties->access,
        .delegation = delegation_of(planner, profile),
        .delegation_origin = origin_of(document, AT(profile, access_delegation)),
    };
    catalog->common = catalog->alias;
    refuse_unreachable(planner, profile);
    if (catalog->format != FORMAT_ICEBERG)
        plan_files(planner, catalog, profile);
    else
        plan_server(planner, catalog, profile);
    plan_refuse_misfits(planner, catalog, profile);
}

/* Engines fold the case of names. */
static bool same_alias(const struct plan_catalog *a, const struct plan_catalog *b)
{
    struct text left = a->alias.text, right = b->alias.text;
    if (left.size != right.size)
        return false;
    for (size_t i = 0; i < left.size; i++)
        if ((left.bytes[i] | 0x20) != (right.bytes[i] | 0x20))
            return false;
    return true;
}

static void refuse_same_alias(struct planner *planner)
{
    const struct plan_target *target = planner->target;
    for (uint32_t i = 1; i < target->catalog_count; i++) {
        const struct plan_catalog *catalog = &target->catalogs[i];
        for (uint32_t j = 0; j < i; j++) {
            if (!same_alias(catalog, &target->catalogs[j]))
                continue;
            struct diag *diag = diag_add(
                planner->diags, NAMES_CLASH, catalog->alias.origin.span,
                "catalogs '%s' and '%s' would both be attached as '%.*s'",
                target->catalogs[j].name, catalog->name, TEXT_ARG(catalog->alias.text));
            diag_why(planner->diags, diag, "engines ignore the case of names");
            diag_help(planner->diags, diag, "give one of them another alias");
            break;
        }
    }
}

void plan_catalogs(struct planner *planner)
{
    const struct resolved *resolved = planner->resolved;
    planner->target->catalogs =
        ARENA_ARRAY(planner->arena, struct plan_catalog, resolved->layer_count + 1);
    planner_because(planner, resolved->floe_document, AT(resolved->floe, catalog),
                    text_format(planner->arena, "catalog '%s' is chosen here",
                                resolved->floe->catalog));
    plan_catalog(planner, resolved->catalog);
    for (uint32_t i = 0; i < resolved->layer_count; i++) {
        const struct resolved_layer *layer = &resolved->layers[i];
        planner_because(planner, resolved->platform_document, AT(layer->layer, catalog_ref),
                        text_format(planner->arena, "layer '%s' is in it", layer->layer->key));
        plan_catalog(planner, layer->catalog);
    }
    refuse_same_alias(planner);
}

/* arn:aws:s3tables:REGION:ACCOUNT:bucket/NAME, else the region of the tables' storage. */
static struct value region_of(const struct planner *planner, const struct plan_catalog *catalog)
{
    static const char arn[] = "arn:aws:s3tables:";
    struct value region = catalog->warehouse;
    if (text_starts(region.text, arn)) {
        region.text.bytes += sizeof arn - 1;
        region.text.size -= sizeof arn - 1;
        const char *end = memchr(region.text.bytes, ':', region.text.size);
        region.text.size = end == NULL ? 0 : (size_t)(end - region.text.bytes);
        return region;
    }
    const struct plan_storage *storage = plan_storage_of(planner->target, catalog);
    return storage == NULL ? value_absent() : storage->region;
}

/* DuckDB 1.4 cannot say where a table goes, nor leave out what AWS refuses. */
static void refuse_old_duckdb(struct planner *planner, const struct plan_catalog *catalog)
{
    const struct plan_target *target = planner->target;
    if (target->compute != COMPUTE_DUCKDB || target->duckdb.release != DUCKDB_1_4 ||
        !plan_is_aws(catalog))
        return;
    const struct duckdb_properties *properties = planner->resolved->compute->properties->duckdb;
    struct diag *diag = diag_add(planner->diags, CATALOG_UNREACHABLE,
                                 document_value_span(planner->resolved->platform_document,
                                                     AT(properties, duckdb_version)),
                                 "DuckDB 1.4 cannot write to catalog '%s' of type glue",
                                 catalog->name);
    diag_note(planner->diags, diag, catalog->defined, "catalog '%s' is defined here",
              catalog->name);
    diag_why(planner->diags, diag, "AWS requires a setting that DuckDB sends since 1.5");
    diag_help(planner->diags, diag, "write 'duckdb_version: \"1.5\"', or leave it out");
}

/*
 * AWS's REST endpoints make no table in stages, and so none from a query, say
 * AWS's pages about both.  DuckDB does without.  Of Trino it is known at Glue
 * (trinodb/trino 28739); at S3 Tables it was not run.
 */
static void refuse_stages(struct planner *planner, const struct plan_catalog *catalog)
{
    const struct plan_target *target = planner->target;
    bool is_glue = plan_is_glue(catalog);
    bool fails = target->compute == COMPUTE_SPARK || (target->compute == COMPUTE_TRINO && is_glue);
    if (!fails || catalog != target->catalogs || !plan_is_aws(catalog) ||
        plan_has_glue_api(catalog))
        return;
    struct diag *diag = diag_add(planner->diags, CATALOG_UNREACHABLE,
                                 is_glue ? catalog->uri.origin.span
                                         : catalog->warehouse.origin.span,
                                 "%s cannot build models in catalog '%s' of type glue%s",
                                 target->adapter->title, catalog->name,
                                 is_glue ? " by its uri" : "");
    diag_why(planner->diags, diag, "AWS's REST endpoints refuse its CREATE TABLE AS");
    if (is_glue)
        diag_help(planner->diags, diag, "leave the uri out: Glue's own API has no such limit");
    else
        diag_help(planner->diags, diag, "use DuckDB or Trino for S3 Tables, or an account's Glue");
}

void plan_aws(struct planner *planner)
{
    for (uint32_t i = 0; i < planner->target->catalog_count; i++) {
        struct plan_catalog *catalog = &planner->target->catalogs[i];
        if (catalog->signer == SIGNER_NONE)
            continue;
        refuse_old_duckdb(planner, catalog);
        refuse_stages(planner, catalog);
        catalog->region = region_of(planner, catalog);
        if (catalog->at_aws && catalog->region.text.size > 0)
            catalog->uri = value_derived(
                VALUE_TEXT,
                text_format(planner->arena, "https://%s.%.*s.amazonaws.com/iceberg",
                            plan_signing_name(catalog), TEXT_ARG(catalog->region.text)),
                catalog->region.origin.span);
    }
}
