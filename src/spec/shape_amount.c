/*
 * Numbers with units.
 */
#include <string.h>

#include "floe/spec/shape.h"

bool shape_is_count(struct text text)
{
    return text.size > 0 && text.size <= 9 && text.bytes[0] != '0' &&
           shape_digits(text, 0) == text.size;
}

static size_t decimal(struct text text)
{
    size_t whole = shape_digits(text, 0);
    if (whole == 0 || whole >= text.size || text.bytes[whole] != '.')
        return whole;
    size_t fraction = shape_digits(text, whole + 1);
    return fraction == 0 ? 0 : whole + 1 + fraction;
}

bool shape_is_cpu_quantity(struct text text)
{
    size_t whole = shape_digits(text, 0);
    if (whole > 0 && whole + 1 == text.size && text.bytes[whole] == 'm')
        return true;
    return text.size > 0 && decimal(text) == text.size;
}

/* An exponent as Kubernetes takes it: e9, E+3. */
static bool is_exponent(struct text text)
{
    if (text.size < 2 || (text.bytes[0] != 'e' && text.bytes[0] != 'E'))
        return false;
    size_t sign = text.bytes[1] == '+' || text.bytes[1] == '-';
    size_t count = shape_digits(text, 1 + sign);
    return count > 0 && 1 + sign + count == text.size;
}

bool shape_is_memory_quantity(struct text text)
{
    size_t at = decimal(text);
    if (at == 0)
        return false;
    struct text unit = {text.bytes + at, text.size - at};
    if (unit.size == 0 || is_exponent(unit))
        return true;
    if (unit.size == 2)
        return unit.bytes[1] == 'i' && strchr("KMGTPE", unit.bytes[0]) != NULL;
    return unit.size == 1 && strchr("mkMGTPE", unit.bytes[0]) != NULL;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_lower(struct text text, const char *lower_text)
{
    size_t i = 0;
    for (; i < text.size && lower_text[i] != '\0'; i++)
        if (lower(text.bytes[i]) != lower_text[i])
            return false;
    return i == text.size && lower_text[i] == '\0';
}

/* DuckDB takes its units in any case. */
bool shape_is_duckdb_memory(struct text text)
{
    static const char *const units[] = {"b",  "k",   "kb", "kib", "m",  "mb",  "mib", "g",
                                        "gb", "gib", "t",  "tb",  "tib", "%"};
    size_t at = decimal(text);
    if (at == 0)
        return false;
    at += at < text.size && text.bytes[at] == ' ';
    struct text unit = {text.bytes + at, text.size - at};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (is_lower(unit, units[i]))
            return true;
    return false;
}

bool shape_is_retention(struct text text)
{
    static const char *const units[] = {"day", "days", "week", "weeks",
                                        "month", "months", "year", "years"};
    size_t at = shape_digits(text, 0);
    if (at == 0 || at + 1 >= text.size || text.bytes[at] != ' ')
        return false;
    struct text unit = {text.bytes + at + 1, text.size - at - 1};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (text_is(unit, units[i]))
            return true;
    return false;
}

bool shape_is_interval(struct text text)
{
    size_t at = shape_digits(text, 0);
    return at > 0 && at + 1 == text.size && strchr("smh", text.bytes[at]) != NULL;
}

/* The number before an exponent. */
static double power_of_ten(double number, struct text exponent)
{
    bool negative = exponent.bytes[0] == '-';
    size_t first = negative || exponent.bytes[0] == '+';
    int power = 0;
    for (size_t i = first; i < exponent.size && power < 100; i++)
        power = power * 10 + (exponent.bytes[i] - '0');
    for (; power > 0; power--)
        number = negative ? number / 10 : number * 10;
    return number;
}

double shape_amount(struct text amount)
{
    static const char units[] = "KMGTPE";
    double number = 0, fraction = 0.1;
    size_t at = 0, whole = shape_digits(amount, 0), all = decimal(amount);
    for (; at < whole; at++)
        number = number * 10 + (amount.bytes[at] - '0');
    for (at++; at < all; at++, fraction /= 10)
        number += (amount.bytes[at] - '0') * fraction;
    struct text unit = {amount.bytes + all, amount.size - all};
    while (unit.size > 0 && unit.bytes[0] == ' ') {
        unit.bytes++;
        unit.size--;
    }
    if (unit.size == 0)
        return number;
    if (unit.bytes[0] == 'm')
        return number / 1000; /* Kubernetes' thousandths */
    if (is_exponent(unit))
        return power_of_ten(number, (struct text){unit.bytes + 1, unit.size - 1});
    char first = unit.bytes[0];
    const char *power = strchr(units, first >= 'a' ? first - 'a' + 'A' : first);
    double base = unit.size > 1 && unit.bytes[1] == 'i' ? 1024 : 1000;
    for (const char *step = units; power != NULL && step <= power; step++)
        number *= base;
    return number;
}
