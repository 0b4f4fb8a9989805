/*
 * What credentials look like.
 */
#include <string.h>

#include "floe/spec/leak.h"
#include "floe/spec/shape.h"

enum {
    SHORTEST = 9,       /* a://u:p@h */
    KEY_ID_BYTES = 20,  /* AKIA and 16 more */
    TOKEN_PART_BYTES = 10,
    GITHUB_BYTES = 36,
    HEADER_BYTES = 48,  /* "-----BEGIN RSA PRIVATE KEY-----" and the like */
    ENDING_BYTES = 24,
};

static bool is_alphanumeric(char c)
{
    return shape_letter(c) || shape_digit(c);
}

/* base64url, of tokens. */
static bool is_token_byte(char c)
{
    return is_alphanumeric(c) || c == '-' || c == '_';
}

static struct text from(struct text text, size_t at)
{
    return (struct text){text.bytes + at, text.size - at};
}

static bool begins_word(struct text text, size_t at)
{
    return at == 0 || !is_token_byte(text.bytes[at - 1]);
}

static bool is_key_id(struct text text, size_t at)
{
    struct text rest = from(text, at);
    if (rest.size < KEY_ID_BYTES || !begins_word(text, at) ||
        !(text_starts(rest, "AKIA") || text_starts(rest, "ASIA")))
        return false;
    for (size_t i = 4; i < KEY_ID_BYTES; i++)
        if (!shape_digit(rest.bytes[i]) && !(rest.bytes[i] >= 'A' && rest.bytes[i] <= 'Z'))
            return false;
    return rest.size == KEY_ID_BYTES || !is_alphanumeric(rest.bytes[KEY_ID_BYTES]);
}

static bool is_private_key(struct text text, size_t at)
{
    static const char mark[] = "PRIVATE KEY-----";
    struct text rest = from(text, at);
    if (!text_starts(rest, "-----BEGIN "))
        return false;
    if (rest.size > HEADER_BYTES)
        rest.size = HEADER_BYTES;
    for (; rest.size > 0; rest = from(rest, 1))
        if (text_starts(rest, mark))
            return true;
    return false;
}

static size_t token_part(struct text text)
{
    size_t size = 0;
    while (size < text.size && is_token_byte(text.bytes[size]))
        size++;
    return size;
}

/* Three parts between dots; the first two are JSON objects in base64, which begin with eyJ. */
static bool is_web_token(struct text text, size_t at)
{
    if (!begins_word(text, at))
        return false;
    struct text rest = from(text, at);
    for (int part = 0; part < 2; part++) {
        size_t size = text_starts(rest, "eyJ") ? token_part(rest) : 0;
        if (size < TOKEN_PART_BYTES || size == rest.size || rest.bytes[size] != '.')
            return false;
        rest = from(rest, size + 1);
    }
    return true;
}

static bool is_github_token(struct text text, size_t at)
{
    struct text rest = from(text, at);
    if (!begins_word(text, at))
        return false;
    if (text_starts(rest, "github_pat_"))
        return token_part(rest) > GITHUB_BYTES;
    return rest.size >= 4 && text_starts(rest, "gh") && strchr("pousr", rest.bytes[2]) != NULL &&
           rest.bytes[3] == '_' && token_part(rest) >= 4 + GITHUB_BYTES;
}

static bool is_placeholder(struct text value)
{
    bool only_stars = true;
    for (size_t i = 0; i < value.size && only_stars; i++)
        only_stars = value.bytes[i] == '*';
    return only_stars || text_starts(value, "${") || text_starts(value, "$${") ||
           text_starts(value, "{{") || (text_starts(value, "<") && text_ends(value, ">"));
}

