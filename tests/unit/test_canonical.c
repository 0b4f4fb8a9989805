/*
 * The canonical text, and that libcyaml loads no other: what the walk leaves
 * out, adds or writes otherwise than the rows say is refused.
 */
#include "unit.h"

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/spec/document.h"
#include "floe/spec/schema.h"

#include "fake.h"

static const char platform_text[] = "storage:\n"
                                    "  default: {type: s3, bucket: shop-lake}\n"
                                    "catalogs:\n"
                                    "  default: {type: local, path: /tmp/a.duckdb}\n"
                                    "layers:\n"
                                    "  gold: {name: gold, storage_ref: default, namespace: a.b}\n"
                                    "allowed_python: [shop.jobs]\n";

static struct document checked(struct arena *arena)
{
    static const struct fake fake = {NULL, NULL};
    struct world world = fake_world(&fake);
    struct diags diags = diags_new(arena);
    struct source *source = source_new(arena, LITERAL("platform.yaml"), text_of(platform_text), 0);
    struct document document;
    assert_true(document_check(arena, &diags, &world, source, &record_platform, NULL, &document));
    assert_int_equal(diags.error_count, 0);
    static const struct floe floe = {.storage = "default", .catalog = "default",
                                     .compute = "default"};
    document_complete_platform(&document);
    document_mark_reached(&document, &floe);
    return document;
}

static cyaml_err_t load(const char *text)
{
    cyaml_config_t config = {.mem_fn = cyaml_mem, .flags = CYAML_CFG_NO_ALIAS};
    void *data = NULL;
    cyaml_err_t error = cyaml_load_data((const uint8_t *)text, strlen(text), &config,
                                        &schema_of_platform, &data, NULL);
    cyaml_free(&config, &schema_of_platform, data, 0);
    return error;
}

/* The text with the first of a part replaced. */
static const char *changed(struct arena *arena, const char *text, const char *part,
                           const char *other)
{
    const char *at = strstr(text, part);
    if (at == NULL)
        fail_msg("the canonical text has no %s: %s", part, text);
    return text_format(arena, "%.*s%s%s", (int)(at - text), text, other, at + strlen(part)).bytes;
}

static void other_text_is_refused(void **state)
{
    static const char *const cases[][2] = {
        {"node: 1\n", ""},                                     /* of a record */
        {"  key: \"gold\"\n", ""},                             /* of an entry */
        {"  type: \"s3\"\n", ""},                              /* a preset */
        {"  type: \"s3\"\n", "  type: \"s4\"\n"},             /* a word */
        {"  type: \"s3\"\n", "  type: 0\n"},                  /* its number */
        {"  storage_ref: \"default\"\n", ""},                 /* what is required */
        {"  namespace: \"a.b\"\n", "  names: \"a.b\"\n"},     /* a key that no row has */
        {"  path: \"/tmp/a.duckdb\"\n", "  path: \"\"\n"},    /* shorter than its form */
        {"  path: \"/tmp/a.duckdb\"\n", "  warehouse: \"%s\"\n"}, /* longer */
        {"  credentials:\n    node: 0\n    mode: \"static\"\n", ""}, /* a record with presets */
        {"- \"shop.jobs\"\n", "- \"\"\n"},                   /* an entry */
        {"allowed_python:\n- \"shop.jobs\"\n", "allowed_python: []\n"},
    };
    char name[257] = {0};
    memset(name, 'a', sizeof name - 1);
    struct document document = checked(*state);
    const char *text = document_lower(&document).bytes;
    assert_int_equal(load(text), CYAML_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *other = cases[i][1];
        if (strstr(other, "%s") != NULL)
            other = changed(*state, other, "%s", name);
        if (load(changed(*state, text, cases[i][0], other)) == CYAML_OK)
            fail_msg("'%s' may be '%s'", cases[i][0], other);
    }
}

/* AT() finds the value of each row, also of those that are not loaded. */
static void values_have_numbers(void **state)
{
    struct diags diags = diags_new(*state);
    struct document document = checked(*state);
    const struct platform *platform = document_load_platform(&document, &diags);
    assert_non_null(platform);
    const struct layer *layer = &platform->layers[0];
    const struct storage_profile *storage = &platform->storage[0];
    assert_true(text_is(node_text(document_value(&document, AT(layer, name))), "gold"));
    assert_true(text_is(node_text(document_value(&document, AT(layer, namespace))), "a.b"));
    assert_true(text_is(node_text(document_value(&document, AT(storage, bucket))), "shop-lake"));
    assert_null(document_value(&document, AT(storage, region)));
    assert_null(document_value(&document, AT(storage->credentials, mode)));
    assert_null(document_at(&document, AT(storage->credentials, secret_ref)));
    assert_string_equal(AT(layer, name).key, "name");
    assert_int_equal(document_value_span(&document, AT(storage, region)).start,
                     document_span(&document, storage->node).start);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(other_text_is_refused),
        ARENA_TEST(values_have_numbers),
    };
    return UNIT_RUN(tests);
}
