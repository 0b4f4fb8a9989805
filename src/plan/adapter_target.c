/*
 * The output of an adapter, row by row: see adapter.def.
 */
#include "floe/spec/adapter.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/plan/planner.h"
#include "floe/spec/secret_name.h"

struct adapter_planner {
    struct planner *planner;
    const struct document *document;
    const struct compute_profile *compute;
    const struct adapter *adapter;
    const struct adapter_method *method;
    bool secret_used; /* credentials.secret_ref gave something */
};

void planner_put(struct planner *planner, const char *block, const char *name, struct value value)
{
    if (value.kind == VALUE_ABSENT)
        return;
    struct plan_target *target = planner->target;
    struct text label = text_format(planner->arena, "%s\n%s", block == NULL ? "" : block,
                                    name == NULL ? "" : name);
    if (name != NULL && names_add(&planner->keys, label, planner) != NULL)
        return;
    if (target->key_count == planner->key_capacity) {
        uint32_t capacity = planner->key_capacity == 0 ? 32 : 2 * planner->key_capacity;
        target->keys = arena_grow(planner->arena, target->keys,
                                  planner->key_capacity * sizeof(struct plan_key),
                                  capacity * sizeof(struct plan_key));
        planner->key_capacity = capacity;
    }
    target->keys[target->key_count++] = (struct plan_key){block, name, value};
}

struct value planner_database(struct planner *planner)
{
    const struct compute_profile *compute = planner->resolved->compute;
    const struct document *document = planner->resolved->platform_document;
    const struct adapter *adapter = adapter_of(compute->type);
    if (adapter->database[0] == '\0')
        return value_preset(VALUE_TEXT, "");
    uint32_t number = compute->properties->node;
    const struct node *node = document_find(document, number, adapter->database);
    if (node != NULL && node->kind == NODE_SCALAR)
        return value_at(document, node, VALUE_TEXT);
    const struct field *field = record_field(adapter->properties, text_of(adapter->database));
    return value_preset(VALUE_TEXT, field->preset == NULL ? "" : field->preset);
}

static struct value text_value(const struct adapter_planner *in, uint32_t number, const char *key,
                               enum value_kind kind)
{
    const struct node *node = document_find(in->document, number, key);
    if (node == NULL || node->kind != NODE_SCALAR)
        return value_absent();
    return value_at(in->document, node, kind);
}

/* {secret_ref: NAME} as the value of a key. */
static struct value secret_value(struct adapter_planner *in, const struct node *map,
                                 const struct adapter_row *row, const char *purpose)
{
    const struct node *name = tree_find(map, "secret_ref");
    if (name == NULL || (name->flags & NODE_BAD) != 0)
        return value_absent();
    return planner_long_secret(in->planner, text_copy(in->planner->arena, node_text(name)).bytes,
                               NULL, node_span(&in->document->tree, name), purpose, row->lines);
}

/* What a method can do without is not taken: that it is there today changes no output. */
static void warn_not_taken(struct adapter_planner *in, const struct adapter_row *row,
                           struct span span)
{
    const char *name = in->compute->credentials->secret_ref;
    const struct secrets *secrets = in->planner->secrets;
    const char *variable = secret_variable(in->planner->arena, name, row->part);
    const struct secret secret = {
        .name = name,
        .key = row->part,
        .variable = variable,
        .emitted = secret_emitted(in->planner->arena, secrets->prefix, variable, false),
    };
    const struct plan_options *options = in->planner->options;
    struct secret_lookup lookup;
    if (options->secrets_deferred ||
        secret_locate(&secret, secrets, options->world, &lookup) == SECRET_NOWHERE)
        return;
    struct diag *diag = diag_add(in->planner->diags, PART_NOT_TAKEN, span,
                                 "%s of secret '%s' exists but is not used", row->part, name);
    diag_why(in->planner->diags, diag, "of the credentials' secret, method '%s' of %s takes only "
                                       "what it needs", in->method->word, in->adapter->title);
    diag_help(in->planner->diags, diag, "add '%s: {secret_ref: NAME}' to properties, if it is meant",
              row->key);
}

