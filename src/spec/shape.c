#include "floe/spec/shape.h"

#include "floe/base/line.h"

static bool is_name_part(char c)
{
    return shape_letter(c) || shape_digit(c) || c == '_' || c == '-';
}

size_t shape_digits(struct text text, size_t from)
{
    size_t at = from;
    while (at < text.size && shape_digit(text.bytes[at]))
        at++;
    return at - from;
}

static bool all_from(struct text text, size_t from, bool (*allowed)(char))
{
    for (size_t i = from; i < text.size; i++)
        if (!allowed(text.bytes[i]))
            return false;
    return true;
}

static bool is_identifier_part(char c)
{
    return shape_letter(c) || shape_digit(c) || c == '_';
}

bool shape_is_profile_name(struct text text)
{
    return text.size > 0 && shape_letter(text.bytes[0]) && all_from(text, 1, is_name_part);
}

bool shape_is_identifier(struct text text)
{
    return text.size > 0 && shape_letter(text.bytes[0]) && all_from(text, 1, is_identifier_part);
}

bool shape_is_alias(struct text text)
{
    return text.size > 0 && !shape_digit(text.bytes[0]) && all_from(text, 0, is_identifier_part);
}

bool shape_is_secret_name(struct text text)
{
    return text.size > 0 && (shape_letter(text.bytes[0]) || shape_digit(text.bytes[0])) &&
           all_from(text, 1, is_name_part);
}

bool shape_is_version(struct text text)
{
    size_t at = 0;
    for (int part = 0; part < 3; part++) {
        size_t count = shape_digits(text, at);
        at += count;
        if (count == 0)
            return false;
        if (part < 2 && (at >= text.size || text.bytes[at++] != '.'))
            return false;
    }
    return at == text.size;
}

bool shape_is_tls_version(struct text text)
{
    char last = text.size == 3 ? text.bytes[2] : '-';
    return text_starts(text, "1.") && last >= '0' && last <= '3';
}

/* Identifiers between dots, two at least. */
bool shape_is_function(struct text text)
{
    size_t dots = 0;
    bool part_began = false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.bytes[i];
        bool dot = c == '.';
        if (dot ? !part_began : !(part_began ? is_identifier_part(c) : shape_letter(c)))
            return false;
        part_began = !dot;
        dots += dot;
    }
    return part_began && dots > 0;
}

bool shape_is_namespace(struct text text)
{
    bool part_began = false;
    for (size_t i = 0; i < text.size; i++) {
        bool dot = text.bytes[i] == '.';
        if (dot ? !part_began : !is_name_part(text.bytes[i]))
            return false;
        part_began = !dot;
    }
    return part_began;
}

/* Labels of letters, digits and inner hyphens between dots. */
bool shape_is_domain(struct text text)
{
    char before = '.';
    for (size_t i = 0; i < text.size; i++) {
        char c = text.bytes[i];
        bool edge = before == '.';
        bool letter = shape_letter(c) || shape_digit(c);
        if (c == '.' ? edge || before == '-' : c == '-' ? edge : !letter)
            return false;
        before = c;
    }
    return before != '.' && before != '-';
}

static bool is_uri_part(char c)
{
    return c != ' ';
}

/* Parts that are not empty, from the end of the scheme on. */
static bool is_place(struct text text, size_t scheme)
{
    for (size_t i = scheme; i < text.size; i++) {
        bool ends = i + 1 == text.size || text.bytes[i + 1] == '/';
        if (!is_uri_part(text.bytes[i]) || (text.bytes[i] == '/' && (i == scheme || ends)))
            return false;
    }
    return scheme > 0 && text.size > scheme && line_fits(text);
}

bool shape_is_s3_location(struct text text)
{
    return is_place(text, text_starts(text, "s3://") ? 5 : 0);
}

bool shape_is_gs_location(struct text text)
{
    return is_place(text, text_starts(text, "gs://") ? 5 : 0);
}

static bool is_scheme_part(char c)
{
    return (c >= 'a' && c <= 'z') || shape_digit(c) || c == '+' || c == '.' || c == '-';
}

bool shape_is_location(struct text text)
{
    size_t scheme = 0;
    while (scheme < text.size && is_scheme_part(text.bytes[scheme]))
        scheme++;
    struct text rest = {text.bytes + scheme, text.size - scheme};
    bool begins = scheme > 0 && text.bytes[0] >= 'a' && text.bytes[0] <= 'z';
    return begins && text_starts(rest, "://") && is_place(text, scheme + 3);
}

bool shape_is_uri(struct text text)
{
    size_t scheme = text_starts(text, "https://") ? 8 : text_starts(text, "http://") ? 7 : 0;
    return scheme > 0 && text.size > scheme && all_from(text, scheme, is_uri_part) &&
           line_fits(text);
}
