/*
 * What works and is still worth a warning.
 */
#include <stdlib.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/plan/planner.h"
#include "floe/spec/shape.h"

enum { MEMORY_PERCENT_MAX = 80 }; /* of the container's limit: Python needs the rest */

static bool is_local(const struct planner *planner)
{
    return text_is(planner->target->environment, "local");
}

static void advise_memory_path(struct planner *planner)
{
    const struct value *path = &planner->target->duckdb.path;
    if (!text_is(path->text, ":memory:"))
        return;
    struct diag *diag = diag_add(planner->diags, DATABASE_IN_MEMORY, path->origin.span,
                                 "DuckDB's own database is in memory");
    diag_why(planner->diags, diag, "views of 'views: local', temporary tables that spill and the "
                                   "state of dbt retry do not last");
    diag_help(planner->diags, diag, "leave the line out, or write 'path: /tmp/NAME.duckdb'");
}

static void advise_scope(struct planner *planner, const struct plan_catalog *catalog)
{
    if (catalog->type != CATALOG_POLARIS || !text_is(catalog->scope.text, "PRINCIPAL_ROLE:ALL"))
        return;
    struct diag *diag = diag_add(planner->diags, SCOPE_OF_ALL_ROLES, catalog->scope.origin.span,
                                 "catalog '%s' requests every role of its client", catalog->name);
    diag_why(planner->diags, diag, "a run needs the rights of one role, and a leaked token has "
                                   "them all");
    diag_help(planner->diags, diag, "write 'scope: \"PRINCIPAL_ROLE:NAME\"'");
}

/* Addresses of this machine or of a cluster's inside are not what travels far. */
static bool is_near(struct text uri)
{
    return text_starts(uri, "http://localhost") || text_starts(uri, "http://127.") ||
           text_starts(uri, "http://[::1]");
}

/* An address that several storages share by an anchor is spoken of once. */
static bool is_shared(const struct plan_target *target, const struct value *address)
{
    const struct span *span = &address->origin.span;
    for (uint32_t i = 0; i < target->storage_count; i++) {
        const struct value *other = &target->storages[i].endpoint;
        if (other == address)
            return false;
        if (span->source != NULL && other->origin.span.source == span->source &&
            other->origin.span.start == span->start)
            return true;
    }
    return false;
}

static void advise_tls(struct planner *planner, const struct value *address, const char *what,
                       const char *name)
{
    if (is_shared(planner->target, address))
        return;
    if (is_local(planner) || !text_starts(address->text, "http://") || is_near(address->text))
        return;
    struct diag *diag = diag_add(planner->diags, ADDRESS_WITHOUT_TLS, address->origin.span,
                                 "%s '%s' is reached without TLS", what, name);
    diag_why(planner->diags, diag, "tokens and keys cross the network unencrypted in environment "
                                   "'%.*s'",
             TEXT_ARG(planner->target->environment));
    diag_help(planner->diags, diag, "use an https:// address");
}

static void advise_path_style(struct planner *planner, const struct plan_storage *storage)
{
    bool own_endpoint = storage->endpoint.kind != VALUE_ABSENT && storage->endpoint.variable == NULL &&
                        strstr(storage->endpoint.text.bytes, "amazonaws.com") == NULL;
    if (is_shared(planner->target, &storage->endpoint))
        return;
    if (!own_endpoint || storage->path_style.origin.kind != ORIGIN_PRESET)
        return;
    struct diag *diag = diag_add(planner->diags, PATH_STYLE_NOT_SAID, storage->endpoint.origin.span,
                                 "storage '%s' has an endpoint but no path_style_access",
                                 storage->name);
    diag_why(planner->diags, diag, "S3 servers other than AWS mostly expect the bucket in the "
                                   "path, "
                                   "not in the host name");
    diag_help(planner->diags, diag, "add 'path_style_access: true', or false to silence this");
}

