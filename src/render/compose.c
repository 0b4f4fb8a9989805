/*
 * A compose file for work on one machine: dbt, Apache Polaris and an S3
 * server.  Every credential is the environment's; there is no preset for one.
 */
#include "floe/base/arena.h"
#include "floe/render/deploy.h"
#include "floe/render/emit.h"
#include "floe/render/yaml_writer.h"

/* Each can be replaced, as by one with a digest. */
static const char polaris_image[] = "${POLARIS_IMAGE:-apache/polaris:1.4.1}";
static const char s3_image[] = "${S3_IMAGE:-minio/minio:RELEASE.2025-09-07T16-13-09Z}";
static const char s3_client_image[] = "${S3_CLIENT_IMAGE:-minio/mc:RELEASE.2025-08-13T08-35-41Z}";

static void put_asked(struct yaml_writer *writer, const char *key, const char *variable)
{
    yaml_text(writer, key,
              text_format(writer->out.arena, "${%s:?set it in the environment}", variable));
}

static void put_secret(struct yaml_writer *writer, const struct secret *secret)
{
    if (secret->need.is_optional)
        yaml_text(writer, secret->emitted,
                  text_format(writer->out.arena, "${%s:-}", secret->emitted));
    else
        put_asked(writer, secret->emitted, secret->emitted);
}

static void put_entries(struct yaml_writer *writer, const char *key, const char *const *entries)
{
    yaml_open(writer, key);
    for (; *entries != NULL; entries++)
        yaml_text_entry(writer, text_of(*entries));
    yaml_close(writer);
}

static const struct plan_storage *s3_storage(const struct plan_target *target)
{
    for (uint32_t i = 0; i < target->storage_count; i++)
        if (target->storages[i].type == STORAGE_S3)
            return &target->storages[i];
    return NULL;
}

static bool has_polaris(const struct plan_target *target)
{
    for (uint32_t i = 0; i < target->catalog_count; i++)
        if (target->catalogs[i].type == CATALOG_POLARIS)
            return true;
    return false;
}

static const char *variable_of(const struct value *value, const char *usual)
{
    return value->variable == NULL ? usual : value->variable;
}

static void put_s3_keys(struct yaml_writer *writer, const struct plan_storage *storage,
                        const char *key_id, const char *secret)
{
    put_asked(writer, key_id, variable_of(&storage->key_id, "AWS_ACCESS_KEY_ID"));
    put_asked(writer, secret, variable_of(&storage->secret, "AWS_SECRET_ACCESS_KEY"));
}

static void put_wait(struct yaml_writer *writer, const char *service, const char *condition)
{
    yaml_open(writer, service);
    yaml_string(writer, "condition", condition);
    yaml_close(writer);
}

static void put_health(struct yaml_writer *writer, const char *const *test)
{
    yaml_open(writer, "healthcheck");
    put_entries(writer, "test", test);
    yaml_string(writer, "interval", "2s");
    yaml_string(writer, "timeout", "10s");
    yaml_number(writer, "retries", LITERAL("30"));
    yaml_close(writer);
}

static void put_s3(struct yaml_writer *writer, const struct plan_storage *storage)
{
    static const char *const command[] = {"server", "/data", NULL};
    static const char *const test[] = {"CMD", "curl", "--fail", "--silent",
                                       "http://127.0.0.1:9000/minio/health/live", NULL};
    static const char *const ports[] = {"127.0.0.1:9000:9000", NULL};
    static const char *const volumes[] = {"s3:/data", NULL};
    yaml_open(writer, "s3");
    yaml_string(writer, "image", s3_image);
    put_entries(writer, "command", command);
    yaml_open(writer, "environment");
    put_s3_keys(writer, storage, "MINIO_ROOT_USER", "MINIO_ROOT_PASSWORD");
    yaml_close(writer);
    put_entries(writer, "ports", ports);
    put_entries(writer, "volumes", volumes);
    put_health(writer, test);
    yaml_close(writer);
}

/* Variables of the container, so that no credential is in an argument. */
static void put_buckets(struct yaml_writer *writer, const struct plan_target *target,
                        const struct plan_storage *storage)
{
    struct buffer script = buffer_new(writer->out.arena);
    buffer_string(&script, "mc alias set --quiet s3 http://s3:9000 \"$$KEY_ID\" \"$$SECRET\"");
    for (uint32_t i = 0; i < target->storage_count; i++)
        if (target->storages[i].type == STORAGE_S3)
            buffer_format(&script, " && mc mb --ignore-existing 's3/%.*s'",
                          TEXT_ARG(target->storages[i].bucket.text));
    static const char *const entrypoint[] = {"/bin/sh", "-c", NULL};
    yaml_open(writer, "buckets");
    yaml_string(writer, "image", s3_client_image);
    yaml_open(writer, "depends_on");
    put_wait(writer, "s3", "service_healthy");
    yaml_close(writer);
    yaml_open(writer, "environment");
    put_s3_keys(writer, storage, "KEY_ID", "SECRET");
    yaml_close(writer);
    put_entries(writer, "entrypoint", entrypoint);
    yaml_open(writer, "command");
    yaml_text_entry(writer, buffer_finish(&script));
    yaml_close(writer);
    yaml_close(writer);
}

