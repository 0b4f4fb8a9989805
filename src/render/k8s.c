/*
 * Manifests for Kubernetes: dbt as a Job, platform.yaml as a ConfigMap, and
 * the secrets that both name, without a value.
 */
#include "floe/base/arena.h"
#include "floe/render/deploy.h"
#include "floe/render/emit.h"
#include "floe/render/render.h"
#include "floe/render/yaml_writer.h"

enum { NAME_BYTES_MAX = 50, TTL_SECONDS = 86400 };

/* How a pod gets at its secrets. */
enum way { WAY_MOUNTED, WAY_VARIABLES };

struct manifest {
    struct yaml_writer writer;
    struct emission *emission;
    const struct plan_target *target;
    struct text name; /* of the data product */
};

static struct manifest manifest_new(struct emission *emission, const struct plan_target *target)
{
    struct manifest manifest = {
        .writer = yaml_writer_new(emission->arena),
        .emission = emission,
        .target = target,
        .name = deploy_name(emission->arena, emission->plan->project.text, NAME_BYTES_MAX),
    };
    buffer_text(&manifest.writer.out, deploy_header(emission->arena, emission->plan, target));
    return manifest;
}

static void manifest_end(struct manifest *manifest, const char *name)
{
    struct emission *emission = manifest->emission;
    struct text path = deploy_path(emission, manifest->target, "k8s", name);
    emit_add(emission, path, buffer_finish(&manifest->writer.out), EMIT_SHARED);
}

static void put_labels(struct manifest *manifest)
{
    yaml_open(&manifest->writer, "labels");
    yaml_text(&manifest->writer, "app.kubernetes.io/name", manifest->name);
    yaml_string(&manifest->writer, "app.kubernetes.io/managed-by", "floe-compile");
    yaml_close(&manifest->writer);
}

static void put_metadata(struct manifest *manifest, struct text name)
{
    yaml_open(&manifest->writer, "metadata");
    yaml_text(&manifest->writer, "name", name);
    put_labels(manifest);
    yaml_close(&manifest->writer);
}

static struct text name_of_platform(const struct manifest *manifest)
{
    return text_format(manifest->emission->arena, "%.*s-platform", TEXT_ARG(manifest->name));
}

static void emit_configmap(struct emission *emission, const struct plan_target *target)
{
    struct manifest manifest = manifest_new(emission, target);
    struct yaml_writer *writer = &manifest.writer;
    yaml_string(writer, "apiVersion", "v1");
    yaml_string(writer, "kind", "ConfigMap");
    put_metadata(&manifest, name_of_platform(&manifest));
    yaml_open(writer, "data");
    yaml_block(writer, "platform.yaml", target->platform_bytes);
    yaml_close(writer);
    manifest_end(&manifest, "configmap.yaml");
}

static void begin_document(struct yaml_writer *writer, bool *opened)
{
    if (*opened)
        buffer_string(&writer->out, "---\n");
    *opened = true;
}

static void put_secret(struct manifest *manifest, const struct secret *secret)
{
    struct yaml_writer *writer = &manifest->writer;
    const struct secrets *secrets = &manifest->target->secrets;
    yaml_string(writer, "apiVersion", "v1");
    yaml_string(writer, "kind", "Secret");
    put_metadata(manifest, deploy_secret_name(manifest->emission->arena, secret));
    yaml_string(writer, "type", "Opaque");
    yaml_open(writer, "stringData");
    for (const struct secret *key = secret; key != NULL; key = secrets_next(secrets, key))
        yaml_string(writer, deploy_secret_key(key), "");
    yaml_close(writer);
}

/* Names and keys only: the values are filled in where the file is no longer ours. */
static void emit_secret(struct emission *emission, const struct plan_target *target)
{
    struct manifest manifest = manifest_new(emission, target);
    struct yaml_writer *writer = &manifest.writer;
    yaml_comment(writer, LITERAL("A skeleton: fill in a copy that is never committed, and create it once."));
    bool opened = false;
    struct text path = deploy_path(emission, target, "k8s", "secret.yaml");
    for (uint32_t i = 0; i < target->secrets.count; i++) {
        if (target->secrets.list[i].continues)
            continue;
        const struct secret *secret = &target->secrets.list[i];
        emit_name(emission, path.bytes, deploy_secret_name(emission->arena, secret),
                  text_format(emission->arena, "secret '%s'", secret->name), secret->need.span);
        begin_document(writer, &opened);
        put_secret(&manifest, secret);
    }
    manifest_end(&manifest, "secret.yaml");
}

