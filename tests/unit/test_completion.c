/* What can be written at a place, and what is there; the place is the '|' of a text. */
#include "unit.h"

#include <errno.h>

#include "floe.h"

enum { TEXT_BYTES_MAX = 1024 };

struct marked {
    char bytes[TEXT_BYTES_MAX];
    struct floe_file file;
    size_t offset;
};

static void mark(struct marked *marked, const char *text)
{
    const char *at = strchr(text, '|');
    assert_non_null(at);
    marked->offset = (size_t)(at - text);
    int size = snprintf(marked->bytes, TEXT_BYTES_MAX, "%.*s%s", (int)marked->offset, text, at + 1);
    assert_in_range(size, 0, TEXT_BYTES_MAX - 1);
    marked->file = (struct floe_file){"a.yaml", marked->bytes, (size_t)size};
}

static const char platform_text[] = "catalogs:\n  default:\n    type: local\n  'lake':\n    typ\n"
                                    "  x-note: 1\nstorage: {files: {type: local}, more: {\n"
                                    "compute:\n  spark: {type: spa\n";

static struct floe_result *ask(enum floe_kind kind, const char *text)
{
    struct marked marked;
    const struct floe_file platform = {"p.yaml", platform_text, sizeof platform_text - 1};
    mark(&marked, text);
    struct floe_result *result = floe_complete(kind, &marked.file, marked.offset, &platform, 1);
    assert_non_null(result);
    return result;
}

/* The labels by blanks; "key ..." begins with them, and "" is nothing. */
static void expect(enum floe_kind kind, const char *text, const char *wanted)
{
    char labels[4096] = "";
    struct floe_result *result = ask(kind, text);
    size_t count;
    const struct floe_completion *list = floe_completions(result, &count, NULL);
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(labels);
        snprintf(labels + size, sizeof labels - size, "%s%s", i == 0 ? "" : " ", list[i].label);
    }
    size_t size = strlen(wanted);
    if (size > 4 && strcmp(wanted + size - 4, " ...") == 0)
        labels[size - 4 < strlen(labels) ? size - 4 : strlen(labels)] = '\0';
    char shown[4096];
    snprintf(shown, sizeof shown, "%.*s", (int)(size > 4 && strcmp(wanted + size - 4, " ...") == 0
                                                    ? size - 4 : size), wanted);
    if (strcmp(labels, shown) != 0)
        print_error("at: %s\n", text);
    assert_string_equal(labels, shown);
    floe_free(result);
}

#define IN_FLOE(text, wanted) expect(FLOE_KIND_FLOE, text, wanted)
#define IN_PLATFORM(text, wanted) expect(FLOE_KIND_PLATFORM, text, wanted)

static void keys_of_a_file(void **state)
{
    (void)state;
    IN_FLOE("|", "name version storage catalog compute transforms ...");
    IN_FLOE("version: 1\n|\nname: a\n", "storage catalog compute transforms ...");
    IN_FLOE("na|me: a\n", "name version storage ...");
    IN_FLOE("name: a\nsto|", "version storage catalog ...");
    IN_FLOE("name: a\n  |", "");
    IN_FLOE("name: |", "");
    IN_FLOE("# a comment |", "");
    IN_FLOE("name: a # com|ment\n", "");
    IN_FLOE("\xEF\xBB\xBF|", "name version ...");
    IN_PLATFORM("|", "version storage catalogs compute layers allowed_python ...");
}

static void keys_below(void **state)
{
    (void)state;
    IN_PLATFORM("storage:\n  default:\n    |", "type endpoint region bucket ...");
    IN_PLATFORM("storage:\n  default:\n    type: s3\n    bu|\n    region: a\n",
                "endpoint bucket path_style_access ...");
    IN_PLATFORM("storage:\n  |", "");
    IN_PLATFORM("storage:\n  default:\n    type: s3\n  |", "");
    IN_PLATFORM("storage:\n  default:\n    type: s3\n|", "version catalogs ...");
    IN_PLATFORM("storage:\n  default:\n    credentials:\n      |\n    type: s3\n",
                "mode client_id client_secret scope role_arn secret_ref");
    IN_PLATFORM("catalogs: {default: {|", "type uri warehouse ...");
    IN_PLATFORM("catalogs: {default: {type: rest, |}}", "uri warehouse ...");
    IN_PLATFORM("catalogs: {default: {type: rest,\n    ur|\ncompute:\n", "uri warehouse ...");
    IN_PLATFORM("catalogs: {default: {type: rest, credentials: {mode: oauth2, |", "client_id ...");
    IN_PLATFORM("catalogs:\n  default:\n    {type: rest, |}\n", "uri warehouse ...");
    IN_FLOE("transforms:\n- |", "type name path schema target");
    IN_FLOE("transforms:\n  - type: dbt\n    |", "name path schema target");
    IN_FLOE("transforms:\n- type: dbt\n|", "name version storage catalog compute consumption ...");
    IN_FLOE("transforms: [{type: dbt, |", "name path schema target");
    IN_FLOE("x-mine:\n  |", "");
}

