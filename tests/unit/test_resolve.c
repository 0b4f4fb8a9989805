/* Which platform.yaml and which environments count, in a faked world. */
#include "unit.h"

#include "floe/project/environments.h"
#include "floe/project/locate.h"

#include "fake.h"

static const char *const everywhere[][2] = {
    {"platform/local/platform.yaml", "a: local"},  {"platform/dev/platform.yaml", "a: dev"},
    {".floe/prod/platform.yaml", "a: prod"},       {"platform.yaml", "a: plain"},
    {"conf/mine.yaml", "a: mine"},                 {NULL, NULL},
};
static const char *const plain_only[][2] = {{"platform.yaml", "a: plain"}, {NULL, NULL}};
static const char *const nothing[][2] = {{NULL, NULL}};

static void finds_the_platform_that_was_asked_for(void **state)
{
    static const char *const dev[][2] = {{"FLOE_PLATFORM_ENV", "dev"}, {NULL, NULL}};
    static const char *const mine[][2] = {{"FLOE_PLATFORM_FILE", "conf/mine.yaml"}, {NULL, NULL}};
    static const struct {
        const char *const (*files)[2];
        const char *const (*variables)[2];
        const char *path;
        const char *environment;
        const char *wanted; /* its text; NULL: none is found */
    } cases[] = {
        {everywhere, NULL, NULL, NULL, "a: local"},
        {everywhere, NULL, NULL, "dev", "a: dev"},
        {everywhere, NULL, NULL, "prod", "a: prod"},
        {everywhere, NULL, "conf/mine.yaml", NULL, "a: mine"},
        {everywhere, dev, NULL, NULL, "a: dev"},
        {everywhere, dev, NULL, "prod", "a: prod"},
        {everywhere, mine, NULL, NULL, "a: mine"},
        {everywhere, mine, "platform.yaml", NULL, "a: plain"},
        {plain_only, NULL, NULL, NULL, "a: plain"},
        {plain_only, NULL, NULL, "dev", NULL}, /* the plain file is never that of a name */
        {nothing, NULL, NULL, NULL, NULL},
        {everywhere, NULL, "conf/other.yaml", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fake fake = {cases[i].files, cases[i].variables};
        struct world world = fake_world(&fake);
        struct diags diags = diags_new(*state);
        struct locate_input input = {.world = &world, .floe_path = "floe.yaml",
                                     .platform_path = cases[i].path,
                                     .environment = cases[i].environment};
        struct located_platform located = {0};
        bool found = locate_platform(*state, &diags, &input, &located);
        assert_int_equal(found, cases[i].wanted != NULL);
        assert_int_equal(diags.error_count, found ? 0 : 1);
        if (found && !text_is(located.bytes, cases[i].wanted))
            fail_msg("case %zu: '%.*s'", i, TEXT_ARG(located.bytes));
    }
}

static bool environments_of(struct arena *arena, const char *list, struct environments *found)
{
    struct fake fake = {everywhere, NULL};
    struct world world = fake_world(&fake);
    struct diags diags = diags_new(arena);
    struct locate_input input = {.world = &world, .floe_path = "floe.yaml", .environment = list};
    return environments_find(arena, &diags, &input, found);
}

static void reads_a_list_of_environments(void **state)
{
    struct environments found;
    assert_true(environments_of(*state, NULL, &found));
    assert_int_equal(found.count, 1);
    assert_false(found.listed);
    assert_true(environments_of(*state, "dev,prod", &found));
    assert_int_equal(found.count, 2);
    assert_true(found.listed);
    assert_string_equal(found.names[0], "dev");
    assert_string_equal(found.names[1], "prod");
    assert_false(environments_of(*state, "dev,dev", &found));
    assert_false(environments_of(*state, "dev,,prod", &found));
}

static void the_target_must_be_in_the_list(void **state)
{
    struct environments found;
    struct diags diags = diags_new(*state);
    assert_true(environments_of(*state, "dev,prod", &found));
    assert_true(environments_choose(*state, &diags, &found, "prod"));
    assert_int_equal(found.usual, 1);
    assert_false(environments_choose(*state, &diags, &found, "local"));
    assert_int_equal(diags.error_count, 1);
}

static void paths_are_joined_as_they_are_shown(void **state)
{
    assert_true(text_is(locate_folder(LITERAL("a/b/floe.yaml")), "a/b/"));
    assert_int_equal(locate_folder(LITERAL("floe.yaml")).size, 0);
    assert_string_equal(locate_join(*state, LITERAL("a/"), "b"), "a/b");
    assert_string_equal(locate_join(*state, LITERAL("a/"), "/b"), "/b");
    assert_string_equal(locate_join(*state, LITERAL(""), "b"), "b");
    assert_string_equal(locate_below(*state, ".", "b"), "b");
    assert_string_equal(locate_below(*state, "a", "b"), "a/b");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(finds_the_platform_that_was_asked_for),
        ARENA_TEST(reads_a_list_of_environments),
        ARENA_TEST(the_target_must_be_in_the_list),
        ARENA_TEST(paths_are_joined_as_they_are_shown),
    };
    return UNIT_RUN(tests);
}
