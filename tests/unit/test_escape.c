/* Whatever the text: what an escaper puts stays on its line. */
#include "unit.h"

#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/render/escape.h"
#include "floe/render/make_rule.h"

/* Every kind of character that disturbs a line, and its neighbours that do not. */
static const char *const disturbing[] = {
    "\x01", "\t", "\n", "\r", "\x1B", "\x1F", "\x7F", "\xC2\x80", "\xC2\x85", "\xC2\x9F",
    "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAA", "\xE2\x80\xAE", "\xE2\x81\xA6",
    "\xE2\x81\xA9", "\xEF\xBB\xBF", "\xEF\xBF\xBE", "\xEF\xBF\xBF", "\xED\xA0\x80", "\xFF", "\xC3",
};
static const char *const quiet[] = {
    " ", "~", "\xC2\xA0", "\xE2\x80\xA7", "\xE2\x80\xAF", "\xE2\x81\xA5", "\xE2\x81\xAA",
    "\xEF\xBF\xBD", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF0\x9F\xA6\x86",
};

enum { DISTURBING = sizeof disturbing / sizeof disturbing[0] };

static void one_rule_for_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < DISTURBING; i++)
        assert_false(line_fits(text_of(disturbing[i])));
    for (size_t i = 0; i < sizeof quiet / sizeof quiet[0]; i++)
        assert_true(line_fits(text_of(quiet[i])));
}

/*
 * Shells and make have no escape for a line feed; the callers of these forms
 * refuse it.  A plain text has nothing to escape.
 */
static bool has_form(enum escape escape, const char *character)
{
    if (escape == ESCAPE_DOCKERFILE_VALUE || escape == ESCAPE_MAKE || escape == ESCAPE_PLAIN)
        return false;
    return escape != ESCAPE_SHELL || (character[0] != '\n' && character[0] != '\t');
}

static void escapers_stay_on_their_line(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    for (unsigned escape = 0; escape < ESCAPE_COUNT; escape++) {
        for (size_t i = 0; i < DISTURBING; i++) {
            if (!has_form((enum escape)escape, disturbing[i]))
                continue;
            struct text text = text_format(arena, "a%sb", disturbing[i]);
            assert_true(line_fits(escape_text(arena, (enum escape)escape, text)));
        }
    }
    arena_free(arena);
}

static void blocks_hold_no_other_line_end(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(escape_block(arena, LITERAL("a\nb\n"), 2).bytes, "|\n  a\n  b");
    for (size_t i = 0; i < DISTURBING; i++) {
        if (disturbing[i][0] == '\n' || disturbing[i][0] == '\t')
            continue;
        struct text text = text_format(arena, "a\nx%skind: Pod\n", disturbing[i]);
        struct text block = escape_block(arena, text, 4);
        assert_true(block.bytes[0] == '"' && line_fits(block));
    }
    arena_free(arena);
}

static void forms_of_each(void **state)
{
    static const struct {
        enum escape escape;
        const char *text;
        const char *put;
    } rows[] = {
        {ESCAPE_COMMENT, "a\nb\tc", "a?b c"},
        {ESCAPE_YAML, "a\"\\\xE2\x80\xA8", "\"a\\\"\\\\\\u2028\""},
        {ESCAPE_SHELL, "it's", "'it'\\''s'"},
        {ESCAPE_SHELL, "a\xE2\x80\xA8", "'a'\"$(printf '\\342\\200\\250')\"''"},
        {ESCAPE_PYTHON, "a\"\xC2\x85", "\"a\\\"\\x85\""},
        {ESCAPE_JSON, "a\"\xC2\x85", "\"a\\\"\\u0085\""},
        {ESCAPE_PROPERTY_KEY, "a b=c", "a\\ b\\=c"},
        {ESCAPE_PROPERTY_VALUE, " a=b", "\\ a=b"},
        {ESCAPE_DOCKERFILE_VALUE, "a\"`$\\", "\"a\\\"`\\$\\\\\""},
        {ESCAPE_DOCKERFILE_WORD, "it's $x", "\"it\\\\'s \\\\$x\""},
        {ESCAPE_DOCKERFILE_SOURCE, "<<x/[a]*", "\"./<<x/[[]a][*]\""},
        {ESCAPE_MAKE, "~a b#$:", "./~a\\ b\\#$$\\:"},
    };
    (void)state;
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(escape_text(arena, rows[i].escape, text_of(rows[i].text)).bytes,
                            rows[i].put);
    arena_free(arena);
}

static void make_has_no_form(void **state)
{
    static const char *const names[] = {"a\nb", "a\tb", "a;b", "a=b", "a|b", "a&", "a%", "a\\",
                                        "a(b)", "a "};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_false(make_rule_fits(text_of(names[i])));
    assert_true(make_rule_fits(LITERAL("a b/~c#d:e$f[g]*?")));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_rule_for_all),
        cmocka_unit_test(escapers_stay_on_their_line),
        cmocka_unit_test(blocks_hold_no_other_line_end),
        cmocka_unit_test(forms_of_each),
        cmocka_unit_test(make_has_no_form),
    };
    return UNIT_RUN(tests);
}
