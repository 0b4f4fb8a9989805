#include "floe/render/fill.h"

#include <assert.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/render/filter.h"
#include "floe/render/template.h"

enum item_kind {
    ITEM_NONE,
    ITEM_TEXT,
    ITEM_TOKEN,
    ITEM_COMMENT,
    ITEM_INCLUDE,
    ITEM_FOR,
    ITEM_IF,
    ITEM_ELIF,
    ITEM_ELSE,
    ITEM_END,
};

/* A part of a template: text, or what is between two @. */
struct item {
    enum item_kind kind;
    struct text body; /* of a for, "NAME in PATH"; of an if, its condition */
    size_t indent;    /* of its line */
};

struct template_cursor {
    struct text text;
    size_t at;
};

struct filling {
    const struct fill_scope *scope;
    const struct fill_binding *bindings;
    struct buffer out;
};

static bool is_word_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static struct text between(struct text text, size_t start, size_t end)
{
    return (struct text){text.bytes + start, end - start};
}

static size_t find(struct text text, size_t from, char byte)
{
    const char *at = from >= text.size ? NULL : memchr(text.bytes + from, byte, text.size - from);
    return at == NULL ? text.size : (size_t)(at - text.bytes);
}

/* path.of.words, ? perhaps, and then filters */
static bool is_token(struct text body)
{
    size_t at = 0;
    while (at < body.size && (is_word_character(body.bytes[at]) || (at > 0 && body.bytes[at] == '.')))
        at++;
    at += at < body.size && body.bytes[at] == '?';
    return at > 0 && at < body.size && body.bytes[at] == '|';
}

static enum item_kind kind_of(struct text *body)
{
    static const struct {
        const char *word;
        enum item_kind kind;
    } words[] = {
        {"for ", ITEM_FOR}, {"if ", ITEM_IF}, {"elif ", ITEM_ELIF}, {"include ", ITEM_INCLUDE},
        {"# ", ITEM_COMMENT}};
    if (text_is(*body, "else"))
        return ITEM_ELSE;
    if (text_is(*body, "end"))
        return ITEM_END;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (text_starts(*body, words[i].word)) {
            *body = between(*body, strlen(words[i].word), body->size);
            return words[i].kind;
        }
    return is_token(*body) ? ITEM_TOKEN : ITEM_NONE;
}

/* What begins with the @ at a place; size is that of all of it. */
static struct item item_at(struct text text, size_t at, size_t *size)
{
    size_t end = find(text, at + 1, '@');
    struct item item = {.body = between(text, at + 1, end)};
    if (end == text.size || memchr(item.body.bytes, '\n', item.body.size) != NULL)
        return item;
    *size = end + 1 - at;
    item.kind = kind_of(&item.body);
    return item;
}

static size_t line_start(struct text text, size_t at)
{
    while (at > 0 && text.bytes[at - 1] != '\n')
        at--;
    return at;
}

static bool is_blank(struct text text, size_t start, size_t end)
{
    while (start < end && text.bytes[start] == ' ')
        start++;
    return start == end;
}

/* Whether nothing else is on the line of what begins at start and ends at end. */
static bool is_alone(struct text text, size_t start, size_t end)
{
    return end < text.size && text.bytes[end] == '\n' &&
           is_blank(text, line_start(text, start), start);
}

static size_t indent_at(struct text text, size_t at)
{
    size_t line = line_start(text, at), indent = 0;
    while (text.bytes[line + indent] == ' ')
        indent++;
    return indent;
}

static struct item next_item(struct template_cursor *cursor)
{
    struct text text = cursor->text;
    size_t start = cursor->at, size = 0;
    for (size_t at = find(text, start, '@'); at < text.size; at = find(text, at + 1, '@')) {
        struct item item = item_at(text, at, &size);
        if (item.kind == ITEM_NONE)
            continue;
        bool alone = item.kind != ITEM_TOKEN && is_alone(text, at, at + size);
        size_t begin = alone ? line_start(text, at) : at;
        if (begin > start) {
            cursor->at = begin;
            return (struct item){.kind = ITEM_TEXT, .body = between(text, start, begin)};
        }
        cursor->at = at + size + alone;
        if (item.kind == ITEM_TOKEN || item.kind == ITEM_INCLUDE)
            item.indent = indent_at(text, at);
        return item;
    }
    cursor->at = text.size;
    return (struct item){.kind = start == text.size ? ITEM_NONE : ITEM_TEXT,
                         .body = between(text, start, text.size)};
}

