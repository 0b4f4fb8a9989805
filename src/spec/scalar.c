#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/base/suggest.h"
#include "floe/spec/check.h"

/* "threads of compute 'default'": a list's entry is its own name. */
static struct text subject(struct checker *checker, const struct checked *in)
{
    return field_many(in->field) == FIELD_IS_ONE
               ? where_value(checker->arena, in->where, in->field->key)
               : where_text(checker->arena, in->where);
}

struct text check_found(struct checker *checker, const struct node *node)
{
    struct text text = node_text(node);
    if ((node->flags & NODE_REPLACED) != 0) {
        struct text file = checker->tree->source->bytes;
        text = (struct text){file.bytes + node->start, node->end - node->start};
        bool quoted = text.size >= 2 && (text.bytes[0] == '"' || text.bytes[0] == '\'');
        text.bytes += quoted;
        text.size -= quoted ? 2 : 0;
    }
    return text_shown(checker->arena, text);
}

bool check_suggest(struct checker *checker, struct diag *diag, const struct node *node,
                   struct text best)
{
    if (best.size == 0)
        return false;
    diag_label(checker->diags, diag, "did you mean '%.*s'?", TEXT_ARG(best));
    diag_fix(diag, check_span(checker, node), best);
    return true;
}

static bool expect_scalar(struct checker *checker, const struct checked *in, const char *expected)
{
    if ((in->node->flags & NODE_BAD) != 0)
        return false;
    if (in->node->kind == NODE_SCALAR && !node_is_null(in->node))
        return true;
    check_report(checker, in->node, WRONG_KIND, "%.*s is %s, expected %s",
                 TEXT_ARG(subject(checker, in)), node_kind_name(in->node), expected);
    return false;
}

static void report_length(struct checker *checker, struct node *node, const struct shape *shape,
                          const char *name)
{
    if (node->size == 0) {
        check_report(checker, node, LENGTH, "%s is empty", name);
        return;
    }
    struct diag *diag = check_report(checker, node, LENGTH, "%s is too %s", name,
                                     node->size < shape->bytes_min ? "short" : "long");
    diag_label(checker->diags, diag, "expected %s, found %u bytes", shape->expected, node->size);
}

bool check_fits(const struct node *node, enum shape_name name)
{
    const struct shape *shape = shape_of(name);
    return (shape->test == NULL || shape->test(node_text(node))) &&
           node->size >= shape->bytes_min &&
           (shape->bytes_max == 0 || node->size <= shape->bytes_max);
}

void check_shape(struct checker *checker, struct node *node, enum shape_name name,
                 const char *what)
{
    if (check_fits(node, name))
        return;
    const struct shape *shape = shape_of(name);
    bool too_long = shape->bytes_max != 0 && node->size > shape->bytes_max;
    if (node->size < shape->bytes_min || too_long)
        report_length(checker, node, shape, what);
    else
        check_report_form(checker, node, name, what);
}

void check_text(struct checker *checker, const struct checked *in)
{
    if (!expect_scalar(checker, in, "text") || !check_variables(checker, in->node))
        return;
    bool fits = check_fits(in->node, (enum shape_name)in->field->shape);
    if (fits && !template_begins(node_text(in->node)))
        return;
    const char *what = subject(checker, in).bytes;
    if (check_template(checker, in->node, what) && !fits)
        check_shape(checker, in->node, (enum shape_name)in->field->shape, what);
}

struct text check_word_list(struct checker *checker, const struct words *words)
{
    struct buffer list = buffer_new(checker->arena);
    for (const char *const *word = words->spellings; *word != NULL; word++) {
        if (word_is_hidden(*word) || **word == '\0')
            continue;
        if (list.size > 0)
            buffer_string(&list, word[1] == NULL ? " or " : ", ");
        buffer_string(&list, *word);
    }
    return buffer_finish(&list);
}

void check_word(struct checker *checker, const struct checked *in)
{
    if (!expect_scalar(checker, in, "a word") || !check_variables(checker, in->node))
        return;
    if (words_find(in->field->words, node_text(in->node)) >= 0)
        return;
    struct diag *diag = check_report(checker, in->node, WORD_UNKNOWN, "%.*s is not a known %s",
                                     TEXT_ARG(subject(checker, in)), in->field->words->name);
    struct suggestion suggestion = suggestion_for(node_text(in->node));
    for (const char *const *word = in->field->words->spellings; *word != NULL; word++)
        if (!word_is_hidden(*word))
            suggestion_offer(&suggestion, text_of(*word));
    struct text list = check_word_list(checker, in->field->words);
    if (check_suggest(checker, diag, in->node, suggestion.best)) {
        diag_why(checker->diags, diag, "expected %.*s", TEXT_ARG(list));
    } else {
        diag_label(checker->diags, diag, "expected %.*s, found \"%.*s\"", TEXT_ARG(list),
                   TEXT_ARG(check_found(checker, in->node)));
    }
}

