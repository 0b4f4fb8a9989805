/*
 * Credentials in what messages show: the lines that they are about, and their
 * own words.  Of a file that could not be read there is no tree to look
 * through, so that any value after a word like password is taken for one.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/spec/leak.h"
#include "floe/spec/shape.h"

enum {
    LINES_ABOVE = 64,  /* looked at for the keys of a value in a line of its own */
    MASK_BYTES = 8,
};

enum strictness {
    IN_READ_FILE,   /* its tree was looked through */
    IN_BROKEN_FILE, /* nobody knows what is a value in it */
    IN_WORDS,       /* of a message */
};

struct byte_range {
    size_t start;
    size_t end; /* start: there is none */
};

static bool is_word(char c)
{
    return shape_letter(c) || shape_digit(c) || c == '_' || c == '-' || c == '.';
}

static bool among(char c, const char *characters)
{
    return c != '\0' && strchr(characters, c) != NULL;
}

static struct text part(struct text text, size_t start, size_t end)
{
    return (struct text){text.bytes + start, end - start};
}

static size_t skip(struct text text, size_t at, const char *characters)
{
    while (at < text.size && among(text.bytes[at], characters))
        at++;
    return at;
}

/* A value without quotes: where it may begin to end where it does. */
struct plain_value {
    size_t from;
    size_t end;
    bool in_braces;
};

/* A line or message that is searched once, from its start to its end. */
struct search {
    struct text line;
    enum strictness strictness;
    size_t first; /* where its text begins, after what may be in front of a key */
    size_t brace; /* the first one */
    struct plain_value plain;  /* the last one looked at */
    struct byte_range by_form; /* the next secret by its form */
    struct byte_range by_key;  /* the next one by the key in front of it */
};

/* A comment; inside of braces a comma or brace; in words a quote. */
static bool ends_plain_value(const struct search *search, size_t at)
{
    char c = search->line.bytes[at];
    return (c == '#' && search->line.bytes[at - 1] == ' ') ||
           (search->plain.in_braces && among(c, ",}")) ||
           (search->strictness == IN_WORDS && among(c, "\"'"));
}

static size_t end_of_plain_value(struct search *search, size_t start)
{
    struct plain_value *plain = &search->plain;
    bool in_braces = search->brace < start;
    if (plain->from <= start && start < plain->end && plain->in_braces == in_braces)
        return plain->end;
    *plain = (struct plain_value){.from = start, .end = start, .in_braces = in_braces};
    while (plain->end < search->line.size && !ends_plain_value(search, plain->end))
        plain->end++;
    while (plain->end > start && search->line.bytes[plain->end - 1] == ' ')
        plain->end--;
    return plain->end;
}

/* Up to its closing quote, or to what ends it without one; in a broken file nobody knows. */
static size_t end_of_value(struct search *search, size_t start)
{
    struct text line = search->line;
    if (search->strictness == IN_BROKEN_FILE)
        return line.size;
    const char *closing = NULL;
    if (search->strictness == IN_READ_FILE && among(line.bytes[start], "\"'"))
        closing = memchr(line.bytes + start + 1, line.bytes[start], line.size - start - 1);
    return closing == NULL ? end_of_plain_value(search, start)
                           : (size_t)(closing - line.bytes) + 1;
}

/* Behind a name and what may close it; 0: there is none. */
static size_t behind_name(struct text value, const char *closing)
{
    size_t start = skip(value, 0, " \"'");
    size_t end = start;
    while (end < value.size && is_word(value.bytes[end]))
        end++;
    return shape_is_secret_name(part(value, start, end)) ? skip(value, end, closing) : 0;
}

/* Behind secret_ref: */
static bool is_name(struct text value)
{
    return behind_name(value, " \"'},") == value.size;
}

/* {secret_ref: NAME}, with whatever after it. */
static bool is_reference(struct text value)
{
    static const char key[] = "secret_ref";
    size_t at = skip(value, 1, " \"'");
    struct text inside = part(value, at, value.size);
    if (inside.size == 0)
        return true; /* it goes on below */
    at = text_starts(inside, key) ? skip(inside, sizeof key - 1, " \"'") : inside.size;
    if (at == inside.size || inside.bytes[at] != ':')
        return false;
    struct text name = part(inside, at + 1, inside.size);
    size_t end = behind_name(name, " \"',");
    return end > 0 && (end == name.size || name.bytes[end] == '}');
}

/* Behind a word: where a value of its key begins; its size: nowhere. */
static size_t value_of_key(const struct search *search, size_t word, size_t end)
{
    struct text line = search->line;
    size_t at = skip(line, end, " \"'");
    if (at < line.size && among(line.bytes[at], ":="))
        return skip(line, skip(line, at, ":="), " ");
    bool first = search->first >= word;
    return search->strictness == IN_BROKEN_FILE && first && at > end ? at : line.size;
}