static void put_external_secret(struct manifest *manifest, const struct secret *secret)
{
    struct yaml_writer *writer = &manifest->writer;
    const struct secrets *secrets = &manifest->target->secrets;
    struct text name = deploy_secret_name(manifest->emission->arena, secret);
    yaml_string(writer, "apiVersion", "external-secrets.io/v1");
    yaml_string(writer, "kind", "ExternalSecret");
    put_metadata(manifest, name);
    yaml_open(writer, "spec");
    yaml_string(writer, "refreshInterval", "1h");
    yaml_open(writer, "secretStoreRef");
    yaml_string(writer, "kind", "ClusterSecretStore");
    yaml_string(writer, "name", "floe");
    yaml_close(writer);
    yaml_open(writer, "target");
    yaml_text(writer, "name", name);
    yaml_close(writer);
    yaml_open(writer, "data");
    for (const struct secret *key = secret; key != NULL; key = secrets_next(secrets, key)) {
        if (key->need.is_optional)
            continue; /* the operator ends at a property that is not there */
        yaml_entry(writer);
        yaml_string(writer, "secretKey", deploy_secret_key(key));
        yaml_open(writer, "remoteRef");
        yaml_string(writer, "key", secret->name);
        if (key->key != NULL)
            yaml_string(writer, "property", key->key);
        yaml_close(writer);
        yaml_end_entry(writer);
    }
    yaml_close(writer);
    yaml_close(writer);
}

static void emit_external_secret(struct emission *emission, const struct plan_target *target)
{
    struct manifest manifest = manifest_new(emission, target);
    struct yaml_writer *writer = &manifest.writer;
    yaml_comment(writer, LITERAL("Instead of secret.yaml, where the External Secrets operator"));
    yaml_comment(writer, LITERAL("has a ClusterSecretStore 'floe' that knows these names."));
    bool opened = false;
    for (uint32_t i = 0; i < target->secrets.count; i++) {
        if (target->secrets.list[i].continues)
            continue;
        begin_document(writer, &opened);
        put_external_secret(&manifest, &target->secrets.list[i]);
    }
    manifest_end(&manifest, "external-secret.yaml");
}

static void put_option(struct manifest *manifest, const char *option, struct text value)
{
    yaml_text_entry(&manifest->writer, text_of(option));
    yaml_text_entry(&manifest->writer, deploy_literal(manifest->emission->arena, value));
}

static bool is_option(const struct value *value)
{
    return value->origin.kind == ORIGIN_OPTION && text_starts(value->origin.name, "--");
}

/* What the image's entry point does, with the platform of this manifest. */
static void put_command(struct manifest *manifest, enum way way)
{
    struct yaml_writer *writer = &manifest->writer;
    const struct plan *plan = manifest->emission->plan;
    const struct plan_target *target = manifest->target;
    yaml_open(writer, "command");
    yaml_text_entry(writer, LITERAL("floe-compile"));
    put_option(manifest, "--platform", text_of(deploy_platform_file));
    put_option(manifest, "--env", target->environment);
    if (is_option(&target->name))
        put_option(manifest, "--target", target->name.text);
    if (is_option(&plan->profile))
        put_option(manifest, "--profile", plan->profile.text);
    if (way == WAY_MOUNTED && target->secrets.count > 0)
        put_option(manifest, "--secrets-dir", text_of(target->secrets.mount));
    if (target->secrets.prefix[0] != '\0')
        put_option(manifest, "--secret-prefix", text_of(target->secrets.prefix));
    struct deploy_arguments arguments = deploy_arguments(manifest->emission->arena, plan);
    for (unsigned i = 0; i < arguments.count; i++)
        yaml_text_entry(writer, deploy_literal(manifest->emission->arena, arguments.list[i]));
    yaml_text_entry(writer, LITERAL("--"));
    yaml_close(writer);
    yaml_open(writer, "args");
    yaml_text_entry(writer, LITERAL("dbt"));
    yaml_text_entry(writer, LITERAL("build"));
    yaml_close(writer);
}

