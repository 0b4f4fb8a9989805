/*
 * Cron schedules: minute, hour, day of month, month, day of week, and seconds
 * before them when there are six.  A field is a list of parts: *, a value or a
 * range of two, each with a step (/2) or without.  Months and days of the week
 * also have names of three letters; Sunday is 0 and 7.
 */
#include <string.h>

#include "floe/spec/shape.h"

enum { FIELDS_LEAST = 5, FIELDS_MOST = 6 };

struct cron_field {
    unsigned least;
    unsigned most;
    const char *names; /* of three letters each */
    unsigned first_name;
    const char *problem;
    const char *expected;
};

static const struct cron_field fields[FIELDS_MOST] = {
    {0, 59, "", 0, "has wrong seconds", "0 to 59"},
    {0, 59, "", 0, "has a wrong minute", "0 to 59"},
    {0, 23, "", 0, "has a wrong hour", "0 to 23"},
    {1, 31, "", 0, "has a wrong day of the month", "1 to 31"},
    {1, 12, "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC", 1, "has a wrong month",
     "1 to 12, or JAN to DEC"},
    {0, 7, "SUNMONTUEWEDTHUFRISAT", 0, "has a wrong day of the week", "0 to 7, or SUN to SAT"},
};

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* One value, digits or a name. */
static bool read_value(struct text text, const struct cron_field *field, unsigned *value)
{
    size_t count = shape_digits(text, 0);
    if (count > 0 && count == text.size && count <= 2) {
        *value = 0;
        for (size_t i = 0; i < count; i++)
            *value = *value * 10 + (unsigned)(text.bytes[i] - '0');
        return *value >= field->least && *value <= field->most;
    }
    if (text.size != 3)
        return false;
    for (unsigned i = 0; field->names[i] != '\0'; i += 3) {
        *value = field->first_name + i / 3;
        const char *name = &field->names[i];
        if (upper(text.bytes[0]) == name[0] && upper(text.bytes[1]) == name[1] &&
            upper(text.bytes[2]) == name[2])
            return true;
    }
    return false;
}

/* Text before a byte, which is taken off the rest; all of it when the byte is not there. */
static struct text split(struct text *rest, char at, bool *found)
{
    const char *place = rest->size == 0 ? NULL : memchr(rest->bytes, at, rest->size);
    size_t size = place == NULL ? rest->size : (size_t)(place - rest->bytes);
    struct text before = {rest->bytes, size};
    *found = place != NULL;
    rest->bytes += size + *found;
    rest->size -= size + *found;
    return before;
}

static bool is_step(struct text step, unsigned most)
{
    unsigned value = 0;
    for (size_t i = 0; i < step.size && value <= most; i++)
        value = value * 10 + (unsigned)(step.bytes[i] - '0');
    return step.size > 0 && shape_digits(step, 0) == step.size && value >= 1 && value <= most;
}

/* What was expected in a part; NULL: it is right. */
static const char *expected_in(struct text part, const struct cron_field *field)
{
    bool has_step, has_range;
    struct text step = part;
    struct text range = split(&step, '/', &has_step);
    if (has_step && !is_step(step, field->most))
        return "a step of 1 or more after the slash";
    if (text_is(range, "*"))
        return NULL;
    struct text to = range;
    struct text from = split(&to, '-', &has_range);
    unsigned first, last;
    if (!read_value(from, field, &first))
        return field->expected;
    if (!has_range)
        return NULL;
    if (!read_value(to, field, &last))
        return field->expected;
    bool sunday_last = field->first_name == 0 && field->names[0] != '\0' && last == 0;
    return first <= last || sunday_last ? NULL : "a range whose first value is the smaller one";
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct cron_fault check_parts(struct text text, size_t start, size_t size,
                                     const struct cron_field *field)
{
    struct text rest = {text.bytes + start, size};
    bool more = true;
    while (more) {
        struct text part = split(&rest, ',', &more);
        const char *expected = expected_in(part, field);
        if (expected != NULL) {
            bool empty = part.size == 0;
            return (struct cron_fault){
                .start = empty ? start : (size_t)(part.bytes - text.bytes),
                .size = empty ? size : part.size,
                .problem = field->problem,
                .expected = expected,
            };
        }
    }
    return (struct cron_fault){.problem = NULL};
}

static size_t next_field(struct text text, size_t *at)
{
    while (*at < text.size && is_blank(text.bytes[*at]))
        ++*at;
    size_t start = *at;
    while (*at < text.size && !is_blank(text.bytes[*at]))
        ++*at;
    return start;
}

static size_t count_fields(struct text text)
{
    size_t count = 0, at = 0;
    while (next_field(text, &at) < text.size)
        count++;
    return count;
}

struct cron_fault shape_cron_fault(struct text text)
{
    size_t count = count_fields(text);
    if (count < FIELDS_LEAST || count > FIELDS_MOST)
        return (struct cron_fault){
            .size = text.size,
            .problem = text_starts(text, "@") ? "is a name instead of fields"
                       : count < FIELDS_LEAST ? "has too few fields"
                                              : "has too many fields",
            .expected = "five fields like 0 6 * * MON, or six with seconds first",
        };
    size_t at = 0;
    for (size_t i = FIELDS_MOST - count; i < FIELDS_MOST; i++) {
        size_t start = next_field(text, &at);
        struct cron_fault fault = check_parts(text, start, at - start, &fields[i]);
        if (fault.problem != NULL)
            return fault;
    }
    return (struct cron_fault){.problem = NULL};
}

bool shape_is_cron(struct text text)
{
    return shape_cron_fault(text).problem == NULL;
}
