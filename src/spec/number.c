#include "floe/spec/number.h"

#include <errno.h>
#include <stdlib.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits(struct text text, size_t at)
{
    size_t start = at;
    while (at < text.size && is_digit(text.bytes[at]))
        at++;
    return at - start;
}

bool number_is(struct text text)
{
    size_t at = text.size > 0 && text.bytes[0] == '-' ? 1 : 0;
    size_t whole = digits(text, at);
    if (whole == 0 || (whole > 1 && text.bytes[at] == '0'))
        return false;
    at += whole;
    if (at < text.size && text.bytes[at] == '.') {
        size_t fraction = digits(text, at + 1);
        if (fraction == 0)
            return false;
        at += 1 + fraction;
    }
    if (at < text.size && (text.bytes[at] == 'e' || text.bytes[at] == 'E')) {
        at += at + 1 < text.size && strchr("+-", text.bytes[at + 1]) != NULL ? 2 : 1;
        size_t power = digits(text, at);
        if (power == 0)
            return false;
        at += power;
    }
    return at == text.size;
}

bool number_fits(struct text text)
{
    char bytes[NUMBER_DIGITS_MAX + 2]; /* a sign, a NUL */
    if (text.size > NUMBER_DIGITS_MAX + (size_t)text_starts(text, "-"))
        return false;
    memcpy(bytes, text.bytes, text.size);
    bytes[text.size] = '\0';
    if (strpbrk(bytes, ".eE") == NULL)
        return true;
    errno = 0;
    (void)strtod(bytes, NULL);
    return errno != ERANGE;
}
