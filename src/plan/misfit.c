/*
 * What a catalog says and nothing of its kind reads: the type of the catalog
 * and how its requests are authorized decide.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/plan/planner.h"

struct misfit {
    struct planner *planner;
    const struct plan_catalog *catalog;
    const struct catalog_profile *profile;
    const char *type;
};

static enum catalog_client client_of(const struct plan_catalog *catalog)
{
    return plan_catalog_kind(catalog->type)->client;
}

static struct diag *refuse(const struct misfit *in, const char *key, const struct node *value)
{
    const struct document *document = in->planner->resolved->platform_document;
    return diag_add(in->planner->diags, CATALOG_MISFIT, node_span(&document->tree, value),
                    "%s has no effect in catalog '%s'", key, in->profile->key);
}

/* The first key of the credentials that says more than 'static'. */
static const struct node *first_credential(const struct misfit *in, const char **key)
{
    const struct document *document = in->planner->resolved->platform_document;
    const struct credentials *credentials = in->profile->credentials;
    const struct field_at keys[] = {
        AT(credentials, mode),  AT(credentials, client_id), AT(credentials, client_secret),
        AT(credentials, scope), AT(credentials, role_arn),  AT(credentials, secret_ref),
    };
    bool signs_in = in->catalog->authorization == AUTHORIZATION_OAUTH2 && client_of(in->catalog) != CLIENT_FILE;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct node *value = document_value(document, keys[i]);
        bool is_mode = i == 0, is_role = strcmp(keys[i].key, "role_arn") == 0;
        bool plain = credentials->mode == CREDENTIALS_STATIC ||
                     (signs_in && credentials->mode == CREDENTIALS_OAUTH2);
        bool used = is_mode ? plain : signs_in && !is_role;
        *key = keys[i].key;
        if (value != NULL && !used)
            return value;
    }
    return NULL;
}

static void explain_credentials(const struct misfit *in, struct diag *diag)
{
    struct diags *diags = in->planner->diags;
    bool chosen = document_value(in->planner->resolved->platform_document,
                                 AT(in->profile->properties, authorization_type)) != NULL;
    if (client_of(in->catalog) != CLIENT_REST) {
        diag_why(diags, diag, "a catalog of type %s does not use credentials", in->type);
        diag_help(diags, diag, "remove the credentials");
    } else if (in->catalog->authorization == AUTHORIZATION_SIGV4) {
        diag_why(diags, diag, "requests are signed with the credentials of the tables' storage");
        diag_help(diags, diag, "move them there");
    } else if (in->catalog->authorization == AUTHORIZATION_OAUTH2) {
        diag_why(diags, diag, "a client signs in to this catalog by OAuth2");
        diag_help(diags, diag, "write 'mode: oauth2', and a role in the storage's credentials");
    } else if (chosen) {
        diag_why(diags, diag, "authorization_type is none");
        diag_help(diags, diag, "remove the credentials, or write 'authorization_type: oauth2'");
    } else {
        diag_why(diags, diag, "without mode oauth2, requests to the catalog are not authorized");
        diag_help(diags, diag, "write 'mode: oauth2', or remove the credentials");
    }
}

static void check_credentials(const struct misfit *in)
{
    const char *key;
    const struct node *value = first_credential(in, &key);
    if (value != NULL)
        explain_credentials(in, refuse(in, key, value));
}

/* A key of the profile or of its properties, and the catalogs that it belongs to. */
static void check_key(const struct misfit *in, struct field_at at, bool fits, const char *of)
{
    const struct node *value =
        document_value(in->planner->resolved->platform_document, at);
    if (fits || value == NULL)
        return;
    struct diag *diag = refuse(in, at.key, value);
    diag_why(in->planner->diags, diag, "%s is for %s", at.key, of);
    diag_help(in->planner->diags, diag, "remove the line");
}

void plan_refuse_misfits(struct planner *planner, const struct plan_catalog *catalog,
                         const struct catalog_profile *profile)
{
    const struct field *field = record_field(&record_catalog_profile, LITERAL("type"));
    const struct misfit in = {planner, catalog, profile, field->words->spellings[profile->type]};
    bool rest = client_of(catalog) == CLIENT_REST;
    bool signs_in = rest && catalog->authorization == AUTHORIZATION_OAUTH2;
    const struct catalog_properties *properties = profile->properties;
    static const char of_rest[] = "catalogs with a REST API";
    check_credentials(&in);
    check_key(&in, AT(profile, access_delegation),
              rest || catalog->delegation == DELEGATION_NONE, of_rest);
    check_key(&in, AT(properties, oauth2_server_uri), signs_in, "catalogs with OAuth2");
    check_key(&in, AT(properties, authorization_type), rest, of_rest);
    check_key(&in, AT(properties, access), catalog->type == CATALOG_POLARIS,
              "catalogs of type polaris");
    check_key(&in, AT(properties, strip_warehouse), client_of(catalog) != CLIENT_FILE, "catalogs with a warehouse");
}
