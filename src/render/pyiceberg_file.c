/*
 * .pyiceberg.yaml for PyIceberg 0.11, which reads it by strictyaml: all values
 * are texts, and no list or mapping is in brackets.  What is secret, or is in a
 * variable already, is left to variables of PyIceberg's own.
 */
#include "floe/plan/pyiceberg.h"

#include "floe/base/arena.h"
#include "floe/render/emit.h"
#include "floe/render/render.h"
#include "floe/render/yaml_writer.h"

static void put_value(struct yaml_writer *writer, const char *key, const struct value *value)
{
    bool is_known = value->variable == NULL || (value->is_suffix ? value->fallback.size > 0
                                                                 : !value->is_secret);
    if (value->kind != VALUE_ABSENT && is_known)
        yaml_text(writer, key, text_format(writer->out.arena, "%.*s%.*s",
                                           TEXT_ARG(value->fallback), TEXT_ARG(value->text)));
}

static void put_storage(struct yaml_writer *writer, const struct plan_storage *storage,
                        bool vended)
{
    bool has_endpoint = storage->endpoint.kind != VALUE_ABSENT;
    put_value(writer, "s3.endpoint", &storage->endpoint);
    put_value(writer, "s3.region", &storage->region);
    if (has_endpoint)
        yaml_string(writer, "s3.force-virtual-addressing",
                    text_is(storage->path_style.text, "true") ? "false" : "true");
    if (vended)
        return;
    put_value(writer, "s3.role-arn", &storage->role_arn);
    if (storage->access == ACCESS_ANONYMOUS)
        yaml_string(writer, "s3.anonymous", "true");
}

/* The scope that DuckDB asks for when none is said. */
static void put_authorization(struct yaml_writer *writer, const struct plan_catalog *catalog)
{
    if (catalog->authorization == AUTHORIZATION_NONE) {
        yaml_open(writer, "auth");
        yaml_string(writer, "type", "noop");
        yaml_close(writer);
    } else if (catalog->authorization == AUTHORIZATION_SIGV4) {
        yaml_string(writer, "rest.sigv4-enabled", "true");
        yaml_string(writer, "rest.signing-name", plan_signing_name(catalog));
        put_value(writer, "rest.signing-region", &catalog->region);
    } else {
        put_value(writer, "oauth2-server-uri", &catalog->token_uri);
        if (catalog->scope.kind == VALUE_ABSENT)
            yaml_string(writer, "scope", "PRINCIPAL_ROLE:ALL");
        else
            put_value(writer, "scope", &catalog->scope);
    }
}

/* PyIceberg asks for vended credentials unless the header says otherwise. */
static void put_rest(struct yaml_writer *writer, const struct plan_catalog *catalog)
{
    yaml_string(writer, "type", "rest");
    put_value(writer, "uri", &catalog->uri);
    put_value(writer, "warehouse", &catalog->warehouse);
    put_authorization(writer, catalog);
    if (catalog->delegation == DELEGATION_NONE)
        yaml_string(writer, "header.x-iceberg-access-delegation", "");
}

static void put_catalog(struct yaml_writer *writer, const struct plan_target *target,
                        const struct plan_catalog *catalog)
{
    const struct plan_storage *storage = pyiceberg_storage(target, catalog);
    if (plan_is_glue(catalog)) {
        yaml_string(writer, "type", "glue");
        if (storage != NULL)
            put_value(writer, "glue.region", &storage->region);
    } else if (catalog->type == CATALOG_HIVE) {
        yaml_string(writer, "type", "hive");
        put_value(writer, "uri", &catalog->uri);
    } else {
        put_rest(writer, catalog);
    }
    if (storage != NULL)
        put_storage(writer, storage, catalog->delegation == DELEGATION_VENDED);
}

static void put_variables(struct yaml_writer *writer, const struct variables *variables)
{
    struct arena *arena = writer->out.arena;
    for (uint32_t i = 0; i < variables->count; i++) {
        const struct plan_variable *variable = &variables->list[i];
        const struct value *first = &variable->first, *second = &variable->second;
        struct text from = first->variable != NULL ? text_format(arena, "$%s", first->variable)
                                                   : first->text;
        if (second->kind != VALUE_ABSENT)
            from = text_format(arena, "%.*s%s%s%.*s", TEXT_ARG(from), variable->joint,
                               second->variable != NULL ? "$" : "",
                               TEXT_ARG(second->variable != NULL ? text_of(second->variable)
                                                                 : second->text));
        yaml_comment(writer, text_format(arena, "%s is %.*s", variable->name, TEXT_ARG(from)));
    }
}

static void put_target(struct emission *emission, struct yaml_writer *writer,
                       const struct plan_target *target, bool *opened)
{
    const struct plan *plan = emission->plan;
    struct arena *arena = writer->out.arena;
    for (uint32_t i = 0; i < target->catalog_count; i++) {
        const struct plan_catalog *catalog = &target->catalogs[i];
        if (!pyiceberg_reaches(catalog))
            continue;
        if (!*opened)
            yaml_open(writer, "catalog");
        *opened = true;
        struct variables variables = pyiceberg_variables(arena, plan, target, catalog);
        put_variables(writer, &variables);
        struct text name = pyiceberg_name(arena, plan, target, catalog);
        emit_name(emission, ".pyiceberg.yaml", name,
                  text_format(arena, "catalog '%s' of environment '%.*s'", catalog->name,
                              TEXT_ARG(target->environment)),
                  catalog->defined);
        yaml_open_name(writer, name);
        put_catalog(writer, target, catalog);
        yaml_close(writer);
    }
}

/* The default is named even when PyIceberg cannot reach it: strictyaml refuses an empty file. */
static void put_default(struct yaml_writer *writer, const struct plan *plan)
{
    const struct plan_target *target = plan->usual;
    yaml_text(writer, "default-catalog",
              pyiceberg_name(writer->out.arena, plan, target, &target->catalogs[0]));
}

void emit_pyiceberg(struct emission *emission)
{
    const struct plan *plan = emission->plan;
    struct yaml_writer writer = yaml_writer_new(emission->arena);
    bool opened = false;
    yaml_comment(&writer, text_format(emission->arena, "%s%s; do not edit: run floe-compile again.",
                                      render_mark, FLOE_VERSION));
    yaml_comment(&writer, LITERAL("PyIceberg finds it in the folder that PYICEBERG_HOME names."));
    put_default(&writer, plan);
    for (uint32_t i = 0; i < plan->target_count; i++)
        put_target(emission, &writer, &plan->targets[i], &opened);
    if (opened)
        yaml_close(&writer);
    emit_add(emission, LITERAL(".pyiceberg.yaml"), buffer_finish(&writer.out), EMIT_SHARED);
}
