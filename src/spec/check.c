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

/* The name or key of an entry; what is said of it begins with before. */
static bool is_named(struct checker *checker, const struct checked *in, const char *before,
                     const struct where *where)
{
    enum shape_name shape = (enum shape_name)in->field->shape;
    if (check_fits(in->node, shape))
        return true;
    struct text name = text_format(checker->arena, "%s of %.*s", before,
                                   TEXT_ARG(where_text(checker->arena, where)));
    check_shape(checker, in->node, shape, name.bytes);
    return false;
}

static void entry_variant(struct checker *checker, const struct checked *in)
{
    struct node *key = in->node, *value = key->value;
    if (!is_named(checker, in, "the name", in->where) ||
        !expect_kind(checker, value, NODE_MAP, in->where))
        return;
    const struct field *word = record_field(in->field->variants->list[0].record, LITERAL("type"));
    struct node *type = tree_given(value, word->key);
    if (type == NULL) {
        check_report(checker, key, KEY_MISSING, "key 'type' is missing in %.*s, one of %.*s",
                     TEXT_ARG(where_text(checker->arena, in->where)),
                     TEXT_ARG(check_word_list(checker, word->words)));
        return;
    }
    check_word(checker, &(struct checked){.node = type, .field = word, .where = in->where});
    const struct record *record =
        node_is_sound(type) ? variants_find(in->field->variants, node_text(type)) : NULL;
    if (record != NULL)
        check_record(checker, value, record, in->where, check_span(checker, key));
}

/* Any text is a value here, and nearly any a key: those of settings go into SQL. */
static void entry_pair(struct checker *checker, const struct checked *in)
{
    struct field value = *in->field;
    value.shape = value.value_shape;
    if (is_named(checker, in, "a key", in->where->above))
        check_text(checker, &(struct checked){
                                .node = in->node->value, .field = &value, .where = in->where});
}

static void entry_record(struct checker *checker, const struct checked *in)
{
    if (is_named(checker, in, "the name", in->where))
        check_record(checker, in->node->value, in->field->record, in->where,
                     check_span(checker, in->node));
}

static void entry_item(struct checker *checker, const struct checked *in)
{
    check_record(checker, in->node, in->field->record, in->where, check_span(checker, in->node));
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

/* A list or map as such. */
static bool expect_many(struct checker *checker, const struct checked *in, enum node_kind kind,
                        const struct where *here)
{
    if (!expect_kind(checker, in->node, kind, here))
        return false;
    if ((in->field->need & REQUIRED) != 0 && in->node->size == 0)
        check_report(checker, in->node, LENGTH, "%.*s is empty, expected at least one entry",
                     TEXT_ARG(where_text(checker->arena, here)));
    return true;
}

static struct where below(const struct checked *in, enum where_kind kind)
{
    return (struct where){.above = in->where, .kind = kind, .name = text_of(in->field->key)};
}

/* Entries of a list, each with its number. */
static void check_list(struct checker *checker, const struct checked *in)
{
    struct where here = below(in, WHERE_KEY), where = below(in, WHERE_INDEX);
    if (!expect_many(checker, in, NODE_LIST, &here))
        return;
    struct checked entry = {.node = in->node->is.first, .field = in->field, .where = &where};
    for (; entry.node != NULL; entry.node = entry.node->next, where.index++)
        entry_checks[in->field->kind](checker, &entry);
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

static void check_free(struct checker *checker, const struct checked *in)
{
    check_below(checker, in->node, where_value(checker->arena, in->where, in->field->key).bytes);
}

static void check_free_map(struct checker *checker, const struct checked *in)
{
    struct where here = below(in, WHERE_KEY);
    if (expect_kind(checker, in->node, NODE_MAP, &here))
        check_free(checker, in);
}

static void check_map(struct checker *checker, const struct checked *in)
{
    struct where here = below(in, WHERE_KEY);
    bool of_texts = in->field->kind == FIELD_MAP_TEXT;
    if (!expect_many(checker, in, NODE_MAP, &here))
        return;
    for (struct node *key = in->node->is.first; key != NULL; key = key->next) {
        if ((key->flags & NODE_BAD) != 0 || (!of_texts && key_is_free(node_text(key))))
            continue;
        struct where where = {
            .above = of_texts ? &here : in->where,
            .kind = of_texts ? WHERE_KEY : WHERE_ENTRY,
            .name = node_text(key),
            .noun = entry_noun(in->field),
        };
        struct checked entry = {.node = key, .field = in->field, .where = &where};
        entry_checks[in->field->kind](checker, &entry);
    }
}

static void check_nested(struct checker *checker, const struct checked *in,
                         const struct record *record)
{
    struct where here = below(in, WHERE_KEY);
    bool was_in_credentials = checker->in_credentials;
    checker->in_credentials |= strcmp(record->type, "credentials") == 0;
    check_record(checker, in->node, record, &here, check_span(checker, in->key));
    checker->in_credentials = was_in_credentials;
}

static void check_nest(struct checker *checker, const struct checked *in)
{
    check_nested(checker, in, in->field->record);
}

/* The selecting word is beside the record; without it, its preset counts. */
static void check_variant(struct checker *checker, const struct checked *in)
{
    const struct field *selecting = record_field(in->record, text_of(in->field->preset));
    const struct node *node = tree_given(in->map, selecting->key);
    struct text word = node != NULL && node->kind == NODE_SCALAR ? node_text(node)
                                                                 : text_of(selecting->preset);
    const struct record *record = variants_find(in->field->variants, word);
    if (record != NULL)
        check_nested(checker, in, record);
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

struct diag *check_report_missing(struct checker *checker, const char *key,
                                  const struct where *where, struct span at)
{
    return diag_add_as(checker->diags, checker->severity, KEY_MISSING, at,
                       "key '%s' is missing in %.*s", key,
                       TEXT_ARG(where_text(checker->arena, where)));
}

static void check_present(struct checker *checker, const struct record *record, uint64_t given,
                          const struct where *where, struct span at)
{
    for (uint32_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if ((field->need & REQUIRED) != 0 && (given >> i & 1) == 0)
            check_help_add(checker, check_report_missing(checker, field->key, where, at), field);
    }
}

void check_record(struct checker *checker, struct node *node, const struct record *record,
                  const struct where *where, struct span at)
{
    if (!expect_kind(checker, node, NODE_MAP, where))
        return;
    struct checked in = {.where = where, .map = node, .record = record};
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
        in.key = key;
        in.node = key->value;
        in.field = field;
        checks[field->kind](checker, &in);
        checker->severity = severity;
    }
    check_present(checker, record, given, where, at);
    check_rules(checker, node, record, where, at);
}
