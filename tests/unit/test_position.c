/* Places of the library: offsets, lines and the three kinds of column. */
#include "unit.h"

#include <errno.h>

#include "floe/library/position.h"

#define DUCK "\xF0\x9F\xA6\x86" /* U+1F986: 4 bytes, 2 units of UTF-16 */
#define UMLAUT "\xC3\xA4"

static void expect(struct floe_position found, size_t offset, uint32_t line, uint32_t column,
                   uint32_t bytes, uint32_t utf16)
{
    assert_int_equal(found.offset, offset);
    assert_int_equal(found.line, line);
    assert_int_equal(found.column, column);
    assert_int_equal(found.column_bytes, bytes);
    assert_int_equal(found.column_utf16, utf16);
}

static void counts_units(void **state)
{
    (void)state;
    static const char text[] = "a\r\n" DUCK UMLAUT "b\rc\n";
    size_t size = sizeof text - 1;
    expect(floe_position_at(text, size, 0), 0, 1, 1, 1, 1);
    expect(floe_position_at(text, size, 3), 3, 2, 1, 1, 1);
    expect(floe_position_at(text, size, 7), 7, 2, 2, 5, 3);
    expect(floe_position_at(text, size, 9), 9, 2, 3, 7, 4);
    expect(floe_position_at(text, size, 5), 3, 2, 1, 1, 1); /* within the duck */
    expect(floe_position_at(text, size, 11), 11, 3, 1, 1, 1);
    expect(floe_position_at(text, size, 999), size, 4, 1, 1, 1);
    expect(floe_position_at(NULL, 0, 3), 0, 1, 1, 1, 1);
}

static void finds_offsets(void **state)
{
    (void)state;
    static const char text[] = "a\n" DUCK "b\r\nc";
    size_t size = sizeof text - 1;
    assert_int_equal(floe_offset_at(text, size, 1, 1), 0);
    assert_int_equal(floe_offset_at(text, size, 1, 99), 1);
    assert_int_equal(floe_offset_at(text, size, 2, 2), 2); /* within the pair */
    assert_int_equal(floe_offset_at(text, size, 2, 3), 6);
    assert_int_equal(floe_offset_at(text, size, 2, 5), 7);
    assert_int_equal(floe_offset_at(text, size, 3, 1), 9);
    assert_int_equal(floe_offset_at(text, size, 9, 1), size);
    assert_int_equal(floe_offset_at(NULL, 0, 2, 2), 0);
}

/* Each is the other's inverse at the start of each character, whatever the bytes are. */
static void inverts(void **state)
{
    (void)state;
    static const char *const parts[] = {DUCK, UMLAUT, "x", "\n", "\r", "\r\n", "\xFF", "\xEF\xBB\xBF"};
    char text[256];
    unsigned random = 7;
    for (unsigned round = 0; round < 500; round++) {
        size_t starts[40], size = 0, count = 0;
        for (; count < 40; count++) {
            const char *part = parts[unit_random(&random) % 8];
            starts[count] = size;
            memcpy(text + size, part, strlen(part));
            size += strlen(part);
        }
        for (size_t i = 0; i < count; i++) {
            struct floe_position at = floe_position_at(text, size, starts[i]);
            bool in_line_end = starts[i] > 0 && text[starts[i]] == '\n' && text[starts[i] - 1] == '\r';
            if (at.offset == starts[i] && !in_line_end)
                assert_int_equal(floe_offset_at(text, size, at.line, at.column_utf16), starts[i]);
        }
    }
}

/* The places of messages are those that floe_position_at() finds in the text. */
static void agrees_with_sources(void **state)
{
    static const char text[] = "\xEF\xBB\xBF" "a: " DUCK " " UMLAUT "\nb: c\n";
    struct text bytes = {text, sizeof text - 1};
    struct source *source = source_new(*state, LITERAL("a.yaml"), bytes, 0);
    struct position_finder finder = {0};
    for (uint32_t at = 0; at <= bytes.size; at++) {
        struct span span = {source, at, (uint32_t)bytes.size};
        struct floe_range range = position_range(*state, &finder, span);
        struct floe_position wanted = floe_position_at(text, bytes.size, at);
        expect(range.start, wanted.offset, wanted.line, wanted.column, wanted.column_bytes,
               wanted.column_utf16);
        assert_string_equal(range.path, "a.yaml");
        assert_int_equal(range.end.offset, bytes.size);
    }
    assert_null(position_range(*state, &finder, (struct span){.source = NULL}).path);
}

