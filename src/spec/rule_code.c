/*
 * Rules between fields that neither a table nor a JSON Schema can say.
 */
#include <string.h>

#include "floe/spec/rule.h"
#include "floe/spec/shape.h"

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
    const struct node *map = tree_given(in->map, section);
    if (map == NULL || map->kind != NODE_MAP)
        return;
    for (const struct node *entry = map->is.first; entry != NULL; entry = entry->next)
        if (!key_is_free(node_text(entry)))
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

void rule_order(const struct rule_input *in)
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

/* Kubernetes refuses a container that asks for more than it may use. */
static void check_request(const struct rule_input *in, const char *key)
{
    struct node *request = tree_find(tree_given(in->map, "requests"), key);
    const struct node *limit = tree_find(tree_given(in->map, "limits"), key);
    if (!node_is_sound(request) || !node_is_sound(limit) || request->kind != NODE_SCALAR ||
        limit->kind != NODE_SCALAR ||
        shape_amount(node_text(request)) <= shape_amount(node_text(limit)))
        return;
    struct checker *checker = in->checker;
    struct text field = text_format(checker->arena, "requests.%s", key);
    struct text subject = where_value(checker->arena, in->where, field.bytes);
    struct diag *diag = check_report(checker, request, REQUEST_ABOVE_LIMIT,
                                     "%.*s is above its limit", TEXT_ARG(subject));
    diag_note(checker->diags, diag, check_span(checker, limit), "the limit is given here");
    diag_help(checker->diags, diag, "raise the limit, or request %.*s at most",
              TEXT_ARG(check_found(checker, limit)));
}

void rule_requests(const struct rule_input *in)
{
    check_request(in, "cpu");
    check_request(in, "memory");
}

/* The key is what models and floe-compile know; the name says it again. */
void rule_layer(const struct rule_input *in)
{
    struct node *name = rule_text(in, "name");
    if (name == NULL || text_equal(node_text(name), in->where->name))
        return;
    struct checker *checker = in->checker;
    struct text key = in->where->name;
    struct diag *diag = check_report(checker, name, LAYER_NAME, "layer '%.*s' has the name '%.*s'",
                                     TEXT_ARG(text_shown(checker->arena, key)),
                                     TEXT_ARG(check_found(checker, name)));
    diag_why(checker->diags, diag, "models and sources refer to a layer by its key");
    diag_help(checker->diags, diag, "write 'name: %.*s', or rename the key",
              TEXT_ARG(text_shown(checker->arena, key)));
}

/* Where the others keep secrets, floe-compile does not look. */
void rule_secret_backends(const struct rule_input *in)
{
    struct node *primary = rule_text(in, "primary");
    const char *word = rule_word(in, "primary");
    if (primary == NULL || word == NULL || strcmp(word, "kubernetes") == 0)
        return;
    struct checker *checker = in->checker;
    struct diag *diag = diag_add(checker->diags, BACKEND_NOT_READ, check_span(checker, primary),
                                 "secrets are not read from %s", word);
    diag_why(checker->diags, diag, "floe-compile looks for them in variables and in the files "
                                   "below kubernetes.mount_path");
    diag_help(checker->diags, diag, "let an agent or an operator write them there, and write "
                                    "'primary: kubernetes'");
}

/* Sections that came with a later version of the format. */
void rule_version(const struct rule_input *in)
{
    static const struct {
        const char *section;
        const char *since;
    } sections[] = {
        {"infrastructure", "1.1.0"},
        {"security", "1.1.0"},
        {"governance", "1.1.0"},
        {"layers", "1.2.0"},
    };
    const struct node *version = rule_text(in, "version");
    if (version == NULL)
        return;
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        /* Of the early versions only 1.0.x and 1.1.x lack anything. */
        bool lacks = text_starts(node_text(version), "1.0.") ||
                     (text_starts(node_text(version), "1.1.") &&
                      strcmp(sections[i].since, "1.2.0") == 0);
        if (!lacks || tree_given(in->map, sections[i].section) == NULL)
            continue;
        struct checker *checker = in->checker;
        struct node *key = tree_find_key(in->map, text_of(sections[i].section));
        struct diag *diag = diag_add(checker->diags, SECTION_LATER, check_span(checker, key),
                                     "version %.*s has no section '%s'",
                                     TEXT_ARG(check_found(checker, version)),
                                     sections[i].section);
        diag_note(checker->diags, diag, check_span(checker, version), "the version is given here");
        diag_help(checker->diags, diag, "write 'version: \"%s\"'", sections[i].since);
    }
}

void rule_compute_logs(const struct rule_input *in)
{
    struct node *logs = tree_find(tree_given(in->map, "observability"), "compute_logs");
    struct node *name = tree_find(logs, "storage_ref");
    if (name == NULL)
        return;
    struct rule_names storages = rule_names(in->checker, in->map, "storage", "storage");
    enum diag_severity severity = in->checker->severity;
    in->checker->severity = DIAG_WARNING; /* of what only describes */
    rule_refer(in->checker, &storages, name);
    in->checker->severity = severity;
}