static void put_secret_variables(struct manifest *manifest)
{
    struct yaml_writer *writer = &manifest->writer;
    const struct secrets *secrets = &manifest->target->secrets;
    for (uint32_t i = 0; i < secrets->count; i++) {
        const struct secret *secret = &secrets->list[i];
        yaml_entry(writer);
        yaml_string(writer, "name", secret->emitted);
        yaml_open(writer, "valueFrom");
        yaml_open(writer, "secretKeyRef");
        yaml_text(writer, "name", deploy_secret_name(manifest->emission->arena, secret));
        yaml_string(writer, "key", deploy_secret_key(secret));
        if (secret->need.is_optional)
            yaml_number(writer, "optional", LITERAL("true"));
        yaml_close(writer);
        yaml_close(writer);
        yaml_end_entry(writer);
    }
}

static void put_variables(struct manifest *manifest, enum way way)
{
    struct yaml_writer *writer = &manifest->writer;
    const struct plan_target *target = manifest->target;
    bool by_variables = way == WAY_VARIABLES && target->secrets.count > 0;
    if (!by_variables && target->resources.env_count == 0)
        return;
    yaml_open(writer, "env");
    for (uint32_t i = 0; i < target->resources.env_count; i++) {
        const struct plan_setting *variable = &target->resources.env[i];
        yaml_entry(writer);
        yaml_string(writer, "name", variable->name);
        yaml_text(writer, "value",
                  deploy_literal(manifest->emission->arena, variable->value.text));
        yaml_end_entry(writer);
    }
    if (by_variables)
        put_secret_variables(manifest);
    yaml_close(writer);
}

static void put_amounts(struct yaml_writer *writer, const char *key,
                        const struct plan_amounts *amounts)
{
    yaml_open(writer, key);
    yaml_text(writer, "cpu", amounts->cpu.text);
    yaml_text(writer, "memory", amounts->memory.text);
    yaml_close(writer);
}

static void put_resources(struct yaml_writer *writer, const struct plan_resources *resources)
{
    if (resources->limits.memory.kind == VALUE_ABSENT)
        return;
    yaml_open(writer, "resources");
    put_amounts(writer, "requests", &resources->requests);
    put_amounts(writer, "limits", &resources->limits);
    yaml_close(writer);
}

static void put_mount(struct yaml_writer *writer, struct text volume, struct text path,
                      bool read_only)
{
    yaml_entry(writer);
    yaml_text(writer, "name", volume);
    yaml_text(writer, "mountPath", path);
    if (read_only)
        yaml_number(writer, "readOnly", LITERAL("true"));
    yaml_end_entry(writer);
}

static void put_mounts(struct manifest *manifest, enum way way)
{
    struct yaml_writer *writer = &manifest->writer;
    struct arena *arena = manifest->emission->arena;
    const struct secrets *secrets = &manifest->target->secrets;
    yaml_open(writer, "volumeMounts");
    put_mount(writer, LITERAL("platform"), LITERAL("/etc/floe"), true);
    put_mount(writer, LITERAL("tmp"), LITERAL("/tmp"), false);
    for (uint32_t i = 0; way == WAY_MOUNTED && i < secrets->count; i++)
        if (!secrets->list[i].continues)
            put_mount(writer, text_format(arena, "secret-%u", i),
                      text_format(arena, "%s/%s", secrets->mount, secrets->list[i].name), true);
    yaml_close(writer);
}

static void put_volumes(struct manifest *manifest, enum way way)
{
    struct yaml_writer *writer = &manifest->writer;
    struct arena *arena = manifest->emission->arena;
    const struct secrets *secrets = &manifest->target->secrets;
    yaml_open(writer, "volumes");
    yaml_entry(writer);
    yaml_string(writer, "name", "platform");
    yaml_open(writer, "configMap");
    yaml_text(writer, "name", name_of_platform(manifest));
    yaml_close(writer);
    yaml_end_entry(writer);
    yaml_entry(writer);
    yaml_string(writer, "name", "tmp");
    yaml_number(writer, "emptyDir", LITERAL("{}"));
    yaml_end_entry(writer);
    for (uint32_t i = 0; way == WAY_MOUNTED && i < secrets->count; i++) {
        if (secrets->list[i].continues)
            continue;
        yaml_entry(writer);
        yaml_text(writer, "name", text_format(arena, "secret-%u", i));
        yaml_open(writer, "secret");
        yaml_text(writer, "secretName", deploy_secret_name(arena, &secrets->list[i]));
        yaml_number(writer, "defaultMode", LITERAL("288")); /* 0440 */
        yaml_close(writer);
        yaml_end_entry(writer);
    }
    yaml_close(writer);
}

