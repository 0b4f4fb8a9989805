/*
 * Bodies are those of Polaris' management API v1 and of Iceberg's REST catalog.
 */
#include "floe/render/polaris_steps.h"

#include <stdlib.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/base/names.h"
#include "floe/render/shell.h"
#include "floe/render/web.h"

/* What a role that only reads is granted on the whole catalog. */
static const char *const privileges_to_read[] = {
    "CATALOG_READ_PROPERTIES",   "NAMESPACE_LIST",  "NAMESPACE_READ_PROPERTIES",
    "TABLE_LIST",                "TABLE_READ_DATA", "TABLE_READ_PROPERTIES",
    "VIEW_LIST",                 "VIEW_READ_PROPERTIES", NULL,
};

static const char *const privileges_to_write[] = {"CATALOG_MANAGE_CONTENT", NULL};

struct steps {
    struct arena *arena;
    const struct plan *plan;
    const struct plan_target *target;
    const struct plan_catalog *catalog;
    const struct plan_storage *storage; /* where the catalog's tables lie unless a layer differs */
    const struct plan_storage **storages; /* of all of the catalog's layers, too */
    uint32_t storage_count;
    struct text path;                   /* the catalog's segment of an address */
    struct text principal_role;
    struct text catalog_role;
    struct buffer out;
    struct buffer json; /* a body so far, since the last variable */
    struct names namespaces;
};

static struct text segment(struct arena *arena, struct text text)
{
    struct buffer out = buffer_new(arena);
    web_put_segment(&out, text);
    return buffer_finish(&out);
}

/* The word of a value: "${POLARIS_URI%/}"'/v1/oauth/tokens'. */
static void put_value(struct buffer *out, const struct value *value)
{
    if (value->variable != NULL)
        buffer_format(out, "\"${%s%%/}\"", value->variable);
    if (value->variable == NULL || value->is_suffix)
        shell_put_word(out, value->text);
}

static void json(struct steps *steps, const char *text)
{
    buffer_string(&steps->json, text);
}

static void json_text(struct steps *steps, struct text text)
{
    web_put_json(&steps->json, text);
}

static void json_flush(struct steps *steps)
{
    struct text text = buffer_finish(&steps->json);
    shell_put_word(&steps->out, text);
    steps->json = buffer_new(steps->arena);
}

/* A value of a body, which the script reads if it is in a variable. */
static void json_value(struct steps *steps, const struct value *value)
{
    if (value->variable == NULL) {
        json_text(steps, value->text);
        return;
    }
    json(steps, "\"");
    json_flush(steps);
    buffer_format(&steps->out, "\"$(json \"${%s%%/}\")\"", value->variable);
    json(steps, "\"");
}

static void put(struct steps *steps, const char *text)
{
    buffer_string(&steps->out, text);
}

/* 'what NAME', what messages call a thing */
static void put_what(struct steps *steps, const char *function, const char *what, struct text name)
{
    struct text shown = line_shown(steps->arena, name);
    buffer_format(&steps->out, "%s ", function);
    shell_put_word(&steps->out, text_format(steps->arena, "%s %.*s", what, TEXT_ARG(shown)));
}

