#include "floe/render/deploy.h"

#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/render/render.h"
#include "floe/resolve/locate.h"

enum { TAG_BYTES_MAX = 128, IMAGE_BYTES_MAX = 100, SECRET_BYTES_MAX = 253 };

const char deploy_home[] = "/home/floe";
const char deploy_project_root[] = "/app";
const char deploy_platform_file[] = "/etc/floe/platform.yaml";

struct text deploy_header(struct arena *arena, const struct plan *plan,
                          const struct plan_target *target)
{
    struct buffer out = buffer_new(arena);
    buffer_format(&out, "# %s%s from ", render_mark, FLOE_VERSION);
    line_put(&out, render_file_name(plan->floe_path));
    buffer_string(&out, " and ");
    line_put(&out, render_file_name(target->platform_path));
    buffer_string(&out, " (environment ");
    line_put(&out, target->environment);
    buffer_string(&out, ").\n# Do not edit: run floe-compile again.\n");
    return buffer_finish(&out);
}

struct text deploy_path(struct emission *emission, const struct plan_target *target,
                        const char *kind, const char *name)
{
    struct arena *arena = emission->arena;
    if (emission->plan->target_count == 1)
        return text_format(arena, "deploy/%s/%s", kind, name);
    struct text environment = deploy_name(arena, target->environment, 63);
    emit_name(emission, "the folders of deploy/", environment,
              text_format(arena, "environment '%.*s'", TEXT_ARG(target->environment)),
              (struct span){.source = NULL});
    return text_format(arena, "deploy/%s/%.*s/%s", kind, TEXT_ARG(environment), name);
}

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

struct text deploy_secret_name(struct arena *arena, const struct secret *secret)
{
    return deploy_name(arena, text_of(secret->name), SECRET_BYTES_MAX);
}

const char *deploy_secret_key(const struct secret *secret)
{
    return secret->key == NULL ? "value" : secret->key;
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

struct deploy_arguments deploy_arguments(struct arena *arena, const struct plan *plan)
{
    struct deploy_arguments arguments = {.count = 0};
    struct text file = render_file_name(plan->floe_path);
    if (plan->overridable)
        arguments.list[arguments.count++] = LITERAL("--overridable");
    if (!text_is(file, "floe.yaml"))
        arguments.list[arguments.count++] =
            text_format(arena, "%s%.*s", text_starts(file, "-") ? "./" : "", TEXT_ARG(file));
    return arguments;
}

struct text deploy_image(struct arena *arena, const struct plan *plan)
{
    struct text name = deploy_name(arena, plan->project.text, IMAGE_BYTES_MAX);
    struct text tag = tag_of(arena, plan->version.text);
    /* an image's name takes no two separators in a row */
    struct buffer out = buffer_new(arena);
    for (size_t i = 0; i < name.size; i++)
        if (i == 0 || name.bytes[i] != '-' || name.bytes[i - 1] != '-')
            buffer_byte(&out, name.bytes[i]);
    buffer_byte(&out, ':');
    buffer_text(&out, tag);
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

struct text deploy_literal(struct arena *arena, struct text text)
{
    struct buffer out = buffer_new(arena);
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] == '$')
            buffer_byte(&out, '$');
        buffer_byte(&out, text.bytes[i]);
    }
    return buffer_finish(&out);
}