static void put_pod_security(struct yaml_writer *writer)
{
    struct text user = text_format(writer->out.arena, "%d", DEPLOY_USER);
    yaml_open(writer, "securityContext");
    yaml_number(writer, "runAsNonRoot", LITERAL("true"));
    yaml_number(writer, "runAsUser", user);
    yaml_number(writer, "runAsGroup", user);
    yaml_number(writer, "fsGroup", user); /* so that it can read what is mounted */
    yaml_open(writer, "seccompProfile");
    yaml_string(writer, "type", "RuntimeDefault");
    yaml_close(writer);
    yaml_close(writer);
}

static void put_container_security(struct yaml_writer *writer)
{
    yaml_open(writer, "securityContext");
    yaml_number(writer, "allowPrivilegeEscalation", LITERAL("false"));
    yaml_open(writer, "capabilities");
    yaml_open(writer, "drop");
    yaml_text_entry(writer, LITERAL("ALL"));
    yaml_close(writer);
    yaml_close(writer);
    yaml_close(writer);
}

static void put_pod(struct manifest *manifest, enum way way)
{
    struct yaml_writer *writer = &manifest->writer;
    yaml_string(writer, "restartPolicy", "Never");
    yaml_number(writer, "automountServiceAccountToken", LITERAL("false"));
    put_pod_security(writer);
    yaml_open(writer, "containers");
    yaml_entry(writer);
    yaml_string(writer, "name", "dbt");
    yaml_text(writer, "image", deploy_image(manifest->emission->arena, manifest->emission->plan));
    put_command(manifest, way);
    put_variables(manifest, way);
    put_resources(writer, &manifest->target->resources);
    put_container_security(writer);
    put_mounts(manifest, way);
    yaml_end_entry(writer);
    yaml_close(writer);
    put_volumes(manifest, way);
}

static void emit_job(struct emission *emission, const struct plan_target *target, enum way way)
{
    struct manifest manifest = manifest_new(emission, target);
    struct yaml_writer *writer = &manifest.writer;
    yaml_comment(writer, way == WAY_MOUNTED
                             ? LITERAL("Secrets are mounted; floe-compile hands them to dbt. The image is yours to name.")
                             : LITERAL("Secrets are variables of the pod. The image is yours to name."));
    yaml_string(writer, "apiVersion", "batch/v1");
    yaml_string(writer, "kind", "Job");
    put_metadata(&manifest, text_format(emission->arena, "%.*s-dbt", TEXT_ARG(manifest.name)));
    yaml_open(writer, "spec");
    yaml_number(writer, "backoffLimit", LITERAL("0")); /* dbt's own answer stands */
    yaml_number(writer, "ttlSecondsAfterFinished",
                text_format(emission->arena, "%d", TTL_SECONDS));
    yaml_open(writer, "template");
    yaml_open(writer, "metadata");
    put_labels(&manifest);
    yaml_close(writer);
    yaml_open(writer, "spec");
    put_pod(&manifest, way);
    yaml_close(writer);
    yaml_close(writer);
    yaml_close(writer);
    manifest_end(&manifest, way == WAY_MOUNTED ? "job.yaml" : "job-env.yaml");
}

/* With no secret, both ways are one. */
void emit_k8s(struct emission *emission)
{
    for (uint32_t i = 0; i < emission->plan->target_count; i++) {
        const struct plan_target *target = &emission->plan->targets[i];
        emit_configmap(emission, target);
        emit_job(emission, target, WAY_MOUNTED);
        if (target->secrets.count == 0)
            continue;
        emit_secret(emission, target);
        emit_external_secret(emission, target);
        emit_job(emission, target, WAY_VARIABLES);
    }
}