/* at: "://"; what stands behind it up to a slash is user:password@host. */
static bool is_uri_password(struct text text, size_t at)
{
    struct text rest = from(text, at);
    if (!text_starts(rest, "://") || at == 0 || !is_alphanumeric(text.bytes[at - 1]))
        return false;
    rest = from(rest, 3);
    size_t colon = 0, sign = 0;
    for (size_t i = 0; i < rest.size && strchr("/?# \t\n\"'", rest.bytes[i]) == NULL; i++) {
        if (rest.bytes[i] == '@')
            sign = i;
        else if (rest.bytes[i] == ':' && colon == 0)
            colon = i;
    }
    if (colon == 0 || sign <= colon + 1)
        return false;
    return !is_placeholder((struct text){rest.bytes + colon + 1, sign - colon - 1});
}

const char *leak_in_text(struct text text)
{
    if (text.size < SHORTEST)
        return NULL;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.bytes[i];
        if (c == 'A' && is_key_id(text, i))
            return "an AWS access key id";
        if (c == '-' && is_private_key(text, i))
            return "a private key";
        if (c == 'e' && is_web_token(text, i))
            return "a JSON web token";
        if (c == 'g' && is_github_token(text, i))
            return "a GitHub token";
        if (c == ':' && is_uri_password(text, i))
            return "a password in an address";
    }
    return NULL;
}

/* The last letters of a key, small, without - and _: clientSecret, client-secret. */
static struct text ending(struct text key, char *buffer)
{
    size_t start = ENDING_BYTES;
    for (size_t i = key.size; i > 0 && start > 0; i--) {
        char c = key.bytes[i - 1];
        if (c != '-' && c != '_')
            buffer[--start] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (struct text){buffer + start, ENDING_BYTES - start};
}

#define ENDING(literal) {literal, sizeof literal - 1}

bool leak_is_secret_key(struct text key)
{
    static const struct text endings[] = {
        ENDING("password"), ENDING("passwd"), ENDING("passphrase"),
        ENDING("token"), ENDING("apikey"), ENDING("privatekey"),
        ENDING("secretkey"), ENDING("secretaccesskey"), ENDING("accountkey"),
        ENDING("clientsecret"), ENDING("appsecret"), ENDING("apisecret"),
        ENDING("sharedsecret"), ENDING("consumersecret"),
        ENDING("signingsecret"), ENDING("webhooksecret"), ENDING("jwtsecret"),
        ENDING("awssecret"), ENDING("oauthsecret"),
    };
    if (key.size == 0 || strchr("deTtDEnNyY", key.bytes[key.size - 1]) == NULL)
        return false;
    char buffer[ENDING_BYTES];
    struct text end = ending(key, buffer);
    if (text_is(end, "secret"))
        return true;
    char last = end.size == 0 ? '\0' : end.bytes[end.size - 1];
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        struct text known = endings[i];
        if (known.bytes[known.size - 1] == last && end.size >= known.size &&
            memcmp(end.bytes + end.size - known.size, known.bytes, known.size) == 0)
            return true;
    }
    return false;
}

static bool holds_scheme(struct text value)
{
    for (size_t i = 1; i + 2 < value.size; i++)
        if (value.bytes[i] == ':')
            return text_starts(from(value, i), "://");
    return false;
}

static bool is_path(struct text value)
{
    return text_starts(value, "/") || text_starts(value, "./") || text_starts(value, "~/") ||
           text_ends(value, ".pem") || text_ends(value, ".p8") || text_ends(value, ".key");
}

bool leak_is_reference(struct text key, struct text value)
{
    static const char *const words[] = {"true", "false", "yes", "no", "null", "none"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (text_is(value, words[i]))
            return true;
    char buffer[ENDING_BYTES];
    struct text end = ending(key, buffer);
    bool short_number = value.size <= 6 && shape_digits(value, 0) == value.size;
    if (text_ends(end, "token") && short_number)
        return true; /* a number of tokens, or a time */
    if (text_ends(end, "privatekey") && is_path(value))
        return true;
    return is_placeholder(value) || text_starts(value, "arn:") || text_starts(value, "vault:") ||
           holds_scheme(value);
}
