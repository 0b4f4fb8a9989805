/*
 * Keys and variables whose values are secrets, by their names, and values that
 * are none all the same.
 */
#include <stdint.h>
#include <string.h>

#include "floe/spec/leak_key.h"
#include "floe/spec/shape.h"

enum key_how {
    KEY_ENDS,
    KEY_WORD,
    KEY_SOFT,
    KEY_WHOLE,
    KEY_PARAMETER,
    KEY_INSIDE,
};

struct key_row {
    struct text end;
    enum key_how how;
};

#define ROW_TEXT(literal) {literal, sizeof literal - 1}

static const struct key_row secret_keys[] = {
#define SECRET_KEY(end, how, source) {ROW_TEXT(end), KEY_##how},
#include "floe/spec/leak.def"
};

static const struct key_row plain_keys[] = {
#define PLAIN_KEY(end, source) {ROW_TEXT(end), KEY_WORD},
#include "floe/spec/leak.def"
};

enum variable_how { VARIABLE_BEGINS, VARIABLE_WORD };

static const struct {
    enum variable_how how;
    struct text text;
} secret_variables[] = {
#define SECRET_VARIABLE(how, text, source) {VARIABLE_##how, ROW_TEXT(text)},
#include "floe/spec/leak.def"
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_separator(char c)
{
    return c == '-' || c == '_' || c == '.' || c == ' ';
}

static bool begins_word(struct text key, size_t at)
{
    if (at == 0 || is_separator(key.bytes[at - 1]))
        return true;
    bool hump = key.bytes[at] >= 'A' && key.bytes[at] <= 'Z';
    return hump && key.bytes[at - 1] >= 'a' && key.bytes[at - 1] <= 'z';
}

static bool holds(struct text text, struct text part)
{
    for (size_t at = 0; at + part.size <= text.size; at++)
        if (memcmp(text.bytes + at, part.bytes, part.size) == 0)
            return true;
    return false;
}

/* clientSecret, client-secret and x.client.secret end in clientsecret. */
static bool fits(struct text key, const struct key_row *row)
{
    if (row->how == KEY_INSIDE)
        return holds(key, row->end);
    size_t at = key.size;
    for (size_t left = row->end.size; left > 0; left--) {
        while (at > 0 && is_separator(key.bytes[at - 1]))
            at--;
        if (at == 0 || lower(key.bytes[--at]) != row->end.bytes[left - 1])
            return false;
    }
    if (row->how == KEY_WHOLE || row->how == KEY_PARAMETER)
        return at == 0;
    return row->how == KEY_ENDS || begins_word(key, at);
}

/* Whether the last three letters are those of a row: few keys' are. */
static bool may_fit(struct text key)
{
    uint32_t last = 0;
    int letters = 0;
    for (size_t at = key.size; at > 0 && letters < 3; at--) {
        if (is_separator(key.bytes[at - 1]))
            continue;
        last = last << 8 | (unsigned char)lower(key.bytes[at - 1]);
        letters++;
    }
#define LETTER(end, from_end) (uint32_t)(unsigned char)(end)[sizeof(end) - 1 - (from_end)]
#define SECRET_KEY(end, how, source)                                                               \
    if (KEY_##how == KEY_INSIDE                                                                    \
            ? key.size > sizeof(end) && memchr(key.bytes, '.', key.size) != NULL                   \
            : last == (LETTER(end, 1) << 16 | LETTER(end, 2) << 8 | LETTER(end, 3)))               \
        return true;
#include "floe/spec/leak.def"
    return false;
}

static bool is_plain_key(struct text key)
{
    for (size_t i = 0; i < sizeof plain_keys / sizeof plain_keys[0]; i++)
        if (fits(key, &plain_keys[i]))
            return true;
    return false;
}

/* NULL: its value is not a secret. */
static const struct key_row *row_of(struct text key, bool is_parameter)
{
    if (!may_fit(key))
        return NULL;
    for (size_t i = 0; i < sizeof secret_keys / sizeof secret_keys[0]; i++)
        if (fits(key, &secret_keys[i]) && (is_parameter || secret_keys[i].how != KEY_PARAMETER))
            return is_plain_key(key) ? NULL : &secret_keys[i];
    return NULL;
}

bool leak_is_secret_key(struct text key)
{
    return row_of(key, false) != NULL;
}

bool leak_is_secret_parameter(struct text key)
{
    return row_of(key, true) != NULL;
}

bool leak_covers_below(struct text key)
{
    const struct key_row *row = row_of(key, false);
    return row != NULL && row->how != KEY_SOFT;
}

static bool is_same_but_case(struct text text, size_t at, struct text upper)
{
    for (size_t i = 0; i < upper.size; i++)
        if (lower(text.bytes[at + i]) != lower(upper.bytes[i]))
            return false;
    return true;
}

bool leak_is_secret_variable(struct text name)
{
    for (size_t i = 0; i < sizeof secret_variables / sizeof secret_variables[0]; i++) {
        struct text text = secret_variables[i].text;
        bool begins = secret_variables[i].how == VARIABLE_BEGINS;
        if (name.size < text.size)
            continue;
        size_t at = begins ? 0 : name.size - text.size;
        if (is_same_but_case(name, at, text) && (at == 0 || name.bytes[at - 1] == '_'))
            return true;
    }
    /* where Google's libraries find a file, not what is in it */
    static const struct text file = ROW_TEXT("GOOGLE_APPLICATION_CREDENTIALS");
    bool is_file = name.size == file.size && is_same_but_case(name, 0, file);
    return !is_file && leak_is_secret_key(name);
}

static bool is_one_of(struct text value, const char *const *words)
{
    for (; *words != NULL; words++)
        if (text_is(value, *words))
            return true;
    return false;
}

/* Of one character, over and over: ****, ..., xxxx. */
static bool is_blanked(struct text value)
{
    enum { BLANKED_BYTES_MIN = 3 };
    if (value.size < BLANKED_BYTES_MIN || strchr("*.xX-_", value.bytes[0]) == NULL)
        return value.size == 0;
    for (size_t i = 1; i < value.size; i++)
        if (value.bytes[i] != value.bytes[0])
            return false;
    return true;
}

static bool is_identifier(struct text text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!shape_letter(text.bytes[i]) && !shape_digit(text.bytes[i]) && text.bytes[i] != '_')
            return false;
    return text.size > 0;
}

