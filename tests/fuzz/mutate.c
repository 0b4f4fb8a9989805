/*
 * Changes to YAML that leave it YAML most of the time: whole blocks (a line
 * and what is indented below it) are dropped, doubled, swapped, moved deeper;
 * keys and values are replaced by others that the language knows.  One change
 * in three is libFuzzer's own, of bytes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "floe/spec/field.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t size_max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned seed);

enum { LINES_MAX = 400, CHANGES_MAX = 3, SIZE_MAX_HERE = 1 << 16 };

static const char *const values[] = {
    "", "~", "null", "true", "yes", "\"true\"", "0", "-1", "1.5", "012", "1_000", "99999999999999999999",
    "\"\"", "''", "\"\\0\"", "\"\\r\\n\"", "\"\\u2028\"", "ü→🙂", "[]", "{}", "[a, a]", "{a: b}",
    "{secret_ref: aws-credentials}", "{secret_ref: x}", "{secret_ref: \"\"}", "&one text", "*one",
    "*bronze", "!!str x", "!x y", "${HOME}", "${A}", "${A:-b}", "${A:-}", "$${A}", "${", "${A:-${B}}",
    "${AWS_SECRET_ACCESS_KEY}", "{{ x }}", "\"{{ x }}\"", "\"{%\"", "\"x') }}{{ env_var('HOME') }}\"",
    "|\n  a\n  b", ">-\n  a\n\n  b", "|2\n  a", "default", "bronze", "silver", "nosuch", "duckdb", "spark",
    "s3", "gcs", "azure", "local", "polaris", "rest", "glue", "nessie", "ducklake", "hive", "static",
    "oauth2", "iam_role", "none", "vended-credentials", "remote-signing", "http://h:1/x", "https://u:p@h",
    "s3://b/p", "arn:aws:iam::123456789012:role/x", "a.b.c", "4Gi", "7 years", "*/5 * * * *", "UTC",
    "2024-02-30", "AKIAIOSFODNN7EXAMPLE", "attach", "plugin", "inline", ":memory:", "/tmp/x", "../x"};

static const struct record *const records[] = {
#define RECORD(name, noun, doc) &record_##name,
#include "floe/spec/spec.def"
};

struct piece {
    const uint8_t *bytes;
    size_t size;
};

struct text_lines {
    struct piece list[LINES_MAX];
    size_t count;
};

static unsigned next(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static struct text_lines split(const uint8_t *data, size_t size)
{
    struct text_lines lines = {.count = 0};
    for (size_t at = 0; at < size && lines.count < LINES_MAX;) {
        const uint8_t *end = memchr(data + at, '\n', size - at);
        size_t length = end == NULL || lines.count == LINES_MAX - 1 ? size - at
                                                                    : (size_t)(end - data) - at + 1;
        lines.list[lines.count++] = (struct piece){data + at, length};
        at += length;
    }
    return lines;
}

static size_t indent(struct piece line)
{
    size_t width = 0;
    while (width < line.size && line.bytes[width] == ' ')
        width++;
    return width;
}

/* Behind the last line of the block that begins at a line. */
static size_t block_end(const struct text_lines *lines, size_t start)
{
    size_t end = start + 1;
    while (end < lines->count && indent(lines->list[end]) > indent(lines->list[start]))
        end++;
    return end;
}

struct output {
    uint8_t bytes[SIZE_MAX_HERE];
    size_t size;
};

static void put(struct output *out, const void *bytes, size_t size)
{
    size_t room = sizeof out->bytes - out->size;
    size_t taken = size < room ? size : room;
    if (taken > 0)
        memcpy(out->bytes + out->size, bytes, taken);
    out->size += taken;
}

static void put_lines(struct output *out, const struct text_lines *lines, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++)
        put(out, lines->list[i].bytes, lines->list[i].size);
}

static void put_indented(struct output *out, const struct text_lines *lines, size_t start,
                         size_t end, bool deeper)
{
    for (size_t i = start; i < end; i++) {
        struct piece line = lines->list[i];
        size_t dropped = deeper || indent(line) < 2 ? 0 : 2;
        if (deeper)
            put(out, "  ", 2);
        put(out, line.bytes + dropped, line.size - dropped);
    }
}

static const char *some_key(unsigned *state)
{
    const struct record *record = records[next(state) % (sizeof records / sizeof *records)];
    return record->field_count == 0 ? "x-free"
                                    : record->fields[next(state) % record->field_count].key;
}

/* "key: value" with another key, another value, or both. */
static void put_changed(struct output *out, struct piece line, unsigned *state)
{
    size_t start = indent(line);
    if (start + 2 <= line.size && line.bytes[start] == '-' && line.bytes[start + 1] == ' ')
        start += 2;
    const uint8_t *colon = memchr(line.bytes + start, ':', line.size - start);
    size_t key_end = colon == NULL ? start : (size_t)(colon - line.bytes);
    unsigned what = colon == NULL ? 1 : next(state) % 4;
    put(out, line.bytes, start);
    if (what == 0) {
        const char *key = some_key(state);
        put(out, key, strlen(key));
        put(out, line.bytes + key_end, line.size - key_end);
        return;
    }
    const char *value = values[next(state) % (sizeof values / sizeof *values)];
    put(out, line.bytes + start, key_end - start);
    if (colon != NULL)
        put(out, ": ", 2);
    put(out, value, strlen(value));
    put(out, "\n", 1);
}

static void put_new(struct output *out, struct piece beside, unsigned *state)
{
    const char *key = some_key(state);
    const char *value = values[next(state) % (sizeof values / sizeof *values)];
    put(out, beside.bytes, indent(beside));
    put(out, key, strlen(key));
    put(out, ": ", 2);
    put(out, value, strlen(value));
    put(out, "\n", 1);
}

static void put_swapped(struct output *out, const struct text_lines *lines, size_t start,
                        size_t end, unsigned *state)
{
    size_t other = next(state) % lines->count;
    size_t other_end = block_end(lines, other);
    if (other < end && start < other_end) {
        put_lines(out, lines, start, end);
        return;
    }
    put_lines(out, lines, other, other_end);
}

/* One change at one line; everything else stays. */
static void change(struct output *out, const struct text_lines *lines, unsigned *state)
{
    size_t start = next(state) % lines->count;
    size_t end = block_end(lines, start);
    put_lines(out, lines, 0, start);
    switch (next(state) % 8) {
    case 0: /* dropped */
        break;
    case 1: /* doubled */
        put_lines(out, lines, start, end);
        put_lines(out, lines, start, end);
        break;
    case 2: /* another block in its place */
        put_swapped(out, lines, start, end, state);
        break;
    case 3:
        put_indented(out, lines, start, end, next(state) % 2 == 0);
        break;
    case 4:
        put_new(out, lines->list[start], state);
        put_lines(out, lines, start, end);
        break;
    case 5: /* a value where a block was */
        put_changed(out, lines->list[start], state);
        break;
    default:
        put_changed(out, lines->list[start], state);
        put_lines(out, lines, start + 1, end);
        break;
    }
    put_lines(out, lines, end, lines->count);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned seed)
{
    static struct output out; /* too large for the stack */
    unsigned state = seed;
    if (size == 0 || next(&state) % 3 == 0)
        return LLVMFuzzerMutate(data, size, size_max);
    unsigned count = 1 + next(&state) % CHANGES_MAX;
    for (unsigned i = 0; i < count && size > 0; i++) {
        struct text_lines lines = split(data, size);
        out.size = 0;
        change(&out, &lines, &state);
        size = out.size < size_max ? out.size : size_max;
        memcpy(data, out.bytes, size);
    }
    return size;
}