/*
 * The part of credentials.secret_ref, if the method needs it.  AWS's clients
 * take an empty session token for none.
 */
static struct value part_of_secret(struct adapter_planner *in, const struct adapter_row *row,
                                   const char *purpose)
{
    const struct credentials *credentials = in->compute->credentials;
    if (credentials->secret_ref == NULL)
        return value_absent();
    struct span span = document_value_span(in->document, AT(credentials, secret_ref));
    bool needed = adapter_needs(in->adapter, in->method, row,
                                document_node(in->document, in->compute->properties->node));
    struct value value = value_absent();
    if (needed)
        value = planner_long_secret(in->planner, credentials->secret_ref, row->part, span, purpose,
                                    row->lines);
    else if (strcmp(row->part, "session_token") == 0)
        value = planner_optional_secret(in->planner, credentials->secret_ref, row->part, span,
                                        purpose);
    else
        warn_not_taken(in, row, span);
    in->secret_used |= value.kind != VALUE_ABSENT;
    return value;
}

/* A name or a secret: the property, else a key of credentials, else part of their secret. */
static struct value proof(struct adapter_planner *in, const struct adapter_row *row)
{
    const char *purpose = text_format(in->planner->arena, "%s of compute '%s'", row->key,
                                      in->compute->key).bytes;
    const struct node *node =
        document_find(in->document, in->compute->properties->node, row->key);
    if (node != NULL && node->kind == NODE_MAP)
        return secret_value(in, node, row, purpose);
    if (node != NULL)
        return text_value(in, in->compute->properties->node, row->key, VALUE_TEXT);
    uint32_t credentials = in->compute->credentials->node;
    node = document_find(in->document, credentials, row->part);
    if (node != NULL && node->kind == NODE_MAP)
        return secret_value(in, node, row, purpose);
    if (node != NULL)
        return text_value(in, credentials, row->part, VALUE_TEXT);
    return part_of_secret(in, row, purpose);
}

enum value_kind planner_kind(const struct field *field)
{
    if (field->kind == FIELD_BOOL)
        return VALUE_BOOLEAN;
    return field->kind == FIELD_INT ? VALUE_NUMBER : VALUE_TEXT;
}

static struct value scalar(const struct adapter_planner *in, const struct adapter_row *row,
                           const struct field *field)
{
    enum value_kind kind = planner_kind(field);
    struct value value = text_value(in, in->compute->properties->node, row->key, kind);
    if (row->is_flag && (text_is(value.text, "true") || text_is(value.text, "false")))
        value.kind = VALUE_BOOLEAN;
    if (value.kind == VALUE_ABSENT && field->preset != NULL)
        return value_preset(kind, field->preset);
    return value;
}

static void put_entries(const struct adapter_planner *in, const struct adapter_row *row,
                        const struct field *field)
{
    struct arena *arena = in->planner->arena;
    const struct node *block =
        document_find(in->document, in->compute->properties->node, row->key);
    bool is_map = field->kind == FIELD_MAP_TEXT;
    for (const struct node *entry = block == NULL ? NULL : block->is.first; entry != NULL;
         entry = entry->next) {
        const struct node *value = is_map ? entry->value : entry;
        if ((value->flags & NODE_BAD) != 0 || node_is_null(value))
            continue;
        planner_put(in->planner, row->output,
                    is_map ? text_copy(arena, node_text(entry)).bytes : NULL,
                    value_at(in->document, value, VALUE_TEXT));
    }
}

static struct value method_value(const struct adapter_planner *in)
{
    struct value given = text_value(in, in->compute->properties->node, "method", VALUE_TEXT);
    if (given.kind != VALUE_ABSENT)
        return given;
    const struct node *mode = document_value(in->document, AT(in->compute->credentials, mode));
    if (mode == NULL || !text_is(node_text(mode), in->method->mode))
        return value_preset(VALUE_TEXT, in->method->word);
    return value_derived(VALUE_TEXT, text_of(in->method->word),
                         node_span(&in->document->tree, mode));
}

