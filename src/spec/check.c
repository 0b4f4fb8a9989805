#include "floe/spec/check.h"

#include <assert.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/base/suggest.h"
#include "floe/spec/leak.h"
#include "floe/spec/number.h"

enum { KEYS_LISTED_MAX = 16 };

static const char *article(const char *noun)
{
    return strchr("aeiou", noun[0]) != NULL ? "an" : "a";
}

static void explain_keys(struct checker *checker, struct diag *diag, const struct record *record,
                         const struct where *where)
{
    struct buffer keys = buffer_new(checker->arena);
    for (uint32_t i = 0; i < record->field_count && i < KEYS_LISTED_MAX; i++)
        buffer_format(&keys, "%s%s", i == 0 ? "" : ", ", record->fields[i].key);
    if (record->field_count > KEYS_LISTED_MAX)
        buffer_format(&keys, " and %u more", record->field_count - KEYS_LISTED_MAX);
    struct text list = buffer_finish(&keys);
    if (where->kind == WHERE_KEY)
        diag_why(checker->diags, diag, "%.*s can have %.*s",
                 TEXT_ARG(where_text(checker->arena, where)), TEXT_ARG(list));
    else if (where->kind == WHERE_ROOT)
        diag_why(checker->diags, diag, "%s has the keys %.*s", record->noun, TEXT_ARG(list));
    else
        diag_why(checker->diags, diag, "%s %s has the keys %.*s", article(record->noun),
                 record->noun, TEXT_ARG(list));
}

/* The field that was meant, NULL if there is none near. */
static const struct field *report_unknown(struct checker *checker, struct node *key,
                                          const struct record *record, const struct where *where)
{
    struct text found = node_text(key);
    struct diag *diag = check_report(checker, key, KEY_UNKNOWN, "unknown key '%.*s' in %.*s",
                                     TEXT_ARG(text_shown(checker->arena, found)),
                                     TEXT_ARG(where_text(checker->arena, where)));
    struct suggestion suggestion = suggestion_for(found);
    for (uint32_t i = 0; i < record->field_count; i++)
        suggestion_offer(&suggestion, text_of(record->fields[i].key));
    check_suggest(checker, diag, key, suggestion.best);
    if (record == &record_floe && record_field(&record_platform, found) != NULL)
        diag_why(checker->diags, diag, "floe.yaml contains no infrastructure: '%.*s' is a section "
                                       "of platform.yaml", TEXT_ARG(found));
    explain_keys(checker, diag, record, where);
    bool anything = checker->in_credentials && suggestion.best.size == 0;
    if (anything || leak_is_secret_key(suggestion.best))
        leak_hide_below(checker, key->value);
    return suggestion.best.size == 0 ? NULL : record_field(record, suggestion.best);
}

static bool expect_kind(struct checker *checker, struct node *node, enum node_kind kind,
                        const struct where *where)
{
    if ((node->flags & NODE_BAD) != 0)
        return false;
    if (node->kind == kind)
        return true;
    check_report(checker, node, WRONG_KIND, "%.*s is %s, expected %s",
                 TEXT_ARG(where_text(checker->arena, where)), node_kind_name(node),
                 kind == NODE_MAP ? "a mapping" : "a list");
    return false;
}

static void expect_entry(struct checker *checker, struct node *node, const struct field *field,
                         const struct where *where)
{
    if ((field->need & REQUIRED) != 0 && node->size == 0)
        check_report(checker, node, LENGTH, "%.*s is empty, expected at least one entry",
                     TEXT_ARG(where_text(checker->arena, where)));
}

static bool is_named(struct checker *checker, struct node *key, const struct field *field,
                     const struct where *where)
{
    if (check_fits(key, (enum shape_name)field->shape))
        return true;
    struct text name = text_format(checker->arena, "the name of %.*s",
                                   TEXT_ARG(where_text(checker->arena, where)));
    check_shape(checker, key, (enum shape_name)field->shape, name.bytes);
    return false;
}

static void entry_variant(struct checker *checker, struct node *key, const struct field *field,
                          const struct where *where)
{
    struct node *value = key->value;
    if (!is_named(checker, key, field, where) || !expect_kind(checker, value, NODE_MAP, where))
        return;
    const struct field *word = record_field(field->variants->list[0].record, LITERAL("type"));
    struct node *type = tree_given(value, word->key);
    if (type == NULL) {
        check_report(checker, key, KEY_MISSING, "key 'type' is missing in %.*s, one of %.*s",
                     TEXT_ARG(where_text(checker->arena, where)),
                     TEXT_ARG(check_word_list(checker, word->words)));
        return;
    }
    check_word(checker, type, word, where);
    const struct record *record =
        node_is_sound(type) ? variants_find(field->variants, node_text(type)) : NULL;
    if (record != NULL)
        check_record(checker, value, record, where, check_span(checker, key));
}

