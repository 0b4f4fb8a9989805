/*
 * What the method of authentication asks of a compute's properties.
 */
#include <string.h>

#include "floe/base/buffer.h"
#include "floe/spec/adapter.h"
#include "floe/spec/rule.h"

struct compute_rule {
    struct checker *checker;
    const struct adapter *adapter;
    const struct adapter_method *method;
    const struct node *properties; /* NULL: not given */
    const struct node *credentials;
    struct text owner; /* "compute 'default'" */
    struct span at;    /* of what lacks something */
    bool misspelt;     /* an unknown key may be the one that lacks */
};

/* The methods that use a row; how many there are. */
static uint32_t methods_with(const struct compute_rule *in, const struct adapter_row *row,
                             struct text *list)
{
    struct buffer words = buffer_new(in->checker->arena);
    uint32_t count = 0;
    const struct adapter_method *method = in->adapter->methods;
    for (; method->word != NULL; method++)
        if (adapter_says(row->used, method))
            buffer_format(&words, "%s%s", count++ == 0 ? "" : ", ", method->word);
    *list = buffer_finish(&words);
    return count;
}

static void refuse_key(const struct compute_rule *in, const struct adapter_row *row)
{
    struct node *key = tree_find_key(in->properties, text_of(row->key));
    if ((key->flags & NODE_BAD) != 0)
        return;
    struct diags *diags = in->checker->diags;
    struct diag *diag =
        check_report(in->checker, key, METHOD_MISFIT, "key '%s' does not go with method '%s' of %.*s",
                     row->key, in->method->word, TEXT_ARG(in->owner));
    const struct node *said = tree_given(in->properties, "method");
    if (said != NULL)
        diag_note(diags, diag, check_span(in->checker, said), "the method is given here");
    struct text list;
    bool several = methods_with(in, row, &list) > 1;
    diag_why(diags, diag, "%s uses '%s' with method%s %.*s", in->adapter->title, row->key,
             several ? "s" : "", TEXT_ARG(list));
    if (several)
        diag_help(diags, diag, "remove the line, or choose one of these methods");
    else
        diag_help(diags, diag, "remove the line, or write 'method: %.*s'", TEXT_ARG(list));
}

static struct diag *report_missing(const struct compute_rule *in, const char *what)
{
    struct diag *diag = diag_add(in->checker->diags, METHOD_INCOMPLETE, in->at,
                                 "%s is missing in properties of %.*s", what, TEXT_ARG(in->owner));
    diag_why(in->checker->diags, diag, "method '%s' of %s needs it%s", in->method->word,
             in->adapter->title,
             tree_given(in->properties, "method") == NULL ? "; no other property is given" : "");
    return diag;
}

static void help_key(const struct compute_rule *in, struct diag *diag,
                     const struct adapter_row *row)
{
    const struct field *field = record_field(in->adapter->properties, text_of(row->key));
    if (field->kind == FIELD_SECRET)
        diag_help(in->checker->diags, diag,
                  "add '%s: {secret_ref: NAME}', or 'credentials: {mode: static, secret_ref: NAME}' "
                  "for all keys of the method", row->key);
    else
        check_help_add(in->checker, diag, field);
}

static void require_key(const struct compute_rule *in, const struct adapter_row *row)
{
    struct text what = text_format(in->checker->arena, "key '%s'", row->key);
    help_key(in, report_missing(in, what.bytes), row);
}

/* The row of a property. */
static const struct adapter_row *row_of(const struct compute_rule *in, struct text key)
{
    const struct adapter_row *row = in->adapter->rows;
    while (row->kind != ROW_KEY || !text_is(key, row->key))
        row++;
    return row;
}

