/*
 * The forms of texts: what each takes, and that its function and the pattern
 * that the JSON Schema publishes say the same of many texts.
 */
#include "unit.h"
#include <regex.h>

#include "floe/base/buffer.h"
#include "floe/spec/shape.h"

enum { MUTANTS = 4000, EDITS_MAX = 3 };

static const struct shape {
    const char *name;
    const char *pattern;
    size_t least;
    size_t most;
    bool (*test)(struct text text);
} shapes[] = {
#define SHAPE(name, code, expected, pattern, least, most, test) {#name, pattern, least, most, test},
#include "floe/spec/shapes.def"
#undef SHAPE
};

enum { SHAPE_COUNT = sizeof shapes / sizeof shapes[0] };

/* What has each form, two at least where there are two. */
static const struct {
    const char *name;
    const char *texts[7];
} seeds[] = {
    {"SHAPE_PROFILE_NAME", {"a", "small-1_x", "Z9"}},
    {"SHAPE_FLOE_NAME", {"shop", "retail-demo"}},
    {"SHAPE_IDENTIFIER", {"a", "shop_1"}},
    {"SHAPE_ALIAS", {"_", "polaris_catalog", "a1"}},
    {"SHAPE_FUNCTION", {"a.b", "shop.jobs.daily_1"}},
    {"SHAPE_SECRET_NAME", {"0", "aws-credentials", "A_b"}},
    {"SHAPE_VERSION", {"1.2.0", "10.0.31"}},
    {"SHAPE_TLS_VERSION", {"1.0", "1.3"}},
    {"SHAPE_NAMESPACE", {"a", "shop.silver", "1-2._x"}},
    {"SHAPE_DOMAIN", {"a", "floe.example.com", "x-1.y"}},
    {"SHAPE_BUCKET", {"abc", "shop-lake.eu", "1a2"}},
    {"SHAPE_ACCOUNT_ID", {"123456789012"}},
    {"SHAPE_COUNT_TEXT", {"1", "999999999"}},
    {"SHAPE_DUCKDB_MEMORY", {"8GB", "1.5 TiB", "80%", "512b", "3k"}},
    {"SHAPE_ROLE_ARN",
     {"arn:aws:iam::123456789012:role/etl", "arn:aws-cn:iam::123456789012:role/a/b+c"}},
    {"SHAPE_KMS_ARN",
     {"arn:aws:kms:us-east-1:123456789012:key/0123-abcd", "arn:aws-iso-b:kms:x:123456789012:key/0"}},
    {"SHAPE_VPC_ID", {"vpc-0a1b2c3d", "vpc-f"}},
    {"SHAPE_QUANTITY_CPU", {"2", "0.5", "500m"}},
    {"SHAPE_QUANTITY_MEMORY", {"512Mi", "1.5Gi", "4G", "12e9", "1E-3", "100m"}},
    {"SHAPE_RETENTION", {"7 years", "1 day", "90 days"}},
    {"SHAPE_INTERVAL", {"15s", "1h"}},
    {"SHAPE_DATE", {"2024-02-29", "1999-12-31"}},
    {"SHAPE_TIME_ZONE", {"UTC", "Europe/Berlin", "Etc/GMT+1"}},
    {"SHAPE_S3_LOCATION", {"s3://bucket", "s3://b/folder/x"}},
    {"SHAPE_GS_LOCATION", {"gs://bucket/folder"}},
    {"SHAPE_LOCATION", {"abfss://b/x", "s3://b"}},
    {"SHAPE_URI", {"https://host/path", "http://h:1?x=1"}},
};

/*
 * Of these a text may have the pattern and still not be one: the day or zone
 * does not exist; the bucket is an IPv4 address or one of AWS's own.
 */
static bool is_wider(const struct shape *shape)
{
    return strcmp(shape->name, "SHAPE_DATE") == 0 || strcmp(shape->name, "SHAPE_TIME_ZONE") == 0 ||
           strcmp(shape->name, "SHAPE_BUCKET") == 0;
}