/* Any text is a value here, and nearly any a key: those of settings go into SQL. */
static void entry_pair(struct checker *checker, struct node *key, const struct field *field,
                       const struct where *where)
{
    if (!check_fits(key, (enum shape_name)field->shape)) {
        struct text name = text_format(checker->arena, "a key of %.*s",
                                       TEXT_ARG(where_text(checker->arena, where->above)));
        check_shape(checker, key, (enum shape_name)field->shape, name.bytes);
        return;
    }
    struct field value = *field;
    value.shape = field->value_shape;
    check_text(checker, key->value, &value, where);
}

static void entry_record(struct checker *checker, struct node *key, const struct field *field,
                         const struct where *where)
{
    if (is_named(checker, key, field, where))
        check_record(checker, key->value, field->record, where, check_span(checker, key));
}

static void entry_item(struct checker *checker, struct node *node, const struct field *field,
                       const struct where *where)
{
    check_record(checker, node, field->record, where, check_span(checker, node));
}

#define entry_text check_text
#define entry_word check_word
#define entry_none NULL
#define KIND(name, many, title, form, check, lower, schema, entry) [FIELD_##name] = entry_##entry,
/* Of an entry; in a map, of its key. */
static check_value *const entry_checks[] = {
#include "floe/spec/kinds.def"
};
#undef KIND

/* Entries of a list, each with its number. */
static void check_list(struct checker *checker, struct node *list, const struct field *field,
                       const struct where *above)
{
    struct where here = {.above = above, .kind = WHERE_KEY, .name = text_of(field->key)};
    if (!expect_kind(checker, list, NODE_LIST, &here))
        return;
    expect_entry(checker, list, field, &here);
    struct where entry = {.above = above, .kind = WHERE_INDEX, .name = text_of(field->key)};
    for (struct node *node = list->is.first; node != NULL; node = node->next, entry.index++)
        entry_checks[field->kind](checker, node, field, &entry);
}

static const char *entry_noun(const struct field *field)
{
    if (field->kind == FIELD_MAP_VARIANT)
        return field->variants->noun;
    return field->kind == FIELD_MAP_OF ? field->record->noun : "entry";
}

/* Of a number that Python reads as infinity, as 0 or not at all. */
static bool check_free_number(struct checker *checker, struct node *node, const char *subject)
{
    struct text text = node_text(node);
    if ((node->flags & NODE_QUOTED) != 0 || !number_is(text) || number_fits(text))
        return true;
    struct diag *diag = check_report(checker, node, NUMBER_UNFIT, "a number in %s is out of range",
                                     subject);
    diag_label(checker->diags, diag, "found \"%.*s\"", TEXT_ARG(check_found(checker, node)));
    diag_why(checker->diags, diag, "a whole number has at most %d digits, any other is between "
             "1e-307 and 1e308", NUMBER_DIGITS_MAX);
    diag_help(checker->diags, diag, "quote it if text is meant");
    return false;
}

/* What is not looked into: only variables are put in, as everywhere. */
static void check_below(struct checker *checker, struct node *node, const char *subject)
{
    if ((node->flags & NODE_BAD) != 0)
        return;
    if (node->kind == NODE_SCALAR) {
        if (!node_is_null(node) && check_variables(checker, node) &&
            check_free_number(checker, node, subject))
            check_template(checker, node, subject);
        return;
    }
    for (struct node *entry = node->is.first; entry != NULL; entry = entry->next)
        check_below(checker, node->kind == NODE_MAP ? entry->value : entry, subject);
}

static void check_free(struct checker *checker, struct node *node, const struct field *field,
                       const struct where *above)
{
    check_below(checker, node, where_value(checker->arena, above, field->key).bytes);
}

static void check_free_map(struct checker *checker, struct node *map, const struct field *field,
                           const struct where *above)
{
    struct where here = {.above = above, .kind = WHERE_KEY, .name = text_of(field->key)};
    if (expect_kind(checker, map, NODE_MAP, &here))
        check_free(checker, map, field, above);
}

static void check_map(struct checker *checker, struct node *map, const struct field *field,
                      const struct where *above)
{
    struct where here = {.above = above, .kind = WHERE_KEY, .name = text_of(field->key)};
    if (!expect_kind(checker, map, NODE_MAP, &here))
        return;
    expect_entry(checker, map, field, &here);
    for (struct node *key = map->is.first; key != NULL; key = key->next) {
        if ((key->flags & NODE_BAD) != 0 || (field->kind != FIELD_MAP_TEXT && key_is_free(node_text(key))))
            continue;
        struct where entry = {
            .above = field->kind == FIELD_MAP_TEXT ? &here : above,
            .kind = field->kind == FIELD_MAP_TEXT ? WHERE_KEY : WHERE_ENTRY,
            .name = node_text(key),
            .noun = entry_noun(field),
        };
        entry_checks[field->kind](checker, key, field, &entry);
    }
}

