#include "floe/render/deploy.h"

#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/project/locate.h"
#include "floe/render/render.h"

enum { TAG_BYTES_MAX = 128, IMAGE_BYTES_MAX = 100 };

const char deploy_home[] = "/home/floe";
const char deploy_root[] = "/app";

/* The user that runs dbt in the image, and his group. */
static const char user[] = "10001";

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

struct text deploy_name(struct arena *arena, struct text name, size_t bytes_max)
{
    struct buffer out = buffer_new(arena);
    for (size_t i = 0; i < name.size && out.size < bytes_max; i++) {
        char c = name.bytes[i];
        if (is_alphanumeric(c))
            buffer_byte(&out, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
        else if (out.size > 0)
            buffer_byte(&out, '-');
    }
    while (out.size > 0 && out.bytes[out.size - 1] == '-')
        out.size--;
    if (out.size == 0)
        buffer_byte(&out, 'x');
    return buffer_finish(&out);
}

/* A tag holds letters, digits, _, . and -, and begins with none of the last two. */
static struct text tag_of(struct arena *arena, struct text version)
{
    struct buffer out = buffer_new(arena);
    for (size_t i = 0; i < version.size && out.size < TAG_BYTES_MAX; i++) {
        char c = version.bytes[i];
        bool inside = out.size > 0 && (c == '.' || c == '-');
        buffer_byte(&out, is_alphanumeric(c) || inside ? c : '_');
    }
    return out.size == 0 ? LITERAL("latest") : buffer_finish(&out);
}

/* The image of the data product: its name, which takes no two separators in a row, and a tag. */
static struct text image_of(struct arena *arena, const struct plan *plan)
{
    struct text name = deploy_name(arena, plan->project.text, IMAGE_BYTES_MAX);
    struct buffer out = buffer_new(arena);
    for (size_t i = 0; i < name.size; i++)
        if (i == 0 || name.bytes[i] != '-' || name.bytes[i - 1] != '-')
            buffer_byte(&out, name.bytes[i]);
    buffer_byte(&out, ':');
    buffer_text(&out, tag_of(arena, plan->version.text));
    return buffer_finish(&out);
}

static struct text without_dots(struct text path)
{
    while (text_starts(path, "./")) {
        path.bytes += 2;
        path.size -= 2;
        while (text_starts(path, "/")) {
            path.bytes++;
            path.size--;
        }
    }
    while (path.size > 1 && path.bytes[path.size - 1] == '/')
        path.size--;
    return text_is(path, ".") ? LITERAL("") : path;
}

static bool climbs(struct text path)
{
    for (size_t start = 0; start < path.size;) {
        const char *slash = memchr(path.bytes + start, '/', path.size - start);
        size_t end = slash == NULL ? path.size : (size_t)(slash - path.bytes);
        if (text_is((struct text){path.bytes + start, end - start}, ".."))
            return true;
        start = end + 1;
    }
    return false;
}

struct text deploy_below(struct arena *arena, const struct plan *plan, struct text path)
{
    struct text root = without_dots(locate_folder(plan->floe_path));
    path = without_dots(path);
    if (text_equal(path, root))
        return LITERAL("");
    if (root.size > 0) {
        const char *prefix = text_format(arena, "%.*s/", TEXT_ARG(root)).bytes;
        if (!text_starts(path, prefix))
            return LITERAL("");
        path = (struct text){path.bytes + root.size + 1, path.size - root.size - 1};
        path = without_dots(path);
    }
    bool elsewhere = text_starts(path, "/") || climbs(path);
    return elsewhere ? LITERAL("") : path;
}

/* What floe-compile is told in the folder of floe.yaml beside the environment, to say the same. */
static void add_arguments(struct arena *arena, const struct plan *plan, struct plan_data *map)
{
    struct text file = render_file_name(plan->floe_path);
    struct plan_data *list = data_add_list(arena, map, "arguments");
    if (plan->overridable)
        data_add_text(arena, list, NULL, LITERAL("--overridable"));
    if (!text_is(file, "floe.yaml"))
        data_add_text(arena, list, NULL,
                      text_format(arena, "%s%.*s", text_starts(file, "-") ? "./" : "",
                                  TEXT_ARG(file)));
}

struct plan_data *deploy_program(struct arena *arena, const struct plan *plan)
{
    struct plan_data *map = ARENA_NEW(arena, struct plan_data);
    map->kind = DATA_MAP;
    data_add_text(arena, map, "mark", text_of(render_mark));
    data_add_text(arena, map, "version", LITERAL(FLOE_VERSION));
    data_add_text(arena, map, "file", render_file_name(plan->floe_path));
    data_add_text(arena, map, "image", image_of(arena, plan));
    data_add_text(arena, map, "user", text_of(user));
    data_add_text(arena, map, "home", text_of(deploy_home));
    data_add_text(arena, map, "root", text_of(deploy_root));
    add_arguments(arena, plan, map);
    return map;
}
