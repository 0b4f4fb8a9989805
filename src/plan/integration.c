/*
 * The write integration of dbt's catalogs.yml: the fields of a compute's
 * write_integration, which are called as dbt calls them.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/plan/engine.h"
#include "floe/plan/planner.h"

struct integration_planner {
    struct planner *planner;
    const struct document *document;
    struct plan_integration *integration;
};

static const struct node *given(const struct node *map, const char *key)
{
    const struct node *node = tree_find(map, key);
    return node_is_sound(node) ? node : NULL;
}

static void put(struct integration_planner *in, const char *block, const struct field *field,
                const struct node *map)
{
    const struct node *node = given(map, field->key);
    struct value value = value_absent();
    if (node != NULL && node->kind == NODE_SCALAR)
        value = value_at(in->document, node, planner_kind(field));
    else if (field->preset != NULL)
        value = value_preset(planner_kind(field), field->preset);
    if (value.kind != VALUE_ABSENT)
        in->integration->keys[in->integration->key_count++] =
            (struct plan_key){block, field->key, value};
}

/* The record that the word of another field chooses. */
static const struct record *chosen(const struct record *record, const struct field *field,
                                   const struct node *map)
{
    const struct node *word = given(map, field->preset);
    const char *preset = record_field(record, text_of(field->preset))->preset;
    return variants_find(field->variants, word != NULL ? node_text(word) : text_of(preset));
}

static void put_fields(struct integration_planner *in, const char *block,
                       const struct record *record, const struct node *map)
{
    for (uint32_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        const struct record *variant =
            field->kind == FIELD_VARIANT ? chosen(record, field, map) : NULL;
        if (variant != NULL)
            put_fields(in, field->key, variant, given(map, field->key));
        else if (field->kind != FIELD_VARIANT)
            put(in, block, field, map);
    }
}

static struct text small_letters(struct arena *arena, struct text text)
{
    char *bytes = arena_alloc(arena, text.size + 1);
    for (size_t i = 0; i < text.size; i++) {
        bool capital = text.bytes[i] >= 'A' && text.bytes[i] <= 'Z';
        bytes[i] = (char)(capital ? text.bytes[i] | 0x20 : text.bytes[i]);
    }
    return (struct text){bytes, text.size};
}

/* dbt-databricks 1.12 looks for the name that a model gives in small letters. */
static struct value name_of(const struct planner *planner)
{
    struct value name = planner->target->catalogs[0].common;
    if (planner->target->compute == COMPUTE_DATABRICKS)
        name.text = small_letters(planner->arena, name.text);
    return name;
}

static void refuse_defined(struct planner *planner, const struct value *name)
{
    struct text folded = small_letters(planner->arena, name->text);
    const char *list = engine_of(planner->target->compute)->taken;
    struct text word;
    while ((word = adapter_word(&list)).size > 0) {
        if (!text_equal(word, folded))
            continue;
        struct diag *diag = diag_add(planner->diags, NAMES_CLASH, name->origin.span,
                                     "dbt-%s has its own catalog '%.*s'",
                                     planner->target->adapter->name, TEXT_ARG(word));
        diag_why(planner->diags, diag,
                 "catalogs.yml would define it again, and dbt would stop with an error");
        diag_help(planner->diags, diag, "give the catalog another alias");
    }
}

/* The value that counts of a key of the output or of the integration; absent: none. */
static struct value said(const struct plan_key *keys, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++)
        if (keys[i].name != NULL && strcmp(keys[i].name, name) == 0)
            return keys[i].value;
    return value_absent();
}

static struct diag *misfit(struct planner *planner, const char *key, const char *what)
{
    const struct compute_profile *compute = planner->resolved->compute;
    const struct document *document = planner->resolved->platform_document;
    const struct node *node = document_find(document, compute->properties->node, key);
    struct span span =
        node == NULL ? planner->target->integration->span : node_span(&document->tree, node);
    struct diag *diag = diag_add(planner->diags, INTEGRATION_MISFIT, span, "%s", what);
    if (node != NULL)
        diag_note(planner->diags, diag, planner->target->integration->span,
                  "the write integration is given here");
    return diag;
}

/* dbt-athena 1.11: a catalog of catalogs.yml says the format of tables and not where they are. */
static void check_athena(struct planner *planner)
{
    static const char bucket[] = "s3tablescatalog/";
    const struct plan_target *target = planner->target;
    const struct plan_integration *integration = target->integration;
    struct text type = said(integration->keys, integration->key_count, "catalog_type").text;
    struct text naming = said(target->keys, target->key_count, "s3_data_naming").text;
    bool in_bucket = text_starts(integration->catalog.text, bucket);
    if (text_is(type, "s3_tables") && !in_bucket) {
        struct diag *diag = misfit(planner, "catalog", "models do not land in S3 Tables");
        diag_why(planner->diags, diag, "catalog_type s3_tables omits the location of the files, "
                                       "which the data catalog '%.*s' needs",
                 TEXT_ARG(text_shown(planner->arena, integration->catalog.text)));
        diag_help(planner->diags, diag, "write 'catalog: %sBUCKET'", bucket);
    }
    if (!text_is(type, "glue"))
        return;
    if (in_bucket) {
        struct diag *diag = misfit(planner, "catalog", "models land in S3 Tables");
        diag_why(planner->diags, diag, "catalog_type glue sets the location of the files, which a "
                                       "bucket of S3 Tables refuses");
        diag_help(planner->diags, diag, "write 'catalog_type: s3_tables'");
    } else if (text_is(naming, "table") || text_is(naming, "schema_table")) {
        struct diag *diag =
            misfit(planner, "s3_data_naming", "an Iceberg table needs its own folder");
        diag_why(planner->diags, diag, "dbt-athena refuses s3_data_naming '%.*s' for it",
                 TEXT_ARG(naming));
        diag_help(planner->diags, diag, "write 's3_data_naming: %.*s_unique'", TEXT_ARG(naming));
    }
}

void plan_integration(struct planner *planner)
{
    const struct adapter *adapter = planner->target->adapter;
    const struct field *field =
        adapter == NULL ? NULL : record_field(adapter->properties, LITERAL("write_integration"));
    if (field == NULL)
        return;
    const struct document *document = planner->resolved->platform_document;
    const struct node *properties =
        document_node(document, planner->resolved->compute->properties->node);
    const struct node *map = given(properties, field->key);
    if (map == NULL || map->kind != NODE_MAP)
        return;
    struct plan_integration *integration = ARENA_NEW(planner->arena, struct plan_integration);
    struct integration_planner in = {planner, document, integration};
    *integration = (struct plan_integration){
        .span = node_span(&document->tree, tree_find_key(properties, text_of(field->key))),
        .name = name_of(planner),
        .catalog = planner->target->catalogs[0].alias,
        .keys = ARENA_ARRAY(planner->arena, struct plan_key, 2 * RECORD_FIELDS_MAX),
    };
    refuse_defined(planner, &integration->name);
    put_fields(&in, NULL, field->record, map);
    integration->database =
        said(integration->keys, integration->key_count, "catalog_linked_database");
    if (integration->database.kind == VALUE_ABSENT)
        integration->database = integration->catalog;
    planner->target->integration = integration;
    if (planner->target->compute == COMPUTE_ATHENA)
        check_athena(planner);
}
