/*
 * An image of the dbt project, and a compose file for work on one machine:
 * Apache Polaris 1.4 and an S3 server beside it.
 */
#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/render/deploy.h"
#include "floe/render/emit.h"
#include "floe/render/escape.h"
#include "floe/render/fill.h"
#include "floe/render/render.h"
#include "floe/render/yaml_writer.h"

/* What pip installs, by the compute's type; dbt-core 1.12 is no wheel alone. */
static const char *const adapters[] = {
    [COMPUTE_DUCKDB] = "dbt-duckdb==1.11.1",
    [COMPUTE_SNOWFLAKE] = "dbt-snowflake<1.12",
    [COMPUTE_BIGQUERY] = "dbt-bigquery<1.12",
    [COMPUTE_REDSHIFT] = "dbt-redshift==1.11.1",
    [COMPUTE_DATABRICKS] = "dbt-databricks<1.12",
    [COMPUTE_POSTGRES] = "dbt-postgres<1.12",
    [COMPUTE_SPARK] = "dbt-spark[PyHive,session]<1.12",
    [COMPUTE_TRINO] = "dbt-trino<1.12",
    [COMPUTE_ATHENA] = "dbt-athena<1.12",
    [COMPUTE_CLICKHOUSE] = "dbt-clickhouse<1.12",
};

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
        return text_of(deploy_project_root);
    while (below.size > 1 && below.bytes[below.size - 1] == '/')
        below.size--;
    return text_format(arena, "%s/%.*s", deploy_project_root, TEXT_ARG(below));
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

static struct text extension_arguments(struct emission *emission)
{
    struct duckdb_extensions list = {.count = 0};
    struct buffer out = buffer_new(emission->arena);
    collect_extensions(emission->plan, &list);
    for (unsigned i = 0; i < list.count; i++)
        buffer_format(&out, " %s", list.names[i]);
    return buffer_finish(&out);
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

static struct text packages(struct emission *emission)
{
    const struct plan *plan = emission->plan;
    struct buffer out = buffer_new(emission->arena);
    buffer_string(&out, "dbt-core==1.11.16\n");
    for (unsigned compute = 0; compute < sizeof adapters / sizeof adapters[0]; compute++)
        if (has_compute(plan, (enum compute_type)compute))
            buffer_format(&out, "%s\n", adapters[compute]);
    const char *version = plan->usual->duckdb.release == DUCKDB_1_4 ? "1.4.4" : "1.5.5";
    struct duckdb_extensions list = {.count = 0};
    collect_extensions(plan, &list);
    /* extensions.py is run in any case */
    buffer_format(&out, "duckdb==%s\n", version);
    for (unsigned i = 0; i < list.count; i++)
        if (is_packaged(list.names[i]))
            buffer_format(&out, "duckdb-extension-%s==%s\n", list.names[i], version);
    return buffer_finish(&out);
}

/* dbt parse asks for the variables of secrets: that they are there is enough. */
static struct text variables(struct emission *emission)
{
    const struct secrets *secrets = &emission->plan->usual->secrets;
    struct buffer out = buffer_new(emission->arena);
    for (uint32_t i = 0; i < secrets->count; i++)
        if (!secrets->list[i].need.is_optional)
            buffer_format(&out, "%s=later ", secrets->list[i].emitted);
    return buffer_finish(&out);
}

static struct text platform_of(struct emission *emission)
{
    const struct plan *plan = emission->plan;
    struct text below = deploy_below(emission->arena, plan, plan->usual->platform_path);
    return below.size == 0 ? render_file_name(plan->usual->platform_path) : below;
}

static struct text escaped_source(struct arena *arena, struct text folder, const char *file)
{
    struct text path = text_format(arena, "%.*s%s", TEXT_ARG(folder), file);
    return escape_text(arena, ESCAPE_DOCKERFILE_SOURCE, path);
}

/* For people, in a comment: what they type. */
static struct text build_command(struct arena *arena, const struct plan *plan, struct text folder)
{
    struct text file = escape_text(arena, ESCAPE_SHELL,
                                   text_format(arena, "%.*sDockerfile", TEXT_ARG(folder)));
    return text_format(arena, "docker build -f %.*s -t %.*s .", TEXT_ARG(file),
                       TEXT_ARG(deploy_image(arena, plan)));
}

/* An instruction is one line, whatever quotes are in it. */
static void refuse_names(struct emission *emission, struct text folder)
{
    const struct plan *plan = emission->plan;
    const struct text names[] = {render_file_name(plan->floe_path), folder,
                                 extension_directory(emission), platform_of(emission)};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (line_fits(names[i]))
            continue;
        struct diag *diag = diag_add(emission->diags, NAME_UNWRITABLE, (struct span){.source = NULL},
                                     "'%.*s' cannot be written to a Dockerfile",
                                     TEXT_ARG(text_shown(emission->arena, names[i])));
        diag_why(emission->diags, diag, "it holds a character that ends or disturbs a line");
        diag_help(emission->diags, diag, "rename it, or leave docker out of --emit");
    }
}