/* $NAME, ${NAME} or $${NAME}, and nothing else. */
static bool is_variable(struct text value)
{
    size_t dollars = 0;
    while (dollars < value.size && dollars < 2 && value.bytes[dollars] == '$')
        dollars++;
    struct text rest = {value.bytes + dollars, value.size - dollars};
    if (dollars > 0 && text_starts(rest, "{") && text_ends(rest, "}"))
        rest = (struct text){rest.bytes + 1, rest.size - 2};
    return dollars > 0 && is_identifier(rest);
}

bool leak_is_placeholder(struct text value)
{
    return is_blanked(value) || is_variable(value) ||
           (text_starts(value, "{{") && text_ends(value, "}}")) ||
           (text_starts(value, "<") && text_ends(value, ">"));
}

static bool holds_scheme(struct text value)
{
    const char *colon = memchr(value.bytes, ':', value.size);
    size_t at = colon == NULL ? 0 : (size_t)(colon - value.bytes);
    return at > 0 && text_starts((struct text){colon, value.size - at}, "://");
}

static bool is_path(struct text value)
{
    return text_starts(value, "/") || text_starts(value, "./") || text_starts(value, "~/") ||
           text_ends(value, ".pem") || text_ends(value, ".p8") || text_ends(value, ".key");
}

/* oauth2, azure-cli: letters, and a digit at the end at most. */
static bool is_plain_word(struct text value)
{
    enum { WORD_BYTES_MAX = 20 };
    size_t size = value.size;
    if (size > 0 && shape_digit(value.bytes[size - 1]))
        size--;
    for (size_t i = 0; i < size; i++)
        if (!(value.bytes[i] >= 'a' && value.bytes[i] <= 'z') &&
            strchr("-_", value.bytes[i]) == NULL)
            return false;
    return value.size <= WORD_BYTES_MAX;
}

bool leak_is_reference(struct text key, struct text value)
{
    static const char *const words[] = {"true", "false", "yes", "no", "null", "none", NULL};
    static const struct key_row token = {ROW_TEXT("token"), KEY_ENDS};
    static const struct key_row private_key = {ROW_TEXT("privatekey"), KEY_ENDS};
    if (is_one_of(value, words) || leak_is_placeholder(value))
        return true;
    bool short_number = value.size <= 6 && shape_digits(value, 0) == value.size;
    if (short_number && fits(key, &token))
        return true; /* a number of tokens, or a time */
    if (is_path(value) && fits(key, &private_key))
        return true;
    const struct key_row *row = row_of(key, true);
    if (row != NULL && row->how == KEY_SOFT && is_plain_word(value))
        return true;
    return text_starts(value, "arn:") || text_starts(value, "vault:") ||
           text_starts(value, "alias/") || text_starts(value, "projects/") || holds_scheme(value);
}
