#include "floe/json/plan_difference.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/names.h"
#include "floe/json/plan_json.h"

struct plan_comparison {
    struct arena *arena;
    struct json_maker *maker;
    json_t *differences;
};

/* What says where a value is from, and not what it is. */
static bool is_place(const char *key)
{
    static const char *const places[] = {"from", "chosen", "defined", "environment", "platform"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (strcmp(key, places[i]) == 0)
            return true;
    return false;
}

static bool is_leaf(const json_t *value)
{
    return !json_is_array(value) &&
           (!json_is_object(value) || json_object_get(value, "from") != NULL);
}

/* Called after the environment, and by that alone another than on the other side. */
static bool is_named(const json_t *value)
{
    const char *from = json_string_value(json_object_get(json_object_get(value, "from"), "option"));
    return from != NULL && strcmp(from, origin_environment) == 0;
}

/* A value's members but for its place; values that are no objects as they are. */
static bool same(const json_t *left, const json_t *right)
{
    const char *key;
    json_t *value;
    if (!json_is_object(left) || !json_is_object(right))
        return json_equal(left, right);
    if (is_named(left) && is_named(right))
        return true;
    json_object_foreach((json_t *)(uintptr_t)left, key, value)
        if (!is_place(key) && !json_equal(value, json_object_get(right, key)))
            return false;
    json_object_foreach((json_t *)(uintptr_t)right, key, value)
        if (json_object_get(left, key) == NULL)
            return false;
    return true;
}

static void add(struct plan_comparison *to, const char *path, json_t *left, json_t *right)
{
    json_t *sides = json_add_array(to->maker, to->differences, path);
    json_push(to->maker, sides, left == NULL ? json_null() : json_incref(left));
    json_push(to->maker, sides, right == NULL ? json_null() : json_incref(right));
}

/* What an entry of a list is known by; NULL: its number. */
static const char *name_of(const json_t *entry)
{
    const json_t *name = json_object_get(entry, "name");
    if (name == NULL)
        name = json_object_get(entry, "schema");
    return json_string_value(name);
}

static struct names names_in(struct plan_comparison *to, const json_t *list)
{
    struct names names = names_new(to->arena, json_array_size(list));
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *entry = json_array_get(list, i);
        if (name_of(entry) != NULL)
            names_add(&names, text_of(name_of(entry)), entry);
    }
    return names;
}

static void compare(struct plan_comparison *to, const char *path, json_t *left, json_t *right);

static const char *below(struct plan_comparison *to, const char *path, const char *name)
{
    return text_format(to->arena, "%s%s%s", path, path[0] == '\0' ? "" : "/", name).bytes;
}

/* The entries of one list, with those of the other; then those that only the other has. */
static void compare_lists(struct plan_comparison *to, const char *path, json_t *left, json_t *right)
{
    for (int side = 0; side < 2; side++) {
        json_t *list = side == 0 ? left : right, *others = side == 0 ? right : left;
        struct names known = names_in(to, others);
        for (size_t i = 0; i < json_array_size(list); i++) {
            json_t *entry = json_array_get(list, i);
            const char *name = name_of(entry);
            json_t *other = name != NULL ? names_find(&known, text_of(name))
                                         : json_array_get(others, i);
            const char *step =
                name != NULL ? name : text_format(to->arena, "%zu", i).bytes;
            if (side == 0)
                compare(to, below(to, path, step), entry, other);
            else if (other == NULL)
                compare(to, below(to, path, step), NULL, entry);
        }
    }
}

static void compare_objects(struct plan_comparison *to, const char *path, json_t *left,
                            json_t *right)
{
    const char *key;
    json_t *value;
    json_object_foreach(left, key, value)
        if (!is_place(key))
            compare(to, below(to, path, key), value, json_object_get(right, key));
    json_object_foreach(right, key, value)
        if (!is_place(key) && json_object_get(left, key) == NULL)
            compare(to, below(to, path, key), NULL, value);
}

/* NULL: that side lacks it. */
static void compare(struct plan_comparison *to, const char *path, json_t *left, json_t *right)
{
    json_t *one = left != NULL ? left : right;
    bool like = left == NULL || right == NULL || json_typeof(left) == json_typeof(right);
    if (!like || is_leaf(one)) {
        if (left == NULL || right == NULL || !same(left, right))
            add(to, path, left, right);
    } else if (json_is_array(one)) {
        compare_lists(to, path, left, right);
    } else {
        compare_objects(to, path, left, right);
    }
}

bool difference_put_json(struct buffer *out, const struct plan_data *left,
                         const struct plan_data *right)
{
    const struct plan_data *sides[] = {left, right};
    struct json_maker *maker = json_maker_new(out->arena);
    json_t *root = json_begin(maker);
    json_t *targets = json_add_array(maker, root, "targets");
    plan_json_push(maker, targets, left);
    plan_json_push(maker, targets, right);
    json_add_number(maker, root, "version", DIFFERENCE_JSON_VERSION);
    json_t *environments = json_add_array(maker, root, "environments");
    for (int i = 0; i < 2; i++) {
        json_t *environment = json_push_object(maker, environments);
        json_add(maker, environment, "name", json_exact(maker, data_text(sides[i], "environment")));
        json_add(maker, environment, "platform", json_exact(maker, data_text(sides[i], "platform")));
        (void)json_object_del(json_array_get(targets, (size_t)i), "name");
    }
    struct plan_comparison to = {
        .arena = out->arena,
        .maker = maker,
        .differences = json_add_object(maker, root, "differences"),
    };
    compare(&to, "", json_array_get(targets, 0), json_array_get(targets, 1));
    bool found = json_object_size(to.differences) > 0;
    (void)json_object_del(root, "targets");
    json_finish_sorted(maker, out);
    return found;
}
