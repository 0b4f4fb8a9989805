/*
 * Words that are credentials by their form alone.
 */
#include <string.h>

#include "floe/spec/leak.h"
#include "floe/spec/shape.h"

enum {
    PART_BYTES_MIN = 10,  /* of a JSON web token */
    RUN_BYTES_MAX = 512,
    HEADER_BYTES = 64,    /* "-----BEGIN RSA PRIVATE KEY-----" and the like */
};

enum token_set { SET_WORD, SET_PLAIN, SET_HEX, SET_UPPER, SET_DOTTED, SET_BASE64 };

static const struct token_row {
    struct text prefix;
    enum token_set set;
    size_t least;
    size_t most;
    const char *what;
} rows[] = {
#define TOKEN(prefix, set, least, most, what, source)                                              \
    {{prefix, sizeof prefix - 1}, SET_##set, least, most, what},
#include "floe/spec/leak.def"
};

static bool is_plain(char c)
{
    return shape_letter(c) || shape_digit(c);
}

static bool is_word(char c)
{
    return is_plain(c) || c == '-' || c == '_';
}

static bool is_in(enum token_set set, char c)
{
    switch (set) {
    case SET_WORD:
        return is_word(c);
    case SET_PLAIN:
        return is_plain(c);
    case SET_HEX:
        return shape_digit(c) || (c >= 'a' && c <= 'f');
    case SET_UPPER:
        return shape_digit(c) || (c >= 'A' && c <= 'Z');
    case SET_DOTTED:
        return is_word(c) || c == '.';
    case SET_BASE64:
        return is_word(c) || (c != '\0' && strchr("+/=.~", c) != NULL);
    }
    return false;
}

/* Of a long one, as much as tells a token. */
static size_t run_of(enum token_set set, struct text text)
{
    size_t size = 0, most = text.size < RUN_BYTES_MAX ? text.size : RUN_BYTES_MAX;
    while (size < most && is_in(set, text.bytes[size]))
        size++;
    return size;
}

/* What nobody writes by hand: a digit, or both cases beside a first capital. */
static bool is_random(struct text text)
{
    bool small = false, capital = false, digit = false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.bytes[i];
        digit |= shape_digit(c);
        small |= c >= 'a' && c <= 'z';
        capital |= i > 0 && c >= 'A' && c <= 'Z';
    }
    return digit || (small && capital);
}

static struct text from(struct text text, size_t at)
{
    return (struct text){text.bytes + at, text.size - at};
}

/* The size of the token, 0 for none. */
static size_t fits(struct text text, const struct token_row *row)
{
    struct text prefix = row->prefix;
    if (text.size < prefix.size + row->least || text.bytes[0] != prefix.bytes[0] ||
        memcmp(text.bytes, prefix.bytes, prefix.size) != 0)
        return 0;
    struct text rest = from(text, prefix.size);
    size_t size = run_of(row->set, rest);
    if (size < row->least || (row->most != 0 && size > row->most))
        return 0;
    bool goes_on = row->most != 0 && size < rest.size && is_plain(rest.bytes[size]);
    return !goes_on && is_random((struct text){rest.bytes, size}) ? prefix.size + size : 0;
}

/* From its header on, all of it. */
static size_t private_key_size(struct text text)
{
    static const char *const marks[] = {"PRIVATE KEY-----", "PRIVATE KEY BLOCK-----"};
    if (!text_starts(text, "-----BEGIN "))
        return 0;
    size_t end = text.size < HEADER_BYTES ? text.size : HEADER_BYTES;
    for (size_t at = 0; at < end; at++)
        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
            if (text_starts(from(text, at), marks[i]))
                return text.size;
    return 0;
}

static size_t word_size(struct text text)
{
    size_t size = 0;
    while (size < text.size && is_word(text.bytes[size]))
        size++;
    return size;
}

/* Three parts between dots; the first two are JSON objects in base64, which begin with eyJ. */
static size_t web_token_size(struct text text)
{
    struct text rest = text;
    for (int part = 0; part < 2; part++) {
        size_t size = text_starts(rest, "eyJ") ? word_size(rest) : 0;
        if (size < PART_BYTES_MIN || size == rest.size || rest.bytes[size] != '.')
            return 0;
        rest = from(rest, size + 1);
    }
    return text.size - rest.size + run_of(SET_WORD, rest);
}

