/*
 * The verbs of rules.def, and what the rules that are C share.
 */
#include "floe/spec/rule.h"

#include <string.h>

#include "floe/base/buffer.h"
#include "floe/base/suggest.h"

enum { NAMES_LISTED_MAX = 8 };

struct node *rule_text(const struct rule_input *in, const char *key)
{
    struct node *value = tree_find(in->map, key);
    return node_is_sound(value) && value->kind == NODE_SCALAR ? value : NULL;
}

const char *rule_word(const struct rule_input *in, const char *key)
{
    const struct field *field = record_field(in->record, text_of(key));
    if (tree_given(in->map, key) == NULL)
        return field->preset;
    const struct node *value = rule_text(in, key);
    int word = value == NULL ? -1 : words_find(field->words, node_text(value));
    return word < 0 ? NULL : field->words->spellings[word];
}

static void explain(const struct rule_input *in, struct diag *diag, const char *why)
{
    const char *place = strstr(why, "%s");
    int before = place == NULL ? (int)strlen(why) : (int)(place - why);
    diag_why(in->checker->diags, diag, "%.*s%s%s", before, why, place == NULL ? "" : in->word,
             place == NULL ? "" : place + 2);
}

/* One of the keys is given, or the first is asked for. */
static void require(const struct rule_input *in, const struct rule *rule)
{
    for (const char *const *key = rule->keys; *key != NULL; key++)
        if (tree_given(in->map, *key) != NULL)
            return;
    struct diag *diag = check_report_missing(in->checker, rule->keys[0], in->where, in->at);
    explain(in, diag, rule->why);
    check_help_add(in->checker, diag, record_field(in->record, text_of(rule->keys[0])));
}

static void require_part(const struct rule_input *in, const struct rule *rule)
{
    const char *key = rule->keys[0];
    if (tree_given(in->map, key) != NULL)
        return;
    struct diag *diag = diag_add(in->checker->diags, CREDENTIALS_INCOMPLETE, in->at,
                                 "%.*s have no %s",
                                 TEXT_ARG(where_text(in->checker->arena, in->where)), key);
    explain(in, diag, rule->why);
    diag_help(in->checker->diags, diag, "add '%s: %s'", key, rule->text);
}

/* The only key, or with the first the second. */
static void refuse(const struct rule_input *in, const struct rule *rule)
{
    const char *key = rule->keys[rule->keys[1] != NULL];
    if (tree_given(in->map, key) == NULL || tree_given(in->map, rule->keys[0]) == NULL)
        return;
    struct diag *diag = check_report(in->checker, tree_find_key(in->map, text_of(key)),
                                     KEY_NOT_FOR_TYPE,
                                     "key '%s' does not go with the rest of %.*s", key,
                                     TEXT_ARG(where_text(in->checker->arena, in->where)));
    explain(in, diag, rule->why);
    diag_help(in->checker->diags, diag, "remove the line");
}

static void differ(const struct rule_input *in, const struct rule *rule)
{
    const struct node *list = tree_given(in->map, rule->keys[0]);
    if (list == NULL || list->kind != NODE_LIST)
        return;
    struct checker *checker = in->checker;
    struct names seen = names_new(checker->arena, list->size);
    for (struct node *entry = list->is.first; entry != NULL; entry = entry->next) {
        if (entry->kind != NODE_SCALAR || (entry->flags & NODE_BAD) != 0)
            continue;
        const struct node *first = names_add(&seen, node_text(entry), entry);
        if (first == NULL || first == entry)
            continue;
        struct diag *diag = check_report(checker, entry, VALUE_TWICE, "%s '%.*s' appears twice",
                                         rule->text, TEXT_ARG(check_found(checker, entry)));
        diag_note(checker->diags, diag, check_span(checker, first), "first given here");
        diag_help(checker->diags, diag, "remove one of the two");
    }
}

/* The only key, or in the mapping that is the first the second. */
static void form(const struct rule_input *in, const struct rule *rule)
{
    struct where here = {.above = in->where, .kind = WHERE_KEY, .name = text_of(rule->keys[0])};
    bool inside = rule->keys[1] != NULL;
    const char *key = rule->keys[inside];
    struct node *node = tree_find(inside ? tree_find(in->map, rule->keys[0]) : in->map, key);
    const struct where *where = inside ? &here : in->where;
    if (node_is_sound(node) && node->kind == NODE_SCALAR && node->size > 0 &&
        !check_fits(node, rule->shape))
        check_shape(in->checker, node, rule->shape,
                    where_value(in->checker->arena, where, key).bytes);
}

static void call(const struct rule_input *in, const struct rule *rule)
{
    rule->code(in);
}

struct rule_names rule_names(struct checker *checker, const struct node *above, const char *noun,
                             const char *key)
{
    const struct node *map = tree_given(above, key);
    struct rule_names names = {
        .noun = noun,
        .key = key,
        .map = map,
        .known = map == NULL || map->kind == NODE_MAP,
    };
    bool is_map = map != NULL && map->kind == NODE_MAP;
    names.names = names_new(checker->arena, is_map ? map->size : 0);
    for (struct node *entry = is_map ? map->is.first : NULL; entry != NULL; entry = entry->next)
        if (!key_is_free(node_text(entry)))
            names_add(&names.names, node_text(entry), entry);
    return names;
}