static void gives_diagnostics(void **state)
{
    (void)state;
    static const char text[] = "name: shop\ntransforms: [{name: \"" DUCK "\", pth: .}]\n";
    const struct floe_file file = {"a/floe.yaml", text, sizeof text - 1};
    struct floe_result *result = floe_check(FLOE_KIND_FLOE, &file, NULL);
    assert_non_null(result);
    assert_false(floe_succeeded(result));
    size_t count;
    const struct floe_diagnostic *list = floe_diagnostics(result, &count);
    const struct floe_diagnostic *found = NULL;
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i].code, "F0102") == 0)
            found = &list[i];
    assert_non_null(found);
    size_t at = (size_t)(strstr(text, "pth") - text);
    expect(found->range.start, at, 2, 26, 29, 27);
    assert_int_equal(found->range.end.offset, at + 3);
    assert_string_equal(found->range.path, "a/floe.yaml");
    assert_string_equal(found->label, "did you mean 'path'?");
    assert_int_equal(found->why_count, 1);
    assert_non_null(found->fix);
    assert_string_equal(found->fix->text, "path");
    assert_int_equal(found->fix->range.start.column_utf16, 27);
    floe_free(result);
}

static void compiles_environments(void **state)
{
    (void)state;
    static const char floe[] = "name: shop\ntransforms: [{type: dbt, path: .}]\n";
    static const char platform[] = "catalogs: {default: {type: local, path: \"${LAKE}\"}}\n";
    const struct floe_file files[] = {
        {"floe.yaml", floe, sizeof floe - 1},
        {"platform/dev/platform.yaml", platform, sizeof platform - 1},
        {"platform/local/platform.yaml", platform, sizeof platform - 1},
        {"dbt_project.yml", "name: shop\n", 11},
    };
    const char *const variables[] = {"LAKE=/tmp/lake.duckdb", NULL};
    const struct floe_options options = {.environment = "all", .variables = variables};
    struct floe_result *result = floe_compile(files, 4, &options);
    assert_true(floe_succeeded(result));
    size_t count;
    const struct floe_output *outputs = floe_outputs(result, &count);
    assert_true(count > 1);
    assert_string_equal(outputs[count - 1].path, "profiles.yml");
    assert_int_equal(outputs[count - 1].mode, 0600);
    assert_non_null(strstr(outputs[count - 1].bytes, "\n    \"dev\":"));
    assert_non_null(strstr(outputs[count - 1].bytes, "/tmp/lake.duckdb"));
    floe_free(result);
}

static void refuses_nonsense(void **state)
{
    (void)state;
    const struct floe_file nameless = {NULL, "", 0}, empty = {"floe.yaml", NULL, 0};
    const struct floe_file missing = {"floe.yaml", NULL, 1};
    const struct floe_options unknown = {.emit = "profiles,"};
    size_t count = 1;
    errno = 0;
    assert_null(floe_check(FLOE_KIND_FLOE, &nameless, NULL));
    assert_int_equal(errno, EINVAL);
    assert_null(floe_check((enum floe_kind)9, &empty, NULL));
    assert_null(floe_check(FLOE_KIND_FLOE, NULL, NULL));
    assert_null(floe_compile(&missing, 1, NULL));
    assert_null(floe_compile(NULL, 1, NULL));
    assert_null(floe_compile(&empty, 1, &unknown));
    assert_null(floe_diagnostics(NULL, &count));
    assert_int_equal(count, 0);
    struct floe_result *result = floe_check(FLOE_KIND_PLATFORM, &empty, NULL);
    assert_non_null(result);
    floe_free(result);
    floe_free(NULL);
    result = floe_compile(NULL, 0, NULL);
    assert_false(floe_succeeded(result));
    floe_free(result);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_units),
        cmocka_unit_test(finds_offsets),
        cmocka_unit_test(inverts),
        ARENA_TEST(agrees_with_sources),
        cmocka_unit_test(gives_diagnostics),
        cmocka_unit_test(compiles_environments),
        cmocka_unit_test(refuses_nonsense),
    };
    return UNIT_RUN(tests);
}
