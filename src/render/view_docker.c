/*
 * An image of the dbt project, and a compose file for work on one machine:
 * Apache Polaris 1.4 and an S3 server beside it.  What is installed, and where
 * things are.
 */
#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/plan/engine.h"
#include "floe/render/deploy.h"
#include "floe/render/emit.h"
#include "floe/render/render.h"

/* The extensions of DuckDB that PyPI has. */
static const char *const packaged[] = {"avro", "aws", "ducklake", "httpfs", "iceberg"};

/* A folder of the project below the folder of floe.yaml, with its slash. */
static struct text folder_of(struct emission *emission)
{
    struct arena *arena = emission->arena;
    struct text below = deploy_below(arena, emission->plan, emission->plan->folder.text);
    return below.size == 0 ? LITERAL("") : text_format(arena, "%.*s/", TEXT_ARG(below));
}

static struct text in_image(struct arena *arena, struct text below)
{
    if (below.size == 0)
        return text_of(deploy_root);
    while (below.size > 1 && below.bytes[below.size - 1] == '/')
        below.size--;
    return text_format(arena, "%s/%.*s", deploy_root, TEXT_ARG(below));
}

/* Where the profile says, else where DuckDB looks by itself. */
static struct text extension_directory(struct emission *emission)
{
    struct arena *arena = emission->arena;
    const struct value *said = &emission->plan->usual->duckdb.extension_directory;
    if (said->kind == VALUE_ABSENT)
        return text_format(arena, "%s/.duckdb/extensions", deploy_home);
    if (text_starts(said->text, "/"))
        return said->text;
    if (text_starts(said->text, "~/"))
        return text_format(arena, "%s%s", deploy_home, said->text.bytes + 1);
    return text_format(arena, "%.*s/%.*s",
                       TEXT_ARG(in_image(arena, folder_of(emission))), TEXT_ARG(said->text));
}

static void collect_extensions(const struct plan *plan, struct duckdb_extensions *list)
{
    for (uint32_t i = 0; i < plan->target_count; i++)
        if (plan->targets[i].compute == COMPUTE_DUCKDB)
            render_duckdb_extensions(list, &plan->targets[i]);
}

static bool is_packaged(const char *extension)
{
    for (size_t i = 0; i < sizeof packaged / sizeof packaged[0]; i++)
        if (strcmp(packaged[i], extension) == 0)
            return true;
    return false;
}

static bool has_compute(const struct plan *plan, enum compute_type compute)
{
    for (uint32_t i = 0; i < plan->target_count; i++)
        if (plan->targets[i].compute == compute)
            return true;
    return false;
}

static void add_text(struct view *view, struct plan_data *above, const char *key, struct text text)
{
    data_add_text(view->emission->arena, above, key, text);
}

/* The extensions, and what pip installs. */
static void add_packages(struct view *view)
{
    struct arena *arena = view->emission->arena;
    const struct plan *plan = view->emission->plan;
    const char *version = plan->usual->duckdb.release == DUCKDB_1_4 ? "1.4.4" : "1.5.5";
    struct duckdb_extensions list = {.count = 0};
    collect_extensions(plan, &list);
    struct plan_data *extensions = data_add_list(arena, view->data, "extensions");
    struct plan_data *packages = data_add_list(arena, view->data, "packages");
    add_text(view, packages, NULL, LITERAL("dbt-core==1.11.16"));
    for (const struct engine *engine = engines; engine->package != NULL; engine++)
        if (has_compute(plan, engine->compute))
            add_text(view, packages, NULL, text_of(engine->package));
    /* extensions.py is run in any case */
    add_text(view, packages, NULL, text_format(arena, "duckdb==%s", version));
    for (unsigned i = 0; i < list.count; i++) {
        add_text(view, extensions, NULL, text_of(list.names[i]));
        if (is_packaged(list.names[i]))
            add_text(view, packages, NULL,
                     text_format(arena, "duckdb-extension-%s==%s", list.names[i], version));
    }
}

static struct text platform_of(struct emission *emission)
{
    const struct plan *plan = emission->plan;
    struct text below = deploy_below(emission->arena, plan, plan->usual->platform_path);
    return below.size == 0 ? render_file_name(plan->usual->platform_path) : below;
}

/* From deploy/docker up to the folder of floe.yaml. */
static struct text context_of(struct arena *arena, struct text below)
{
    struct buffer out = buffer_new(arena);
    buffer_string(&out, "../..");
    for (size_t i = 0; i + 1 < below.size; i++)
        if (i == 0 || (below.bytes[i - 1] == '/' && below.bytes[i] != '/'))
            buffer_string(&out, "/..");
    return buffer_finish(&out);
}

static const char *variable_of(const struct value *value, const char *usual)
{
    return value->variable == NULL ? usual : value->variable;
}

/* The services beside dbt: an S3 server, with the keys of the first storage of that kind. */
static void add_services(struct view *view)
{
    struct arena *arena = view->emission->arena;
    const struct plan_target *target = view->target;
    const struct plan_data *storage = data_find(view->described, "storages")->first;
    struct plan_data *buckets = NULL;
    for (uint32_t i = 0; i < target->storage_count; i++, storage = storage->next) {
        if (target->storages[i].type != STORAGE_S3)
            continue;
        if (buckets == NULL) {
            data_add_same(arena, view->data, "s3", storage);
            add_text(view, view->data, "key_id",
                     text_of(variable_of(&target->storages[i].key_id, "AWS_ACCESS_KEY_ID")));
            add_text(view, view->data, "secret",
                     text_of(variable_of(&target->storages[i].secret, "AWS_SECRET_ACCESS_KEY")));
            buckets = data_add_list(arena, view->data, "buckets");
        }
        data_add_value(arena, buckets, NULL, &target->storages[i].bucket);
    }
    bool has_polaris = false;
    for (uint32_t i = 0; i < target->catalog_count; i++)
        has_polaris |= target->catalogs[i].type == CATALOG_POLARIS;
    data_add_flag(arena, view->data, "has_polaris", has_polaris);
}

void view_docker(struct view *view)
{
    struct emission *emission = view->emission;
    struct text below = folder_of(emission);
    add_text(view, view->data, "folder",
             text_format(emission->arena, "%.*sdeploy/docker/", TEXT_ARG(below)));
    add_text(view, view->data, "context", context_of(emission->arena, below));
    add_text(view, view->data, "project", in_image(emission->arena, below));
    add_text(view, view->data, "platform", platform_of(emission));
    add_text(view, view->data, "extension_directory", extension_directory(emission));
    add_packages(view);
    add_services(view);
}
