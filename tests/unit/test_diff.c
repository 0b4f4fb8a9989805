/*
 * The diff against an oracle: what it says, applied to the old text, is the
 * new one.
 */
#include "unit.h"

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/write/diff.h"
#include "floe/write/lines.h"

static struct arena *arena;

/* NULL: there is no file. */
static struct text file(const char *bytes)
{
    return (struct text){bytes, bytes == NULL ? 0 : strlen(bytes)};
}

static struct text diff(const char *old_bytes, const char *new_bytes)
{
    return diff_unified(arena, text_of("f"), file(old_bytes), file(new_bytes), false);
}

/* A reader of unified diffs, strict enough to refuse a wrong one. */
struct patch {
    struct text rest;
    struct lines old_lines;
    struct buffer out;
    uint32_t at; /* in old_lines */
    uint32_t new_at;
    uint32_t edits;
};

static struct text next_line(struct patch *patch)
{
    const char *end = memchr(patch->rest.bytes, '\n', patch->rest.size);
    assert_non_null(end);
    struct text line = {patch->rest.bytes, (size_t)(end - patch->rest.bytes) + 1};
    patch->rest = (struct text){end + 1, patch->rest.size - line.size};
    return line;
}

static uint32_t number(const char **at)
{
    char *end;
    unsigned long value = strtoul(*at, &end, 10);
    assert_ptr_not_equal(end, *at);
    *at = end;
    return (uint32_t)value;
}

static void range(const char **at, uint32_t *start, uint32_t *count)
{
    *start = number(at);
    *count = 1;
    if (**at == ',') {
        ++*at;
        *count = number(at);
        assert_int_not_equal(*count, 1);
    }
    if (*count > 0)
        --*start;
}

static void keep(struct patch *patch)
{
    assert_true(patch->at < patch->old_lines.count);
    buffer_text(&patch->out, patch->old_lines.list[patch->at++]);
    patch->new_at++;
}

/* The line without its mark; without its line feed, if that is said next. */
static struct text content(struct patch *patch, struct text line)
{
    line = (struct text){line.bytes + 1, line.size - 1};
    if (!text_starts(patch->rest, "\\ No newline at end of file\n"))
        return line;
    next_line(patch);
    return (struct text){line.bytes, line.size - 1};
}

static void apply_line(struct patch *patch, uint32_t *old_left, uint32_t *new_left)
{
    struct text line = next_line(patch);
    char mark = line.bytes[0];
    struct text text = content(patch, line);
    if (mark != '+') {
        assert_true(patch->at < patch->old_lines.count && *old_left > 0);
        assert_true(text_equal(text, patch->old_lines.list[patch->at]));
        --*old_left;
    }
    patch->edits += mark != ' ';
    if (mark == ' ') {
        keep(patch);
        assert_true(*new_left > 0);
        --*new_left;
    } else if (mark == '-') {
        patch->at++;
    } else {
        assert_int_equal(mark, '+');
        assert_true(*new_left > 0);
        buffer_text(&patch->out, text);
        patch->new_at++;
        --*new_left;
    }
}

static void apply_hunk(struct patch *patch)
{
    struct text head = next_line(patch);
    assert_true(text_starts(head, "@@ -"));
    const char *at = head.bytes + strlen("@@ -");
    uint32_t old_start, old_count, new_start, new_count;
    range(&at, &old_start, &old_count);
    assert_memory_equal(at, " +", 2);
    at += 2;
    range(&at, &new_start, &new_count);
    assert_memory_equal(at, " @@\n", 4);
    while (patch->at < old_start)
        keep(patch);
    assert_int_equal(patch->at, old_start);
    assert_int_equal(patch->new_at, new_start);
    while (old_count > 0 || new_count > 0)
        apply_line(patch, &old_count, &new_count);
}

static uint32_t assert_applies(struct text old_bytes, struct text new_bytes)
{
    struct patch patch = {
        .rest = diff_unified(arena, text_of("f"), old_bytes, new_bytes, false),
        .old_lines = lines_split(arena, old_bytes),
        .out = buffer_new(arena),
    };
    if (patch.rest.size == 0) {
        assert_true(text_equal(old_bytes, new_bytes));
        return 0;
    }
    assert_true(text_is(next_line(&patch), "--- a/f\n"));
    assert_true(text_is(next_line(&patch), "+++ b/f\n"));
    while (patch.rest.size > 0)
        apply_hunk(&patch);
    while (patch.at < patch.old_lines.count)
        keep(&patch);
    assert_true(text_equal(buffer_finish(&patch.out), new_bytes));
    return patch.edits;
}

