/*
 * floe.yaml's orchestration as data.  The functions that walk the loaded
 * structs come from the same table as the structs.
 */
#include "floe/plan/orchestration.h"

#include "floe/base/arena.h"
#include "floe/resolve/secret.h"
#include "floe/spec/field.h"
#include "floe/spec/number.h"
#include "floe/spec/secret_name.h"

struct data_builder {
    struct arena *arena;
    const struct document *document;
};

static struct plan_data *add(struct data_builder *builder, struct plan_data *above, struct text key,
                             enum data_kind kind)
{
    return data_add(builder->arena, above, key, kind);
}

static void add_value(struct data_builder *builder, struct plan_data *map, struct field_at at,
                      enum value_kind kind, const char *text)
{
    if (text == NULL)
        return;
    add(builder, map, text_of(at.key), DATA_VALUE)->value =
        value_of(builder->document, at, kind, text);
}

static void add_word(struct data_builder *builder, struct plan_data *map, struct field_at at,
                     const struct record *record, unsigned word)
{
    const char *spelling = record_field(record, text_of(at.key))->words->spellings[word];
    if (!word_is_hidden(spelling))
        add_value(builder, map, at, VALUE_TEXT, spelling);
}

static void add_texts(struct data_builder *builder, struct plan_data *map, struct field_at at,
                      const char *const *texts, uint32_t count)
{
    struct plan_data *list = count == 0 ? NULL : add(builder, map, text_of(at.key), DATA_LIST);
    const struct node *given = document_value(builder->document, at);
    const struct node *entry = given == NULL ? NULL : given->is.first;
    for (uint32_t i = 0; i < count; i++) {
        struct value *value = &add(builder, list, LITERAL(""), DATA_VALUE)->value;
        *value = value_preset(VALUE_TEXT, texts[i]);
        if (entry == NULL)
            continue;
        value->origin.kind = ORIGIN_FILE;
        value->origin.span = node_span(&builder->document->tree, entry);
        entry = entry->next;
    }
}

static void add_pairs(struct data_builder *builder, struct plan_data *map, const char *key,
                      const struct pair *pairs, uint32_t count)
{
    struct plan_data *entries = count == 0 ? NULL : add(builder, map, text_of(key), DATA_MAP);
    for (uint32_t i = 0; i < count; i++) {
        struct span span = document_span(builder->document, pairs[i].node);
        struct plan_data *entry = add(builder, entries, text_of(pairs[i].key), DATA_VALUE);
        entry->value = value_derived(VALUE_TEXT, text_of(pairs[i].text), span);
        entry->value.origin.kind = ORIGIN_FILE;
    }
}

static enum value_kind kind_of(const struct node *node)
{
    struct text text = node_text(node);
    if ((node->flags & NODE_QUOTED) != 0)
        return VALUE_TEXT;
    if (node_is_null(node))
        return VALUE_ABSENT;
    if (text_is(text, "true") || text_is(text, "false"))
        return VALUE_BOOLEAN;
    return number_is(text) ? VALUE_NUMBER : VALUE_TEXT;
}

/* What the language doesn't look into: by the types that YAML gives it. */
static void add_node(struct data_builder *builder, struct plan_data *above, struct text key,
                     const struct node *node)
{
    static const enum data_kind kinds[] = {
        [NODE_SCALAR] = DATA_VALUE,
        [NODE_LIST] = DATA_LIST,
        [NODE_MAP] = DATA_MAP,
    };
    struct plan_data *data = add(builder, above, key, kinds[node->kind]);
    if (node->kind == NODE_SCALAR) {
        data->value = value_derived(kind_of(node), node_text(node),
                                    node_span(&builder->document->tree, node));
        data->value.origin.kind = ORIGIN_FILE;
        return;
    }
    for (const struct node *entry = node->is.first; entry != NULL; entry = entry->next)
        add_node(builder, data, node->kind == NODE_MAP ? node_text(entry) : LITERAL(""),
                 node->kind == NODE_MAP ? entry->value : entry);
}

static void add_any(struct data_builder *builder, struct plan_data *map, struct field_at at)
{
    const struct node *node = document_value(builder->document, at);
    if (node != NULL)
        add_node(builder, map, text_of(at.key), node);
}

#define UNION(name, noun) RECORD(name, noun, "")
#define RECORD(name, noun, doc)                                                                    \
    static void add_##name(struct data_builder *builder, struct plan_data *map,                    \
                           const struct name *record);
#define SPEC_PART "floe/spec/floe_orchestration.def"
#include "floe/spec/spec.def"

