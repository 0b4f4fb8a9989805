#include "floe/plan/pyiceberg.h"

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/spec/secret_name.h"

bool pyiceberg_reaches(const struct plan_catalog *catalog)
{
    return catalog->format == FORMAT_ICEBERG;
}

struct text pyiceberg_name(struct arena *arena, const struct plan *plan,
                           const struct plan_target *target, const struct plan_catalog *catalog)
{
    struct buffer name = buffer_new(arena);
    if (plan->target_count > 1)
        buffer_format(&name, "%.*s-", TEXT_ARG(target->name.text));
    buffer_text(&name, catalog->alias.text);
    for (size_t i = 0; i < name.size; i++) {
        char c = name.bytes[i];
        name.bytes[i] = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return buffer_finish(&name);
}

const struct plan_storage *pyiceberg_storage(const struct plan_target *target,
                                             const struct plan_catalog *catalog)
{
    const struct plan_storage *storage = plan_storage_of(target, catalog);
    return storage != NULL && storage->type == STORAGE_S3 ? storage : NULL;
}

struct collector {
    struct arena *arena;
    struct text name;
    struct variables variables;
};

static const char *variable_name(struct collector *collector, const char *property)
{
    return secret_pyiceberg(collector->arena, collector->name, property);
}

static void add(struct collector *collector, const char *property, const struct value *value)
{
    if (value->kind == VALUE_ABSENT || value->variable == NULL)
        return;
    struct plan_variable variable = {.name = variable_name(collector, property), .first = *value};
    if (value->is_suffix) {
        variable.joint = "";
        variable.second = value_derived(VALUE_TEXT, value->text, value->origin.span);
    }
    variables_add(collector->arena, &collector->variables, &variable);
}

static void add_storage(struct collector *collector, const struct plan_storage *storage)
{
    add(collector, "s3__endpoint", &storage->endpoint);
    add(collector, "s3__region", &storage->region);
    if (storage->access != ACCESS_KEYS)
        return;
    add(collector, "s3__access_key_id", &storage->key_id);
    add(collector, "s3__secret_access_key", &storage->secret);
    add(collector, "s3__session_token", &storage->session_token);
}

struct variables pyiceberg_variables(struct arena *arena, const struct plan *plan,
                                     const struct plan_target *target,
                                     const struct plan_catalog *catalog)
{
    struct collector collector = {
        .arena = arena,
        .name = pyiceberg_name(arena, plan, target, catalog),
    };
    if (!pyiceberg_reaches(catalog))
        return collector.variables;
    add(&collector, "uri", &catalog->uri);
    add(&collector, "warehouse", &catalog->warehouse);
    add(&collector, "oauth2_server_uri", &catalog->token_uri);
    if (catalog->client_secret.kind != VALUE_ABSENT) {
        struct plan_variable credential = {
            .name = variable_name(&collector, "credential"),
            .first = catalog->client_id,
            .joint = ":",
            .second = catalog->client_secret,
        };
        variables_add(arena, &collector.variables, &credential);
    }
    const struct plan_storage *storage = pyiceberg_storage(target, catalog);
    if (storage != NULL)
        add_storage(&collector, storage);
    return collector.variables;
}