static const struct plan_storage *vended_elsewhere(const struct plan_target *target)
{
    for (uint32_t i = 0; i < target->storage_count; i++)
        if (target->storages[i].access == ACCESS_VENDED &&
            target->storages[i].endpoint.kind != VALUE_ABSENT)
            return &target->storages[i];
    return NULL;
}

static void advise_vending(struct planner *planner, const struct plan_catalog *catalog)
{
    const struct plan_storage *storage = vended_elsewhere(planner->target);
    if (storage == NULL || catalog->delegation != DELEGATION_VENDED ||
        catalog->format != FORMAT_ICEBERG)
        return;
    struct diag *diag = diag_add(planner->diags, VENDING_NEEDS_STS, catalog->delegation_origin.span,
                                 "catalog '%s' vends credentials for storage '%s', which is not AWS",
                                 catalog->name, storage->name);
    diag_note(planner->diags, diag, storage->endpoint.origin.span, "its endpoint");
    diag_why(planner->diags, diag, "the catalog can only vend them if that server has an STS");
    diag_help(planner->diags, diag, "write 'access_delegation: none' and keys if it has none");
}

static const struct plan_setting *setting_of(const struct plan_duckdb *duckdb, const char *name)
{
    for (uint32_t i = 0; i < duckdb->setting_count; i++)
        if (strcmp(duckdb->settings[i].name, name) == 0)
            return &duckdb->settings[i];
    return NULL;
}

static void advise_memory(struct planner *planner)
{
    const struct plan_setting *limit = setting_of(&planner->target->duckdb, "memory_limit");
    double container = planner_container_bytes(planner);
    if (limit == NULL || container <= 0 || planner->diags->error_count > 0)
        return;
    double bytes = shape_amount(limit->value.text);
    if (bytes <= container * MEMORY_PERCENT_MAX / 100)
        return;
    struct diag *diag = diag_add(planner->diags, MEMORY_OVER_CONTAINER, limit->value.origin.span,
                                 "DuckDB may use %.0f %% of the container's memory",
                                 bytes / container * 100);
    diag_why(planner->diags, diag, "dbt and Arrow need memory too; the kernel kills a process that "
                                   "uses more than the limit");
    diag_help(planner->diags, diag, "stay below %d %% of resource_profiles.transform.limits.memory",
              MEMORY_PERCENT_MAX);
}

/* DuckDB has no keys but those of a storage or of the catalog. */
static void advise_access(struct planner *planner, const struct plan_catalog *catalog)
{
    const struct plan_target *target = planner->target;
    if (target->compute != COMPUTE_DUCKDB || catalog->format != FORMAT_ICEBERG ||
        catalog->delegation != DELEGATION_NONE || plan_storage_of(target, catalog) != NULL ||
        planner->diags->error_count > 0)
        return;
    struct diag *diag = diag_add(planner->diags, CATALOG_WITHOUT_FILES, catalog->defined,
                                 "nothing gives access to the files of catalog '%s'",
                                 catalog->name);
    diag_why(planner->diags, diag, "the catalog is not asked for access, and no storage is given");
    diag_help(planner->diags, diag, "write 'access_delegation: vended-credentials', or add the "
                                    "storage of its tables");
}

void plan_advice(struct planner *planner)
{
    const struct plan_target *target = planner->target;
    if (target->compute == COMPUTE_DUCKDB) {
        advise_memory_path(planner);
        advise_memory(planner);
    }
    for (uint32_t i = 0; i < target->catalog_count; i++) {
        advise_scope(planner, &target->catalogs[i]);
        advise_vending(planner, &target->catalogs[i]);
        advise_access(planner, &target->catalogs[i]);
        advise_tls(planner, &target->catalogs[i].uri, "catalog", target->catalogs[i].name);
    }
    for (uint32_t i = 0; i < target->storage_count; i++) {
        advise_tls(planner, &target->storages[i].endpoint, "storage", target->storages[i].name);
        advise_path_style(planner, &target->storages[i]);
    }
}