/* A pattern of JSON Schema for regcomp(): \d, \w, \s and \S are not in POSIX. */
static void compile(regex_t *compiled, const char *pattern, struct arena *arena)
{
    struct buffer out = buffer_new(arena);
    bool in_brackets = false;
    for (const char *at = pattern; *at != '\0'; at++) {
        if (*at == '[' || *at == ']')
            in_brackets = *at == '[';
        if (*at != '\\') {
            buffer_byte(&out, *at);
            continue;
        }
        at++;
        const char *class = *at == 'd'   ? "0-9"
                            : *at == 'w' ? "a-zA-Z0-9_"
                            : *at == 's' ? "[:space:]"
                                         : NULL;
        if (*at == 'S')
            buffer_string(&out, "[^[:space:]]");
        else if (class != NULL)
            buffer_format(&out, in_brackets ? "%s" : "[%s]", class);
        else
            buffer_format(&out, "\\%c", *at);
    }
    assert_int_equal(regcomp(compiled, buffer_finish(&out).bytes, REG_EXTENDED | REG_NOSUB), 0);
}

static const struct shape *shape_named(const char *name)
{
    for (size_t i = 0; i < SHAPE_COUNT; i++)
        if (strcmp(shapes[i].name, name) == 0)
            return &shapes[i];
    fail_msg("shapes.def has no %s", name);
    return NULL;
}

/* A text some edits away from the seed, NUL-terminated. */
static void mutate(char *out, size_t capacity, const char *seed, unsigned *random)
{
    static const char alphabet[] = "aZ09_-./: %+=,@msMGiKey$[\\?";
    size_t size = strlen(seed);
    assert_true(size + EDITS_MAX < capacity);
    memcpy(out, seed, size + 1);
    for (unsigned edits = 1 + unit_random(random) % EDITS_MAX; edits > 0; edits--) {
        size_t at = unit_random(random) % (size + 1);
        char byte = alphabet[unit_random(random) % (sizeof alphabet - 1)];
        unsigned kind = unit_random(random) % 3;
        if (kind == 0) {
            memmove(out + at + 1, out + at, size - at + 1);
            out[at] = byte;
            size++;
        } else if (kind == 1 && at < size) {
            memmove(out + at, out + at + 1, size - at);
            size--;
        } else if (at < size) {
            out[at] = byte;
        }
    }
}

static void each_form_takes_its_examples(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
        const struct shape *shape = shape_named(seeds[i].name);
        for (const char *const *text = seeds[i].texts; *text != NULL; text++)
            if (!shape->test(text_of(*text)))
                fail_msg("%s does not take '%s'", shape->name, *text);
    }
}

static void functions_and_patterns_say_the_same(void **state)
{
    unsigned random = 1;
    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
        const struct shape *shape = shape_named(seeds[i].name);
        regex_t pattern;
        unsigned refused = 0;
        compile(&pattern, shape->pattern, *state);
        for (unsigned run = 0; run < MUTANTS; run++) {
            char text[128];
            size_t count = 0;
            while (count < 7 && seeds[i].texts[count] != NULL)
                count++;
            mutate(text, sizeof text, seeds[i].texts[unit_random(&random) % count], &random);
            size_t size = strlen(text);
            if (size < shape->least || (shape->most > 0 && size > shape->most))
                continue;
            bool fits = shape->test(text_of(text));
            bool matches = regexec(&pattern, text, 0, NULL, 0) == 0;
            refused += !fits;
            if (fits != matches && !(is_wider(shape) && matches))
                fail_msg("%s: the function %s '%s', the pattern does not", shape->name,
                         fits ? "takes" : "refuses", text);
        }
        regfree(&pattern);
        assert_true(refused > MUTANTS / 10);
    }
}

static void every_form_with_a_function_has_examples(void **state)
{
    (void)state;
    for (size_t i = 0; i < SHAPE_COUNT; i++) {
        bool found = shapes[i].test == NULL || shapes[i].pattern == NULL;
        for (size_t k = 0; k < sizeof seeds / sizeof seeds[0]; k++)
            found |= strcmp(shapes[i].name, seeds[k].name) == 0;
        if (!found)
            fail_msg("%s has no example here", shapes[i].name);
    }
}

