/*
 * Credentials in a text: tokens, addresses with a password, and KEY=VALUE.
 */
#include <string.h>

#include "floe/spec/leak.h"
#include "floe/spec/shape.h"

enum {
    SHORTEST = 6,           /* pwd=xy */
    TOKEN_BYTES_MIN = 12,   /* of a word that is a token by itself */
    KEY_BYTES_MAX = 64,     /* of a key in a text */
    ADDRESS_BYTES_MAX = 512, /* looked at after :// or = */
    SPELT_BYTES_MIN = 12,   /* of a word without a digit that is a secret after "key: " */
    JOINED_BYTES_MIN = 7,   /* of one after "key:" */
};

static const struct leak nothing;

static bool is_word(char c)
{
    return shape_letter(c) || shape_digit(c) || c == '-' || c == '_';
}

static struct text part(struct text text, size_t start, size_t end)
{
    return (struct text){text.bytes + start, end - start};
}

static bool ends_address(char c)
{
    return (unsigned char)c <= ' ' || strchr("\"'<>`", c) != NULL;
}

/* Schemes whose user alone opens the door. */
static bool is_web(struct text text, size_t colon)
{
    static const char *const schemes[] = {"http", "https", "ws", "wss"};
    size_t start = colon;
    while (start > 0 && shape_letter(text.bytes[start - 1]))
        start--;
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (text_is(part(text, start, colon), schemes[i]))
            return true;
    return false;
}

/* user:password or token, in front of the sign. */
static struct leak user_part(struct text text, size_t scheme, size_t start, size_t sign)
{
    struct text user = part(text, start, sign);
    const char *colon = memchr(user.bytes, ':', user.size);
    if (colon == NULL) {
        bool harmless = user.size == 0 || leak_is_placeholder(user) || text_is(user, "git");
        if (harmless || !is_web(text, scheme))
            return nothing;
        return (struct leak){"a user or token in an address", start, user.size};
    }
    size_t behind = (size_t)(colon - text.bytes) + 1;
    struct text password = part(text, behind, sign);
    if (password.size == 0 || leak_is_placeholder(password))
        return nothing;
    return (struct leak){"a password in an address", behind, password.size};
}

/* Where the port or a password begins, after the host or user; end: nowhere. */
static size_t behind_colon(struct text text, size_t start, size_t end)
{
    if (text.bytes[start] == '[') {
        const char *bracket = memchr(text.bytes + start, ']', end - start);
        start = bracket == NULL ? start : (size_t)(bracket - text.bytes);
    }
    const char *colon = memchr(text.bytes + start, ':', end - start);
    return colon == NULL ? end : (size_t)(colon - text.bytes) + 1;
}

/* at: "://".  A password may hold / ? and #, which a port before them does not. */
static struct leak in_address(struct text text, size_t at)
{
    size_t start = at + 3, end = start, stop = text.size;
    if (stop > start + ADDRESS_BYTES_MAX)
        stop = start + ADDRESS_BYTES_MAX;
    size_t sign = 0, last = 0;
    for (; end < stop && strchr("/?#", text.bytes[end]) == NULL && !ends_address(text.bytes[end]);
         end++)
        if (text.bytes[end] == '@')
            sign = end;
    if (end == start)
        return nothing;
    if (sign != 0)
        return user_part(text, at, start, sign);
    size_t port = behind_colon(text, start, end);
    struct text digits = part(text, port, end);
    if (digits.size == 0 || shape_digits(digits, 0) == digits.size || leak_is_placeholder(digits))
        return nothing;
    for (size_t i = end; i < stop && !ends_address(text.bytes[i]); i++)
        if (text.bytes[i] == '@')
            last = i;
    return last == 0 ? nothing : user_part(text, at, start, last);
}

/* jdbc:oracle:thin:scott/tiger@host; at: the colon after thin. */
static struct leak in_oracle(struct text text, size_t at)
{
    static const char start[] = "oracle:thin";
    if (at < sizeof start - 1 || !text_ends(part(text, 0, at), start))
        return nothing;
    size_t slash = 0;
    size_t stop = text.size - at > ADDRESS_BYTES_MAX ? at + ADDRESS_BYTES_MAX : text.size;
    for (size_t i = at + 1; i < stop && !ends_address(text.bytes[i]); i++) {
        if (text.bytes[i] == '/' && slash == 0)
            slash = i;
        if (text.bytes[i] == '@' && slash != 0 && i > slash + 1)
            return (struct leak){"a password in an address", slash + 1, i - slash - 1};
        if (text.bytes[i] == '@')
            break;
    }
    return nothing;
}

/* The word in front of = or :, and of a blank or a quote before that. */
static struct text key_before(struct text text, size_t at)
{
    size_t end = at;
    while (end > 0 && at - end < 3 && strchr(" \"'", text.bytes[end - 1]) != NULL)
        end--;
    size_t start = end;
    while (start > 0 && end - start < KEY_BYTES_MAX &&
           (is_word(text.bytes[start - 1]) || text.bytes[start - 1] == '.'))
        start--;
    return part(text, start, end);
}

