/* Text, names, suggestions, and how text is written into YAML and Jinja. */
#include "unit.h"
#include <yaml.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/base/names.h"
#include "floe/base/suggest.h"
#include "floe/base/yaml.h"
#include "floe/render/jinja.h"

static void counts_characters_of_utf8(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
    } cases[] = {
        {"a", 1},
        {"\xC3\xA9", 2},
        {"\xE2\x82\xAC", 3},
        {"\xF0\x9F\x90\xBB", 4},
        {"\x80", 0},             /* a continuation alone */
        {"\xC0\x80", 0},         /* overlong */
        {"\xE0\x80\x80", 0},     /* overlong */
        {"\xED\xA0\x80", 0},     /* a surrogate */
        {"\xF4\x90\x80\x80", 0}, /* above U+10FFFF */
        {"\xC3", 0},             /* cut */
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(text_character(cases[i].bytes, strlen(cases[i].bytes)), cases[i].length);
}

static void cuts_long_quotes_between_characters(void **state)
{
    struct buffer buffer = buffer_new(*state);
    for (int i = 0; i < QUOTED_BYTES_MAX; i++)
        buffer_string(&buffer, "\xC3\xA9");
    struct text shown = text_shown(*state, buffer_finish(&buffer));
    assert_true(shown.size <= QUOTED_BYTES_MAX);
    assert_true(text_ends(shown, "\xC3\xA9..."));
}

/* The textbook recursion, without its table. */
static unsigned slow_distance(struct text a, struct text b)
{
    if (a.size == 0 || b.size == 0)
        return (unsigned)(a.size + b.size);
    struct text a1 = {a.bytes, a.size - 1}, b1 = {b.bytes, b.size - 1};
    unsigned best = slow_distance(a1, b) + 1;
    unsigned other = slow_distance(a, b1) + 1;
    best = other < best ? other : best;
    other = slow_distance(a1, b1) + (a.bytes[a.size - 1] != b.bytes[b.size - 1]);
    best = other < best ? other : best;
    if (a.size > 1 && b.size > 1 && a.bytes[a.size - 1] == b.bytes[b.size - 2] &&
        a.bytes[a.size - 2] == b.bytes[b.size - 1]) {
        other = slow_distance((struct text){a.bytes, a.size - 2},
                              (struct text){b.bytes, b.size - 2}) + 1;
        best = other < best ? other : best;
    }
    return best;
}

static void measures_distances_as_the_recursion_does(void **state)
{
    uint32_t seed = 1;
    (void)state;
    for (int i = 0; i < 2000; i++) {
        char bytes[2][6];
        size_t sizes[2];
        for (int k = 0; k < 2; k++) {
            seed = seed * 1664525u + 1013904223u;
            sizes[k] = seed >> 28 & 3;
            sizes[k] += seed >> 26 & 3;
            for (size_t c = 0; c < sizes[k] && c < sizeof bytes[k]; c++)
                bytes[k][c] = (char)('a' + (seed >> (c * 2) & 3));
        }
        struct text a = {bytes[0], sizes[0]}, b = {bytes[1], sizes[1]};
        assert_int_equal(suggest_distance(a, b), slow_distance(a, b));
    }
}

static void suggests_the_nearest_name_only(void **state)
{
    (void)state;
    struct suggestion suggestion = suggestion_for(LITERAL("defualt"));
    suggestion_offer(&suggestion, LITERAL("deflate"));
    suggestion_offer(&suggestion, LITERAL("default"));
    suggestion_offer(&suggestion, LITERAL("defunct"));
    assert_true(text_is(suggestion.best, "default"));
    suggestion = suggestion_for(LITERAL("warehouse"));
    suggestion_offer(&suggestion, LITERAL("bronze"));
    assert_int_equal(suggestion.best.size, 0);
    suggestion = suggestion_for(LITERAL("ab"));
    suggestion_offer(&suggestion, LITERAL("cd"));
    assert_int_equal(suggestion.best.size, 0);
}