static void emit_dockerfile(struct emission *emission, struct text header)
{
    struct arena *arena = emission->arena;
    const struct plan *plan = emission->plan;
    struct text below = folder_of(emission);
    struct text folder = text_format(arena, "%.*sdeploy/docker/", TEXT_ARG(below));
    struct deploy_arguments arguments = deploy_arguments(arena, plan);
    refuse_names(emission, folder);
    struct buffer words = buffer_new(arena), entries = buffer_new(arena);
    for (unsigned i = 0; i < arguments.count; i++) {
        buffer_byte(&words, ' ');
        escape_put(&words, ESCAPE_SHELL, arguments.list[i]);
        buffer_string(&entries, ", ");
        escape_put(&entries, ESCAPE_JSON, arguments.list[i]);
    }
    struct fill fills[] = {
        {"header", header},
        {"build", build_command(arena, plan, folder)},
        {"program", escaped_source(arena, folder, "floe-compile")},
        {"requirements", escaped_source(arena, folder, "requirements.txt")},
        {"installer", escaped_source(arena, folder, "extensions.py")},
        {"extensions", extension_arguments(emission)},
        {"extension_directory",
         escape_text(arena, ESCAPE_DOCKERFILE_WORD, extension_directory(emission))},
        {"project", escape_text(arena, ESCAPE_DOCKERFILE_VALUE, in_image(arena, below))},
        {"platform", escape_text(arena, ESCAPE_DOCKERFILE_VALUE, platform_of(emission))},
        {"environment", escape_text(arena, ESCAPE_DOCKERFILE_VALUE, plan->usual->environment)},
        {"variables", variables(emission)},
        {"arguments", buffer_finish(&words)},
        {"argument_entries", buffer_finish(&entries)},
    };
    emit_add(emission, LITERAL("deploy/docker/Dockerfile"),
             fill_template(arena, "docker/Dockerfile", fills, sizeof fills / sizeof fills[0]),
             EMIT_SHARED);
}

static void emit_beside(struct emission *emission, const char *name, struct text header)
{
    const char *template = text_format(emission->arena, "docker/%s", name).bytes;
    struct fill fill = {"header", header};
    emit_add(emission, text_format(emission->arena, "deploy/docker/%s", name),
             fill_template(emission->arena, template, &fill, 1), EMIT_SHARED);
}

static void emit_requirements(struct emission *emission, struct text header)
{
    struct fill fills[] = {{"header", header}, {"packages", packages(emission)}};
    emit_add(emission, LITERAL("deploy/docker/requirements.txt"),
             fill_template(emission->arena, "docker/requirements.txt", fills, 2), EMIT_SHARED);
}

void emit_docker(struct emission *emission)
{
    struct text header = deploy_header(emission->arena, emission->plan, emission->plan->usual);
    header.size--; /* the template's line has an end of its own */
    emit_compose(emission);
    emit_requirements(emission, header);
    emit_beside(emission, "extensions.py", header);
    emit_beside(emission, "Dockerfile.dockerignore", header);
    emit_dockerfile(emission, header);
}
