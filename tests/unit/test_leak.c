/* What looks like a credential, and what only looks like one. */
#include "unit.h"

#include "floe/base/excerpt.h"
#include "floe/spec/document.h"
#include "floe/spec/leak.h"

#include "fake.h"

/* Put together here, so that no scanner takes this file for a leak. */
#define AWS "AK" "IA" "ABCDEFGHIJKLMN23"
#define GITHUB "gh" "p_" "abcdefghijklmnopqrstuvwxyz0123456789"

static void finds_the_part_that_is_one(void **state)
{
    static const struct {
        const char *text;
        const char *part; /* NULL: nothing */
    } cases[] = {
        {"key " AWS " here", AWS},
        {GITHUB, GITHUB},
        {"https://user:hunter2x@host/path", "hunter2x"},
        {"postgres://u:hun/ter2@host/db", "hun/ter2"},
        {"https://tok3nhere@host", "tok3nhere"},
        {"https://host:8181/a@b", NULL},
        {"https://user:${PASSWORD}@host", NULL},
        {"ssh://git@host/x", NULL},
        {"plain words, and more", NULL},
        {"", NULL},
        {"AK" "IA" "ABCDEFGHIJKLMNOP", NULL}, /* a word: no digit is in it */
        {"AK" "IA", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text text = text_of(cases[i].text);
        struct leak leak = leak_find(text);
        struct text part = {text.bytes + leak.start, leak.size};
        if ((leak.what == NULL) != (cases[i].part == NULL))
            fail_msg("'%s': %s", cases[i].text, leak.what == NULL ? "nothing" : leak.what);
        if (cases[i].part != NULL && !text_is(part, cases[i].part))
            fail_msg("'%s': '%.*s'", cases[i].text, TEXT_ARG(part));
    }
}

static void keys_are_known_by_their_last_words(void **state)
{
    static const char *const secret[] = {"client_secret", "apiKey", "password", "DB_PASSWORD",
                                         "secret_access_key", "private_key"};
    static const char *const open[] = {"name", "key", "primary_key", "client_id", "keyboard"};
    (void)state;
    for (size_t i = 0; i < sizeof secret / sizeof secret[0]; i++)
        if (!leak_is_secret_key(text_of(secret[i])))
            fail_msg("%s", secret[i]);
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
        if (leak_is_secret_key(text_of(open[i])))
            fail_msg("%s", open[i]);
}

static void placeholders_are_none(void **state)
{
    (void)state;
    assert_true(leak_is_placeholder(LITERAL("${TOKEN}")));
    assert_true(leak_is_placeholder(LITERAL("<token>")));
    assert_true(leak_is_placeholder(LITERAL("*****")));
    assert_false(leak_is_placeholder(LITERAL("hunter2")));
}

/* The messages about a platform.yaml, as text. */
static const char *said_of(struct arena *arena, const char *platform, unsigned *errors)
{
    struct fake fake = {0};
    struct world world = fake_world(&fake);
    struct diags diags = diags_new(arena);
    struct document document;
    struct source *source = source_new(arena, LITERAL("platform.yaml"), text_of(platform), 0);
    (void)!document_check(arena, &diags, &world, source, &record_platform, NULL, &document);
    struct buffer out = buffer_new(arena);
    for (uint32_t i = 0; i < diags.count; i++)
        excerpt_put(&out, diags.list[i], (struct excerpt_style){.colored = false});
    *errors = diags.error_count;
    return buffer_finish(&out).bytes;
}

static void a_secret_in_the_file_is_reported_and_never_shown(void **state)
{
    static const char *const platforms[] = {
        "catalogs: {default: {type: polaris, credentials: {client_secret: hunter2x}}}\n",
        "x-note: {password: hunter2x}\n",
        "x-note: [{a: {db_password: hunter2x}}]\n",
        "catalogs:\n  default: {type: rest, uri: \"https://u:hunter2x@host\"}\n",
    };
    for (size_t i = 0; i < sizeof platforms / sizeof platforms[0]; i++) {
        unsigned errors = 0;
        const char *said = said_of(*state, platforms[i], &errors);
        assert_true(errors > 0);
        assert_non_null(strstr(said, "[F0301]"));
        assert_null(strstr(said, "hunter2x"));
    }
}

/* A secret is hidden whole, wherever in it or in front of it the fault is. */
static void a_long_secret_is_hidden_in_a_broken_file(void **state)
{
    static const char *const forms[][2] = {
        {"password: ", " : b\n"},
        {"x: [1\npassword: ", "\n"},
        {"{password: ", "\n"},
        {"password: \"", "\"\"hunter2x\n"},
        {"password:\n  - \"", "\n    hunter2x : b\n"},
        {"password:\n  a:\n    - b: ", "hunter2x : b\n"},
        {"password: \"a\nhunter2x", "\" b: c\n"},
        {"{a: 1, password: 'a\n\nhunter2x", "\x01'}\n"},
    };
    static const int sizes[] = {1, 100, 511, 512, 513, 5000, 100000};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
            struct buffer platform = buffer_new(*state);
            buffer_string(&platform, forms[i][0]);
            for (int n = 0; n < sizes[k]; n++)
                buffer_string(&platform, n % 8 == 0 ? "zqzq0" : "zqzq1");
            buffer_string(&platform, forms[i][1]);
            unsigned errors = 0;
            const char *said = said_of(*state, buffer_finish(&platform).bytes, &errors);
            assert_true(errors > 0);
            if (strstr(said, "zqzq") != NULL || strstr(said, "hunter2x") != NULL)
                fail_msg("%s", said);
        }
}

static void a_reference_is_no_secret(void **state)
{
    unsigned errors = 0;
    const char *said = said_of(*state, "x-note: {password: {secret_ref: db}}\n", &errors);
    assert_int_equal(errors, 0);
    assert_null(strstr(said, "F0301"));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_part_that_is_one),
        cmocka_unit_test(keys_are_known_by_their_last_words),
        cmocka_unit_test(placeholders_are_none),
        ARENA_TEST(a_secret_in_the_file_is_reported_and_never_shown),
        ARENA_TEST(a_long_secret_is_hidden_in_a_broken_file),
        ARENA_TEST(a_reference_is_no_secret),
    };
    return UNIT_RUN(tests);
}