static void finds_each_of_many_names(void **state)
{
    struct names names = names_new(*state, 0);
    enum { COUNT = 5000 };
    for (int i = 0; i < COUNT; i++)
        assert_null(names_add(&names, text_format(*state, "name-%d", i), *state));
    for (int i = 0; i < COUNT; i++)
        assert_ptr_equal(names_find(&names, text_format(*state, "name-%d", i)), *state);
    assert_null(names_find(&names, LITERAL("name-")));
    assert_ptr_equal(names_add(&names, LITERAL("name-7"), &names), *state);
}

/* What libyaml reads back from a scalar. */
static struct text read_back(struct arena *arena, struct text yaml)
{
    yaml_parser_t parser;
    yaml_event_t event;
    struct text found = {NULL, 0};
    assert_true(yaml_parser_initialize(&parser));
    yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.bytes, yaml.size);
    for (int i = 0; i < 3; i++) {
        assert_true(yaml_parser_parse(&parser, &event));
        if (event.type == YAML_SCALAR_EVENT)
            found = text_copy(arena, (struct text){(const char *)event.data.scalar.value,
                                                   event.data.scalar.length});
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return found;
}

static void assert_read_back(struct arena *arena, struct text text)
{
    struct buffer buffer = buffer_new(arena);
    yaml_put_text(&buffer, text);
    struct text found = read_back(arena, buffer_finish(&buffer));
    assert_int_equal(found.size, text.size);
    assert_memory_equal(found.bytes, text.bytes, text.size);
}

static void writes_yaml_that_reads_back(void **state)
{
    static const char *const texts[] = {
        "",     "yes",     "012",    "1:30", "~",          "a: b #c", "'\"\\", "\t\r\n",
        " a ",  "\x01\x7F", "\xC2\x85", "\xE2\x80\xA8\xE2\x80\xA9", "\xEF\xBB\xBF", "%!&*",
        "\xF0\x9F\x90\xBB", "{{ x }}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_read_back(*state, text_of(texts[i]));
    for (unsigned point = 1; point < 0x3000; point++) {
        char bytes[4];
        size_t size = 0;
        if (point < 0x80)
            bytes[size++] = (char)point;
        else if (point < 0x800)
            bytes[size++] = (char)(0xC0 | point >> 6);
        else
            bytes[size++] = (char)(0xE0 | point >> 12);
        if (point >= 0x800)
            bytes[size++] = (char)(0x80 | (point >> 6 & 0x3F));
        if (point >= 0x80)
            bytes[size++] = (char)(0x80 | (point & 0x3F));
        assert_read_back(*state, (struct text){bytes, size});
    }
}

static void assert_template(struct arena *arena, const char *text, const char *template)
{
    assert_string_equal(jinja_template(arena, text_of(text)).bytes, template);
}

static void escapes_what_jinja_would_read(void **state)
{
    assert_template(*state, "plain", "plain");
    assert_template(*state, "a } b %} c", "a } b %} c");
    assert_template(*state, "{{ x }}", "{{ '\\x7b\\x7b x \\x7d\\x7d' }}");
    assert_template(*state, "{% x", "{{ '\\x7b\\x25 x' }}");
    assert_template(*state, "ends\n", "{{ 'ends\\x0a' }}");
    assert_template(*state, "{", "{{ '\\x7b' }}");
    assert_template(*state, "{{'\xE2\x82\xAC\\", "{{ '\\x7b\\x7b\\x27\\u20ac\\x5c' }}");
}

static void lets_no_default_end_its_quotes(void **state)
{
    struct value value = {
        .kind = VALUE_TEXT,
        .variable = "NAME",
        .text = LITERAL("x') }}{{ env_var('HOME') }}"),
    };
    assert_string_equal(jinja_value(*state, &value).bytes,
                        "{{ env_var('NAME', 'x\\x27) \\x7d\\x7d\\x7b\\x7b env_var(\\x27HOME\\x27)"
                        " \\x7d\\x7d') }}");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(counts_characters_of_utf8),
        ARENA_TEST(cuts_long_quotes_between_characters),
        ARENA_TEST(measures_distances_as_the_recursion_does),
        ARENA_TEST(suggests_the_nearest_name_only),
        ARENA_TEST(finds_each_of_many_names),
        ARENA_TEST(writes_yaml_that_reads_back),
        ARENA_TEST(escapes_what_jinja_would_read),
        ARENA_TEST(lets_no_default_end_its_quotes),
    };
    return UNIT_RUN(tests);
}
