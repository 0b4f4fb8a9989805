/* From bytes to a tree: places, aliases, merges, and each limit from both sides. */
#include "unit.h"

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/read/read.h"

struct scene {
    struct arena *arena;
    struct diags diags;
    struct tree tree;
    jmp_buf exhausted;
};

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    scene->arena = arena_new();
    assert_non_null(scene->arena);
    if (setjmp(scene->exhausted) != 0)
        return -1;
    arena_exhausted(scene->arena, &scene->exhausted);
    scene->diags = diags_new(scene->arena);
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    arena_free(scene->arena);
    free(scene);
    return 0;
}

static bool read_text(struct scene *scene, struct text yaml)
{
    struct source *source = source_new(scene->arena, LITERAL("test.yaml"), yaml, 0);
    scene->diags = diags_new(scene->arena);
    return read_tree(scene->arena, &scene->diags, source, &scene->tree);
}

static bool read_string(struct scene *scene, const char *yaml)
{
    return read_text(scene, text_of(yaml));
}

static void assert_refused(struct scene *scene, struct text yaml, enum diag_code code)
{
    (void)!read_text(scene, yaml);
    assert_int_not_equal(scene->diags.count, 0);
    assert_int_equal(scene->diags.list[0]->code, code);
}

static void assert_accepted(struct scene *scene, struct text yaml)
{
    assert_true(read_text(scene, yaml));
    assert_int_equal(scene->diags.count, 0);
}

static void finds_places_behind_wide_characters(void **state)
{
    struct scene *scene = *state;
    assert_true(read_string(scene, "\xEF\xBB\xBF\xC3\xA9: \xF0\x9F\x90\xBB\nb:\n  - \xE2\x82\xACx\n"
                                   "  - {c: d}\n"));
    const struct node *list = tree_find(scene->tree.root, "b");
    assert_non_null(list);
    struct span span = node_span(&scene->tree, list->is.first);
    struct place place = source_place(scene->arena, span.source, span.start);
    assert_int_equal(place.line, 3);
    assert_int_equal(place.column, 5);
    assert_int_equal(span.end - span.start, 4);
    const struct node *value = tree_find(list->is.first->next, "c");
    place = source_place(scene->arena, scene->tree.source, value->start);
    assert_int_equal(place.line, 4);
    assert_int_equal(place.column, 9);
}

static void counts_every_kind_of_line_end(void **state)
{
    struct scene *scene = *state;
    assert_true(read_string(scene, "a: 1\r\nb: 2\rc: 3\nd: 4\n"));
    static const char *const keys[] = {"a", "b", "c", "d"};
    for (uint32_t i = 0; i < 4; i++) {
        const struct node *value = tree_find(scene->tree.root, keys[i]);
        struct place place = source_place(scene->arena, scene->tree.source, value->start);
        assert_int_equal(place.line, i + 1);
        assert_int_equal(place.column, 4);
    }
}

static void merges_without_overriding(void **state)
{
    struct scene *scene = *state;
    assert_true(read_string(scene, "base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\n"
                                   "own: {<<: [*base, *more], a: 9}\n"));
    const struct node *own = tree_find(scene->tree.root, "own");
    assert_int_equal(own->size, 3);
    assert_true(text_is(node_text(tree_find(own, "a")), "9"));
    assert_true(text_is(node_text(tree_find(own, "b")), "2"));
    assert_true(text_is(node_text(tree_find(own, "c")), "4"));
}

static void keeps_a_quoted_merge_key(void **state)
{
    struct scene *scene = *state;
    assert_true(read_string(scene, "\"<<\": text\n"));
    assert_non_null(tree_find(scene->tree.root, "<<"));
}

static void keeps_the_first_of_equal_keys(void **state)
{
    struct scene *scene = *state;
    assert_true(read_string(scene, "a: 1\na: 2\n"));
    assert_int_equal(scene->diags.list[0]->code, KEY_TWICE);
    assert_true(text_is(node_text(tree_find(scene->tree.root, "a")), "1"));
    assert_non_null(scene->tree.dropped);
}

static struct text nested(struct scene *scene, unsigned depth)
{
    struct buffer yaml = buffer_new(scene->arena);
    buffer_repeat(&yaml, '[', depth);
    buffer_repeat(&yaml, ']', depth);
    return buffer_finish(&yaml);
}

static void limits_depth(void **state)
{
    struct scene *scene = *state;
    assert_accepted(scene, nested(scene, READ_DEPTH_MAX));
    assert_refused(scene, nested(scene, READ_DEPTH_MAX + 1), TOO_DEEP);
}

static struct text long_scalar(struct scene *scene, size_t size)
{
    struct buffer yaml = buffer_new(scene->arena);
    buffer_string(&yaml, "a: ");
    buffer_repeat(&yaml, 'x', size);
    return buffer_finish(&yaml);
}