static bool is_secret(struct text key, struct text value, enum strictness strictness)
{
    if (text_is(key, "secret_ref"))
        return strictness == IN_BROKEN_FILE && !is_name(value);
    if (text_starts(value, "{{"))
        return strictness != IN_WORDS; /* a template without quotes, or a secret in it */
    if (value.bytes[0] == '{' && (strictness != IN_BROKEN_FILE || is_reference(value)))
        return false;
    if (value.bytes[0] == '[' && strictness != IN_BROKEN_FILE)
        return false;
    if (among(value.bytes[0], "[{*&") && !leak_covers_below(key))
        return false;
    if (value.size > 1 && among(value.bytes[0], "\"'") &&
        value.bytes[value.size - 1] == value.bytes[0])
        value = part(value, 1, value.size - 1);
    return value.size > 0 && !leak_is_reference(key, value);
}

/* The value of the first key like password from a place on. */
static struct byte_range next_by_key(struct search *search, size_t from)
{
    struct text line = search->line;
    for (size_t at = from; at < line.size; at++) {
        size_t word = at;
        while (at < line.size && is_word(line.bytes[at]))
            at++;
        struct text key = part(line, word, at);
        if (key.size == 0 || !(leak_is_secret_key(key) || text_is(key, "secret_ref")))
            continue;
        size_t start = value_of_key(search, word, at);
        if (start >= line.size || line.bytes[start] == '#')
            continue;
        size_t end = end_of_value(search, start);
        if (end > start && is_secret(key, part(line, start, end), search->strictness))
            return (struct byte_range){start, end};
    }
    return (struct byte_range){line.size, line.size};
}

static struct byte_range next_by_form(struct text line, size_t from)
{
    struct leak leak = leak_find(part(line, from, line.size));
    if (leak.what == NULL)
        return (struct byte_range){line.size, line.size};
    return (struct byte_range){from + leak.start, from + leak.start + leak.size};
}

/* For keys alone, from a line's start. */
static struct search search_keys(struct text line, enum strictness strictness)
{
    const char *brace = memchr(line.bytes, '{', line.size);
    struct search search = {
        .line = line,
        .strictness = strictness,
        .first = skip(line, 0, " -{\"'"),
        .brace = brace == NULL ? line.size : (size_t)(brace - line.bytes),
    };
    search.by_key = next_by_key(&search, 0);
    return search;
}

static struct search search_new(struct text line, enum strictness strictness)
{
    struct search search = search_keys(line, strictness);
    search.by_form = next_by_form(line, 0);
    return search;
}

static bool is_before(struct byte_range range, size_t from)
{
    return range.start < from && range.end <= from;
}

/* What is to be hidden first from a place on; its start is the line's end: nothing. */
static struct byte_range next_secret(struct search *search, size_t from)
{
    if (is_before(search->by_form, from))
        search->by_form = next_by_form(search->line, from);
    if (is_before(search->by_key, from))
        search->by_key = next_by_key(search, from);
    struct byte_range first =
        search->by_form.start < search->by_key.start ? search->by_form : search->by_key;
    return (struct byte_range){first.start > from ? first.start : from, first.end};
}

static size_t indentation(struct text line)
{
    return skip(line, 0, " ");
}

static bool is_item(struct text line, size_t indent)
{
    return indent < line.size && line.bytes[indent] == '-' &&
           (indent + 1 == line.size || line.bytes[indent + 1] == ' ');
}

/* Of a line's text: the key that it begins with, if it does. */
static struct text key_of(struct text line)
{
    size_t start = skip(line, 0, " -\"'");
    size_t end = start;
    while (end < line.size && is_word(line.bytes[end]))
        end++;
    return part(line, start, end);
}

/* Which quotes are left open by the lines in between. */
struct open_quotes {
    bool once;  /* ' */
    bool twice; /* " */
};

static void count_quotes(struct open_quotes *open, struct text text)
{
    for (size_t i = 0; i < text.size; i++) {
        open->once ^= text.bytes[i] == '\'';
        open->twice ^= text.bytes[i] == '"';
    }
}

/* Whether the secret of a line, in quotes, goes on after those in between. */
static bool is_left_open(struct text line, struct open_quotes between)
{
    if (line.size == 0)
        return false;
    struct search search = search_keys(line, IN_BROKEN_FILE);
    struct text value = part(line, search.by_key.start, line.size);
    if (value.size == 0 || !among(value.bytes[0], "\"'"))
        return false;
    count_quotes(&between, value);
    return value.bytes[0] == '"' ? between.twice : between.once;
}

