#include "floe/spec/leak.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/spec/reference.h"
#include "floe/spec/shape.h"

enum { SECRET_KEY_BYTES = 40 }; /* AWS's secret access keys */

/* A list or map that is being walked, and where in it. */
struct level {
    struct node *container;
    struct node *at; /* an entry, or a key */
    unsigned index;
};

struct walk {
    struct checker *checker;
    const struct record *record; /* of the document */
    struct level *levels;
    uint32_t depth;
    uint32_t capacity;
};

/* One step of a place in words, as the checks would say it; see where.h. */
struct step {
    struct where where;
    const struct record *record; /* of what is there; NULL: not known */
    const struct field *map;     /* whose entries come next */
};

static struct step step_of(const struct level *level, const struct step *above)
{
    struct step step = {.where = {.above = &above->where, .kind = WHERE_KEY}};
    if (level->container->kind == NODE_LIST) {
        step.where = above->where;
        step.where.kind = WHERE_INDEX;
        step.where.index = level->index;
        step.record = above->map == NULL ? NULL : above->map->record;
        return step;
    }
    step.where.name = node_text(level->at);
    const struct field *map = above->map;
    if (map != NULL && (map->kind == FIELD_MAP_OF || map->kind == FIELD_MAP_VARIANT)) {
        step.where.kind = WHERE_ENTRY;
        step.where.above = above->where.above;
        step.where.noun = map->kind == FIELD_MAP_OF ? map->record->noun : map->variants->noun;
        step.record = map->record;
        return step;
    }
    const struct field *field =
        above->record == NULL ? NULL : record_field(above->record, step.where.name);
    if (field != NULL && field->kind == FIELD_NEST)
        step.record = field->record;
    else
        step.map = field;
    return step;
}

static struct text place_of(const struct walk *walk)
{
    struct arena *arena = walk->checker->arena;
    struct step *steps = ARENA_ARRAY(arena, struct step, walk->depth + 1);
    steps[0] = (struct step){
        .where = {.kind = WHERE_ROOT, .name = text_of(walk->record->noun)},
        .record = walk->record,
    };
    for (uint32_t i = 0; i < walk->depth; i++)
        steps[i + 1] = step_of(&walk->levels[i], &steps[i]);
    return where_text(arena, &steps[walk->depth].where);
}

static struct diag *report(struct walk *walk, struct node *node, const char *format,
                           const char *what)
{
    struct checker *checker = walk->checker;
    struct text place = place_of(walk);
    source_hide(checker->arena, checker->tree->source, node->start, node->end);
    struct diag *diag = check_report(checker, node, SECRET_IN_FILE, format, TEXT_ARG(place), what);
    diag_label(checker->diags, diag, "value hidden");
    bool is_floe = walk->record == &record_floe;
    diag_why(checker->diags, diag, "%s; treat this one as leaked",
             is_floe ? "floe.yaml holds no infrastructure and no secrets"
                     : "platform.yaml names secrets and never holds them");
    return diag;
}

static void advise(struct walk *walk, struct diag *diag, const struct node *key)
{
    bool is_client = key != NULL && text_is(node_text(key), "client_secret");
    if (walk->record == &record_floe)
        diag_help(walk->checker->diags, diag,
                  "remove it, replace it where it was issued, and name the new one in "
                  "platform.yaml");
    else if (is_client)
        diag_help(walk->checker->diags, diag,
                  "write 'client_secret: {secret_ref: polaris-client-secret}' and replace the "
                  "secret");
    else
        diag_help(walk->checker->diags, diag,
                  "remove it, replace it where it was issued, and name the new one as a "
                  "secret_ref");
}

static void report_named(struct walk *walk, struct node *key, struct node *value)
{
    advise(walk, report(walk, value, "%.*s is written in the file%s", ""), key);
}

static void report_held(struct walk *walk, struct node *value, const char *what)
{
    advise(walk, report(walk, value, "%.*s holds %s", what), NULL);
}

static bool is_text(const struct node *node)
{
    return node != NULL && node->kind == NODE_SCALAR && (node->flags & NODE_BAD) == 0;
}

/* 40 bytes of base64, but no hash in hexadecimal digits. */
static bool is_secret_key_shape(struct text text)
{
    bool hexadecimal = true;
    if (text.size != SECRET_KEY_BYTES)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.bytes[i];
        if (!shape_letter(c) && !shape_digit(c) && c != '/' && c != '+')
            return false;
        hexadecimal &= shape_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
    return !hexadecimal;
}

/* Beside an access key's id stands the key, whatever it is called. */
static void check_beside(struct walk *walk)
{
    struct level *level = &walk->levels[walk->depth - 1];
    struct node *here = level->at;
    if (level->container->kind != NODE_MAP)
        return;
    for (level->at = level->container->is.first; level->at != NULL; level->at = level->at->next) {
        struct node *value = level->at->value;
        if (value != here->value && is_text(value) && is_secret_key_shape(node_text(value)))
            report_held(walk, value, "an AWS secret access key");
    }
    level->at = here;
}