static uint32_t random_below(uint64_t *state, uint32_t bound)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 32) % bound;
}

static struct text random_lines(uint64_t *state, uint32_t lines_max, uint32_t alphabet)
{
    struct buffer buffer = buffer_new(arena);
    uint32_t count = random_below(state, lines_max + 1);
    for (uint32_t i = 0; i < count; i++)
        buffer_format(&buffer, "%u\n", random_below(state, alphabet));
    if (random_below(state, 4) == 0)
        buffer_string(&buffer, "end");
    return buffer_finish(&buffer);
}

/* The old text with some lines left out, doubled or replaced. */
static struct text random_edit(uint64_t *state, struct text old_bytes)
{
    struct lines lines = lines_split(arena, old_bytes);
    struct buffer buffer = buffer_new(arena);
    for (uint32_t i = 0; i < lines.count; i++) {
        uint32_t what = random_below(state, 30);
        if (what == 0)
            continue;
        if (what == 1)
            buffer_string(&buffer, "new\n");
        if (what != 2)
            buffer_text(&buffer, lines.list[i]);
    }
    return buffer_finish(&buffer);
}

/* The quadratic algorithm of the textbook, for the fewest edits. */
static uint32_t fewest_edits(struct text old_bytes, struct text new_bytes)
{
    struct lines a = lines_split(arena, old_bytes), b = lines_split(arena, new_bytes);
    uint32_t *row = arena_alloc(arena, sizeof(uint32_t) * (b.count + 1));
    for (uint32_t i = 0; i < a.count; i++) {
        uint32_t corner = 0;
        for (uint32_t j = 0; j < b.count; j++) {
            uint32_t above = row[j + 1];
            if (text_equal(a.list[i], b.list[j]))
                row[j + 1] = corner + 1;
            else if (row[j] > above)
                row[j + 1] = row[j];
            corner = above;
        }
    }
    return a.count + b.count - 2 * row[b.count];
}

static void test_random_texts_apply_with_fewest_edits(void **state)
{
    (void)state;
    uint64_t seed = 20260708;
    for (int i = 0; i < 600; i++) {
        struct text old_bytes = random_lines(&seed, 40, 2 + (uint32_t)i % 12);
        struct text new_bytes = random_lines(&seed, 40, 2 + (uint32_t)i % 12);
        assert_int_equal(assert_applies(old_bytes, new_bytes), fewest_edits(old_bytes, new_bytes));
    }
}

static void test_random_edits_apply_with_fewest_edits(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int i = 0; i < 300; i++) {
        struct text old_bytes = random_lines(&seed, 200, 100);
        struct text new_bytes = random_edit(&seed, old_bytes);
        assert_int_equal(assert_applies(old_bytes, new_bytes), fewest_edits(old_bytes, new_bytes));
    }
}

static struct text repeated(uint64_t *state, uint32_t count, const char *head)
{
    struct buffer buffer = buffer_new(arena);
    buffer_string(&buffer, head);
    for (uint32_t i = 0; i < count; i++)
        buffer_format(&buffer, "%u\n", random_below(state, 2));
    return buffer_finish(&buffer);
}

static void test_past_the_bound_still_applies(void **state)
{
    (void)state;
    uint64_t seed = 3;
    struct text old_bytes = repeated(&seed, 20000, "a\n");
    struct text new_bytes = repeated(&seed, 20000, "b\n");
    assert_true(assert_applies(old_bytes, new_bytes) > DIFF_EDITS_MAX);
    assert_true(assert_applies(old_bytes, LITERAL("")) == 20001);
}

static void mark(struct lines *old_lines, struct lines *new_lines, const char *old_bytes,
                 const char *new_bytes, uint32_t edits_max)
{
    *old_lines = lines_split(arena, text_of(old_bytes));
    *new_lines = lines_split(arena, text_of(new_bytes));
    lines_compare(arena, old_lines, new_lines, edits_max);
}

