/* A diagnostic as people read it: where the carets are, what is cut, hidden or replaced. */
#include "unit.h"

#include "floe/base/excerpt.h"

static struct diag *diag_at(struct diags *diags, const char *bytes, size_t size, uint32_t start,
                            uint32_t end)
{
    struct source *source =
        source_new(diags->arena, LITERAL("floe.yaml"), (struct text){bytes, size}, 0);
    return diag_add(diags, PROFILE_UNKNOWN, (struct span){source, start, end}, "not there");
}

static const char *shown(const struct diag *diag, struct arena *arena)
{
    struct buffer out = buffer_new(arena);
    excerpt_put(&out, diag, (struct excerpt_style){.colored = false});
    return buffer_finish(&out).bytes;
}

static void assert_shown(struct arena *arena, const char *bytes, uint32_t start, uint32_t end,
                         const char *wanted)
{
    struct diags diags = diags_new(arena);
    const struct diag *diag = diag_at(&diags, bytes, strlen(bytes), start, end);
    assert_string_equal(shown(diag, arena), wanted);
}

static void carets_are_under_the_fault(void **state)
{
    assert_shown(*state, "name: shop\nstorage: laek\n", 20, 24,
                 "floe.yaml:2:10: error: not there [F0201]\n"
                 "    2 | storage: laek\n"
                 "      |          ^^^^\n");
}

static void columns_are_characters(void **state)
{
    assert_shown(*state, "a: \xC3\xA9\xE2\x82\xAC b\n", 9, 10,
                 "floe.yaml:1:7: error: not there [F0201]\n"
                 "    1 | a: \xC3\xA9\xE2\x82\xAC b\n"
                 "      |       ^\n");
}

static void an_empty_span_has_one_caret(void **state)
{
    assert_shown(*state, "a:\n", 2, 2,
                 "floe.yaml:1:3: error: not there [F0201]\n"
                 "    1 | a:\n"
                 "      |   ^\n");
}

static void lines_end_as_in_the_file(void **state)
{
    assert_shown(*state, "a\r\nb\rcd\n", 6, 7,
                 "floe.yaml:3:2: error: not there [F0201]\n"
                 "    3 | cd\n"
                 "      |  ^\n");
}

static void the_whole_file_has_no_line(void **state)
{
    assert_shown(*state, "a: 1\n", 0, 0, "floe.yaml:1:1: error: not there [F0201]\n");
}

static void no_place_is_the_programs(void **state)
{
    struct diags diags = diags_new(*state);
    struct span nowhere = {.source = NULL};
    assert_string_equal(shown(diag_add(&diags, PROFILE_UNKNOWN, nowhere, "not there"), *state),
                        "floe-compile: error: not there [F0201]\n");
}

static void what_a_terminal_obeys_is_a_question_mark(void **state)
{
    assert_shown(*state, "a: \x1B[31m\tb\xE2\x80\xAE\xC2\x9B\xFF!\n", 3, 4,
                 "floe.yaml:1:4: error: not there [F0201]\n"
                 "    1 | a: ?[31m b??" "?!\n"
                 "      |    ^\n");
}

static void hidden_ranges_are_eight_stars(void **state)
{
    static const char bytes[] = "key: hunter2 # x\n";
    struct diags diags = diags_new(*state);
    struct diag *diag = diag_at(&diags, bytes, sizeof bytes - 1, 5, 12);
    source_hide(*state, diag->span.source, 5, 12);
    assert_string_equal(shown(diag, *state),
                        "floe.yaml:1:6: error: not there [F0201]\n"
                        "    1 | key: ******** # x\n"
                        "      |      ^^^^^^^^\n");
}

static void long_lines_are_cut_around_the_fault(void **state)
{
    enum { SIZE = 20000, AT = 10000 };
    char *bytes = arena_alloc(*state, SIZE);
    memset(bytes, 'x', SIZE);
    bytes[AT] = '!';
    struct diags diags = diags_new(*state);
    const char *text = shown(diag_at(&diags, bytes, SIZE, AT, AT + 1), *state);
    const char *line = strstr(text, "    1 | "), *carets = strstr(text, "      | ");
    assert_non_null(line);
    assert_non_null(carets);
    assert_true(strstr(text, "floe.yaml:1:10001: error") == text);
    assert_true(carets - line < 160);
    assert_int_equal(strchr(line, '!') - line, strchr(carets, '^') - carets);
    assert_non_null(strstr(line, "...x"));
    assert_non_null(strstr(line, "x...\n"));
}