struct text rule_nearest(const struct node *map, struct text wanted, uint32_t *comparisons)
{
    struct suggestion suggestion = suggestion_for(wanted);
    const struct node *key = map->is.first;
    for (; key != NULL && *comparisons < SUGGESTIONS_MAX; key = key->next, ++*comparisons)
        if (!key_is_free(node_text(key)))
            suggestion_offer(&suggestion, node_text(key));
    return suggestion.best;
}

struct text rule_list(struct arena *arena, const struct node *map)
{
    struct buffer list = buffer_new(arena);
    uint32_t listed = 0;
    for (const struct node *key = map->is.first; key != NULL; key = key->next) {
        if (key_is_free(node_text(key)) || listed++ >= NAMES_LISTED_MAX)
            continue;
        buffer_format(&list, "%s%.*s", list.size == 0 ? "" : ", ",
                      TEXT_ARG(text_shown(arena, node_text(key))));
    }
    if (listed > NAMES_LISTED_MAX)
        buffer_format(&list, " and %u more", listed - NAMES_LISTED_MAX);
    return buffer_finish(&list);
}

void rule_refer(struct checker *checker, struct rule_names *names, struct node *name)
{
    if (!names->known || !node_is_sound(name) || name->kind != NODE_SCALAR ||
        names_find(&names->names, node_text(name)) != NULL)
        return;
    struct diag *diag = check_report(checker, name, NAME_UNKNOWN, "%s '%.*s' is not defined",
                                     names->noun, TEXT_ARG(check_found(checker, name)));
    if (names->names.used == 0) {
        diag_why(checker->diags, diag, "the file defines no %s", names->key);
        return;
    }
    check_suggest(checker, diag, name,
                  rule_nearest(names->map, node_text(name), &checker->comparisons));
    if (names->list.size == 0)
        names->list = rule_list(checker->arena, names->map);
    diag_note(checker->diags, diag, check_span(checker, names->map->is.first), "%s defined: %.*s",
              names->key, TEXT_ARG(names->list));
}

#define RULE(name, verb_, ...) {.record = &record_##name, .verb = RULE_##verb_, __VA_ARGS__},
#define IS(key, ...) {#key, {__VA_ARGS__}}
#define BOTH(one, other) one, other
#define ALWAYS {NULL, {NULL}}
#define REQUIRES(name, when_, key, why_)                                                           \
    RULE(name, REQUIRES, .when = {when_}, .keys = {#key}, .why = why_)
#define REQUIRES_PART(name, when_, key, why_, text_)                                               \
    RULE(name, REQUIRES_PART, .when = {when_}, .keys = {#key}, .why = why_, .text = text_)
#define REQUIRES_ANY(name, when_, why_, ...)                                                       \
    RULE(name, REQUIRES_ANY, .when = {when_}, .keys = {__VA_ARGS__}, .why = why_)
#define REFUSES(name, when_, key, why_)                                                            \
    RULE(name, REFUSES, .when = {when_}, .keys = {#key}, .why = why_)
#define EXCLUDES(name, key, other, why_) RULE(name, EXCLUDES, .keys = {#key, #other}, .why = why_)
#define DIFFER(name, key, text_) RULE(name, DIFFER, .keys = {#key}, .text = text_)
#define FORM(name, when_, key, shape_)                                                             \
    RULE(name, FORM, .when = {when_}, .keys = {#key}, .shape = shape_)
#define FORM_IN(name, key, inner, shape_)                                                          \
    RULE(name, FORM, .keys = {#key, #inner}, .shape = shape_)
#define CODE(name, function) RULE(name, CODE, .code = function)

const struct rule rules[] = {
#include "floe/spec/rules.def"
    {.record = NULL},
};

/* The word for which a condition holds; NULL: it does not. */
static const char *matched(const struct rule_input *in, const struct rule_condition *condition)
{
    const struct node *node = rule_text(in, condition->key);
    struct text text = LITERAL("");
    if (node != NULL)
        text = node_text(node);
    else if (tree_given(in->map, condition->key) == NULL)
        text = text_of(record_field(in->record, text_of(condition->key))->preset);
    const char *const *word = condition->words;
    while (*word != NULL && !text_is(text, *word))
        word++;
    return *word;
}

/* What the first of several conditions matched is the word of the rule. */
static bool applies(struct rule_input *in, const struct rule *rule)
{
    in->word = NULL;
    for (const struct rule_condition *each = rule->when; each->key != NULL; each++) {
        const char *word = matched(in, each);
        if (word == NULL)
            return false;
        in->word = in->word == NULL ? word : in->word;
    }
    return true;
}

static void (*const verbs[])(const struct rule_input *, const struct rule *) = {
    [RULE_REQUIRES] = require,
    [RULE_REQUIRES_PART] = require_part,
    [RULE_REQUIRES_ANY] = require,
    [RULE_REFUSES] = refuse,
    [RULE_EXCLUDES] = refuse,
    [RULE_DIFFER] = differ,
    [RULE_FORM] = form,
    [RULE_CODE] = call,
};

void check_rules(struct checker *checker, struct node *map, const struct record *record,
                 const struct where *where, struct span at)
{
    struct rule_input in = {checker, map, record, where, at, NULL};
    for (const struct rule *rule = rules; rule->record != NULL; rule++)
        if (rule->record == record && applies(&in, rule))
            verbs[rule->verb](&in, rule);
}
