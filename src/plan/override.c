/*
 * --overridable: addresses that a variable can replace when dbt runs.
 *
 *   FLOE_CATALOG_URI, FLOE_CATALOG_WAREHOUSE       the catalog of floe.yaml
 *   FLOE_STORAGE_ENDPOINT, FLOE_STORAGE_REGION     the storage of floe.yaml
 *   FLOE_CATALOG_NAME_URI, FLOE_STORAGE_NAME_…     those that layers add
 *   FLOE_ENV_CATALOG_URI, …                        one of several environments
 */
#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/plan/planner.h"

struct override {
    struct planner *planner;
    struct names taken;  /* variables, by name: who has them */
    const char *section; /* "CATALOG" or "STORAGE" */
    const char *name;    /* of the profile; NULL: the one of floe.yaml */
    const char *owner;   /* for messages: "catalog 'x'" */
};

static void put_upper(struct buffer *out, struct text text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.bytes[i];
        bool plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        buffer_byte(out, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : plain ? c : '_');
    }
}

static const char *variable_of(const struct override *override, const char *field)
{
    const struct planner *planner = override->planner;
    struct buffer out = buffer_new(planner->arena);
    buffer_string(&out, "FLOE_");
    if (planner->options->named_by_environment) {
        put_upper(&out, planner->target->environment);
        buffer_byte(&out, '_');
    }
    buffer_format(&out, "%s_", override->section);
    if (override->name != NULL) {
        put_upper(&out, text_of(override->name));
        buffer_byte(&out, '_');
    }
    buffer_string(&out, field);
    return buffer_finish(&out).bytes;
}

static void refuse_taken(struct override *override, const char *variable, const char *other,
                         struct span span)
{
    struct planner *planner = override->planner;
    struct diag *diag = diag_add(planner->diags, NAMES_CLASH, span,
                                 "%s and %s would both be read from $%s", other,
                                 override->owner, variable);
    diag_help(planner->diags, diag, "rename one of them, or drop --overridable");
}

/* Secrets and what is absent stay as they are. */
static void allow(struct override *override, struct value *value, const char *field)
{
    if (value->kind == VALUE_ABSENT || value->variable != NULL)
        return;
    const char *variable = variable_of(override, field);
    const char *other = names_add(&override->taken, text_of(variable),
                                  (void *)(uintptr_t)override->owner);
    if (other != NULL)
        refuse_taken(override, variable, other, value->origin.span);
    value->variable = variable;
}

static void allow_catalog(struct override *override, struct plan_catalog *catalog)
{
    struct text usual = catalog->uri.text;
    bool follows = catalog->token_uri.origin.kind == ORIGIN_DERIVED && catalog->uri.variable == NULL;
    if (!catalog->at_aws)
        allow(override, &catalog->uri, "URI");
    allow(override, &catalog->warehouse, "WAREHOUSE");
    if (!follows)
        return;
    struct value *token = &catalog->token_uri;
    token->variable = catalog->uri.variable;
    token->is_suffix = true;
    token->fallback = usual;
    token->text.bytes += usual.size;
    token->text.size -= usual.size;
}

static const struct plan_storage *usual_storage(const struct planner *planner)
{
    const struct storage_profile *chosen = planner->resolved->storage;
    return chosen == NULL ? NULL : names_find(&planner->storages, text_of(chosen->key));
}

void plan_overrides(struct planner *planner)
{
    struct plan_target *target = planner->target;
    struct override override = {.planner = planner, .taken = names_new(planner->arena, 0)};
    for (uint32_t i = 0; i < target->secrets.count; i++) {
        const struct secret *secret = &target->secrets.list[i];
        struct text owner = text_format(planner->arena, "secret '%s'", secret->name);
        names_add(&override.taken, text_of(secret->emitted), (void *)(uintptr_t)owner.bytes);
    }
    override.section = "CATALOG";
    for (uint32_t i = 0; i < target->catalog_count; i++) {
        struct plan_catalog *catalog = &target->catalogs[i];
        override.name = i == 0 ? NULL : catalog->name;
        override.owner = text_format(planner->arena, "catalog '%s'", catalog->name).bytes;
        allow_catalog(&override, catalog);
    }
    override.section = "STORAGE";
    for (uint32_t i = 0; i < target->storage_count; i++) {
        struct plan_storage *storage = &target->storages[i];
        override.name = storage == usual_storage(planner) ? NULL : storage->name;
        override.owner = text_format(planner->arena, "storage '%s'", storage->name).bytes;
        if (storage->type != STORAGE_S3)
            continue;
        allow(&override, &storage->endpoint, "ENDPOINT");
        allow(&override, &storage->region, "REGION");
    }
}
