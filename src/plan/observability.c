/*
 * Variables of the container that runs dbt: those of its resource profile, and
 * where its runs report to.  floe.yaml speaks before platform.yaml.
 */
#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/plan/planner.h"

/* One file's observability. */
struct telemetry {
    const struct document *document;
    const struct observability *observability; /* NULL: none */
};

enum { SAID_COUNT = 2 };

static void add(struct planner *planner, const char *name, struct value value)
{
    if (value.kind == VALUE_ABSENT)
        return;
    struct plan_variable variable = {.name = name, .first = value};
    variables_add(planner->arena, &planner->target->variables, &variable);
}

/* Each is on unless one of the files says no. */
struct signals {
    bool traces;
    bool metrics;
    bool lineage;
};

static struct signals signals_of(const struct telemetry *said)
{
    struct signals on = {true, true, true};
    for (int i = 0; i < SAID_COUNT; i++) {
        const struct observability *observability = said[i].observability;
        if (observability == NULL)
            continue;
        on.traces &= observability->traces;
        on.metrics &= observability->metrics;
        on.lineage &= observability->lineage;
    }
    return on;
}

static struct value endpoint(const struct telemetry *said, bool lineage)
{
    for (int i = 0; i < SAID_COUNT; i++) {
        const struct observability *observability = said[i].observability;
        if (observability == NULL)
            continue;
        const struct document *document = said[i].document;
        struct value value =
            lineage ? TEXT_AT(document, observability, lineage_endpoint)
                    : TEXT_AT(document, observability, otlp_endpoint);
        if (value.kind != VALUE_ABSENT)
            return value;
    }
    return value_absent();
}

/* OpenLineage's client wants the address of the service and the path apart. */
static void add_lineage(struct planner *planner, const struct telemetry *said)
{
    struct value url = endpoint(said, true);
    const struct floe_governance *governance = planner->resolved->floe->governance;
    bool is_silent = governance != NULL && !governance->emit_lineage;
    if (url.kind == VALUE_ABSENT || !signals_of(said).lineage || is_silent)
        return;
    size_t at = 0;
    for (unsigned slashes = 0; at < url.text.size; at++)
        if (url.text.bytes[at] == '/' && ++slashes == 3)
            break;
    struct value path = url;
    path.text = at + 1 >= url.text.size
                    ? LITERAL("")
                    : (struct text){url.text.bytes + at + 1, url.text.size - at - 1};
    path.origin.kind = ORIGIN_DERIVED;
    url.text.size = at;
    add(planner, "OPENLINEAGE_URL", url);
    if (path.text.size > 0)
        add(planner, "OPENLINEAGE_ENDPOINT", path);
    const struct resolved *resolved = planner->resolved;
    add(planner, "OPENLINEAGE_NAMESPACE",
        TEXT_AT(resolved->floe_document, resolved->floe, name));
}

/* As OpenTelemetry reads it: "," and "=" and what is not printable are percent-encoded. */
static void put_encoded(struct buffer *out, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        bool plain = c > 0x20 && c < 0x7F && strchr(",;=%\"\\'", c) == NULL;
        if (plain)
            buffer_byte(out, *text);
        else
            buffer_format(out, "%%%02X", c);
    }
}

static void add_attributes(struct planner *planner, const struct telemetry *said)
{
    const struct resolved *resolved = planner->resolved;
    struct value service = TEXT_AT(resolved->floe_document, resolved->floe, name);
    struct buffer out = buffer_new(planner->arena);
    struct names known = names_new(planner->arena, 0); /* the file that speaks earlier decides */
    struct span first = {0};
    for (int i = 0; i < SAID_COUNT; i++) {
        const struct observability *observability = said[i].observability;
        for (uint32_t k = 0; observability != NULL && k < observability->attributes_count; k++) {
            const struct pair *pair = &observability->attributes[k];
            struct span span = document_span(said[i].document, pair->node);
            if (names_add(&known, text_of(pair->key), planner) != NULL)
                continue;
            if (strcmp(pair->key, "service.name") == 0) {
                service = value_derived(VALUE_TEXT, text_of(pair->text), span);
                continue;
            }
            if (out.size == 0)
                first = span;
            buffer_string(&out, out.size == 0 ? "" : ",");
            put_encoded(&out, pair->key);
            buffer_byte(&out, '=');
            put_encoded(&out, pair->text);
        }
    }
    add(planner, "OTEL_SERVICE_NAME", service);
    if (out.size > 0)
        add(planner, "OTEL_RESOURCE_ATTRIBUTES",
            value_derived(VALUE_TEXT, buffer_finish(&out), first));
}

static void add_telemetry(struct planner *planner, const struct telemetry *said)
{
    struct value collector = endpoint(said, false);
    struct signals on = signals_of(said);
    if (collector.kind == VALUE_ABSENT || (!on.traces && !on.metrics))
        return;
    add(planner, "OTEL_EXPORTER_OTLP_ENDPOINT", collector);
    if (!on.traces)
        add(planner, "OTEL_TRACES_EXPORTER", value_preset(VALUE_TEXT, "none"));
    if (!on.metrics)
        add(planner, "OTEL_METRICS_EXPORTER", value_preset(VALUE_TEXT, "none"));
    add_attributes(planner, said);
}

static bool has_variable(const struct planner *planner, const char *name)
{
    const struct plan_resources *resources = &planner->target->resources;
    for (uint32_t i = 0; i < resources->env_count; i++)
        if (strcmp(resources->env[i].name, name) == 0)
            return true;
    return false;
}

void plan_variables(struct planner *planner)
{
    const struct resolved *resolved = planner->resolved;
    const struct telemetry said[SAID_COUNT] = {
        {resolved->floe_document, resolved->floe->observability},
        {resolved->platform_document, resolved->platform->observability},
    };
    struct variables *variables = &planner->target->variables;
    add_lineage(planner, said);
    add_telemetry(planner, said);
    uint32_t count = 0;
    for (uint32_t i = 0; i < variables->count; i++)
        if (!has_variable(planner, variables->list[i].name))
            variables->list[count++] = variables->list[i];
    variables->count = count;
    const struct plan_resources *resources = &planner->target->resources;
    for (uint32_t i = 0; i < resources->env_count; i++)
        if (variable_is_name(resources->env[i].name))
            add(planner, resources->env[i].name, resources->env[i].value);
}
