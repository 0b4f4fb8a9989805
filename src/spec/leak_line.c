/*
 * Credentials in what messages show: the lines that they are about, and their
 * own words.  Of a file that could not be read there is no tree to look
 * through, so that any value behind a word like password is taken for one.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/spec/leak.h"
#include "floe/spec/shape.h"

enum {
    WINDOW_BYTES = 512, /* to each side of a fault; an excerpt shows less */
    LINES_ABOVE = 16,   /* looked at for the key of a value in a line of its own */
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

/* Up to its closing quote; inside of braces to a comma or brace; else to a comment or the end. */
static size_t end_of_value(struct text line, size_t start, enum strictness strictness)
{
    char quote = line.bytes[start];
    const char *closing = quote == '"' || quote == '\''
                              ? memchr(line.bytes + start + 1, quote, line.size - start - 1)
                              : NULL;
    if (closing != NULL && strictness != IN_WORDS)
        return (size_t)(closing - line.bytes) + 1;
    bool inside = memchr(line.bytes, '{', start) != NULL;
    size_t end = start;
    for (; end < line.size && strictness != IN_BROKEN_FILE; end++) {
        char c = line.bytes[end];
        bool comment = c == '#' && line.bytes[end - 1] == ' ';
        if (comment || (inside && among(c, ",}")) ||
            (strictness == IN_WORDS && among(c, "\"'")))
            break;
    }
    if (strictness == IN_BROKEN_FILE)
        end = line.size;
    while (end > start && line.bytes[end - 1] == ' ')
        end--;
    return end;
}

/* The name in {secret_ref: NAME}, or behind secret_ref: itself. */
static bool is_name(struct text value)
{
    size_t start = skip(value, 0, " \"'");
    size_t end = start;
    while (end < value.size && is_word(value.bytes[end]))
        end++;
    return shape_is_secret_name(part(value, start, end)) &&
           skip(value, end, " \"'},") == value.size;
}

static bool is_reference(struct text value)
{
    static const char key[] = "secret_ref";
    size_t at = skip(value, 1, " \"'");
    struct text inside = part(value, at, value.size);
    if (inside.size == 0)
        return true; /* it goes on below */
    if (!text_starts(inside, key))
        return false;
    at = skip(inside, sizeof key - 1, " \"'");
    const char *closing = memchr(inside.bytes, '}', inside.size);
    size_t end = closing == NULL ? inside.size : (size_t)(closing - inside.bytes);
    return at < end && inside.bytes[at] == ':' && is_name(part(inside, at + 1, end));
}