/* What is after = or :, without its quotes or braces. */
static struct text value_behind(struct text text, size_t at)
{
    size_t start = at + 1;
    while (start < text.size && text.bytes[start] == ' ')
        start++;
    char quote = start < text.size ? text.bytes[start] : '\0';
    char closing = quote == '{' ? '}' : quote;
    bool quoted = quote == '"' || quote == '\'' || quote == '{';
    bool variable = quote == '$' || (quote == '{' && start + 1 < text.size &&
                                     text.bytes[start + 1] == '{');
    start += quoted && !variable;
    size_t end = start;
    size_t stop = text.size - start > ADDRESS_BYTES_MAX ? start + ADDRESS_BYTES_MAX : text.size;
    for (; end < stop; end++) {
        char c = text.bytes[end];
        if (c == '\n' || c == '\r')
            break;
        if (variable ? c == '}' : quoted ? c == closing : strchr(" \t&;,\"'})", c) != NULL)
            break;
    }
    while (variable && end < text.size && text.bytes[end] == '}')
        end++;
    return part(text, start, end);
}

/* A single word up to the end of its line, a comma or a brace. */
static bool is_alone(struct text text, struct text value)
{
    const char *end = text.bytes + text.size;
    const char *at = value.bytes + value.size;
    while (at < end && (*at == ' ' || *at == '"' || *at == '\''))
        at++;
    return at == end || strchr("\r\n,;}]", *at) != NULL;
}

static bool holds_digit(struct text text)
{
    for (size_t i = 0; i < text.size; i++)
        if (shape_digit(text.bytes[i]))
            return true;
    return false;
}

/* "key: value" in prose is one only when it doesn't read on like prose. */
static bool is_spelt_out(struct text text, size_t at, struct text key, struct text value)
{
    bool joined = value.bytes == text.bytes + at + 1;
    char before = key.bytes > text.bytes ? key.bytes[-1] : '\0';
    if (joined && (before == ':' || before == '/' || value.size < JOINED_BYTES_MIN))
        return false;
    return is_alone(text, value) && (holds_digit(value) || value.size >= SPELT_BYTES_MIN);
}

static struct leak in_pair(struct text text, size_t at)
{
    bool assigned = text.bytes[at] == '=';
    struct text key = key_before(text, at);
    if (key.size < 3 || !(assigned ? leak_is_secret_parameter(key) : leak_is_secret_key(key)))
        return nothing;
    if (assigned && at + 1 < text.size && text.bytes[at + 1] == '=')
        return nothing;
    struct text value = value_behind(text, at);
    bool braces = value.bytes > text.bytes && value.bytes[-1] == '{'; /* ODBC's quotes */
    if (value.size == 0 || strchr("[*&|>", value.bytes[0]) != NULL || (braces && !assigned) ||
        leak_is_reference(key, value))
        return nothing;
    if (!assigned && !is_spelt_out(text, at, key, value))
        return nothing;
    return (struct leak){"a secret", (size_t)(value.bytes - text.bytes), value.size};
}

static struct leak at_mark(struct text text, size_t at)
{
    switch (text.bytes[at]) {
    case ':':
        if (at > 0 && is_word(text.bytes[at - 1]) &&
            text_starts(part(text, at, text.size), "://"))
            return in_address(text, at);
        if (in_oracle(text, at).what != NULL)
            return in_oracle(text, at);
        return in_pair(text, at);
    case '=':
        return in_pair(text, at);
    case '.':
    case '~':
        return leak_token_around(text, at);
    default:
        return nothing;
    }
}

/* A short word begins a token only together with what follows. */
static bool may_begin(struct text text, size_t start, size_t end)
{
    if (end - start >= TOKEN_BYTES_MIN)
        return true;
    if (end + 1 >= text.size)
        return false;
    char first = text.bytes[start], behind = text.bytes[end];
    if (behind == ' ')
        return first == 'B' || first == 'b' || first == '-';
    return (behind == '.' || behind == '/') && is_word(text.bytes[end + 1]);
}

struct leak leak_find(struct text text)
{
    if (text.size < SHORTEST)
        return nothing;
    for (size_t at = 0; at < text.size; at++) {
        if (!is_word(text.bytes[at])) {
            struct leak leak = at_mark(text, at);
            if (leak.what != NULL)
                return leak;
            continue;
        }
        size_t end = at + 1;
        while (end < text.size && is_word(text.bytes[end]))
            end++;
        struct leak leak = may_begin(text, at, end) ? leak_token_at(text, at, end - at) : nothing;
        if (leak.what != NULL)
            return leak;
        at = end - 1;
    }
    return nothing;
}