static void notes_then_why_then_help(void **state)
{
    static const char bytes[] = "a: b\n";
    struct diags diags = diags_new(*state);
    struct diag *diag = diag_at(&diags, bytes, sizeof bytes - 1, 3, 4);
    diag_help(&diags, diag, "write c");
    diag_why(&diags, diag, "b is taken");
    diag_label(&diags, diag, "here");
    diag_note(&diags, diag, (struct span){diag->span.source, 0, 1}, "first seen");
    assert_string_equal(shown(diag, *state),
                        "floe.yaml:1:4: error: not there [F0201]\n"
                        "    1 | a: b\n"
                        "      |    ^ here\n"
                        "floe.yaml:1:1: note: first seen\n"
                        "      = why: b is taken\n"
                        "      = help: write c\n");
}

static void the_short_form_is_one_line(void **state)
{
    static const char bytes[] = "a: b\n";
    struct diags diags = diags_new(*state);
    struct diag *diag = diag_at(&diags, bytes, sizeof bytes - 1, 3, 4);
    struct buffer out = buffer_new(*state);
    diag_label(&diags, diag, "did you mean 'c'?");
    excerpt_put_short(&out, diag);
    assert_string_equal(buffer_finish(&out).bytes,
                        "floe.yaml:1:4: error: not there (did you mean 'c'?) [F0201]\n");
}

static void colours_change_nothing_else(void **state)
{
    static const char bytes[] = "a: b\n";
    struct diags diags = diags_new(*state);
    struct diag *diag = diag_at(&diags, bytes, sizeof bytes - 1, 3, 4);
    struct buffer out = buffer_new(*state), bare = buffer_new(*state);
    excerpt_put(&out, diag, (struct excerpt_style){.colored = true});
    struct text text = buffer_finish(&out);
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] == '\x1B')
            while (text.bytes[i] != 'm')
                i++;
        else
            buffer_byte(&bare, text.bytes[i]);
    }
    assert_int_not_equal(bare.size, text.size);
    assert_string_equal(buffer_finish(&bare).bytes, shown(diag, *state));
}

/* Asked for from the end, from the start, and in between: no answer depends on another. */
static void columns_of_a_long_line_are_counted_anywhere(void **state)
{
    enum { REPEATS = 900, BYTES = 7, CHARACTERS = 4 };
    static const char part[] = "a\xC3\xA9\xE2\x82\xAC,";
    struct buffer line = buffer_new(*state);
    buffer_string(&line, "\xEF\xBB\xBF" "first: \xC3\xA9\nx: [");
    size_t start = line.size;
    for (int i = 0; i < REPEATS; i++)
        buffer_string(&line, part);
    struct source *source =
        source_new(*state, LITERAL("floe.yaml"), buffer_finish(&line), 0);
    for (unsigned i = 0; i < REPEATS; i++) {
        unsigned repeat = i % 3 == 0 ? REPEATS - 1 - i : i % 3 == 1 ? i / 2 : i;
        struct place place =
            source_place(*state, source, (uint32_t)(start + (size_t)repeat * BYTES + 3));
        assert_int_equal(place.line, 2);
        assert_int_equal(place.column, 5 + repeat * CHARACTERS + 2);
    }
    assert_int_equal(source_place(*state, source, 12).column, 9);
    assert_int_equal(source_place(*state, source, UINT32_MAX).column, 5 + REPEATS * CHARACTERS);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(carets_are_under_the_fault),
        ARENA_TEST(columns_are_characters),
        ARENA_TEST(an_empty_span_has_one_caret),
        ARENA_TEST(lines_end_as_in_the_file),
        ARENA_TEST(the_whole_file_has_no_line),
        ARENA_TEST(no_place_is_the_programs),
        ARENA_TEST(what_a_terminal_obeys_is_a_question_mark),
        ARENA_TEST(hidden_ranges_are_eight_stars),
        ARENA_TEST(long_lines_are_cut_around_the_fault),
        ARENA_TEST(columns_of_a_long_line_are_counted_anywhere),
        ARENA_TEST(notes_then_why_then_help),
        ARENA_TEST(the_short_form_is_one_line),
        ARENA_TEST(colours_change_nothing_else),
    };
    return UNIT_RUN(tests);
}
