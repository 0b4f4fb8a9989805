#include "floe/spec/leak.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/spec/secret_name.h"
#include "floe/spec/shape.h"
#include "floe/spec/where.h"

enum { SECRET_KEY_BYTES = 40 }; /* AWS's secret access keys */

/* A list or map that is being walked, and where in it. */
struct level {
    struct node *container;
    struct node *at; /* an entry, or a key */
    unsigned index;
    bool below_secret; /* the value of a key like client_secret */
    bool beside; /* its values were looked through for the keys of ids */
};

struct leak_walk {
    struct checker *checker;
    const struct record *record; /* of the document */
    struct level *levels;
    uint32_t depth;
    uint32_t capacity;
};

/* One step of a place in words, as the checks would say it; see where.h. */
struct path_step {
    struct where where;
    const struct record *record; /* of what is there; NULL: not known */
    const struct field *map;     /* whose entries come next */
};

static struct path_step step_of(const struct level *level, const struct path_step *above)
{
    struct path_step step = {.where = {.above = &above->where, .kind = WHERE_KEY}};
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

static struct text place_of(const struct leak_walk *walk)
{
    struct arena *arena = walk->checker->arena;
    struct path_step *steps = ARENA_ARRAY(arena, struct path_step, walk->depth + 1);
    steps[0] = (struct path_step){
        .where = {.kind = WHERE_ROOT, .name = text_of(walk->record->noun)},
        .record = walk->record,
    };
    for (uint32_t i = 0; i < walk->depth; i++)
        steps[i + 1] = step_of(&walk->levels[i], &steps[i]);
    return where_text(arena, &steps[walk->depth].where);
}

void leak_explain(struct checker *checker, const struct record *record, struct diag *diag)
{
    diag_label(checker->diags, diag, "value hidden");
    diag_why(checker->diags, diag, "%s; treat this one as leaked",
             record == &record_floe ? "floe.yaml contains neither infrastructure nor secrets"
                                    : "platform.yaml names secrets and never contains them");
}

void leak_advise(struct checker *checker, const struct record *record, struct diag *diag)
{
    diag_help(checker->diags, diag, "remove it, replace it where it was issued, and name the new "
                                    "one %s",
              record == &record_floe ? "in platform.yaml" : "as a secret_ref");
}

static struct diag *report(struct leak_walk *walk, struct node *node, const char *format,
                           const char *what)
{
    struct checker *checker = walk->checker;
    struct text place = place_of(walk);
    source_hide(checker->arena, checker->tree->source, node->start, node->end);
    struct diag *diag = check_report(checker, node, SECRET_IN_FILE, format, TEXT_ARG(place), what);
    leak_explain(checker, walk->record, diag);
    return diag;
}

static void advise(struct leak_walk *walk, struct diag *diag, const struct node *key)
{
    bool is_client = key != NULL && text_is(node_text(key), "client_secret");
    if (walk->record != &record_floe && is_client)
        diag_help(walk->checker->diags, diag,
                  "write 'client_secret: {secret_ref: polaris-client-secret}' and replace the "
                  "secret");
    else
        leak_advise(walk->checker, walk->record, diag);
}

static void report_named(struct leak_walk *walk, struct node *key, struct node *value)
{
    advise(walk, report(walk, value, "%.*s is written in the file%s", ""), key);
}

static void report_held(struct leak_walk *walk, struct node *value, const char *what)
{
    advise(walk, report(walk, value, "%.*s contains %s", what), NULL);
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

/* Beside an access key's id is the key, whatever it is called. */
static void check_beside(struct leak_walk *walk)
{
    struct level *level = &walk->levels[walk->depth - 1];
    struct node *here = level->at;
    if (level->container->kind != NODE_MAP || level->beside)
        return;
    level->beside = true;
    for (level->at = level->container->is.first; level->at != NULL; level->at = level->at->next) {
        struct node *value = level->at->value;
        if (is_text(value) && is_secret_key_shape(node_text(value)))
            report_held(walk, value, "an AWS secret access key");
    }
    level->at = here;
}

static void check_value(struct leak_walk *walk, struct node *value)
{
    const char *what = leak_find(node_text(value)).what;
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

static void hide_node(const struct checker *checker, const struct node *node)
{
    source_hide(checker->arena, checker->tree->source, node->start, node->end);
}

/* The name of a secret, written as one; what cannot be a name may be the secret itself. */
static bool is_secret_name(const struct node *key)
{
    return text_is(node_text(key), "secret_ref") && is_text(key->value) &&
           shape_is_secret_name(node_text(key->value));
}

/* No deeper than the tree is. */
void leak_hide_below(const struct checker *checker, const struct node *value)
{
    if (value->kind == NODE_SCALAR) {
        hide_node(checker, value);
        return;
    }
    for (const struct node *entry = value->is.first; entry != NULL; entry = entry->next) {
        if (value->kind == NODE_LIST) {
            leak_hide_below(checker, entry);
        } else if (!is_secret_name(entry)) {
            if (!text_is(node_text(entry), "secret_ref"))
                hide_node(checker, entry);
            leak_hide_below(checker, entry->value);
        }
    }
}

/* A key that is a credential itself: nothing below it is looked at, or shown. */
static bool check_key(struct leak_walk *walk, struct node *key)
{
    const char *what = leak_find(node_text(key)).what;
    if (what == NULL)
        return true;
    struct node *value = key->value;
    walk->depth--;
    report_held(walk, key, text_format(walk->checker->arena, "%s as a key", what).bytes);
    walk->depth++;
    leak_hide_below(walk->checker, value);
    value->flags |= NODE_BAD;
    return false;
}

/* {secret: NAME} is {secret_ref: NAME} most of the time. */
static bool is_reference_misspelt(const struct leak_walk *walk, struct text key)
{
    return text_is(key, "secret") && walk->depth > 1 &&
           walk->levels[walk->depth - 1].container->size == 1;
}

/* What a mapping in the place of a secret calls the secret itself. */
static bool is_value_key(struct text key)
{
    static const char *const words[] = {"value", "plain", "plaintext", "literal",
                                        "data",  "text",  "content",   "key"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (text_is(key, words[i]))
            return true;
    return false;
}

/* A value that is a secret by its key, or by that of the list or mapping that it is in. */
static bool is_named_secret(const struct leak_walk *walk, struct text key, bool is_telling,
                            const struct node *value)
{
    bool below = walk->levels[walk->depth - 1].below_secret && is_value_key(key);
    return (below || is_telling) && value->size > 0 && !leak_is_reference(key, node_text(value));
}

static void report_misspelt(struct leak_walk *walk, struct node *value)
{
    struct diag *diag = report(walk, value, "%.*s is not a reference%s", "");
    diag_help(walk->checker->diags, diag,
              "write {secret_ref: NAME} if it is the name of a secret; else remove it and replace "
              "the secret");
}

/* What the reader refused is not reported again, and hidden like what it did not. */
static void hide_refused(const struct leak_walk *walk, struct text key, const struct node *value)
{
    if (value == NULL || value->kind != NODE_SCALAR || (value->flags & NODE_BAD) == 0)
        return;
    if (is_named_secret(walk, key, leak_is_secret_key(key), value) ||
        leak_find(node_text(value)).what != NULL)
        hide_node(walk->checker, value);
}

static void check_entry(struct leak_walk *walk, struct node *key)
{
    struct node *value = key->value;
    struct text name = node_text(key);
    bool hidden = walk->levels[walk->depth - 1].below_secret;
    if (!hidden && value != NULL && value->kind != NODE_SCALAR &&
        (leak_covers_below(name) || names_secret(name)))
        leak_hide_below(walk->checker, value);
    hide_refused(walk, name, value);
    if (!check_key(walk, key) || !is_text(value) || node_is_null(value))
        return;
    if (names_secret(name))
        secret_names_add(walk->checker->secrets, node_text(value));
    bool is_telling = leak_is_secret_key(name);
    bool secret = is_named_secret(walk, name, is_telling, value);
    if (secret && is_reference_misspelt(walk, name))
        report_misspelt(walk, value);
    else if (secret)
        report_named(walk, key, value);
    else
        check_value(walk, value);
    if (is_telling) {
        value->flags |= NODE_SECRET;
        value->value = key;
    }
}

/* An entry of a list; below client_secret and the like it is a secret whatever it is. */
static void check_item(struct leak_walk *walk, struct node *value)
{
    bool secret = walk->levels[walk->depth - 1].below_secret && value->size > 0 &&
                  !node_is_null(value) && !leak_is_reference(LITERAL(""), node_text(value));
    if (secret)
        advise(walk, report(walk, value, "%.*s is written in the file%s", ""), NULL);
    else
        check_value(walk, value);
}

/* Shared values are walked once. */
static void enter(struct leak_walk *walk, struct node *node, bool below_secret)
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
    walk->levels[walk->depth++] = (struct level){
        .container = node, .at = node->is.first, .below_secret = below_secret};
}

static void step_on(struct leak_walk *walk)
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

static void walk_below(struct leak_walk *walk, struct node *root)
{
    enter(walk, root, false);
    while (walk->depth > 0) {
        uint32_t depth = walk->depth;
        struct level *level = &walk->levels[depth - 1];
        struct node *node = level->at;
        bool is_map = level->container->kind == NODE_MAP;
        if (is_map)
            check_entry(walk, node);
        else if (is_text(node))
            check_item(walk, node);
        else
            hide_refused(walk, LITERAL(""), node);
        struct node *inner = is_map ? node->value : node;
        bool is_container = inner != NULL && inner->kind != NODE_SCALAR;
        if (is_container)
            enter(walk, inner,
                  level->below_secret || (is_map && leak_covers_below(node_text(node))));
        if (walk->depth == depth)
            step_on(walk);
    }
}

void leak_check(struct checker *checker, const struct record *record)
{
    struct leak_walk walk = {.checker = checker, .record = record};
    walk_below(&walk, checker->tree->root);
    if (checker->tree->dropped != NULL)
        walk_below(&walk, checker->tree->dropped);
    leak_check_comments(checker, record);
}
