/*
 * Days and time zones.
 */
#include <stdlib.h>
#include <string.h>

#include "floe/base/suggest.h"
#include "floe/spec/shape.h"

static const char *const zones[] = {
#define ZONE(name) name,
#include "floe/spec/zones.def"
#undef ZONE
};

enum { ZONE_COUNT = sizeof zones / sizeof zones[0] };

static unsigned number(struct text text, size_t from, size_t count)
{
    unsigned value = 0;
    for (size_t i = from; i < from + count; i++)
        value = value * 10 + (unsigned)(text.bytes[i] - '0');
    return value;
}

static unsigned days_of(unsigned year, unsigned month)
{
    static const unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool has_date_form(struct text text)
{
    return text.size == 10 && shape_digits(text, 0) == 4 && text.bytes[4] == '-' &&
           shape_digits(text, 5) == 2 && text.bytes[7] == '-' && shape_digits(text, 8) == 2;
}

bool shape_is_date(struct text text)
{
    if (!has_date_form(text))
        return false;
    unsigned year = number(text, 0, 4), month = number(text, 5, 2), day = number(text, 8, 2);
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_of(year, month);
}

/* Any text, but what looks like a day must be one. */
bool shape_is_partition_key(struct text text)
{
    return !has_date_form(text) || shape_is_date(text);
}

static int compare_zone(const void *wanted, const void *zone)
{
    return text_compare(*(const struct text *)wanted, text_of(*(const char *const *)zone));
}

bool shape_is_time_zone(struct text text)
{
    return bsearch(&text, zones, ZONE_COUNT, sizeof zones[0], compare_zone) != NULL;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c == ' ' ? '_' : c;
}

static bool same_but_for_case(struct text a, struct text b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++)
        if (lower(a.bytes[i]) != lower(b.bytes[i]))
            return false;
    return true;
}

/* The part after the last slash, which people give alone: Berlin. */
static struct text city(struct text zone)
{
    size_t at = zone.size;
    while (at > 0 && zone.bytes[at - 1] != '/')
        at--;
    return (struct text){zone.bytes + at, zone.size - at};
}

struct text shape_near_time_zone(struct text text)
{
    struct suggestion suggestion = suggestion_for(text);
    struct text by_city = {"", 0};
    for (size_t i = 0; i < ZONE_COUNT; i++) {
        struct text zone = text_of(zones[i]);
        if (same_but_for_case(text, zone))
            return zone;
        if (by_city.size == 0 && same_but_for_case(text, city(zone)))
            by_city = zone;
        suggestion_offer(&suggestion, zone);
    }
    return by_city.size > 0 ? by_city : suggestion.best;
}