/* "$management/path" */
static void put_address(struct steps *steps, const char *base, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void put_address(struct steps *steps, const char *base, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct text path = text_format_list(steps->arena, format, arguments);
    va_end(arguments);
    buffer_format(&steps->out, " \"$%s/%.*s\"", base, TEXT_ARG(path));
}

/* "path=value", which the answer of Polaris must hold. */
static void put_wanted(struct steps *steps, const char *path, const struct value *value)
{
    if (value->kind == VALUE_ABSENT)
        return;
    struct value wanted = *value;
    wanted.variable = NULL;
    wanted.text = text_format(steps->arena, "%s=%.*s", path,
                              TEXT_ARG(value->variable == NULL ? value->text : LITERAL("")));
    put(steps, " \\\n    ");
    put_value(&steps->out, &wanted);
    if (value->variable != NULL)
        put_value(&steps->out, value);
}

static struct value text_value(struct text text)
{
    return (struct value){.kind = VALUE_TEXT, .text = text};
}

/* s3://bucket/ or file:///folder/ */
static struct value location_of(struct arena *arena, const struct plan_storage *storage)
{
    static const char *const schemes[] = {
        [STORAGE_S3] = "s3",
        [STORAGE_GCS] = "gs",
        [STORAGE_AZURE] = "abfss",
        [STORAGE_LOCAL] = "file",
    };
    return text_value(text_format(arena, "%s://%.*s/", schemes[storage->type],
                                  TEXT_ARG(storage->bucket.text)));
}

static int compare_places(const void *left, const void *right)
{
    const struct plan_storage *a = *(const struct plan_storage *const *)left;
    const struct plan_storage *b = *(const struct plan_storage *const *)right;
    return (a > b) - (a < b);
}

/* Those that the catalog's tables lie in, each once, in the order of the target's. */
static void collect_storages(struct steps *steps)
{
    const struct plan_layer *first = steps->catalog->layers;
    uint32_t count = 0, kept = 0;
    for (const struct plan_layer *layer = first; layer != NULL; layer = layer->next)
        count += layer->storage != NULL;
    const struct plan_storage **list =
        ARENA_ARRAY(steps->arena, const struct plan_storage *, count + 1);
    list[kept++] = steps->storage;
    for (const struct plan_layer *layer = first; layer != NULL; layer = layer->next)
        if (layer->storage != NULL)
            list[kept++] = layer->storage;
    qsort(list, kept, sizeof(struct plan_storage *), compare_places);
    steps->storages = list;
    steps->storage_count = 1;
    for (uint32_t i = 1; i < kept; i++)
        if (list[i] != list[i - 1])
            list[steps->storage_count++] = list[i];
}

static bool has_sts(const struct plan_storage *storage)
{
    return storage->endpoint.kind == VALUE_ABSENT || storage->role_arn.kind != VALUE_ABSENT;
}

static void json_s3(struct steps *steps)
{
    const struct plan_storage *storage = steps->storage;
    json(steps, ",\"region\":");
    json_value(steps, &storage->region);
    if (storage->endpoint.kind != VALUE_ABSENT) {
        json(steps, ",\"endpoint\":");
        json_value(steps, &storage->endpoint);
    }
    json(steps, text_is(storage->path_style.text, "true") ? ",\"pathStyleAccess\":true"
                                                          : ",\"pathStyleAccess\":false");
    if (storage->role_arn.kind != VALUE_ABSENT) {
        json(steps, ",\"roleArn\":");
        json_value(steps, &storage->role_arn);
    }
    if (!has_sts(storage))
        json(steps, ",\"stsUnavailable\":true");
}

static const char *storage_type_name(const struct plan_storage *storage)
{
    static const char *const names[] = {
        [STORAGE_S3] = "S3",
        [STORAGE_GCS] = "GCS",
        [STORAGE_AZURE] = "AZURE",
        [STORAGE_LOCAL] = "FILE",
    };
    return names[storage->type];
}

static void put_catalog_body(struct steps *steps)
{
    struct value location = location_of(steps->arena, steps->storage);
    put(steps, " \\\n    ");
    json(steps, "{\"catalog\":{\"type\":\"INTERNAL\",\"name\":");
    json_text(steps, steps->catalog->warehouse.text);
    json(steps, ",\"properties\":{\"default-base-location\":");
    json_text(steps, location.text);
    json(steps, "},\"storageConfigInfo\":{\"storageType\":\"");
    json(steps, storage_type_name(steps->storage));
    json(steps, "\",\"allowedLocations\":[");
    for (uint32_t i = 0; i < steps->storage_count; i++) {
        json(steps, i == 0 ? "" : ",");
        json_text(steps, location_of(steps->arena, steps->storages[i]).text);
    }
    json(steps, "]");
    if (steps->storage->type == STORAGE_S3)
        json_s3(steps);
    json(steps, "}}}");
    json_flush(steps);
}

static void put_catalog_wanted(struct steps *steps)
{
    const struct plan_storage *own = steps->storage;
    struct value type = text_value(LITERAL("INTERNAL"));
    struct value kind = text_value(text_of(storage_type_name(own)));
    struct value location = location_of(steps->arena, own);
    put_wanted(steps, ".type", &type);
    put_wanted(steps, ".properties.default-base-location", &location);
    put_wanted(steps, ".storageConfigInfo.storageType", &kind);
    for (uint32_t i = 0; i < steps->storage_count; i++) {
        location = location_of(steps->arena, steps->storages[i]);
        put_wanted(steps, ".storageConfigInfo.allowedLocations[]", &location);
    }
    if (own->type != STORAGE_S3)
        return;
    struct value path_style = text_value(own->path_style.text);
    put_wanted(steps, ".storageConfigInfo.region", &own->region);
    put_wanted(steps, ".storageConfigInfo.endpoint", &own->endpoint);
    put_wanted(steps, ".storageConfigInfo.pathStyleAccess", &path_style);
    put_wanted(steps, ".storageConfigInfo.roleArn", &own->role_arn);
    struct value truth = text_value(LITERAL("true"));
    if (!has_sts(own))
        put_wanted(steps, ".storageConfigInfo.stsUnavailable", &truth);
}

static void put_catalog(struct steps *steps)
{
    put_what(steps, "ensure", "catalog", steps->catalog->warehouse.text);
    put_address(steps, "management", "catalogs/%.*s", TEXT_ARG(steps->path));
    put_address(steps, "management", "catalogs");
    put_catalog_body(steps);
    put_catalog_wanted(steps);
    put(steps, "\n");
}

/* The layer's own bucket, where that is not the catalog's: s3://bucket/silver/ */
static struct value namespace_location(struct steps *steps, struct text namespace,
                                       const struct plan_storage *storage)
{
    if (storage == NULL || storage == steps->storage)
        return value_absent();
    struct buffer out = buffer_new(steps->arena);
    buffer_text(&out, location_of(steps->arena, storage).text);
    for (size_t i = 0; i < namespace.size; i++)
        buffer_byte(&out, namespace.bytes[i] == '.' ? '/' : namespace.bytes[i]);
    buffer_byte(&out, '/');
    return text_value(buffer_finish(&out));
}

/* Parts of a namespace are an array in a body, and joined by 0x1F in an address. */
static void put_namespace(struct steps *steps, struct text namespace,
                          const struct plan_storage *storage)
{
    if (names_add(&steps->namespaces, namespace, steps) != NULL)
        return;
    struct buffer address = buffer_new(steps->arena);
    struct value location = namespace_location(steps, namespace, storage);
    json(steps, "{\"namespace\":[");
    for (size_t start = 0, end; start < namespace.size; start = end + 1) {
        for (end = start; end < namespace.size && namespace.bytes[end] != '.';)
            end++;
        struct text part = {namespace.bytes + start, end - start};
        buffer_string(&address, start == 0 ? "" : "%1F");
        web_put_segment(&address, part);
        json(steps, start == 0 ? "" : ",");
        json_text(steps, part);
    }
    json(steps, "],\"properties\":{");
    if (location.kind != VALUE_ABSENT) {
        json(steps, "\"location\":");
        json_text(steps, location.text);
    }
    json(steps, "}}");
    struct text path = buffer_finish(&address);
    put_what(steps, "ensure", "namespace", namespace);
    put_address(steps, "catalog_uri", "v1/%.*s/namespaces/%.*s", TEXT_ARG(steps->path),
                TEXT_ARG(path));
    put_address(steps, "catalog_uri", "v1/%.*s/namespaces", TEXT_ARG(steps->path));
    put(steps, " \\\n    ");
    json_flush(steps);
    put_wanted(steps, ".properties.location", &location);
    put(steps, "\n");
}

/* With its parents, which come first. */
static void put_namespaces_to(struct steps *steps, struct text namespace,
                              const struct plan_storage *storage)
{
    for (size_t i = 0; i < namespace.size; i++)
        if (namespace.bytes[i] == '.')
            put_namespace(steps, (struct text){namespace.bytes, i}, NULL);
    put_namespace(steps, namespace, storage);
}

static void put_namespaces(struct steps *steps)
{
    struct text own = steps->catalog->namespace.text;
    if (!text_is(own, "default"))
        put_namespaces_to(steps, own, NULL);
    for (const struct plan_layer *layer = steps->catalog->layers; layer != NULL; layer = layer->next)
        put_namespaces_to(steps, layer->namespace.text, layer->storage);
}

static void put_role_body(struct steps *steps, const char *key, struct text name)
{
    json(steps, "{\"");
    json(steps, key);
    json(steps, "\":{\"name\":");
    json_text(steps, name);
    json(steps, "}}");
    put(steps, " \\\n    ");
    json_flush(steps);
}

static void put_roles(struct steps *steps)
{
    put_what(steps, "ensure", "principal role", steps->principal_role);
    struct text role_path = segment(steps->arena, steps->principal_role);
    put_address(steps, "management", "principal-roles/%.*s", TEXT_ARG(role_path));
    put_address(steps, "management", "principal-roles");
    put_role_body(steps, "principalRole", steps->principal_role);
    put(steps, "\n");
    put_what(steps, "ensure", "catalog role", steps->catalog_role);
    put_address(steps, "management", "catalogs/%.*s/catalog-roles/%.*s", TEXT_ARG(steps->path),
                TEXT_ARG(steps->catalog_role));
    put_address(steps, "management", "catalogs/%.*s/catalog-roles", TEXT_ARG(steps->path));
    put_role_body(steps, "catalogRole", steps->catalog_role);
    put(steps, "\n");
}

static void put_grants(struct steps *steps)
{
    bool reads = steps->catalog->access == ACCESS_READ;
    put_what(steps, "ensure_grants", "catalog role", steps->catalog_role);
    put_address(steps, "management", "catalogs/%.*s/catalog-roles/%.*s/grants",
                TEXT_ARG(steps->path), TEXT_ARG(steps->catalog_role));
    const char *const *privilege = reads ? privileges_to_read : privileges_to_write;
    for (; *privilege != NULL; privilege++)
        buffer_format(&steps->out, " \\\n    %s", *privilege);
    put(steps, "\n");
}

static void put_assignments(struct steps *steps)
{
    put_what(steps, "ensure_role",
             text_format(steps->arena, "catalog role %.*s of principal role",
                         TEXT_ARG(steps->catalog_role)).bytes,
             steps->principal_role);
    struct text role_path = segment(steps->arena, steps->principal_role);
    put_address(steps, "management", "principal-roles/%.*s/catalog-roles/%.*s",
                TEXT_ARG(role_path), TEXT_ARG(steps->path));
    put(steps, " ");
    shell_put_word(&steps->out, steps->catalog_role);
    put_role_body(steps, "catalogRole", steps->catalog_role);
    put(steps, "\n");
    struct text account = steps->plan->service_account.text;
    if (steps->plan->service_account.kind == VALUE_ABSENT)
        return;
    put_what(steps, "ensure_principal", "principal", account);
    struct text account_path = segment(steps->arena, account);
    put_address(steps, "management", "principals/%.*s", TEXT_ARG(account_path));
    put(steps, " ");
    shell_put_word(&steps->out, steps->principal_role);
    put_role_body(steps, "principalRole", steps->principal_role);
    put(steps, "\n");
}

/* That of floe.yaml, else the one that the scope asks for, else the data product's name. */
static struct text principal_role_of(const struct plan *plan, const struct plan_catalog *catalog)
{
    static const char prefix[] = "PRINCIPAL_ROLE:";
    struct text scope = catalog->scope.text;
    if (plan->principal_role.kind != VALUE_ABSENT)
        return plan->principal_role.text;
    if (scope.size < sizeof prefix || !text_starts(scope, prefix) ||
        text_is(scope, "PRINCIPAL_ROLE:ALL") || memchr(scope.bytes, ' ', scope.size) != NULL)
        return plan->project.text;
    return (struct text){scope.bytes + sizeof prefix - 1, scope.size - (sizeof prefix - 1)};
}

bool polaris_sets_up(const struct plan_target *target, const struct plan_catalog *catalog)
{
    return catalog->type == CATALOG_POLARIS && catalog->warehouse.kind != VALUE_ABSENT &&
           plan_storage_of(target, catalog) != NULL;
}

/* A variable that the steps read, which must be there. */
static void put_need(struct steps *steps, const struct value *value)
{
    if (value->variable != NULL)
        buffer_format(&steps->out, "need %s \"${%s:-}\"\n", value->variable, value->variable);
}

static void put_catalog_steps(struct steps *steps, const struct plan_catalog *catalog)
{
    steps->catalog = catalog;
    steps->storage = plan_storage_of(steps->target, catalog);
    collect_storages(steps);
    steps->path = segment(steps->arena, catalog->warehouse.text);
    steps->principal_role = principal_role_of(steps->plan, catalog);
    steps->catalog_role = text_format(steps->arena, "%.*s_%s", TEXT_ARG(steps->plan->project.text),
                                      catalog->access == ACCESS_READ ? "reader" : "writer");
    steps->namespaces = names_new(steps->arena, 0);
    put(steps, steps->out.size > 0 ? "\n" : "");
    put_need(steps, &catalog->uri);
    put_need(steps, &steps->storage->endpoint);
    put(steps, "catalog_uri=");
    put_value(&steps->out, &catalog->uri);
    put(steps, "\nmanagement=${POLARIS_MANAGEMENT_URI:-${catalog_uri%/api/catalog}/api/management/v1}"
               "\nsign_in ");
    if (catalog->token_uri.kind != VALUE_ABSENT)
        put_value(&steps->out, &catalog->token_uri);
    else
        put(steps, "\"$catalog_uri/v1/oauth/tokens\"");
    put(steps, "\n");
    put_catalog(steps);
    put_namespaces(steps);
    put_roles(steps);
    put_grants(steps);
    put_assignments(steps);
}

struct text polaris_steps(struct arena *arena, const struct plan *plan,
                          const struct plan_target *target)
{
    struct steps steps = {
        .arena = arena,
        .plan = plan,
        .target = target,
        .out = buffer_new(arena),
        .json = buffer_new(arena),
    };
    for (uint32_t i = 0; i < target->catalog_count; i++)
        if (polaris_sets_up(target, &target->catalogs[i]))
            put_catalog_steps(&steps, &target->catalogs[i]);
    if (steps.out.size == 0)
        put(&steps, "say 'this environment has no Polaris catalog'\n");
    return buffer_finish(&steps.out);
}
