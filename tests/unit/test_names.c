/* The table of names, against a plain list. */
#include "unit.h"

#include "floe/base/names.h"
#include "floe/base/text.h"

enum { NAMES = 5000, TABLES = 40 };

static struct text numbered(struct arena *arena, unsigned number)
{
    return text_format(arena, "name-%u", number);
}

static void finds_what_was_added_and_nothing_else(void **state)
{
    static int things[NAMES];
    struct names names = names_new(*state, 0);
    for (unsigned i = 0; i < NAMES; i++) {
        assert_null(names_find(&names, numbered(*state, i)));
        assert_null(names_add(&names, numbered(*state, i), &things[i]));
    }
    assert_int_equal(names.used, NAMES);
    for (unsigned i = 0; i < NAMES; i++)
        assert_ptr_equal(names_find(&names, numbered(*state, i)), &things[i]);
    assert_null(names_find(&names, numbered(*state, NAMES)));
    assert_null(names_find(&names, LITERAL("name-")));
}

static void the_first_of_a_name_stays(void **state)
{
    int first = 0, second = 0;
    struct names names = names_new(*state, 1);
    assert_null(names_add(&names, LITERAL("a"), &first));
    assert_ptr_equal(names_add(&names, LITERAL("a"), &second), &first);
    assert_ptr_equal(names_find(&names, LITERAL("a")), &first);
    assert_int_equal(names.used, 1);
}

static void any_bytes_are_a_name(void **state)
{
    int empty = 0, zero = 0, two = 0;
    struct names names = names_new(*state, 3);
    assert_null(names_add(&names, LITERAL(""), &empty));
    assert_null(names_add(&names, LITERAL("\0"), &zero));
    assert_null(names_add(&names, LITERAL("\0\0"), &two));
    assert_ptr_equal(names_find(&names, LITERAL("")), &empty);
    assert_ptr_equal(names_find(&names, LITERAL("\0")), &zero);
    assert_ptr_equal(names_find(&names, LITERAL("\0\0")), &two);
}

static void a_table_that_was_never_made_is_empty(void **state)
{
    struct names names = {.arena = *state};
    assert_null(names_find(&names, LITERAL("a")));
}

static void released_tables_are_used_again_and_are_empty(void **state)
{
    struct names_spares spares = {{NULL}};
    int thing = 0;
    struct names first = names_new_sharing(*state, &spares, 100);
    const struct names_slot *slots = first.slots;
    assert_null(names_add(&first, LITERAL("a"), &thing));
    names_release(&first);
    assert_null(names_find(&first, LITERAL("a")));
    struct names second = names_new_sharing(*state, &spares, 100);
    assert_ptr_equal(second.slots, slots);
    assert_null(names_find(&second, LITERAL("a")));
    struct names third = names_new_sharing(*state, &spares, 100);
    assert_ptr_not_equal(third.slots, slots);
}

static void sharing_tables_do_not_mix(void **state)
{
    struct names_spares spares = {{NULL}};
    struct names tables[TABLES];
    static int things[TABLES];
    for (unsigned i = 0; i < TABLES; i++)
        tables[i] = names_new_sharing(*state, &spares, 0);
    for (unsigned step = 0; step < 60; step++)
        for (unsigned i = 0; i < TABLES; i++)
            assert_null(names_add(&tables[i], numbered(*state, step * TABLES + i), &things[i]));
    for (unsigned step = 0; step < 60; step++)
        for (unsigned i = 0; i < TABLES; i++) {
            struct text name = numbered(*state, step * TABLES + i);
            assert_ptr_equal(names_find(&tables[i], name), &things[i]);
            assert_null(names_find(&tables[(i + 1) % TABLES], name));
        }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(finds_what_was_added_and_nothing_else),
        ARENA_TEST(the_first_of_a_name_stays),
        ARENA_TEST(any_bytes_are_a_name),
        ARENA_TEST(a_table_that_was_never_made_is_empty),
        ARENA_TEST(released_tables_are_used_again_and_are_empty),
        ARENA_TEST(sharing_tables_do_not_mix),
    };
    return UNIT_RUN(tests);
}