#define RECORD(name, noun, doc)                                                                    \
    static void add_##name(struct data_builder *builder, struct plan_data *map,                    \
                           const struct name *record)                                              \
    {
#define END(name) }
#define UNION(name, noun) RECORD(name, noun, "")
#define CASE(name, member, word, type)                                                             \
    if (record->member != NULL)                                                                    \
        add_##type(builder, map, record->member);
#define END_UNION(name) }
#define TEXT(owner, name, need, preset, shape, doc)                                                \
    add_value(builder, map, AT(record, name), VALUE_TEXT, record->name);
#define WORD(owner, name, need, words, preset, doc)                                                \
    add_word(builder, map, AT(record, name), &record_##owner, (unsigned)record->name);
#define BOOL(owner, name, need, preset, doc)                                                             \
    add_value(builder, map, AT(record, name), VALUE_BOOLEAN, record->name ? "true" : "false");
#define INT(owner, name, need, preset, least, most, doc)                                           \
    add_value(builder, map, AT(record, name), VALUE_NUMBER,                                     \
              text_format(builder->arena, "%lld", (long long)record->name).bytes);
#define NEST(owner, name, need, type, doc)                                                         \
    if (record->name != NULL)                                                                      \
        add_##type(builder, add(builder, map, LITERAL(#name), DATA_MAP), record->name);
#define LIST_TEXT(owner, name, need, shape, doc)                                                   \
    add_texts(builder, map, AT(record, name), record->name, record->name##_count);
#define MAP_TEXT(owner, name, need, keys, values, doc)                                             \
    add_pairs(builder, map, #name, record->name, record->name##_count);
#define MAP_OF(owner, name, need, shape, type, doc)                                                \
    if (record->name##_count > 0) {                                                                \
        struct plan_data *entries = add(builder, map, LITERAL(#name), DATA_MAP);                   \
        for (uint32_t i = 0; i < record->name##_count; i++)                                        \
            add_##type(builder, add(builder, entries, text_of(record->name[i].key), DATA_MAP),     \
                       &record->name[i]);                                                          \
    }
#define MAP_ANY(owner, name, need, doc) add_any(builder, map, AT(record, name));
#define SPEC_PART "floe/spec/floe_orchestration.def"
#include "floe/spec/spec.def"

/* Of the folder of floe.yaml or of the project, the project's part: target/manifest.json. */
static struct value manifest_of(const struct resolved *resolved, const struct orchestration_dbt *dbt)
{
    struct value manifest = TEXT_AT(resolved->floe_document, dbt, manifest_path);
    const char *folder = dbt->project_dir;
    for (uint32_t i = 0; folder == NULL && i < resolved->floe->transforms_count; i++)
        folder = resolved->floe->transforms[i].path;
    struct text prefix = text_of(folder);
    while (prefix.size > 0 && prefix.bytes[prefix.size - 1] == '/')
        prefix.size--;
    if (prefix.size > 0 && manifest.text.size > prefix.size + 1 &&
        manifest.text.bytes[prefix.size] == '/' &&
        memcmp(manifest.text.bytes, prefix.bytes, prefix.size) == 0) {
        manifest.text.bytes += prefix.size + 1;
        manifest.text.size -= prefix.size + 1;
    }
    return manifest;
}

static const struct compute_logs *said_logs(const struct resolved *resolved,
                                            const struct document **document)
{
    const struct observability *said = resolved->floe->observability;
    *document = resolved->floe_document;
    if (said != NULL && said->compute_logs != NULL)
        return said->compute_logs;
    said = resolved->platform->observability;
    *document = resolved->platform_document;
    return said == NULL ? NULL : said->compute_logs;
}

static void add_storage(struct plan_logs *logs, const struct resolved *resolved,
                        const struct compute_logs *said)
{
    const struct document *document = resolved->platform_document;
    for (uint32_t i = 0; i < resolved->platform->storage_count; i++) {
        const struct storage_profile *storage = &resolved->platform->storage[i];
        if (said->storage_ref == NULL || strcmp(storage->key, said->storage_ref) != 0)
            continue;
        if (logs->bucket.kind == VALUE_ABSENT)
            logs->bucket = TEXT_AT(document, storage, bucket);
        logs->region = TEXT_AT(document, storage, region);
        const struct text_or_secret *endpoint = storage->endpoint;
        if (endpoint != NULL && endpoint->text != NULL && endpoint->text[0] != '\0')
            logs->endpoint =
                value_of(document, AT(storage, endpoint), VALUE_TEXT, endpoint->text);
        if (endpoint != NULL && endpoint->secret_ref != NULL) {
            const char *variable =
                secret_variable(resolved->platform_document->arena, endpoint->secret_ref, NULL);
            logs->endpoint = value_secret(variable, document_span(document, endpoint->node));
        }
    }
}

static const struct plan_logs *plan_logs(struct arena *arena, const struct resolved *resolved)
{
    const struct document *document;
    const struct compute_logs *said = said_logs(resolved, &document);
    if (said == NULL)
        return NULL;
    struct plan_logs *logs = ARENA_NEW(arena, struct plan_logs);
    struct text interval = text_format(arena, "%lld", (long long)said->upload_interval);
    *logs = (struct plan_logs){
        .manager = said->enabled ? said->manager_type : LOG_MANAGER_NOOP,
        .bucket = TEXT_AT(document, said, bucket),
        .prefix = TEXT_AT(document, said, prefix),
        .local_dir = TEXT_AT(document, said, local_dir),
        .upload_interval =
            value_of(document, AT(said, upload_interval), VALUE_NUMBER, interval.bytes),
    };
    add_storage(logs, resolved, said);
    bool needs_bucket = logs->manager != LOG_MANAGER_LOCAL && logs->manager != LOG_MANAGER_NOOP;
    if (needs_bucket && logs->bucket.kind == VALUE_ABSENT)
        logs->manager = LOG_MANAGER_LOCAL;
    return logs;
}

struct plan_orchestration *plan_orchestration(struct arena *arena, struct diags *diags,
                                              const struct resolved *resolved)
{
    struct plan_orchestration *plan = ARENA_NEW(arena, struct plan_orchestration);
    const struct orchestration *said = resolved->floe->orchestration;
    struct data_builder builder = {.arena = arena, .document = resolved->floe_document};
    plan->definitions = ARENA_NEW(arena, struct plan_data);
    plan->definitions->kind = DATA_MAP;
    plan->logs = plan_logs(arena, resolved);
    if (said == NULL)
        return plan;
    add_orchestration(&builder, plan->definitions, said);
    python_refuse(diags, resolved, plan->definitions);
    if (said->dbt == NULL)
        return plan;
    plan->manifest = manifest_of(resolved, said->dbt);
    plan->target = TEXT_AT(resolved->floe_document, said->dbt, target);
    plan->one_asset = said->dbt->observability_level == OBSERVABILITY_JOB_LEVEL;
    return plan;
}