/* What people write for true and false elsewhere. */
static const char *meant_bool(struct text text)
{
    static const char *const yes[] = {"yes", "Yes", "YES", "on", "On", "ON", "True", "TRUE",
                                      "y", "Y", "1", "true"};
    static const char *const no[] = {"no", "No", "NO", "off", "Off", "OFF", "False", "FALSE",
                                     "n", "N", "0", "false"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        if (text_is(text, yes[i]))
            return "true";
        if (text_is(text, no[i]))
            return "false";
    }
    return NULL;
}

void check_bool(struct checker *checker, const struct checked *in)
{
    if (!expect_scalar(checker, in, "true or false"))
        return;
    struct text text = node_text(in->node);
    bool quoted = (in->node->flags & NODE_QUOTED) != 0;
    if (!quoted && (text_is(text, "true") || text_is(text, "false")))
        return;
    struct diag *diag = check_report(checker, in->node, WRONG_TYPE, "%.*s is not true or false",
                                     TEXT_ARG(subject(checker, in)));
    const char *meant = meant_bool(text);
    if (meant != NULL) {
        diag_label(checker->diags, diag, "write %s%s", meant, quoted ? " without quotes" : "");
        diag_fix(diag, check_span(checker, in->node), text_of(meant));
    } else {
        diag_label(checker->diags, diag, "expected true or false, found \"%.*s\"",
                   TEXT_ARG(check_found(checker, in->node)));
    }
}

/* -?(0|[1-9][0-9]*) */
static bool is_integer(struct text text)
{
    size_t at = text.size > 0 && text.bytes[0] == '-';
    size_t first = at;
    while (at < text.size && text.bytes[at] >= '0' && text.bytes[at] <= '9')
        at++;
    bool leading_zero = at - first > 1 && text.bytes[first] == '0';
    return at > first && at == text.size && !leading_zero;
}

/* The number that 04, +4, 1_000, 0x10 or 4.0 stand for elsewhere; empty: none. */
static struct text meant_integer(struct checker *checker, struct text text)
{
    struct buffer plain = buffer_new(checker->arena);
    for (size_t i = 0; i < text.size; i++)
        if (text.bytes[i] != '_' && !(i == 0 && text.bytes[i] == '+'))
            buffer_byte(&plain, text.bytes[i]);
    struct text digits = buffer_finish(&plain);
    char *end;
    errno = 0;
    int base = text_starts(digits, "0x") ? 16 : 10;
    long long value = strtoll(digits.bytes, &end, base);
    if (end[0] == '.')
        end += 1 + strspn(end + 1, "0");
    bool right = digits.size > 0 && digits.bytes[0] != ' ' && *end == '\0' && errno == 0;
    return right ? text_format(checker->arena, "%lld", value) : LITERAL("");
}

static void advise_integer(struct checker *checker, struct diag *diag, const struct node *node,
                           const struct field *field)
{
    struct text text = node_text(node);
    struct text meant = meant_integer(checker, text);
    if (text_starts(text, "${")) {
        diag_help(checker->diags, diag, "variables are replaced in text only; write the number");
    } else if (meant.size > 0) {
        long long value = strtoll(meant.bytes, NULL, 10);
        bool quoted = (node->flags & NODE_QUOTED) != 0;
        if (value < field->least || value > field->most)
            return;
        diag_help(checker->diags, diag, "write %.*s%s", TEXT_ARG(meant),
                  quoted ? " without quotes" : "");
        diag_fix(diag, check_span(checker, node), meant);
    }
}

void check_int(struct checker *checker, const struct checked *in)
{
    if (!expect_scalar(checker, in, "a whole number"))
        return;
    struct text text = node_text(in->node);
    if ((in->node->flags & NODE_QUOTED) != 0 || !is_integer(text)) {
        struct diag *diag = check_report(checker, in->node, WRONG_TYPE,
                                         "%.*s is not a whole number",
                                         TEXT_ARG(subject(checker, in)));
        diag_label(checker->diags, diag, "expected %lld to %lld, found \"%.*s\"",
                   (long long)in->field->least, (long long)in->field->most,
                   TEXT_ARG(check_found(checker, in->node)));
        advise_integer(checker, diag, in->node, in->field);
        return;
    }
    errno = 0;
    long long value = strtoll(text_copy(checker->arena, text).bytes, NULL, 10);
    if (errno == 0 && value >= in->field->least && value <= in->field->most)
        return;
    struct diag *diag = check_report(checker, in->node, OUT_OF_RANGE, "%.*s is out of range",
                                     TEXT_ARG(subject(checker, in)));
    diag_label(checker->diags, diag, "expected %lld to %lld, found %.*s",
               (long long)in->field->least, (long long)in->field->most,
               TEXT_ARG(check_found(checker, in->node)));
}

