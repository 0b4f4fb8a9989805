/*
 * The dbt project for Dagster 1.13 and dagster-dbt 0.29: floe.yaml's
 * orchestration as Python data, and the code that makes definitions of it.
 */
#include "floe/base/arena.h"
#include "floe/render/deploy.h"
#include "floe/render/emit.h"
#include "floe/render/fill.h"
#include "floe/render/python.h"
#include "floe/render/yaml_writer.h"

static struct text literal(struct arena *arena, struct text text)
{
    struct buffer out = buffer_new(arena);
    python_put_text(&out, text);
    return buffer_finish(&out);
}

static struct text target_of(const struct plan *plan)
{
    const struct value *said = &plan->orchestration->target;
    return said->kind == VALUE_ABSENT ? plan->usual->name.text : said->text;
}

/* Entries of the sections that have a part in the template. */
static struct text sections(struct arena *arena, const struct plan_data *definitions)
{
    static const char *const keys[] = {"asset_modules", "partitions", "assets", "jobs",
                                       "schedules", "sensors", "backfills"};
    struct buffer out = buffer_new(arena);
    buffer_byte(&out, '{');
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct plan_data *section = data_find(definitions, keys[i]);
        buffer_format(&out, "\n    \"%s\": ", keys[i]);
        if (section == NULL)
            buffer_string(&out, i == 0 ? "[]" : "{}");
        else
            python_put_data(&out, section, 1);
        buffer_byte(&out, ',');
    }
    buffer_string(&out, "\n}");
    return buffer_finish(&out);
}

static void emit_definitions(struct emission *emission)
{
    struct arena *arena = emission->arena;
    const struct plan *plan = emission->plan;
    const struct plan_orchestration *orchestration = plan->orchestration;
    struct text manifest = orchestration->manifest.kind == VALUE_ABSENT
                               ? LITERAL("target/manifest.json")
                               : orchestration->manifest.text;
    struct fill fills[] = {
        {"header", deploy_header(arena, plan, plan->usual)},
        {"name", literal(arena, plan->project.text)},
        {"profile", literal(arena, plan->profile.text)},
        {"target", literal(arena, target_of(plan))},
        {"manifest", literal(arena, manifest)},
        {"one_asset", orchestration->one_asset ? LITERAL("True") : LITERAL("False")},
        {"orchestration", sections(arena, orchestration->definitions)},
    };
    struct text text = fill_template(arena, "dagster/definitions.py", fills,
                                     sizeof fills / sizeof fills[0]);
    emit_add(emission, LITERAL("deploy/dagster/definitions.py"), text, EMIT_SHARED);
}

static void put_source(struct yaml_writer *writer, const char *key, const struct value *value)
{
    if (value->kind == VALUE_ABSENT)
        return;
    if (value->variable == NULL) {
        yaml_text(writer, key, value->text);
        return;
    }
    yaml_open(writer, key);
    yaml_string(writer, "env", value->variable);
    yaml_close(writer);
}

static void put_upload(struct yaml_writer *writer, const struct plan_logs *logs)
{
    put_source(writer, "local_dir", &logs->local_dir);
    put_source(writer, "prefix", &logs->prefix);
    yaml_number(writer, "upload_interval", logs->upload_interval.text);
}

static void put_s3(struct yaml_writer *writer, const struct plan_logs *logs)
{
    put_source(writer, "bucket", &logs->bucket);
    put_source(writer, "endpoint_url", &logs->endpoint);
    put_source(writer, "region", &logs->region);
    put_upload(writer, logs);
}

/* The account is no field of platform.yaml, and a name, no secret. */
static void put_azure(struct yaml_writer *writer, const struct plan_logs *logs)
{
    yaml_open(writer, "storage_account");
    yaml_string(writer, "env", "AZURE_STORAGE_ACCOUNT");
    yaml_close(writer);
    put_source(writer, "container", &logs->bucket);
    yaml_number(writer, "default_azure_credential", LITERAL("{}"));
    put_upload(writer, logs);
}

static void put_gcs(struct yaml_writer *writer, const struct plan_logs *logs)
{
    put_source(writer, "bucket", &logs->bucket);
    put_upload(writer, logs);
}

static void put_local(struct yaml_writer *writer, const struct plan_logs *logs)
{
    put_source(writer, "base_dir", &logs->local_dir);
}

static const struct {
    const char *module;
    const char *class;
    void (*put)(struct yaml_writer *, const struct plan_logs *); /* NULL: no settings */
} managers[] = {
    [LOG_MANAGER_S3] = {"dagster_aws.s3.compute_log_manager", "S3ComputeLogManager", put_s3},
    [LOG_MANAGER_AZURE_BLOB] = {"dagster_azure.blob.compute_log_manager",
                                "AzureBlobComputeLogManager", put_azure},
    [LOG_MANAGER_GCS] = {"dagster_gcp.gcs.compute_log_manager", "GCSComputeLogManager", put_gcs},
    [LOG_MANAGER_LOCAL] = {"dagster._core.storage.local_compute_log_manager",
                           "LocalComputeLogManager", put_local},
    [LOG_MANAGER_NOOP] = {"dagster._core.storage.noop_compute_log_manager",
                          "NoOpComputeLogManager", NULL},
};

/* dagster.yaml is for DAGSTER_HOME; without compute logs Dagster's own presets hold. */
static void emit_instance(struct emission *emission)
{
    const struct plan *plan = emission->plan;
    const struct plan_logs *logs = plan->orchestration->logs;
    struct yaml_writer writer = yaml_writer_new(emission->arena);
    buffer_text(&writer.out, deploy_header(emission->arena, plan, plan->usual));
    yaml_open(&writer, "telemetry");
    yaml_number(&writer, "enabled", LITERAL("false"));
    yaml_close(&writer);
    if (logs != NULL) {
        yaml_open(&writer, "compute_logs");
        yaml_string(&writer, "module", managers[logs->manager].module);
        yaml_string(&writer, "class", managers[logs->manager].class);
        if (managers[logs->manager].put != NULL) {
            yaml_open(&writer, "config");
            managers[logs->manager].put(&writer, logs);
            yaml_close(&writer);
        }
        yaml_close(&writer);
    }
    emit_add(emission, LITERAL("deploy/dagster/dagster.yaml"), buffer_finish(&writer.out),
             EMIT_SHARED);
}

static void emit_workspace(struct emission *emission)
{
    const struct plan *plan = emission->plan;
    struct yaml_writer writer = yaml_writer_new(emission->arena);
    buffer_text(&writer.out, deploy_header(emission->arena, plan, plan->usual));
    yaml_open(&writer, "load_from");
    yaml_entry(&writer);
    yaml_open(&writer, "python_file");
    yaml_string(&writer, "relative_path", "definitions.py");
    yaml_text(&writer, "location_name", plan->project.text);
    yaml_close(&writer);
    yaml_end_entry(&writer);
    yaml_close(&writer);
    emit_add(emission, LITERAL("deploy/dagster/workspace.yaml"), buffer_finish(&writer.out),
             EMIT_SHARED);
}

void emit_dagster(struct emission *emission)
{
    emit_instance(emission);
    emit_workspace(emission);
    emit_definitions(emission);
}