/* a b -> b a takes two edits: one line goes and comes back elsewhere. */
static void test_at_the_bound_and_one_past_it(void **state)
{
    (void)state;
    struct lines old_lines, new_lines;
    mark(&old_lines, &new_lines, "a\nb\n", "b\na\n", 2);
    assert_int_equal(old_lines.changed[0] + old_lines.changed[1], 1);
    mark(&old_lines, &new_lines, "a\nb\n", "b\na\n", 1);
    assert_int_equal(old_lines.changed[0] + old_lines.changed[1], 2);
    assert_int_equal(new_lines.changed[0] + new_lines.changed[1], 2);
}

static void assert_diff(const char *old_bytes, const char *new_bytes, const char *expected)
{
    assert_string_equal(diff(old_bytes, new_bytes).bytes, expected);
}

static void test_equal_texts_have_no_diff(void **state)
{
    (void)state;
    assert_int_equal(diff("a\n", "a\n").size, 0);
    assert_int_equal(diff("", "").size, 0);
    assert_int_equal(diff(NULL, NULL).size, 0);
}

static void test_created_and_deleted_files_are_dev_null(void **state)
{
    (void)state;
    assert_diff(NULL, "a\nb\n", "--- /dev/null\n+++ b/f\n@@ -0,0 +1,2 @@\n+a\n+b\n");
    assert_diff("a\n", NULL, "--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n");
    assert_diff("", "a\n", "--- a/f\n+++ b/f\n@@ -0,0 +1 @@\n+a\n");
    assert_diff(NULL, "", "--- /dev/null\n+++ b/f\n");
}

static void test_three_lines_of_context(void **state)
{
    (void)state;
    assert_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
                "--- a/f\n+++ b/f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

static void test_six_equal_lines_join_hunks_and_seven_part_them(void **state)
{
    (void)state;
    assert_diff("a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
                "--- a/f\n+++ b/f\n@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
    assert_diff("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
                "--- a/f\n+++ b/f\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n"
                "@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}

static void test_no_newline_at_end(void **state)
{
    (void)state;
    assert_diff("a", "a\n",
                "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
    assert_diff("a\nb", "c\nb",
                "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n-a\n+c\n b\n\\ No newline at end of file\n");
}

static void test_control_characters_are_not_shown(void **state)
{
    (void)state;
    assert_diff("\x1b[31m\t\x7f\xc2\x9b\r\n", "\xc3\xa4\xff\xc2\xa0\xe2\x82\xac\n",
                "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-?[31m\t???\n+\xc3\xa4?\xc2\xa0\xe2\x82\xac\n");
    struct text path = LITERAL("a\033b");
    struct text shown = diff_unified(arena, path, LITERAL(""), LITERAL("x\n"), false);
    assert_non_null(strstr(shown.bytes, "--- a/a?b\n+++ b/a?b\n"));
}

static void test_colors_are_those_of_git(void **state)
{
    (void)state;
    struct text shown =
        diff_unified(arena, text_of("f"), LITERAL("a\nb\n"), LITERAL("a\nc\n"), true);
    assert_string_equal(shown.bytes,
                        "\x1b[1m--- a/f\x1b[m\n\x1b[1m+++ b/f\x1b[m\n"
                        "\x1b[36m@@ -1,2 +1,2 @@\x1b[m\n a\n\x1b[31m-b\x1b[m\n\x1b[32m+c\x1b[m\n");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_texts_apply_with_fewest_edits),
        cmocka_unit_test(test_random_edits_apply_with_fewest_edits),
        cmocka_unit_test(test_past_the_bound_still_applies),
        cmocka_unit_test(test_at_the_bound_and_one_past_it),
        cmocka_unit_test(test_equal_texts_have_no_diff),
        cmocka_unit_test(test_created_and_deleted_files_are_dev_null),
        cmocka_unit_test(test_three_lines_of_context),
        cmocka_unit_test(test_six_equal_lines_join_hunks_and_seven_part_them),
        cmocka_unit_test(test_no_newline_at_end),
        cmocka_unit_test(test_control_characters_are_not_shown),
        cmocka_unit_test(test_colors_are_those_of_git),
    };
    jmp_buf exhausted;
    arena = arena_new();
    if (arena == NULL || setjmp(exhausted) != 0)
        return 1;
    arena_exhausted(arena, &exhausted);
    int failed = UNIT_RUN(tests);
    arena_free(arena);
    return failed;
}
