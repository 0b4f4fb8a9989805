#include "unit.h"

#include "floe/base/arena.h"
#include "floe/plan/data.h"
#include "floe/render/fill.h"

/* A product with two catalogs: one has a uri, one a uri in a variable. */
static struct plan_data *data_new(struct arena *arena)
{
    struct plan_data *root = ARENA_NEW(arena, struct plan_data);
    root->kind = DATA_MAP;
    data_add_text(arena, root, "name", LITERAL("a \"b\""));
    data_add_flag(arena, root, "shared", true);
    data_add_flag(arena, root, "hidden", false);
    struct plan_data *catalogs = data_add_list(arena, root, "catalogs");
    struct plan_data *one = data_add_map(arena, catalogs, NULL);
    data_add_text(arena, one, "alias", LITERAL("one"));
    data_add_text(arena, one, "uri", LITERAL("http://one"));
    struct plan_data *two = data_add_map(arena, catalogs, NULL);
    data_add_text(arena, two, "alias", LITERAL("two"));
    struct value uri = value_secret("URI", (struct span){.source = NULL});
    data_add_value(arena, two, "uri", &uri);
    struct plan_data *env = data_add_map(arena, root, "env");
    data_add_text(arena, env, "A", LITERAL("1"));
    data_add_text(arena, env, "B", LITERAL("2"));
    return root;
}

static void fill(struct arena *arena, const char *template, const char *expected)
{
    struct fill_scope scope = {.arena = arena, .root = data_new(arena)};
    assert_string_equal(fill_text(&scope, text_of(template)).bytes, expected);
}

static void tokens(void **state)
{
    fill(*state, "x: \"@name|yaml@\"\n", "x: \"a \\\"b\\\"\"\n");
    fill(*state, "@name|dns|plain@ @name|dns(1)|plain@", "a--b a");
    fill(*state, "'@name|shown|shell@'", "'a \"b\"'");
}

static void what_is_no_token_stays(void **state)
{
    fill(*state, "\"$@\" python@sha256:X a@b.c @dataclass\n@", "\"$@\" python@sha256:X a@b.c @dataclass\n@");
}

static void conditions(void **state)
{
    fill(*state, "@if shared@1@else@2@end@", "1");
    fill(*state, "@if hidden@1@elif not hidden@2@else@3@end@", "2");
    fill(*state, "@if hidden or shared and name@1@end@", "1");
    fill(*state, "@if hidden and shared or hidden@1@end@.", ".");
    fill(*state, "@if env.A is 1@a@end@@if env.A is not 1@b@end@@if none is not 1@c@end@", "ac");
}

static void loops(void **state)
{
    fill(*state, "@for it in catalogs@@if not it.first@, @end@@it.alias|plain@@end@", "one, two");
    fill(*state, "@for it in env@@it.key|plain@=@it|plain@;@end@", "A=1;B=2;");
    fill(*state, "@for it in none@x@for it in none@y@end@@end@.", ".");
    fill(*state, "@for a in catalogs@@for b in catalogs@@b.alias|plain@@end@@a.alias|plain@ @end@",
         "onetwoone onetwotwo ");
}

static void what_is_alone_takes_its_line(void **state)
{
    fill(*state, "a\n  @if shared@\n  b\n  @end@\nc\n", "a\n  b\nc\n");
    fill(*state, "a\n@# a comment@\nb\n", "a\nb\n");
    fill(*state, "@for it in catalogs@\n- @it.alias|plain@\n@end@\n", "- one\n- two\n");
}

static void what_is_unknown_takes_its_line(void **state)
{
    fill(*state, "@for it in catalogs@\nuri=@it.uri?|property@ x\nalias=@it.alias|property@\n@end@\n",
         "uri=http://one x\nalias=one\nalias=two\n");
    fill(*state, "@for it in catalogs@@if it.uri.variable@$@it.uri.variable|plain@@end@@end@", "$URI");
    fill(*state, "a\n@none?|yaml@", "a\n");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(tokens),
        ARENA_TEST(what_is_no_token_stays),
        ARENA_TEST(conditions),
        ARENA_TEST(loops),
        ARENA_TEST(what_is_alone_takes_its_line),
        ARENA_TEST(what_is_unknown_takes_its_line),
    };
    return UNIT_RUN(tests);
}