static void keys_that_a_word_chooses(void **state)
{
    (void)state;
    IN_PLATFORM("compute:\n  default:\n    properties:\n      |", "path threads memory_limit ...");
    IN_PLATFORM("compute:\n  default:\n    properties:\n      |\n    type: trino\n", "method ...");
    IN_FLOE("orchestration:\n  jobs:\n    daily:\n      type: batch\n      |",
            "selection description tags");
    IN_FLOE("orchestration:\n  jobs:\n    daily:\n      type: ops\n      |",
            "target_function args description tags");
    IN_FLOE("orchestration:\n  jobs:\n    daily:\n      type: |", "batch ops");
}

static void words_of_a_field(void **state)
{
    (void)state;
    IN_PLATFORM("storage:\n  default:\n    type: |", "s3 gcs azure local");
    IN_PLATFORM("storage:\n  default:\n    type: g|cs # here\n", "s3 gcs azure local");
    IN_PLATFORM("storage:\n  default:\n    type:\n      |", "s3 gcs azure local");
    IN_PLATFORM("storage: {a: {type: |}}", "s3 gcs azure local");
    IN_PLATFORM("storage: {a: {type: \"s|3\", region: b}}", "s3 gcs azure local");
    IN_PLATFORM("storage:\n  a:\n    path_style_access: |", "true false");
    IN_PLATFORM("storage:\n  a:\n    endpoint: |", "{secret_ref: NAME}");
    IN_PLATFORM("storage:\n  a:\n    endpoint: {|", "secret_ref");
    IN_PLATFORM("storage:\n  a:\n    type: s3 # |", "");
}

static void names_of_the_files(void **state)
{
    (void)state;
    IN_FLOE("catalog: |", "default lake");
    IN_FLOE("name: a\nstorage: |\n", "files more");
    IN_FLOE("compute: spa|", "spark");
    IN_PLATFORM("storage:\n  here: {}\nlayers:\n  silver:\n    storage_ref: |", "here");
    IN_PLATFORM("layers:\n  silver: {catalog_ref: |}\ncatalogs:\n  a:\n  b:\n", "a b");
    IN_FLOE("orchestration:\n  jobs:\n    daily:\n  schedules:\n    nightly:\n      job: |", "daily");
    IN_FLOE("orchestration:\n  jobs: {daily: {type: ops}}\n  sensors:\n    s:\n"
            "      type: run_status\n      watched_jobs: [|]\n", "daily");
}

static void block_scalars_are_silent(void **state)
{
    (void)state;
    IN_FLOE("orchestration:\n  jobs:\n    a:\n      type: ops\n      description: >\n        t|\n", "");
    IN_FLOE("x: >\n  storage:\n  te|xt\nname: a\n", "");
    IN_FLOE("x: >\n  storage:\n  text\n\n|", "name version ...");
}

static void inserts(void **state)
{
    (void)state;
    size_t count;
    struct floe_range range;
    struct floe_result *result = ask(FLOE_KIND_PLATFORM, "storage:\n  a:\n    typ|\n");
    const struct floe_completion *list = floe_completions(result, &count, &range);
    assert_string_equal(list[0].insert, "type: ");
    assert_string_equal(list[0].preset, "s3");
    assert_string_equal(list[0].documentation, "The protocol.");
    assert_int_equal(range.start.offset, 18);
    assert_int_equal(range.end.offset, 21);
    assert_int_equal(range.start.column_utf16, 5);
    assert_string_equal(range.path, "a.yaml");
    floe_free(result);
    result = ask(FLOE_KIND_PLATFORM, "storage:\n  a:\n    |type: s3\n");
    list = floe_completions(result, &count, &range);
    assert_string_equal(list[0].insert, "type");
    floe_free(result);
    result = ask(FLOE_KIND_PLATFORM, "storage:\n  a:\n    type:|\n");
    list = floe_completions(result, &count, &range);
    assert_string_equal(list[0].insert, " s3");
    floe_free(result);
    result = ask(FLOE_KIND_FLOE, "|");
    list = floe_completions(result, &count, &range);
    assert_true(list[0].required);
    assert_string_equal(list[5].insert, "transforms:");
    floe_free(result);
    result = ask(FLOE_KIND_FLOE, "catalog: |");
    list = floe_completions(result, &count, &range);
    assert_string_equal(list[0].documentation, "p.yaml");
    assert_int_equal(list[0].kind, FLOE_COMPLETION_NAME);
    floe_free(result);
}