/* Behind a word: where a value of its key begins; its size: nowhere. */
static size_t value_of_key(struct text line, size_t word, size_t end, enum strictness strictness)
{
    size_t at = skip(line, end, " \"'");
    if (at < line.size && among(line.bytes[at], ":="))
        return skip(line, skip(line, at, ":="), " ");
    bool first = skip(line, 0, " -{\"'") >= word;
    return strictness == IN_BROKEN_FILE && first && at > end ? at : line.size;
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
static struct byte_range next_value(struct text line, size_t from, enum strictness strictness)
{
    for (size_t at = from; at < line.size; at++) {
        size_t word = at;
        while (at < line.size && is_word(line.bytes[at]))
            at++;
        struct text key = part(line, word, at);
        if (key.size == 0 || !(leak_is_secret_key(key) || text_is(key, "secret_ref")))
            continue;
        size_t start = value_of_key(line, word, at, strictness);
        if (start >= line.size || line.bytes[start] == '#')
            continue;
        size_t end = end_of_value(line, start, strictness);
        struct text value = part(line, start, end);
        if (value.size > 0 && is_secret(key, value, strictness))
            return (struct byte_range){start, end};
    }
    return (struct byte_range){line.size, line.size};
}

/* What is to be hidden first from a place on, by its form or by the key in front of it. */
static struct byte_range next_secret(struct text line, size_t from, enum strictness strictness)
{
    struct byte_range by_key = next_value(line, from, strictness);
    struct leak leak = leak_find(part(line, from, line.size));
    size_t start = from + leak.start;
    if (leak.what != NULL && start < by_key.start)
        return (struct byte_range){start, start + leak.size};
    return by_key;
}

static size_t indentation(struct text line)
{
    return skip(line, 0, " ");
}

/* The line that ends in front of a place; empty at the start of the file. */
static struct text line_above(const struct source *source, size_t start)
{
    const char *bytes = source->bytes.bytes;
    size_t end = start == 0 ? 0 : start - 1;
    size_t begin = end;
    while (begin > 0 && end - begin < WINDOW_BYTES && bytes[begin - 1] != '\n')
        begin--;
    return (struct text){bytes + begin, end - begin};
}

/* Whether a line only continues what a key like password begins in a line above. */
static bool continues_secret(const struct source *source, struct text line)
{
    struct text above = line;
    for (int i = 0; i < LINES_ABOVE && above.bytes > source->bytes.bytes; i++) {
        above = line_above(source, (size_t)(above.bytes - source->bytes.bytes));
        size_t start = skip(above, 0, " -\"'");
        bool item = line.size > indentation(line) && line.bytes[indentation(line)] == '-';
        if (start == above.size || above.bytes[start] == '#' ||
            indentation(above) >= indentation(line) + (item ? 1 : 0))
            continue;
        size_t end = start;
        while (end < above.size && is_word(above.bytes[end]))
            end++;
        struct text key = part(above, start, end);
        return leak_covers_below(key) &&
               !text_starts(part(line, skip(line, 0, " "), line.size), "secret_ref");
    }
    return false;
}

static void hide_line(struct arena *arena, struct source *source, struct text line,
                      enum strictness strictness)
{
    const char *bytes = source->bytes.bytes;
    if (strictness == IN_BROKEN_FILE && continues_secret(source, line))
        source_hide(arena, source, (uint32_t)(line.bytes - bytes),
                    (uint32_t)(line.bytes - bytes + (ptrdiff_t)line.size));
    for (size_t at = 0; at < line.size;) {
        struct byte_range secret = next_secret(line, at, strictness);
        if (secret.end > secret.start)
            source_hide(arena, source, (uint32_t)(line.bytes - bytes + (ptrdiff_t)secret.start),
                        (uint32_t)(line.bytes - bytes + (ptrdiff_t)secret.end));
        at = secret.end;
    }
}

/* The line around a place, or the part of it that can be shown. */
static struct text line_around(const struct source *source, size_t place)
{
    const char *bytes = source->bytes.bytes;
    size_t start = place, end = place;
    while (start > 0 && place - start < WINDOW_BYTES && bytes[start - 1] != '\n')
        start--;
    while (end < source->bytes.size && end - place < WINDOW_BYTES && bytes[end] != '\n')
        end++;
    return (struct text){bytes + start, end - start};
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

static void hide_lines(struct arena *arena, const struct diags *diags, struct source *only,
                       enum strictness strictness)
{
    const char *done = NULL; /* up to here, of the last line */
    const struct source *foreign = NULL;
    struct text line = {.bytes = NULL};
    for (uint32_t i = 0; i < diags->count; i++) {
        struct source *source = diags->list[i]->span.source;
        if (source == NULL || source == foreign || (only != NULL && source != only))
            continue;
        const char *place = source->bytes.bytes + diags->list[i]->span.start;
        if (place >= line.bytes && place < done)
            continue;
        line = line_around(source, diags->list[i]->span.start);
        bool cut = line.bytes + line.size < source->bytes.bytes + source->bytes.size &&
                   line.bytes[line.size] != '\n';
        done = line.bytes + line.size - (cut ? WINDOW_BYTES / 2 : 0);
        hide_line(arena, source, line, strictness);
        if (is_mapping(source))
            continue;
        source_hide(arena, source, 0, (uint32_t)source->bytes.size);
        foreign = source;
    }
}

static void mask_words(struct arena *arena, struct text *text)
{
    struct buffer out = {.size = 0};
    size_t done = 0;
    for (size_t at = 0; at < text->size;) {
        struct byte_range secret = next_secret(*text, at, IN_WORDS);
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