/* No dots beside dots or hyphens: the pattern sees this, too. */
static void parts_of_buckets_are_seen_by_the_pattern(void **state)
{
    static const char *const wrong[] = {"shop..lake", "shop.-lake", "shop-.lake", "-shop", "shop."};
    regex_t pattern;
    compile(&pattern, shape_named("SHAPE_BUCKET")->pattern, *state);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(shape_is_bucket(text_of(wrong[i])));
        assert_int_not_equal(regexec(&pattern, wrong[i], 0, NULL, 0), 0);
    }
    regfree(&pattern);
}

static void days_must_exist(void **state)
{
    static const char *const wrong[] = {"2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10",
                                        "2024-04-31", "2024-01-00", "0000-01-01", "2024-1-01"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(shape_is_date(text_of(wrong[i])));
    assert_true(shape_is_date(LITERAL("2000-02-29")));
    assert_true(shape_is_partition_key(LITERAL("eu-west")));
    assert_false(shape_is_partition_key(LITERAL("2023-02-29")));
}

static void names_the_zone_that_was_meant(void **state)
{
    (void)state;
    assert_false(shape_is_time_zone(LITERAL("europe/berlin")));
    assert_true(text_is(shape_near_time_zone(LITERAL("europe/berlin")), "Europe/Berlin"));
    assert_true(text_is(shape_near_time_zone(LITERAL("Europe/Berln")), "Europe/Berlin"));
    assert_int_equal(shape_near_time_zone(LITERAL("Mars/Olympus_Mons")).size, 0);
}

static void amounts_have_their_units(void **state)
{
    static const struct {
        const char *text;
        double amount;
    } cases[] = {{"12", 12}, {"500m", 0.5}, {"1Ki", 1024}, {"4Gi", 4294967296.0}, {"8GB", 8e9},
                 {"1.5 MiB", 1572864}, {"2e3", 2000}, {"1E-3", 0.001}, {"0.25", 0.25}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double difference = shape_amount(text_of(cases[i].text)) - cases[i].amount;
        if (difference > 1e-9 || difference < -1e-9)
            fail_msg("'%s' is %g", cases[i].text, shape_amount(text_of(cases[i].text)));
    }
}

static void points_at_the_part_of_a_schedule(void **state)
{
    static const struct {
        const char *text;
        const char *part; /* NULL: nothing is wrong */
    } cases[] = {
        {"0 6 * * *", NULL},       {"*/5 0-23/2 1,15 JAN-MAR MON", NULL},
        {"0 25 * * *", "25"},      {"61 * * * *", "61"},
        {"0 6 * * XYZ", "XYZ"},    {"0 6 32 * *", "32"},
        {"0 6 * 13 *", "13"},      {"*/0 * * * *", "*/0"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text text = text_of(cases[i].text);
        struct cron_fault fault = shape_cron_fault(text);
        assert_int_equal(fault.problem == NULL, cases[i].part == NULL);
        assert_int_equal(shape_is_cron(text), cases[i].part == NULL);
        if (cases[i].part == NULL)
            continue;
        struct text part = {text.bytes + fault.start, fault.size};
        if (!text_is(part, cases[i].part))
            fail_msg("'%s': '%.*s' is named", cases[i].text, TEXT_ARG(part));
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_takes_its_examples),
        ARENA_TEST(functions_and_patterns_say_the_same),
        cmocka_unit_test(every_form_with_a_function_has_examples),
        ARENA_TEST(parts_of_buckets_are_seen_by_the_pattern),
        cmocka_unit_test(days_must_exist),
        cmocka_unit_test(names_the_zone_that_was_meant),
        cmocka_unit_test(amounts_have_their_units),
        cmocka_unit_test(points_at_the_part_of_a_schedule),
    };
    return UNIT_RUN(tests);
}