static void put_polaris(struct yaml_writer *writer, const struct plan_target *target)
{
    static const char *const test[] = {"CMD", "curl", "--fail", "--silent",
                                       "http://127.0.0.1:8182/q/health", NULL};
    static const char *const ports[] = {"127.0.0.1:8181:8181", NULL};
    const struct plan_storage *storage = s3_storage(target);
    yaml_open(writer, "polaris");
    yaml_string(writer, "image", polaris_image);
    if (storage != NULL) {
        yaml_open(writer, "depends_on");
        put_wait(writer, "buckets", "service_completed_successfully");
        yaml_close(writer);
    }
    yaml_open(writer, "environment");
    yaml_string(writer, "POLARIS_BOOTSTRAP_CREDENTIALS",
                "POLARIS,${POLARIS_ROOT_CLIENT_ID:?set it in the environment},"
                "${POLARIS_ROOT_CLIENT_SECRET:?set it in the environment}");
    yaml_string(writer, "polaris.realm-context.realms", "POLARIS");
    yaml_string(writer, "quarkus.otel.sdk.disabled", "true");
    if (storage != NULL) {
        yaml_text(writer, "AWS_REGION", deploy_literal(writer->out.arena, storage->region.text));
        put_s3_keys(writer, storage, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
    }
    yaml_close(writer);
    put_entries(writer, "ports", ports);
    put_health(writer, test);
    yaml_close(writer);
}

/* From deploy/docker up to the folder of floe.yaml. */
static struct text context_of(struct arena *arena, struct text below)
{
    struct buffer out = buffer_new(arena);
    buffer_string(&out, "../..");
    for (size_t i = 0; i < below.size; i++)
        if (i == 0 || (below.bytes[i - 1] == '/' && below.bytes[i] != '/'))
            buffer_string(&out, "/..");
    return buffer_finish(&out);
}

static void put_dbt(struct yaml_writer *writer, const struct plan *plan)
{
    struct arena *arena = writer->out.arena;
    const struct plan_target *target = plan->usual;
    struct text below = deploy_below(arena, plan, plan->folder.text);
    yaml_open(writer, "dbt");
    yaml_text(writer, "image", deploy_image(arena, plan));
    yaml_open(writer, "build");
    yaml_text(writer, "context", context_of(arena, below));
    yaml_text(writer, "dockerfile",
              deploy_literal(arena, text_format(arena, "%.*s%sdeploy/docker/Dockerfile",
                                                TEXT_ARG(below), below.size == 0 ? "" : "/")));
    yaml_close(writer);
    put_entries(writer, "profiles", (const char *const[]){"run", NULL});
    if (has_polaris(target)) {
        yaml_open(writer, "depends_on");
        put_wait(writer, "polaris", "service_healthy");
        yaml_close(writer);
    }
    if (target->secrets.count > 0) {
        yaml_open(writer, "environment");
        for (uint32_t i = 0; i < target->secrets.count; i++)
            put_secret(writer, &target->secrets.list[i]);
        yaml_close(writer);
    }
    yaml_close(writer);
}

void emit_compose(struct emission *emission)
{
    struct arena *arena = emission->arena;
    const struct plan *plan = emission->plan;
    struct yaml_writer writer = yaml_writer_new(arena);
    const struct plan_storage *storage = s3_storage(plan->usual);
    buffer_text(&writer.out, deploy_header(arena, plan, plan->usual));
    yaml_comment(&writer, LITERAL("For one machine: 'docker compose up', then 'docker compose run dbt'."));
    yaml_text(&writer, "name", deploy_name(arena, plan->project.text, 63));
    yaml_open(&writer, "services");
    if (storage != NULL) {
        put_s3(&writer, storage);
        put_buckets(&writer, plan->usual, storage);
    }
    if (has_polaris(plan->usual))
        put_polaris(&writer, plan->usual);
    put_dbt(&writer, plan);
    yaml_close(&writer);
    if (storage != NULL) {
        yaml_open(&writer, "volumes");
        yaml_number(&writer, "s3", LITERAL("{}"));
        yaml_close(&writer);
    }
    emit_add(emission, LITERAL("deploy/docker/compose.yaml"), buffer_finish(&writer.out),
             EMIT_SHARED);
}