static const struct plan_data *text_data(struct arena *arena, struct text text)
{
    if (text.size == 0)
        return NULL;
    struct plan_data *data = ARENA_NEW(arena, struct plan_data);
    data->kind = DATA_TEXT;
    data->value = (struct value){.kind = VALUE_TEXT, .text = text};
    return data;
}

/* What a value says beside its text, and the key of an entry. */
static const struct plan_data *part_of(struct arena *arena, const struct plan_data *data,
                                       struct text step)
{
    const struct value *value = &data->value;
    if (text_is(step, "variable"))
        return text_data(arena, text_of(value->variable));
    if (text_is(step, "suffix"))
        return text_data(arena, value->is_suffix ? value->text : LITERAL(""));
    if (text_is(step, "fallback"))
        return text_data(arena, value->fallback);
    return text_is(step, "key") ? text_data(arena, data->key) : NULL;
}

static const struct plan_data *first_step(const struct filling *filling, struct text step)
{
    const struct fill_binding *binding = filling->bindings;
    while (binding != NULL && !text_equal(binding->name, step))
        binding = binding->outer;
    return binding != NULL ? binding->data : data_find_text(filling->scope->root, step);
}

static const struct plan_data *look_up(const struct filling *filling, struct text path)
{
    size_t end = find(path, 0, '.');
    const struct plan_data *data = first_step(filling, between(path, 0, end));
    while (data != NULL && end < path.size) {
        size_t start = end + 1;
        end = find(path, start, '.');
        struct text step = between(path, start, end);
        const struct plan_data *entry = data->kind == DATA_MAP ? data_find_text(data, step) : NULL;
        data = entry != NULL ? entry : part_of(filling->scope->arena, data, step);
    }
    return data;
}

static bool is_first(const struct filling *filling, struct text path)
{
    struct text name = between(path, 0, find(path, 0, '.'));
    const struct fill_binding *binding = filling->bindings;
    while (binding != NULL && !text_equal(binding->name, name))
        binding = binding->outer;
    return binding != NULL && binding->is_first;
}

/* The text before a separator, which the rest loses with it. */
static struct text cut(struct text *rest, const char *separator)
{
    size_t size = strlen(separator);
    for (size_t i = 0; i + size <= rest->size; i++)
        if (rest->bytes[i] == separator[0] && memcmp(rest->bytes + i, separator, size) == 0) {
            struct text part = between(*rest, 0, i);
            *rest = between(*rest, i + size, rest->size);
            return part;
        }
    struct text part = *rest;
    *rest = LITERAL("");
    return part;
}

/* PATH, not PATH, PATH is WORD, PATH is not WORD */
static bool term_holds(const struct filling *filling, struct text term)
{
    bool wanted = true;
    if (text_starts(term, "not ")) {
        wanted = false;
        term = between(term, 4, term.size);
    }
    struct text word = term, path = cut(&word, " is ");
    if (text_ends(path, ".first"))
        return is_first(filling, path) == wanted;
    const struct plan_data *data = look_up(filling, path);
    if (path.size == term.size)
        return (data != NULL) == wanted;
    if (text_starts(word, "not ")) {
        wanted = false;
        word = between(word, 4, word.size);
    }
    return (data != NULL && text_equal(data->value.text, word)) == wanted;
}

static bool condition_holds(const struct filling *filling, struct text condition)
{
    while (condition.size > 0) {
        struct text all = cut(&condition, " or ");
        bool holds = true;
        while (all.size > 0 && holds)
            holds = term_holds(filling, cut(&all, " and "));
        if (holds)
            return true;
    }
    return false;
}

static size_t number_of(struct text text)
{
    size_t number = 0;
    for (size_t i = 0; i < text.size; i++)
        number = 10 * number + (size_t)(text.bytes[i] - '0');
    return number;
}

/* The next filter of a chain, and its argument. */
static const struct filter *next_filter(struct text *filters, size_t *argument)
{
    struct text rest = cut(filters, "|"), name = cut(&rest, "(");
    *argument = number_of(between(rest, 0, rest.size - (rest.size > 0)));
    return filter_named(name);
}

/* One filter after the other; the last puts the text into its format.  False: there is no text. */
static bool put_filtered(struct filling *filling, struct text filters, struct filter_input *input)
{
    const struct filter *filter = next_filter(&filters, &input->argument);
    if (!filter_begins(filter, input))
        return false;
    input->text = filter_apply(filter, input);
    while (filters.size > 0) {
        filter = next_filter(&filters, &input->argument);
        input->text = filter_apply(filter, input);
    }
    assert(filter_escapes(filter));
    buffer_text(&filling->out, input->text);
    return true;
}