/* Mailchimp's key: 32 digits of hexadecimal, and its data center. */
static size_t data_center_key_size(struct text word)
{
    enum { DIGITS = 32 };
    bool fits_form = run_of(SET_HEX, word) == DIGITS && word.size > DIGITS + 3 &&
                     text_starts(from(word, DIGITS), "-us");
    return fits_form && shape_digits(word, DIGITS + 3) == word.size - DIGITS - 3 ? word.size : 0;
}

static struct leak found(const char *what, size_t start, size_t size)
{
    return (struct leak){.what = size == 0 ? NULL : what, .start = start, .size = size};
}

/* Whether any token begins with these two: few words do. */
static bool may_be_prefix(const char *bytes)
{
#define PAIR(text) ((unsigned)(unsigned char)(text)[0] << 8 | (unsigned char)(text)[1])
    unsigned two = PAIR(bytes);
#define TOKEN(prefix, set, least, most, what, source)                                              \
    if (two == PAIR(prefix))                                                                       \
        return true;
#include "floe/spec/leak.def"
    return false;
}

struct leak leak_token_at(struct text text, size_t at, size_t size)
{
    struct text rest = from(text, at);
    bool prefixed = may_be_prefix(rest.bytes);
    for (size_t i = 0; prefixed && i < sizeof rows / sizeof rows[0]; i++) {
        if (rest.bytes[0] != rows[i].prefix.bytes[0])
            continue;
        size_t fitting = fits(rest, &rows[i]);
        if (fitting > 0)
            return found(rows[i].what, at, fitting);
    }
    if (rest.bytes[0] == 'e')
        return found("a JSON web token", at, web_token_size(rest));
    if (rest.bytes[0] == '-')
        return found("a private key", at, private_key_size(rest));
    if (!shape_digit(rest.bytes[0]) && (rest.bytes[0] < 'a' || rest.bytes[0] > 'f'))
        return found(NULL, at, 0);
    return found("a Mailchimp key", at, data_center_key_size((struct text){rest.bytes, size}));
}

/* Of the bytes in front of a place, at most this many. */
static size_t run_before(enum token_set set, struct text text, size_t at, size_t most)
{
    size_t size = 0;
    while (size < most && size < at && is_in(set, text.bytes[at - size - 1]))
        size++;
    return size;
}

/*
 * HCP Terraform: 14 characters, .atlasv1. and 60 or more (developer.hashicorp.com/
 * terraform/cli/config/config-file).  Microsoft Entra: three characters, a digit,
 * Q~ and 31 or more (learn.microsoft.com/entra/identity-platform).
 */
struct leak leak_token_around(struct text text, size_t at)
{
    static const char terraform[] = ".atlasv1.";
    enum { BEFORE = 14, AFTER = 60, ENTRA_BEFORE = 5, ENTRA_AFTER = 31 };
    struct text rest = from(text, at);
    if (text_starts(rest, terraform)) {
        size_t before = run_before(SET_PLAIN, text, at, BEFORE);
        size_t after = run_of(SET_WORD, from(rest, sizeof terraform - 1));
        bool is_one = before == BEFORE && after >= AFTER;
        return found("a Terraform token", at - before,
                     is_one ? before + sizeof terraform - 1 + after : 0);
    }
    if (rest.bytes[0] != '~' || at < ENTRA_BEFORE || text.bytes[at - 1] != 'Q' ||
        !shape_digit(text.bytes[at - 2]))
        return found(NULL, at, 0);
    size_t after = run_of(SET_BASE64, from(rest, 1));
    bool is_one = run_before(SET_BASE64, text, at, ENTRA_BEFORE) == ENTRA_BEFORE &&
                  after >= ENTRA_AFTER;
    return found("a client secret of Microsoft Entra", at - ENTRA_BEFORE,
                 is_one ? ENTRA_BEFORE + 1 + after : 0);
}
