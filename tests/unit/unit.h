/*
 * What the suites share: cmocka and what it needs, an arena for each test, and how
 * tests are listed and chosen.
 */
#ifndef FLOE_TESTS_UNIT_H
#define FLOE_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "floe/base/arena.h"
#include "floe/base/patience.h"

/* A test whose state is an arena of its own. */
#define ARENA_TEST(function) cmocka_unit_test_setup_teardown(function, unit_arena, unit_arena_free)

static inline int unit_arena(void **state)
{
    static jmp_buf exhausted;
    struct arena *arena = arena_new();
    assert_non_null(arena);
    if (setjmp(exhausted) != 0)
        return -1;
    arena_exhausted(arena, &exhausted);
    *state = arena;
    return 0;
}

static inline int unit_arena_free(void **state)
{
    arena_free(*state);
    return 0;
}

/* The same numbers in each run: a linear congruential generator of 32 bits. */
static inline unsigned unit_random(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* "--list" names the tests; else a pattern with * and ? chooses among them. */
static inline int unit_main(int argc, char **argv, const struct CMUnitTest *tests, size_t count)
{
    if (argc > 1 && strcmp(argv[1], "--list") == 0) {
        for (size_t i = 0; i < count; i++)
            puts(tests[i].name);
        return 0;
    }
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return _cmocka_run_group_tests("tests", tests, count, NULL, NULL);
}

/* For tests that wait for their own children only. */
static inline const struct patience *unit_patience(void)
{
    static const struct patience patience = {
        .notice_milliseconds = PATIENCE_LIMIT_MILLISECONDS,
        .limit_milliseconds = PATIENCE_LIMIT_MILLISECONDS,
    };
    return &patience;
}

/* What main() returns. */
#define UNIT_RUN(tests) unit_main(argc, argv, tests, sizeof(tests) / sizeof(tests)[0])

#endif