/* Takes back what there is of the line, and passes over the rest. */
static void drop_line(struct filling *filling, struct template_cursor *cursor)
{
    struct buffer *out = &filling->out;
    while (out->size > 0 && out->bytes[out->size - 1] != '\n')
        out->size--;
    size_t end = find(cursor->text, cursor->at, '\n');
    cursor->at = end + (end < cursor->text.size);
}

static void put_token(struct filling *filling, struct template_cursor *cursor, const struct item *item)
{
    struct text filters = item->body, path = cut(&filters, "|");
    bool optional = text_ends(path, "?");
    path.size -= optional;
    struct filter_input input = {
        .arena = filling->scope->arena,
        .diags = filling->scope->diags,
        .data = look_up(filling, path),
        .indent = item->indent,
    };
    bool known = input.data != NULL && put_filtered(filling, filters, &input);
    assert(known || optional);
    if (!known)
        drop_line(filling, cursor);
}

static struct item fill_until(struct filling *filling, struct template_cursor *cursor, bool live);

static void fill_for(struct filling *filling, struct template_cursor *cursor, struct text body, bool live)
{
    struct text path = body, name = cut(&path, " in ");
    const struct plan_data *list = live ? look_up(filling, path) : NULL;
    struct fill_binding binding = {.name = name, .is_first = true, .outer = filling->bindings};
    struct template_cursor start = *cursor;
    if (list == NULL || list->first == NULL)
        fill_until(filling, cursor, false);
    for (binding.data = list == NULL ? NULL : list->first; binding.data != NULL;
         binding.data = binding.data->next) {
        *cursor = start;
        filling->bindings = &binding;
        fill_until(filling, cursor, true);
        binding.is_first = false;
    }
    filling->bindings = binding.outer;
}

static void fill_if(struct filling *filling, struct template_cursor *cursor, struct text condition,
                    bool live)
{
    bool done = !live;
    for (struct item item = {.kind = ITEM_ELIF, .body = condition}; item.kind != ITEM_END;) {
        bool taken = !done && (item.kind == ITEM_ELSE || condition_holds(filling, item.body));
        done |= taken;
        item = fill_until(filling, cursor, taken);
        assert(item.kind != ITEM_NONE);
    }
}

/* PATH, PATH as NAME, which is there in it, or PATH|filter. */
static void fill_include(struct filling *filling, const struct item *item)
{
    static const struct plan_data there = {.kind = DATA_TEXT};
    struct text filters = item->body, name = cut(&filters, "|"), path = cut(&name, " as ");
    struct fill_binding binding = {.name = name, .data = &there, .outer = filling->bindings};
    struct fill_scope scope = *filling->scope;
    scope.bindings = &binding;
    struct filter_input input = {.arena = scope.arena, .indent = item->indent};
    input.text = fill_template(&scope, text_copy(scope.arena, path).bytes);
    if (filters.size > 0)
        input.text = filter_apply(next_filter(&filters, &input.argument), &input);
    buffer_text(&filling->out, input.text);
}

/* Fills to the end of a block, which is returned: else, elif, end, or none at the end of all. */
static struct item fill_until(struct filling *filling, struct template_cursor *cursor, bool live)
{
    for (;;) {
        struct item item = next_item(cursor);
        switch (item.kind) {
        case ITEM_TEXT:
            if (live)
                buffer_text(&filling->out, item.body);
            break;
        case ITEM_TOKEN:
            if (live)
                put_token(filling, cursor, &item);
            break;
        case ITEM_COMMENT:
            break;
        case ITEM_INCLUDE:
            if (live)
                fill_include(filling, &item);
            break;
        case ITEM_FOR:
            fill_for(filling, cursor, item.body, live);
            break;
        case ITEM_IF:
            fill_if(filling, cursor, item.body, live);
            break;
        case ITEM_ELIF:
        case ITEM_ELSE:
        case ITEM_END:
        case ITEM_NONE:
            return item;
        }
    }
}

struct text fill_text(const struct fill_scope *scope, struct text text)
{
    struct filling filling = {
        .scope = scope, .bindings = scope->bindings, .out = buffer_new(scope->arena)};
    struct template_cursor cursor = {.text = text};
    struct item end = fill_until(&filling, &cursor, true);
    assert(end.kind == ITEM_NONE);
    return buffer_finish(&filling.out);
}

struct text fill_template(const struct fill_scope *scope, const char *path)
{
    const struct template *template = templates;
    while (template->path != NULL && strcmp(template->path, path) != 0)
        template++;
    assert(template->path != NULL);
    return fill_text(scope, (struct text){(const char *)template->bytes, template->size});
}
