/* What the two files become, before any output's format: values and where they came from. */
#include "unit.h"

#include "floe/compile.h"
#include "floe/render/emit.h"

#include "fake.h"

#define CATALOG \
    "catalogs: {default: {type: polaris, uri: \"https://polaris.example.com\", warehouse: shop," \
    " credentials: {mode: oauth2, scope: \"PRINCIPAL_ROLE:etl\"}," \
    " access_delegation: vended-credentials}}\n"

static struct plan plan_of(struct arena *arena, const char *floe, const char *platform)
{
    const char *files[][2] = {{"floe.yaml", floe}, {"platform.yaml", platform},
                              {"out/dbt_project.yml", "name: shop\nprofile: shop\n"},
                              {NULL, NULL}};
    struct fake fake = {(const char *const (*)[2])files, NULL};
    struct world world = fake_world(&fake);
    struct diags diags = diags_new(arena);
    struct compile_input input = {
        .world = &world,
        .floe_path = "floe.yaml",
        .platform_path = "platform.yaml",
        .project = "out",
        .secrets_deferred = true,
        .emits = EMIT_BIT(EMIT_PROFILES),
    };
    struct compile_result result = compile_project(arena, &input, &diags);
    if (!result.compiled)
        fail_msg("%s", diags.count > 0 ? diags.list[0]->message.bytes : "nothing was said");
    assert_int_equal(result.plan.target_count, 1);
    return result.plan;
}

static void what_is_not_given_is_preset(void **state)
{
    struct plan plan = plan_of(*state, "name: shop\n", "version: 1.2.0\n");
    const struct plan_target *target = &plan.targets[0];
    assert_ptr_equal(plan.usual, target);
    assert_true(text_is(plan.project.text, "shop"));
    assert_int_equal(target->compute, COMPUTE_DUCKDB);
    assert_int_equal(target->catalog_count, 1);
    assert_int_equal(target->catalogs[0].format, FORMAT_DUCKDB);
    assert_int_equal(target->layer_count, 0);
    assert_int_equal(target->secrets.count, 0);
}

static void secrets_are_names_only(void **state)
{
    struct plan plan = plan_of(*state, "name: shop\n", CATALOG);
    const struct plan_target *target = &plan.targets[0];
    assert_int_equal(target->catalogs[0].format, FORMAT_ICEBERG);
    assert_int_equal(target->catalogs[0].delegation, DELEGATION_VENDED);
    assert_int_equal(target->secrets.count, 2);
    assert_string_equal(target->secrets.list[0].emitted, "POLARIS_CLIENT_ID");
    assert_string_equal(target->secrets.list[1].emitted, "POLARIS_CLIENT_SECRET");
    assert_string_equal(target->catalogs[0].client_secret.variable, "POLARIS_CLIENT_SECRET");
    assert_int_equal(target->catalogs[0].client_secret.text.size, 0);
}

static void values_know_their_line(void **state)
{
    struct plan plan = plan_of(*state, "name: shop\n", CATALOG);
    const struct value *uri = &plan.targets[0].catalogs[0].uri;
    assert_int_equal(uri->origin.kind, ORIGIN_FILE);
    struct place place = source_place(*state, uri->origin.span.source, uri->origin.span.start);
    assert_int_equal(place.line, 1);
    assert_int_equal(place.column, 42);
}

static void storages_of_one_bucket_are_one(void **state)
{
    struct plan plan = plan_of(
        *state, "name: shop\n",
        CATALOG
        "storage:\n"
        "  default: {type: s3, bucket: shop-lake, region: eu-west-1}\n"
        "  same: {type: s3, bucket: shop-lake, region: eu-west-1}\n"
        "  other: {type: s3, bucket: shop-gold, region: eu-west-1}\n"
        "layers:\n"
        "  silver: {name: silver, storage_ref: default, namespace: silver}\n"
        "  gold: {name: gold, storage_ref: same, namespace: gold}\n"
        "  mart: {name: mart, storage_ref: other, namespace: mart}\n");
    const struct plan_target *target = &plan.targets[0];
    assert_int_equal(target->layer_count, 3);
    assert_int_equal(target->storage_count, 2);
    assert_ptr_equal(target->layers[0].storage, target->layers[1].storage);
    assert_ptr_not_equal(target->layers[0].storage, target->layers[2].storage);
    assert_ptr_equal(target->layers[0].catalog, &target->catalogs[0]);
}

static void only_what_is_chosen_is_planned(void **state)
{
    struct plan plan = plan_of(*state, "name: shop\ncatalog: small\n",
                               "catalogs:\n"
                               "  default: {type: polaris, uri: \"https://h\", warehouse: w}\n"
                               "  small: {type: local, path: x.duckdb}\n");
    const struct plan_target *target = &plan.targets[0];
    assert_int_equal(target->catalog_count, 1);
    assert_string_equal(target->catalogs[0].name, "small");
    assert_int_equal(target->secrets.count, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ARENA_TEST(what_is_not_given_is_preset),
        ARENA_TEST(secrets_are_names_only),
        ARENA_TEST(values_know_their_line),
        ARENA_TEST(storages_of_one_bucket_are_one),
        ARENA_TEST(only_what_is_chosen_is_planned),
    };
    return UNIT_RUN(tests);
}