static void limits_scalars(void **state)
{
    struct scene *scene = *state;
    assert_accepted(scene, long_scalar(scene, READ_SCALAR_BYTES_MAX));
    assert_refused(scene, long_scalar(scene, READ_SCALAR_BYTES_MAX + 1), SCALAR_TOO_LONG);
}

static struct text many_anchors(struct scene *scene, unsigned count)
{
    struct buffer yaml = buffer_new(scene->arena);
    for (unsigned i = 0; i < count; i++)
        buffer_format(&yaml, "- &a%u x\n", i);
    return buffer_finish(&yaml);
}

static void limits_anchors(void **state)
{
    struct scene *scene = *state;
    assert_accepted(scene, many_anchors(scene, READ_ANCHORS_MAX));
    assert_refused(scene, many_anchors(scene, READ_ANCHORS_MAX + 1), TOO_MANY_ANCHORS);
}

/* A list of 999 values is 1,000 nodes; aliases of it reach the limit exactly. */
static struct text many_aliases(struct scene *scene, unsigned count)
{
    struct buffer yaml = buffer_new(scene->arena);
    buffer_string(&yaml, "a: &a [");
    for (int i = 0; i < 999; i++)
        buffer_string(&yaml, i == 0 ? "x" : ",x");
    buffer_string(&yaml, "]\nb:\n");
    for (unsigned i = 0; i < count; i++)
        buffer_string(&yaml, "- *a\n");
    return buffer_finish(&yaml);
}

static void limits_what_aliases_stand_for(void **state)
{
    struct scene *scene = *state;
    assert_accepted(scene, many_aliases(scene, READ_ALIAS_NODES_MAX / 1000));
    assert_refused(scene, many_aliases(scene, READ_ALIAS_NODES_MAX / 1000 + 1),
                   ALIASES_TOO_LARGE);
}

static struct text many_entries(struct scene *scene, size_t count)
{
    struct buffer yaml = buffer_new(scene->arena);
    buffer_byte(&yaml, '[');
    for (size_t i = 0; i < count; i++)
        buffer_string(&yaml, "1,");
    buffer_byte(&yaml, ']');
    return buffer_finish(&yaml);
}

static void limits_entries(void **state)
{
    struct scene *scene = *state;
    assert_accepted(scene, many_entries(scene, READ_ENTRIES_MAX));
    assert_refused(scene, many_entries(scene, READ_ENTRIES_MAX + 1), TOO_MANY_ENTRIES);
}

static void reports_what_libyaml_lets_pass(void **state)
{
    struct scene *scene = *state;
    assert_refused(scene, LITERAL("a: *nope\n"), ALIAS_UNKNOWN);
    assert_refused(scene, LITERAL("a: 1\n---\nb: 2\n"), DOCUMENT_SECOND);
    assert_refused(scene, LITERAL("a: {{ x }}\n"), UNQUOTED_TEMPLATE);
    assert_refused(scene, LITERAL("a: !!int 1\n"), TAG);
    assert_refused(scene, LITERAL("? [a]\n: b\n"), KEY_NOT_TEXT);
    assert_refused(scene, LITERAL("<<: 1\n"), MERGE_NOT_MAPPING);
    assert_refused(scene, LITERAL("a: \"\\0\"\n"), CONTROL_CHARACTER);
    assert_refused(scene, LITERAL("# nothing\n"), FILE_EMPTY);
    assert_refused(scene, LITERAL("a: \xFF\n"), NOT_UTF8);
    assert_refused(scene, LITERAL("\xFF\xFE" "a\0"), UTF16);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(finds_places_behind_wide_characters, setup, teardown),
        cmocka_unit_test_setup_teardown(counts_every_kind_of_line_end, setup, teardown),
        cmocka_unit_test_setup_teardown(merges_without_overriding, setup, teardown),
        cmocka_unit_test_setup_teardown(keeps_a_quoted_merge_key, setup, teardown),
        cmocka_unit_test_setup_teardown(keeps_the_first_of_equal_keys, setup, teardown),
        cmocka_unit_test_setup_teardown(limits_depth, setup, teardown),
        cmocka_unit_test_setup_teardown(limits_scalars, setup, teardown),
        cmocka_unit_test_setup_teardown(limits_anchors, setup, teardown),
        cmocka_unit_test_setup_teardown(limits_what_aliases_stand_for, setup, teardown),
        cmocka_unit_test_setup_teardown(limits_entries, setup, teardown),
        cmocka_unit_test_setup_teardown(reports_what_libyaml_lets_pass, setup, teardown),
    };
    return UNIT_RUN(tests);
}