static void check_below_key(struct checker *checker, struct node *value,
                            const struct record *record, const struct where *above)
{
    const struct node *key = checker->key;
    struct where here = {.above = above, .kind = WHERE_KEY, .name = node_text(key)};
    bool was_in_credentials = checker->in_credentials;
    checker->in_credentials |= strcmp(record->type, "credentials") == 0;
    check_record(checker, value, record, &here, check_span(checker, key));
    checker->in_credentials = was_in_credentials;
}

static void check_nest(struct checker *checker, struct node *value, const struct field *field,
                       const struct where *where)
{
    check_below_key(checker, value, field->record, where);
}

/* The selecting word is beside the record; without it, its preset counts. */
static void check_variant(struct checker *checker, struct node *value, const struct field *field,
                          const struct where *where)
{
    const struct node *node = tree_find(checker->map, field->preset);
    struct text word = node != NULL && node->kind == NODE_SCALAR && !node_is_null(node)
                           ? node_text(node)
                           : text_of(record_field(checker->record, text_of(field->preset))->preset);
    const struct record *record = variants_find(field->variants, word);
    if (record != NULL)
        check_below_key(checker, value, record, where);
}

#define KIND(name, many, title, form, check, lower, schema, entry) [FIELD_##name] = check_##check,
static check_value *const checks[] = {
#include "floe/spec/kinds.def"
};
#undef KIND
/* AWS, OpenID: what has a second capital in its first word keeps the first. */
static bool begins_with_name(struct text doc)
{
    for (size_t i = 1; i < doc.size && doc.bytes[i] != ' '; i++)
        if (doc.bytes[i] >= 'A' && doc.bytes[i] <= 'Z')
            return true;
    return doc.size == 0 || doc.bytes[0] < 'A' || doc.bytes[0] > 'Z';
}

void check_help_add(struct checker *checker, struct diag *diag, const struct field *field)
{
    struct text doc = text_of(field->doc);
    doc.size -= text_ends(doc, ".");
    if (begins_with_name(doc))
        diag_help(checker->diags, diag, "add '%s:', %.*s", field->key, TEXT_ARG(doc));
    else
        diag_help(checker->diags, diag, "add '%s:', %c%.*s", field->key,
                  doc.bytes[0] - 'A' + 'a', (int)doc.size - 1, doc.bytes + 1);
}

static void report_missing(struct checker *checker, const struct field *field,
                           const struct where *where, struct span at)
{
    struct diag *diag =
        diag_add_as(checker->diags, checker->severity, KEY_MISSING, at,
                    "key '%s' is missing in %.*s", field->key,
                    TEXT_ARG(where_text(checker->arena, where)));
    check_help_add(checker, diag, field);
}

static void check_present(struct checker *checker, const struct record *record, uint64_t given,
                          const struct where *where, struct span at)
{
    for (uint32_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if ((field->need & REQUIRED) != 0 && (given >> i & 1) == 0)
            report_missing(checker, field, where, at);
    }
}

void check_record(struct checker *checker, struct node *node, const struct record *record,
                  const struct where *where, struct span at)
{
    if (!expect_kind(checker, node, NODE_MAP, where))
        return;
    uint64_t given = 0;
    enum diag_severity severity = checker->severity;
    for (struct node *key = node->is.first; key != NULL; key = key->next) {
        const struct field *field = record_field(record, node_text(key));
        if (field == NULL) {
            bool silent = key_is_free(node_text(key)) || (key->flags & NODE_BAD) != 0;
            field = silent ? NULL : report_unknown(checker, key, record, where);
            given |= field == NULL ? 0 : (uint64_t)1 << (field - record->fields);
            continue;
        }
        if (node_is_null(key->value) && (key->value->flags & NODE_BAD) == 0)
            continue;
        given |= (uint64_t)1 << (field - record->fields);
        if ((field->need & (LENIENT | RESOLVED)) != 0)
            checker->severity = (field->need & RESOLVED) != 0 ? DIAG_ERROR : DIAG_WARNING;
        checker->map = node;
        checker->record = record;
        checker->key = key;
        checks[field->kind](checker, key->value, field, where);
        checker->severity = severity;
    }
    check_present(checker, record, given, where, at);
    check_rules(checker, node, record, where, at);
}
