#include "floe/plan/planner.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/plan/engine.h"
#include "floe/spec/secret_name.h"

/* Two names that differ in - and _ or in case end as one variable. */
static void refuse_same_variable(struct planner *planner, const struct secret *secret,
                                 const struct secret_need *need)
{
    const char *other =
        names_add(&planner->variables, text_of(secret->emitted), (void *)(uintptr_t)secret->name);
    if (other == NULL || strcmp(other, secret->name) == 0)
        return;
    struct diag *diag = diag_add(planner->diags, NAMES_CLASH, need->span,
                                 "secrets '%s' and '%s' are both read from $%s", other,
                                 secret->name, secret->emitted);
    diag_help(planner->diags, diag, "rename one of them");
}

static void refuse_unsettable(struct planner *planner, const struct secret *secret,
                              const struct secret_need *need)
{
    if (variable_is_name(secret->emitted))
        return;
    struct diag *diag = diag_add(planner->diags, SECRET_UNSETTABLE, need->span,
                                 "secret '%s' is read from $%s, which no shell can set",
                                 secret->name, secret->emitted);
    diag_help(planner->diags, diag, "begin its name with a letter, or pass --secret-prefix");
}

static struct text first_word(struct text text)
{
    const char *space = memchr(text.bytes, ' ', text.size);
    return (struct text){text.bytes, space == NULL ? text.size : (size_t)(space - text.bytes)};
}

static void warn_shared(struct planner *planner, const struct secret *secret,
                        const struct secret_need *need)
{
    if (text_equal(first_word(secret->need.purpose), first_word(need->purpose)))
        return;
    struct diag *diag = diag_add(planner->diags, SECRET_SHARED, need->span,
                                 "secret '%s' is used for two different things", secret->name);
    diag_note(planner->diags, diag, secret->need.span, "here for %.*s",
              TEXT_ARG(secret->need.purpose));
    diag_why(planner->diags, diag, "it is also needed for %.*s", TEXT_ARG(need->purpose));
}

static struct value need_secret(struct planner *planner, const char *name, const char *key,
                                struct span span, const char *purpose, bool is_address,
                                bool many_lines)
{
    struct secret_need need = planner->because;
    need.many_lines = many_lines;
    need.span = span;
    need.purpose = text_of(purpose);
    const struct secret *secret =
        secrets_need(planner->secrets, name, key, &need, is_address);
    refuse_same_variable(planner, secret, &need);
    refuse_unsettable(planner, secret, &need);
    if (key == NULL)
        warn_shared(planner, secret, &need);
    return value_secret(secret->emitted, span);
}

struct value planner_secret(struct planner *planner, const char *name, const char *key,
                            struct span span, const char *purpose)
{
    return need_secret(planner, name, key, span, purpose, false, false);
}

/* dbt refuses filters on what it masks by name, so JSON takes no prefix. */
struct value planner_long_secret(struct planner *planner, const char *name, const char *key,
                                 struct span span, const char *purpose, enum secret_lines lines)
{
    struct value value = need_secret(planner, name, key, span, purpose, lines == SECRET_JSON,
                                     lines != SECRET_ONE_LINE);
    value.is_json = lines == SECRET_JSON;
    return value;
}

