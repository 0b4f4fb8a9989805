/*
 * The rules of each record, and what they share.
 */
#include "floe/spec/rule.h"

#include <string.h>

#include "floe/base/buffer.h"
#include "floe/base/suggest.h"

enum { NAMES_LISTED_MAX = 8 };

struct node *rule_given(const struct rule_input *in, const char *key)
{
    struct node *value = tree_find(in->map, key);
    return value == NULL || node_is_null(value) ? NULL : value;
}

struct node *rule_text(const struct rule_input *in, const char *key)
{
    struct node *value = rule_given(in, key);
    bool usable = value != NULL && value->kind == NODE_SCALAR && (value->flags & NODE_BAD) == 0;
    return usable ? value : NULL;
}

const char *rule_word(const struct rule_input *in, const char *key)
{
    const struct field *field = record_field(in->record, text_of(key));
    if (rule_given(in, key) == NULL)
        return field->preset;
    const struct node *value = rule_text(in, key);
    int word = value == NULL ? -1 : words_find(field->words, node_text(value));
    return word < 0 ? NULL : field->words->spellings[word];
}

bool rule_holds(const struct rule_input *in, const char *key)
{
    const struct node *value = rule_text(in, key);
    if (value != NULL)
        return text_is(node_text(value), "true");
    return strcmp(record_field(in->record, text_of(key))->preset, "true") == 0;
}

static void explain(const struct rule_input *in, struct diag *diag, const char *why,
                    const char *word)
{
    const char *place = strstr(why, "%s");
    int before = place == NULL ? (int)strlen(why) : (int)(place - why);
    diag_why(in->checker->diags, diag, "%.*s%s%s", before, why, place == NULL ? "" : word,
             place == NULL ? "" : place + 2);
}

void rule_require(const struct rule_input *in, const char *key, const char *why, const char *word)
{
    if (rule_given(in, key) != NULL)
        return;
    const struct field *field = record_field(in->record, text_of(key));
    struct diag *diag =
        diag_add_as(in->checker->diags, in->checker->severity, KEY_MISSING, in->at,
                    "key '%s' is missing in %.*s", key,
                    TEXT_ARG(where_text(in->checker->arena, in->where)));
    explain(in, diag, why, word);
    check_help_add(in->checker, diag, field);
}

void rule_refuse(const struct rule_input *in, const char *key, const char *why, const char *word)
{
    struct node *node = tree_find_key(in->map, text_of(key));
    if (node == NULL || rule_given(in, key) == NULL)
        return;
    struct diag *diag = check_report(in->checker, node, KEY_NOT_FOR_TYPE,
                                     "key '%s' does not go with the rest of %.*s", key,
                                     TEXT_ARG(where_text(in->checker->arena, in->where)));
    explain(in, diag, why, word);
    diag_help(in->checker->diags, diag, "remove the line");
}

void rule_form(const struct rule_input *in, const char *key, enum shape_name shape)
{
    struct node *node = rule_text(in, key);
    if (node != NULL && node->size > 0 && !check_fits(node, shape))
        check_shape(in->checker, node, shape,
                    where_value(in->checker->arena, in->where, key).bytes);
}

static bool is_free(const struct node *key)
{
    return key->size >= 2 && memcmp(key->is.bytes, "x-", 2) == 0;
}

struct rule_names rule_names(struct checker *checker, const struct node *above, const char *noun,
                             const char *key)
{
    const struct node *map = tree_find(above, key);
    if (map != NULL && node_is_null(map) && (map->flags & NODE_BAD) == 0)
        map = NULL;
    struct rule_names names = {
        .noun = noun,
        .key = key,
        .map = map,
        .known = map == NULL || map->kind == NODE_MAP,
    };
    bool is_map = map != NULL && map->kind == NODE_MAP;
    names.names = names_new(checker->arena, is_map ? map->size : 0);
    for (struct node *entry = is_map ? map->is.first : NULL; entry != NULL; entry = entry->next)
        if (!is_free(entry))
            names_add(&names.names, node_text(entry), entry);
    return names;
}

static void suggest_name(struct checker *checker, struct diag *diag,
                         const struct rule_names *names, const struct node *name)
{
    struct suggestion suggestion = suggestion_for(node_text(name));
    const struct node *key = names->map->is.first;
    for (; key != NULL && checker->comparisons < SUGGESTIONS_MAX; key = key->next) {
        checker->comparisons++;
        if (!is_free(key))
            suggestion_offer(&suggestion, node_text(key));
    }
    check_suggest(checker, diag, name, suggestion.best);
}

static struct text list_names(struct checker *checker, const struct rule_names *names)
{
    struct buffer list = buffer_new(checker->arena);
    uint32_t listed = 0;
    for (const struct node *key = names->map->is.first; key != NULL; key = key->next) {
        if (is_free(key) || listed++ >= NAMES_LISTED_MAX)
            continue;
        buffer_format(&list, "%s%.*s", list.size == 0 ? "" : ", ",
                      TEXT_ARG(text_shown(checker->arena, node_text(key))));
    }
    if (listed > NAMES_LISTED_MAX)
        buffer_format(&list, " and %u more", listed - NAMES_LISTED_MAX);
    return buffer_finish(&list);
}

void rule_refer(struct checker *checker, struct rule_names *names, struct node *name)
{
    if (!names->known || name == NULL || name->kind != NODE_SCALAR || node_is_null(name) ||
        (name->flags & NODE_BAD) != 0)
        return;
    if (names_find(&names->names, node_text(name)) != NULL)
        return;
    struct diag *diag = check_report(checker, name, NAME_UNKNOWN, "%s '%.*s' is not defined",
                                     names->noun, TEXT_ARG(check_found(checker, name)));
    if (names->map == NULL || names->map->size == 0) {
        diag_why(checker->diags, diag, "the file defines no %s", names->key);
        return;
    }
    suggest_name(checker, diag, names, name);
    if (names->list.size == 0)
        names->list = list_names(checker, names);
    diag_note(checker->diags, diag, check_span(checker, names->map->is.first), "%s defined: %.*s",
              names->key, TEXT_ARG(names->list));
}

static const struct {
    const struct record *record;
    void (*rule)(const struct rule_input *);
} rules[] = {
    {&record_transform, rule_transform},
    {&record_orchestration, rule_orchestration},
    {&record_static_partition, rule_static_partition},
    {&record_time_window_partition, rule_time_window},
    {&record_partition_range, rule_partition_range},
    {&record_platform, rule_platform},
    {&record_credentials, rule_credentials},
    {&record_storage_profile, rule_storage},
    {&record_catalog_profile, rule_catalog},
    {&record_compute_profile, rule_compute},
    {&record_snowflake_integration, rule_snowflake_integration},
    {&record_athena_integration, rule_athena_integration},
    {&record_duckdb_properties, rule_duckdb},
    {&record_layer, rule_layer},
    {&record_secret_backends, rule_secret_backends},
    {&record_resource_profile, rule_resource_profile},
    {&record_cloud, rule_cloud},
    {&record_authentication, rule_authentication},
    {&record_vault_backend, rule_vault},
};

void check_rules(struct checker *checker, struct node *map, const struct record *record,
                 const struct where *where, struct span at)
{
    struct rule_input in = {checker, map, record, where, at};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (record == rules[i].record)
            rules[i].rule(&in);
}
