/*
 * Rules of floe.yaml.
 */
#include <string.h>

#include "floe/spec/rule.h"
#include "floe/spec/shape.h"

void rule_transform(const struct rule_input *in)
{
    if (rule_given(in, "name") == NULL && rule_given(in, "schema") == NULL)
        rule_require(in, "path", "a transform has a path, or a name and a schema", NULL);
}

/* The values that refer to a name: a text, or each entry of a list. */
static void refer(struct checker *checker, struct rule_names *names, struct node *value)
{
    if (value == NULL || value->kind != NODE_LIST) {
        rule_refer(checker, names, value);
        return;
    }
    for (struct node *entry = value->is.first; entry != NULL; entry = entry->next)
        rule_refer(checker, names, entry);
}

/* A key of all entries of a section. */
static void refer_all(const struct rule_input *in, struct rule_names *names,
                      const char *section, const char *key)
{
    const struct node *map = rule_given(in, section);
    if (map == NULL || map->kind != NODE_MAP)
        return;
    for (const struct node *entry = map->is.first; entry != NULL; entry = entry->next)
        if (entry->size < 2 || memcmp(entry->is.bytes, "x-", 2) != 0)
            refer(in->checker, names, tree_find(entry->value, key));
}

void rule_orchestration(const struct rule_input *in)
{
    struct rule_names jobs = rule_names(in->checker, in->map, "job", "jobs");
    struct rule_names partitions = rule_names(in->checker, in->map, "partition", "partitions");
    refer_all(in, &partitions, "assets", "partitions");
    refer_all(in, &jobs, "schedules", "job");
    refer_all(in, &jobs, "sensors", "job");
    refer_all(in, &jobs, "sensors", "watched_jobs");
    refer_all(in, &jobs, "backfills", "job");
}

void rule_static_partition(const struct rule_input *in)
{
    const struct node *list = rule_given(in, "partition_keys");
    if (list == NULL || list->kind != NODE_LIST)
        return;
    struct checker *checker = in->checker;
    struct names seen = names_new(checker->arena, list->size);
    for (struct node *key = list->is.first; key != NULL; key = key->next) {
        if (key->kind != NODE_SCALAR || (key->flags & NODE_BAD) != 0)
            continue;
        const struct node *first = names_add(&seen, node_text(key), key);
        if (first == NULL || first == key)
            continue;
        struct diag *diag =
            check_report(checker, key, VALUE_TWICE, "partition key '%.*s' appears twice",
                         TEXT_ARG(check_found(checker, key)));
        diag_note(checker->diags, diag, check_span(checker, first), "first given here");
        diag_help(checker->diags, diag, "remove one of the two");
    }
}

static void check_order(const struct rule_input *in)
{
    struct node *start = rule_text(in, "start");
    struct node *end = rule_text(in, "end");
    if (start == NULL || end == NULL || !shape_is_date(node_text(start)) ||
        !shape_is_date(node_text(end)) || text_compare(node_text(start), node_text(end)) <= 0)
        return;
    struct checker *checker = in->checker;
    struct text subject = where_value(checker->arena, in->where, "end");
    struct diag *diag = check_report(checker, end, DATE, "%.*s is before its start",
                                     TEXT_ARG(subject));
    diag_note(checker->diags, diag, check_span(checker, start), "the start is given here");
}

void rule_time_window(const struct rule_input *in)
{
    check_order(in);
}

void rule_partition_range(const struct rule_input *in)
{
    check_order(in);
}