struct value planner_own_file(struct planner *planner, const char *ending)
{
    struct text environment = planner->target->environment;
    char *bytes = arena_alloc(planner->arena, environment.size + 1);
    for (size_t i = 0; i < environment.size; i++) {
        char c = environment.bytes[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '_' || c == '-';
        bytes[i] = plain ? c : '-';
    }
    environment.bytes = bytes;
    return (struct value){
        .kind = VALUE_TEXT,
        .text = text_format(planner->arena, "/tmp/floe_%s@%.*s%s", planner->resolved->floe->name,
                            TEXT_ARG(environment), ending),
        .origin = {.kind = ORIGIN_OPTION, .name = text_of(origin_environment)},
    };
}

void planner_because(struct planner *planner, const struct document *document, struct field_at at,
                     struct text choice)
{
    const struct node *value = document_value(document, at);
    planner->because = (struct secret_need){.choice = choice};
    if (value != NULL)
        planner->because.chosen = node_span(&document->tree, value);
}

struct value planner_optional_secret(struct planner *planner, const char *name, const char *key,
                                     struct span span, const char *purpose)
{
    bool was_optional = planner->because.is_optional;
    planner->because.is_optional = true;
    struct value value = planner_secret(planner, name, key, span, purpose);
    planner->because.is_optional = was_optional;
    value.is_optional = true;
    return value;
}

static struct value text_or_variable(struct planner *planner, struct field_at at,
                                     const struct text_or_secret *given, const char *purpose,
                                     bool is_address)
{
    if (given == NULL)
        return value_absent();
    const struct document *document = planner->resolved->platform_document;
    if (given->secret_ref == NULL)
        return value_of(document, at, VALUE_TEXT, given->text);
    struct span span = document_value_span(document, AT(given, secret_ref));
    return need_secret(planner, given->secret_ref, NULL, span, purpose, is_address, false);
}

struct value planner_value(struct planner *planner, struct field_at at,
                           const struct text_or_secret *given, const char *purpose)
{
    return text_or_variable(planner, at, given, purpose, false);
}

struct value planner_address(struct planner *planner, struct field_at at,
                             const struct text_or_secret *given, const char *purpose)
{
    return text_or_variable(planner, at, given, purpose, true);
}

static const char *mount_of(const struct platform *platform)
{
    const struct security *security = platform->security;
    if (security == NULL || security->secret_backends == NULL ||
        security->secret_backends->kubernetes == NULL)
        return "/var/run/secrets";
    return security->secret_backends->kubernetes->mount_path;
}

/* --target, else the transform's, else the environment's name; of several, always that. */
static struct value name_of(const struct resolved *resolved, const struct plan_options *options)
{
    const struct floe *floe = resolved->floe;
    if (options->target.size > 0 && !options->named_by_environment)
        return (struct value){
            .kind = VALUE_TEXT,
            .text = options->target,
            .origin = {.kind = ORIGIN_OPTION, .name = LITERAL("--target")},
        };
    for (uint32_t i = 0; i < floe->transforms_count && !options->named_by_environment; i++)
        if (floe->transforms[i].target != NULL)
            return value_of(resolved->floe_document, AT(&floe->transforms[i], target),
                            VALUE_TEXT, floe->transforms[i].target);
    return (struct value){
        .kind = VALUE_TEXT,
        .text = options->environment,
        .origin = {.kind = ORIGIN_OPTION, .name = text_of(origin_environment)},
    };
}

static struct span chosen_span(const struct resolved *resolved)
{
    const struct document *document = resolved->floe_document;
    const struct node *value = document_value(document, AT(resolved->floe, compute));
    return value == NULL ? (struct span){.source = NULL} : node_span(&document->tree, value);
}

static void plan_compute(struct planner *planner)
{
    const struct compute_profile *compute = planner->resolved->compute;
    if (compute == NULL)
        return;
    planner->target->compute = compute->type;
    planner->target->compute_name = compute->key;
    planner->target->compute_chosen = chosen_span(planner->resolved);
    planner->target->compute_span =
        document_span(planner->resolved->platform_document, compute->node);
    if (compute->type == COMPUTE_DUCKDB)
        plan_duckdb(planner);
    else
        plan_method(planner);
}

/* Whether a server that dbt only talks to reaches the catalog, with secrets of its own. */
static bool attaches_itself(const struct planner *planner)
{
    const struct engine *engine = engine_of(planner->target->compute);
    const struct adapter_method *method = planner->method;
    return engine_attaches(engine) && method != NULL && !adapter_says(engine->embedded, method);
}

bool plan_target(struct arena *arena, struct diags *diags, const struct resolved *resolved,
                 const struct plan_options *options, struct plan_target *target)
{
    uint32_t errors = diags->error_count;
    const char *mount = options->mount != NULL ? options->mount : mount_of(resolved->platform);
    *target = (struct plan_target){
        .name = name_of(resolved, options),
        .environment = options->environment,
        .environment_said_by = options->environment_said_by,
        .platform_said_by = options->platform_said_by,
        .platform_path = resolved->platform_document->tree.source->path,
        .platform_bytes = resolved->platform_document->tree.source->bytes,
        .secrets = secrets_new(arena, options->prefix, mount),
        .server_secrets = secrets_new(arena, NULL, mount),
    };
    struct planner planner = {
        .arena = arena,
        .diags = diags,
        .resolved = resolved,
        .options = options,
        .target = target,
        .secrets = &target->secrets,
        .keys = names_new(arena, 0),
        .catalogs = names_new(arena, 0),
        .storages = names_new(arena, 0),
        .variables = names_new(arena, 0),
        .stripped = names_new(arena, 0),
    };
    plan_compute(&planner);
    if (attaches_itself(&planner))
        planner.secrets = &target->server_secrets;
    plan_catalogs(&planner);
    if (resolved->compute != NULL && target->compute == COMPUTE_DUCKDB)
        plan_duckdb_for_catalogs(&planner);
    if (engine_attaches(engine_of(target->compute)))
        plan_storages(&planner);
    planner.secrets = &target->secrets;
    plan_layers(&planner);
    plan_aws(&planner);
    if (resolved->compute != NULL && target->compute != COMPUTE_DUCKDB)
        plan_adapter(&planner);
    plan_integration(&planner);
    plan_spark(&planner);
    plan_resources(&planner);
    plan_variables(&planner);
    plan_advice(&planner);
    plan_effects(&planner);
    if (options->overridable)
        plan_overrides(&planner);
    return diags->error_count == errors;
}