static void check_value(struct walk *walk, struct node *value)
{
    const char *what = leak_in_text(node_text(value));
    if (what == NULL)
        return;
    report_held(walk, value, what);
    if (strstr(what, "access key") != NULL)
        check_beside(walk);
}

static bool names_secret(struct text key)
{
    return text_ends(key, "secret_ref") || text_ends(key, "_key_ref");
}

/* A key that is a credential itself: nothing below it is looked at, or shown. */
static bool check_key(struct walk *walk, struct node *key)
{
    const char *what = leak_in_text(node_text(key));
    if (what == NULL)
        return true;
    struct node *value = key->value;
    walk->depth--;
    report_held(walk, key, text_format(walk->checker->arena, "%s as a key", what).bytes);
    walk->depth++;
    source_hide(walk->checker->arena, walk->checker->tree->source, value->start, value->end);
    value->flags |= NODE_BAD;
    return false;
}

/* {secret: NAME} is {secret_ref: NAME} most of the time; the checks say so, if it is known here. */
static bool is_reference_misspelt(const struct walk *walk, struct text key)
{
    return text_is(key, "secret") && walk->depth > 1 &&
           walk->levels[walk->depth - 1].container->size == 1;
}

static void hide_node(struct walk *walk, const struct node *node)
{
    source_hide(walk->checker->arena, walk->checker->tree->source, node->start, node->end);
}

/* The name of a secret, written as one; what cannot be a name may be the secret itself. */
static bool is_secret_name(const struct node *key)
{
    return text_is(node_text(key), "secret_ref") && is_text(key->value) &&
           shape_is_secret_name(node_text(key->value));
}

/*
 * In the place of a secret, whatever is not {secret_ref: NAME} may be one: a
 * list, a mapping, or a key without its value.  No deeper than the tree is.
 */
static void hide_below(struct walk *walk, const struct node *value)
{
    if (value->kind == NODE_SCALAR) {
        hide_node(walk, value);
        return;
    }
    for (const struct node *entry = value->is.first; entry != NULL; entry = entry->next) {
        if (value->kind == NODE_LIST) {
            hide_below(walk, entry);
        } else if (!is_secret_name(entry)) {
            if (!text_is(node_text(entry), "secret_ref"))
                hide_node(walk, entry);
            hide_below(walk, entry->value);
        }
    }
}

static bool holds_one_secret(struct text key)
{
    return text_is(key, "client_secret") || text_is(key, "password");
}

static void check_entry(struct walk *walk, struct node *key)
{
    struct node *value = key->value;
    struct text name = node_text(key);
    if (value != NULL && value->kind != NODE_SCALAR && holds_one_secret(name))
        hide_below(walk, value);
    if (!check_key(walk, key) || !is_text(value) || node_is_null(value))
        return;
    if (names_secret(name))
        references_add(walk->checker->references, node_text(value));
    bool secret = value->size > 0 && leak_is_secret_key(name) &&
                  !leak_is_reference(name, node_text(value));
    if (secret && is_reference_misspelt(walk, name))
        source_hide(walk->checker->arena, walk->checker->tree->source, value->start, value->end);
    else if (secret)
        report_named(walk, key, value);
    else
        check_value(walk, value);
}

/* Shared values are walked once. */
static void enter(struct walk *walk, struct node *node)
{
    bool container = node != NULL && node->kind != NODE_SCALAR;
    if (!container || node->is.first == NULL || (node->flags & (NODE_SEARCHED | NODE_BAD)) != 0)
        return;
    node->flags |= NODE_SEARCHED;
    if (walk->depth == walk->capacity) {
        uint32_t capacity = walk->capacity == 0 ? 64 : walk->capacity * 2;
        walk->levels = arena_grow(walk->checker->arena, walk->levels,
                                  walk->capacity * sizeof(struct level),
                                  capacity * sizeof(struct level));
        walk->capacity = capacity;
    }
    walk->levels[walk->depth++] = (struct level){.container = node, .at = node->is.first};
}

static void step_on(struct walk *walk)
{
    while (walk->depth > 0) {
        struct level *level = &walk->levels[walk->depth - 1];
        level->at = level->at->next;
        level->index++;
        if (level->at != NULL)
            return;
        walk->depth--;
    }
}

static void walk_below(struct walk *walk, struct node *root)
{
    enter(walk, root);
    while (walk->depth > 0) {
        uint32_t depth = walk->depth;
        struct level *level = &walk->levels[depth - 1];
        struct node *node = level->at;
        if (level->container->kind == NODE_MAP)
            check_entry(walk, node);
        else if (is_text(node))
            check_value(walk, node);
        enter(walk, level->container->kind == NODE_MAP ? node->value : node);
        if (walk->depth == depth)
            step_on(walk);
    }
}

void leak_check(struct checker *checker, const struct record *record)
{
    struct walk walk = {.checker = checker, .record = record};
    checker->references = references_new(checker->arena);
    walk_below(&walk, checker->tree->root);
    if (checker->tree->dropped != NULL)
        walk_below(&walk, checker->tree->dropped);
}