static void describe(enum floe_kind kind, const char *text, const char *name, const char *form,
                     const char *preset)
{
    struct marked marked;
    mark(&marked, text);
    struct floe_result *result = floe_describe(kind, &marked.file, marked.offset);
    const struct floe_description *found = floe_description(result);
    if (name == NULL) {
        assert_null(found);
    } else {
        assert_non_null(found);
        assert_string_equal(found->name, name);
        assert_string_equal(found->form, form);
        if (preset == NULL)
            assert_null(found->preset);
        else
            assert_string_equal(found->preset, preset);
        assert_non_null(found->documentation);
        assert_in_range(marked.offset, found->range.start.offset, found->range.end.offset);
    }
    floe_free(result);
}

static void describes(void **state)
{
    (void)state;
    describe(FLOE_KIND_FLOE, "na|me: shop\n", "name", "text", NULL);
    describe(FLOE_KIND_FLOE, "name: sh|op\n", "name", "text", NULL);
    describe(FLOE_KIND_FLOE, "catalog: la|ke\n", "catalog", "text", "default");
    describe(FLOE_KIND_FLOE, "unkn|own: a\n", NULL, NULL, NULL);
    describe(FLOE_KIND_FLOE, "name: a\n|\n", NULL, NULL, NULL);
    describe(FLOE_KIND_PLATFORM, "stor|age:\n  a:\n", "storage", "mappings by name", NULL);
    describe(FLOE_KIND_PLATFORM, "storage:\n  lak|e:\n    type: s3\n", "lake", "mapping", NULL);
    describe(FLOE_KIND_PLATFORM, "storage:\n  lake: {type: s|3}\n", "type", "word", "s3");
    describe(FLOE_KIND_PLATFORM, "storage:\n  lake: {ty|pe", NULL, NULL, NULL);
    struct marked marked;
    mark(&marked, "storage:\n  lake: {ty|pe: }");
    struct floe_result *result = floe_describe(FLOE_KIND_PLATFORM, &marked.file, marked.offset);
    const struct floe_description *found = floe_description(result);
    assert_int_equal(found->word_count, 4);
    assert_string_equal(found->words[3], "local");
    floe_free(result);
}

/* Any bytes, any place: an answer and no more. */
static void survives_anything(void **state)
{
    (void)state;
    static const char *const parts[] = {"storage:", " ", "  ", "\n", "\r\n", "- ", "{", "}", "[", "]",
                                        ",", ": ", "\"", "'", "#", "|", ">", "&a ", "type", "default",
                                        "catalogs:\n  a:\n    ", "\xF0\x9F", "\\", "---\n", "\t"};
    unsigned random = 3;
    for (unsigned round = 0; round < 20000; round++) {
        char text[512] = "";
        size_t size = 0;
        for (unsigned i = 0; i < 24; i++) {
            const char *part = parts[unit_random(&random) % (sizeof parts / sizeof parts[0])];
            memcpy(text + size, part, strlen(part));
            size += strlen(part);
        }
        char *exact = malloc(size);
        assert_non_null(exact);
        memcpy(exact, text, size);
        const struct floe_file file = {"a.yaml", exact, size};
        size_t offset = unit_random(&random) % (size + 1);
        enum floe_kind kind = (enum floe_kind)(round % 2);
        struct floe_result *result = floe_complete(kind, &file, offset, &file, 1);
        assert_non_null(result);
        size_t count;
        struct floe_range range;
        (void)floe_completions(result, &count, &range);
        assert_true(count == 0 || (range.start.offset <= offset && range.end.offset >= offset));
        floe_free(result);
        result = floe_describe(kind, &file, offset);
        assert_non_null(result);
        floe_free(result);
        free(exact);
    }
}

static void refuses_places_outside(void **state)
{
    (void)state;
    const struct floe_file file = {"a.yaml", "a", 1}, empty = {"a.yaml", NULL, 0};
    errno = 0;
    assert_null(floe_complete(FLOE_KIND_FLOE, &file, 2, NULL, 0));
    assert_int_equal(errno, EINVAL);
    assert_null(floe_complete(FLOE_KIND_FLOE, &file, 1, NULL, 1));
    assert_null(floe_describe(FLOE_KIND_FLOE, &file, 2));
    struct floe_result *result = floe_complete(FLOE_KIND_FLOE, &empty, 0, NULL, 0);
    assert_non_null(result);
    floe_free(result);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_a_file),
        cmocka_unit_test(keys_below),
        cmocka_unit_test(keys_that_a_word_chooses),
        cmocka_unit_test(words_of_a_field),
        cmocka_unit_test(names_of_the_files),
        cmocka_unit_test(block_scalars_are_silent),
        cmocka_unit_test(inserts),
        cmocka_unit_test(describes),
        cmocka_unit_test(survives_anything),
        cmocka_unit_test(refuses_places_outside),
    };
    return UNIT_RUN(tests);
}