/* Exactly one; the secret that credentials name may hold it. */
static void require_one(const struct compute_rule *in, const struct adapter_row *row)
{
    struct buffer list = buffer_new(in->checker->arena);
    struct node *second = NULL;
    uint32_t given = 0;
    bool in_credentials = false;
    struct text key;
    for (const char *at = row->text; (key = adapter_word(&at)).size > 0;) {
        const struct adapter_row *choice = row_of(in, key);
        buffer_format(&list, "%s'%s'", list.size == 0 ? "" : " or ", choice->key);
        in_credentials |= adapter_has(choice, NULL, in->credentials);
        if (tree_given(in->properties, choice->key) != NULL && ++given > 1)
            second = tree_find_key(in->properties, key);
    }
    struct text keys = buffer_finish(&list);
    if (given == 0 && !in_credentials) {
        struct text what = text_format(in->checker->arena, "one of %.*s", TEXT_ARG(keys));
        report_missing(in, what.bytes);
    }
    if (given < 2)
        return;
    struct diag *diag = check_report(in->checker, second, METHOD_MISFIT,
                                     "properties of %.*s set more than one of %.*s",
                                     TEXT_ARG(in->owner), TEXT_ARG(keys));
    diag_help(in->checker->diags, diag, "remove all but one");
}

/* What a property that is given asks for. */
static void require_with(const struct compute_rule *in, const struct adapter_row *row)
{
    if (tree_given(in->properties, row->key) == NULL)
        return;
    struct text key;
    for (const char *at = row->text; (key = adapter_word(&at)).size > 0;) {
        const struct adapter_row *other = row_of(in, key);
        if (adapter_has(other, in->properties, in->credentials))
            continue;
        struct diag *diag =
            diag_add(in->checker->diags, METHOD_INCOMPLETE,
                     check_span(in->checker, tree_find_key(in->properties, text_of(row->key))),
                     "properties of %.*s set '%s' but not '%s'", TEXT_ARG(in->owner), row->key,
                     other->key);
        diag_why(in->checker->diags, diag, "%s uses them together", in->adapter->title);
        help_key(in, diag, other);
    }
}

static void check_row(const struct compute_rule *in, const struct adapter_row *row)
{
    bool used = adapter_says(row->used, in->method);
    if (row->kind == ROW_ONE_OF && used && !in->misspelt)
        require_one(in, row);
    if (row->kind == ROW_WITH && !in->misspelt)
        require_with(in, row);
    if (row->kind != ROW_KEY)
        return;
    if (!used && tree_given(in->properties, row->key) != NULL)
        refuse_key(in, row);
    else if (!in->misspelt && adapter_says(row->needed, in->method) &&
             !adapter_has(row, in->properties, in->credentials))
        require_key(in, row);
}

static bool holds_bad_key(const struct node *map)
{
    const struct node *key = map == NULL ? NULL : map->is.first;
    while (key != NULL && (key->flags & NODE_BAD) == 0)
        key = key->next;
    return key != NULL;
}

static bool is_usable(const struct node *map)
{
    return map == NULL || (map->kind == NODE_MAP && (map->flags & NODE_BAD) == 0);
}

void rule_compute(const struct rule_input *in)
{
    const char *type = rule_word(in, "type");
    const struct adapter *adapter = adapter_find(text_of(type));
    struct node *properties = tree_given(in->map, "properties");
    struct node *credentials = tree_given(in->map, "credentials");
    if (adapter == NULL || !is_usable(properties) || !is_usable(credentials))
        return;
    struct compute_rule rule = {
        .checker = in->checker,
        .adapter = adapter,
        .method = adapter_choose(adapter, properties, credentials),
        .properties = properties,
        .credentials = credentials,
        .misspelt = holds_bad_key(properties),
        .owner = where_text(in->checker->arena, in->where),
        .at = properties == NULL ? in->at
                                 : check_span(in->checker, tree_find_key(in->map, LITERAL("properties"))),
    };
    for (uint32_t i = 0; rule.method != NULL && i < adapter->row_count; i++)
        check_row(&rule, &adapter->rows[i]);
}