static void put_key(struct adapter_planner *in, const struct adapter_row *row)
{
    const struct field *field = record_field(in->adapter->properties, text_of(row->key));
    if (field->kind == FIELD_MAP_TEXT || field->kind == FIELD_LIST_TEXT)
        put_entries(in, row, field);
    else if (strcmp(row->key, "method") == 0)
        planner_put(in->planner, NULL, row->output, in->planner->target->method);
    else if (field->kind == FIELD_SECRET || field->kind == FIELD_TEXT_OR_SECRET)
        planner_put(in->planner, NULL, row->output, proof(in, row));
    else if (row->part != NULL && document_find(in->document, in->compute->properties->node,
                                                 row->key) == NULL)
        planner_put(in->planner, NULL, row->output,
                    text_value(in, in->compute->credentials->node, row->part, VALUE_TEXT));
    else
        planner_put(in->planner, NULL, row->output, scalar(in, row, field));
}

static struct value literal(const struct adapter_row *row)
{
    static const enum value_kind kinds[] = {
        [LITERAL_TEXT] = VALUE_TEXT,
        [LITERAL_NUMBER] = VALUE_NUMBER,
        [LITERAL_BOOL] = VALUE_BOOLEAN,
    };
    return value_preset(kinds[row->literal], row->text);
}

static struct value from(const struct adapter_planner *in, enum adapter_source source)
{
    const struct plan_target *target = in->planner->target;
    if (target->catalog_count == 0)
        return value_absent();
    return source == FROM_ALIAS ? target->catalogs[0].alias : target->catalogs[0].namespace;
}

static void put_row(struct adapter_planner *in, const struct adapter_row *row)
{
    if (row->output == NULL || !adapter_says(row->used, in->method))
        return;
    if (row->kind == ROW_KEY)
        put_key(in, row);
    else if (row->kind == ROW_FIXED)
        planner_put(in->planner, NULL, row->output, literal(row));
    else if (row->kind == ROW_FROM)
        planner_put(in->planner, NULL, row->output, from(in, row->source));
}

static void warn_unused(const struct adapter_planner *in)
{
    const struct credentials *credentials = in->compute->credentials;
    if (credentials->secret_ref == NULL || in->secret_used)
        return;
    struct diag *diag =
        diag_add(in->planner->diags, SECRET_UNUSED,
                 document_value_span(in->document, AT(credentials, secret_ref)),
                 "secret '%s' of compute '%s' is not used", credentials->secret_ref,
                 in->compute->key);
    diag_why(in->planner->diags, diag, "method '%s' of %s takes nothing from it", in->method->word,
             in->adapter->title);
    diag_help(in->planner->diags, diag, "remove the line, or set another method in properties");
}

void plan_method(struct planner *planner)
{
    const struct compute_profile *compute = planner->resolved->compute;
    const struct document *document = planner->resolved->platform_document;
    planner->target->adapter = adapter_of(compute->type);
    planner->method = adapter_choose(planner->target->adapter,
                                     document_node(document, compute->properties->node),
                                     document_node(document, compute->credentials->node));
}

void plan_adapter(struct planner *planner)
{
    const struct resolved *resolved = planner->resolved;
    const struct compute_profile *compute = resolved->compute;
    const struct document *document = resolved->platform_document;
    struct adapter_planner in = {
        .planner = planner,
        .document = document,
        .compute = compute,
        .adapter = planner->target->adapter,
        .method = planner->method,
    };
    if (in.method == NULL)
        return;
    planner->target->method = method_value(&in);
    planner_because(planner, resolved->floe_document, AT(resolved->floe, compute),
                    text_format(planner->arena, "compute '%s' is chosen here", compute->key));
    for (uint32_t i = 0; i < in.adapter->row_count; i++)
        put_row(&in, &in.adapter->rows[i]);
    warn_unused(&in);
}