/* -?digits(.digits)?; what strtod takes beside that is not written here. */
static bool is_decimal(struct text text)
{
    size_t dots = 0, digit_count = 0;
    for (size_t i = text.size > 0 && text.bytes[0] == '-'; i < text.size; i++) {
        bool digit = text.bytes[i] >= '0' && text.bytes[i] <= '9';
        if (!digit && text.bytes[i] != '.')
            return false;
        digit_count += digit;
        dots += !digit;
    }
    return digit_count > 0 && dots <= 1;
}

/* In units of 1e-9, so that no locale's decimal point matters. */
static int64_t billionths(struct text text)
{
    int64_t whole = 0, fraction = 0, unit = 1000000000;
    bool negative = text.bytes[0] == '-', behind = false;
    for (size_t i = negative; i < text.size; i++) {
        if (text.bytes[i] == '.') {
            behind = true;
        } else if (!behind && whole < 1000000) {
            whole = whole * 10 + (text.bytes[i] - '0');
        } else if (behind && unit > 1) {
            unit /= 10;
            fraction += (text.bytes[i] - '0') * unit;
        }
    }
    int64_t value = whole * 1000000000 + fraction;
    return negative ? -value : value;
}

void check_real(struct checker *checker, const struct checked *in)
{
    if (!expect_scalar(checker, in, "a number"))
        return;
    struct text text = node_text(in->node);
    bool right = (in->node->flags & NODE_QUOTED) == 0 && is_decimal(text);
    int64_t value = right ? billionths(text) : 0;
    if (right && value >= in->field->least * 1000000000 && value <= in->field->most * 1000000000)
        return;
    struct diag *diag = check_report(checker, in->node, right ? OUT_OF_RANGE : WRONG_TYPE,
                                     right ? "%.*s is out of range" : "%.*s is not a number",
                                     TEXT_ARG(subject(checker, in)));
    diag_label(checker->diags, diag, "expected %lld to %lld, found \"%.*s\"",
               (long long)in->field->least, (long long)in->field->most,
               TEXT_ARG(check_found(checker, in->node)));
}

static void check_reference(struct checker *checker, const struct checked *in)
{
    const struct node *key = in->node->is.first;
    if (in->node->size == 1 && text_is(node_text(key), "secret_ref")) {
        struct text path = text_format(checker->arena, "%s.secret_ref", in->field->key);
        struct field name = {.key = path.bytes, .kind = FIELD_TEXT, .shape = SHAPE_SECRET_NAME};
        struct checked inside = {.node = key->value, .field = &name, .where = in->where};
        check_text(checker, &inside);
        return;
    }
    for (; key != NULL; key = key->next)
        if (key->value != NULL && (key->value->flags & NODE_BAD) != 0)
            return; /* it was said to hold a secret */
    struct diag *diag =
        check_report(checker, in->node, WRONG_KIND,
                     "%.*s is a mapping that is not just 'secret_ref'",
                     TEXT_ARG(where_value(checker->arena, in->where, in->field->key)));
    diag_help(checker->diags, diag, "write '%s: {secret_ref: NAME}'", in->field->key);
}

void check_secret(struct checker *checker, const struct checked *in)
{
    if ((in->node->flags & NODE_BAD) != 0)
        return;
    if (in->node->kind == NODE_MAP) {
        check_reference(checker, in);
        return;
    }
    if (in->field->kind == FIELD_TEXT_OR_SECRET) {
        check_text(checker, in);
        return;
    }
    if (!expect_scalar(checker, in, "{secret_ref: NAME}"))
        return;
    if (in->node->size == 0) {
        check_report(checker, in->node, LENGTH, "%.*s is empty", TEXT_ARG(subject(checker, in)));
        return;
    }
    if (text_ends(text_of(in->field->key), "_ref")) {
        check_report(checker, in->node, WRONG_KIND,
                     "%.*s is a single value, expected {secret_ref: NAME}",
                     TEXT_ARG(subject(checker, in)));
        return;
    }
    source_hide(checker->arena, checker->tree->source, in->node->start, in->node->end);
    struct diag *diag = check_report(checker, in->node, SECRET_IN_FILE,
                                     "%.*s is written in the file", TEXT_ARG(subject(checker, in)));
    diag_label(checker->diags, diag, "value hidden");
    diag_why(checker->diags, diag,
             "platform.yaml names secrets and never contains them; treat this one as leaked");
    diag_help(checker->diags, diag,
              "write '%s: {secret_ref: NAME}' and replace the secret", in->field->key);
}