/* Whether a line continues what a key like password begins above: in quotes, or below it. */
static bool continues_secret(struct arena *arena, struct source *source, uint32_t number)
{
    struct text line = source_line(arena, source, number);
    struct open_quotes between = {false, false};
    if (text_is(key_of(line), "secret_ref"))
        return false;
    for (uint32_t i = 1; i <= LINES_ABOVE && i < number; i++) {
        struct text above = source_line(arena, source, number - i);
        if (is_left_open(above, between))
            return true;
        count_quotes(&between, above);
        size_t indent = indentation(line), outer = indentation(above);
        bool holds_list = is_item(line, indent) && !is_item(above, outer);
        if (outer == above.size || above.bytes[outer] == '#' ||
            outer + (holds_list ? 0 : 1) > indent)
            continue;
        if (leak_covers_below(key_of(above)))
            return true;
        line = above;
    }
    return false;
}

static void hide_part(struct arena *arena, struct source *source, struct text text)
{
    uint32_t start = (uint32_t)(text.bytes - source->bytes.bytes);
    source_hide(arena, source, start, start + (uint32_t)text.size);
}

/* All of it at once, however much of it is shown. */
static void hide_in_line(struct arena *arena, struct source *source, uint32_t number,
                         enum strictness strictness)
{
    struct text line = source_line(arena, source, number);
    if (line.size == 0)
        return;
    if (strictness == IN_BROKEN_FILE && continues_secret(arena, source, number)) {
        hide_part(arena, source, line);
        return;
    }
    struct search search = search_new(line, strictness);
    for (size_t at = 0; at < line.size;) {
        struct byte_range secret = next_secret(&search, at);
        if (secret.end > secret.start)
            hide_part(arena, source, part(line, secret.start, secret.end));
        at = secret.end;
    }
}

/* Whether its first line of text may be that of a mapping: KEY: or {. */
static bool is_mapping(const struct source *source)
{
    struct text text = source->bytes;
    size_t at = text_starts(text, "\xEF\xBB\xBF") ? 3 : 0;
    while (at < text.size) {
        const char *newline = memchr(text.bytes + at, '\n', text.size - at);
        size_t end = newline == NULL ? text.size : (size_t)(newline - text.bytes);
        size_t start = at + skip(part(text, at, end), 0, " \t\r");
        at = end + 1;
        if (start == end || among(text.bytes[start], "#%") ||
            text_starts(part(text, start, end), "---"))
            continue;
        struct text line = part(text, start, end);
        for (size_t i = 0; i < line.size; i++)
            if (line.bytes[i] == ':' && (i + 1 == line.size || among(line.bytes[i + 1], " \t\r")))
                return true;
        return among(line.bytes[0], "{?<");
    }
    return true;
}

/* Each line that a message is about is searched once, since messages come in the lines' order. */
static void hide_lines(struct arena *arena, const struct diags *diags, struct source *only,
                       enum strictness strictness)
{
    const struct source *last = NULL;
    uint32_t last_number = 0;
    bool is_foreign = false; /* the last one is no YAML of ours */
    for (uint32_t i = 0; i < diags->count; i++) {
        struct span span = diags->list[i]->span;
        if (span.source == NULL || (only != NULL && span.source != only))
            continue;
        if (span.source != last) {
            last = span.source;
            last_number = 0;
            is_foreign = !is_mapping(span.source);
            if (is_foreign)
                hide_part(arena, span.source, span.source->bytes);
        }
        uint32_t number = source_place(arena, span.source, span.start).line;
        if (!is_foreign && number != last_number)
            hide_in_line(arena, span.source, number, strictness);
        last_number = number;
    }
}

static void mask_words(struct arena *arena, struct text *text)
{
    if (text->size == 0) /* no text at all may be at no address */
        return;
    struct buffer out = {.size = 0};
    struct search search = search_new(*text, IN_WORDS);
    size_t done = 0;
    for (size_t at = 0; at < text->size;) {
        struct byte_range secret = next_secret(&search, at);
        if (secret.end > secret.start) {
            if (done == 0)
                out = buffer_new(arena);
            buffer_text(&out, part(*text, done, secret.start));
            buffer_repeat(&out, '*', MASK_BYTES);
            done = secret.end;
        }
        at = secret.end;
    }
    if (done == 0)
        return;
    buffer_text(&out, part(*text, done, text->size));
    *text = buffer_finish(&out);
}

void leak_hide_broken(struct arena *arena, const struct diags *diags, struct source *source)
{
    hide_lines(arena, diags, source, IN_BROKEN_FILE);
}

void leak_hide_reported(struct arena *arena, const struct diags *diags)
{
    hide_lines(arena, diags, NULL, IN_READ_FILE);
    for (uint32_t i = 0; i < diags->count; i++) {
        struct diag *diag = diags->list[i];
        mask_words(arena, &diag->message);
        mask_words(arena, &diag->label);
        for (struct diag_note *note = diag->notes; note != NULL; note = note->next)
            mask_words(arena, &note->message);
        for (struct diag_line *line = diag->lines; line != NULL; line = line->next)
            mask_words(arena, &line->message);
    }
}
