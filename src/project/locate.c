#include "floe/project/locate.h"

#include <errno.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/base/patience.h"
#include "floe/read/read.h"

struct file_search {
    struct arena *arena;
    struct diags *diags;
    const struct world *world;
    struct buffer places; /* looked at in vain */
    struct text bytes;
    bool failed; /* a file is there and cannot be read */
};

struct text locate_folder(struct text path)
{
    while (path.size > 0 && path.bytes[path.size - 1] != '/')
        path.size--;
    return path;
}

const char *locate_join(struct arena *arena, struct text folder, const char *path)
{
    if (path[0] == '/' || folder.size == 0)
        return path;
    while (path[0] == '.' && path[1] == '/')
        path += 2;
    if (strcmp(path, ".") == 0)
        return text_copy(arena, (struct text){folder.bytes, folder.size > 1 ? folder.size - 1 : 1})
            .bytes;
    return text_format(arena, "%.*s%s", TEXT_ARG(folder), path).bytes;
}

const char *locate_below(struct arena *arena, const char *folder, const char *name)
{
    return strcmp(folder, ".") == 0 ? name : text_format(arena, "%s/%s", folder, name).bytes;
}

bool locate_unreadable(struct arena *arena, struct diags *diags, const char *path, int error)
{
    struct source *source = source_new(arena, text_of(path), LITERAL(""), 0);
    if (error == EFBIG) {
        struct diag *diag =
            diag_add(diags, FILE_TOO_LARGE, (struct span){.source = source},
                     "the file is larger than %d MiB", READ_FILE_BYTES_MAX / 1024 / 1024);
        diag_help(diags, diag, "check that it is a configuration file and not data");
        return false;
    }
    diags->world_failed = true;
    diag_add(diags, FILE_UNREADABLE, (struct span){.source = NULL}, "cannot read '%s': %s", path,
             patience_reason(error));
    return false;
}

bool locate_read(struct arena *arena, struct diags *diags, const struct world *world,
                 const char *path, struct text *bytes)
{
    int error = world->read_file(world->context, arena, path, READ_FILE_BYTES_MAX, bytes);
    return error == 0 || locate_unreadable(arena, diags, path, error);
}

static bool is_name_part(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

bool locate_is_name(struct arena *arena, struct diags *diags, const char *said_by,
                    struct text name)
{
    size_t at = 0;
    while (at < name.size && is_name_part(name.bytes[at]))
        at++;
    bool begins = name.size > 0 && name.bytes[0] != '-' && name.bytes[0] != '.';
    if (begins && at == name.size)
        return true;
    struct diag *diag = diag_add(diags, NAME_UNFIT, (struct span){.source = NULL},
                                 "%s gives '%.*s', which is not a name", said_by,
                                 TEXT_ARG(text_shown(arena, name)));
    diag_why(diags, diag, "it becomes keys that dbt renders, and parts of paths");
    diag_help(diags, diag, "use letters, digits, _, - and ., and begin with a letter, a digit or _");
    diags->usage_wrong = true;
    return false;
}

/* True when the search is over: found, or there and unreadable. */
static bool try_path(struct file_search *search, const char *path)
{
    int error = search->world->read_file(search->world->context, search->arena, path,
                                         READ_FILE_BYTES_MAX, &search->bytes);
    if (error == 0)
        return true;
    if (error == ENOENT || error == ENOTDIR) {
        buffer_format(&search->places, "%s%s", search->places.size == 0 ? "" : ", ", path);
        return false;
    }
    search->failed = !locate_unreadable(search->arena, search->diags, path, error);
    return true;
}

static const char *variable(const struct world *world, const char *name)
{
    const char *value = world->variable(world->context, name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

/* "dev" for platform/dev/platform.yaml and for platform.dev.yaml, else "local". */
static struct text environment_of(const char *path)
{
    struct text folder = locate_folder(text_of(path));
    struct text file = text_of(path + folder.size);
    if (text_starts(file, "platform.") && text_ends(file, ".yaml") &&
        file.size > strlen("platform..yaml"))
        return (struct text){file.bytes + strlen("platform."),
                             file.size - strlen("platform..yaml")};
    if (folder.size > 1) {
        struct text above = {folder.bytes, folder.size - 1};
        struct text parent = locate_folder(above);
        struct text name = {above.bytes + parent.size, above.size - parent.size};
        if (name.size > 0 && (text_is(parent, "platform/") || text_ends(parent, "/platform/")))
            return name;
    }
    return LITERAL("local");
}

static const char *search_below(struct file_search *search, struct text folder,
                                const char *environment,
                                bool asked)
{
    static const char *const own[] = {"platform", ".floe"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        struct text name =
            text_format(search->arena, "%s/%s/platform.yaml", own[i], environment);
        const char *path = locate_join(search->arena, folder, name.bytes);
        if (try_path(search, path))
            return path;
    }
    const char *plain = locate_join(search->arena, folder, "platform.yaml");
    return !asked && try_path(search, plain) ? plain : NULL;
}

static const char *search_all(struct file_search *search, const char *floe_path,
                              const char *environment, bool asked)
{
    struct text folder = locate_folder(text_of(floe_path));
    const char *path = search_below(search, folder, environment, asked);
    if (path == NULL && folder.size > 0)
        path = search_below(search, LITERAL(""), environment, asked);
    if (path != NULL)
        return path;
    const char *home = variable(search->world, "HOME");
    if (home != NULL) {
        path = text_format(search->arena, "%s/.floe/%s/platform.yaml", home, environment).bytes;
        if (try_path(search, path))
            return path;
    }
    return !asked && try_path(search, "/etc/floe/platform.yaml") ? "/etc/floe/platform.yaml" : NULL;
}

static void report_not_found(struct file_search *search, const char *environment)
{
    struct diag *diag = diag_add(search->diags, PLATFORM_NOT_FOUND, (struct span){.source = NULL},
                                 "no platform.yaml found for environment '%s'", environment);
    struct text places = buffer_finish(&search->places);
    search->diags->world_failed = true;
    diag_why(search->diags, diag, "looked for %.*s", TEXT_ARG(places));
    diag_help(search->diags, diag, "write one of them, or name the file with --platform FILE");
}

static const char *asked_by(const struct locate_input *input)
{
    if (input->environment == NULL)
        return "$FLOE_PLATFORM_ENV";
    return input->environment_option != NULL ? input->environment_option : "--env";
}

static const char *environment_said_by(const struct locate_input *input, bool asked, bool named)
{
    if (input->environment != NULL)
        return "--env";
    if (asked)
        return "$FLOE_PLATFORM_ENV";
    return named ? "the path" : "default";
}

static bool read_named(struct arena *arena, struct diags *diags, const struct locate_input *input,
                       const char *path, const char *asked, struct located_platform *located)
{
    located->path = text_of(path);
    located->path_said_by = input->platform_path != NULL ? "--platform" : "$FLOE_PLATFORM_FILE";
    located->environment = asked != NULL ? text_of(asked) : environment_of(path);
    bool named = !text_is(located->environment, "local");
    if (!locate_is_name(arena, diags, asked != NULL ? asked_by(input) : path, located->environment))
        return false;
    located->environment_said_by = environment_said_by(input, asked != NULL, named);
    return locate_read(arena, diags, input->world, path, &located->bytes);
}

bool locate_platform(struct arena *arena, struct diags *diags, const struct locate_input *input,
                     struct located_platform *located)
{
    const struct world *world = input->world;
    const char *asked = input->environment != NULL ? input->environment
                                                   : variable(world, "FLOE_PLATFORM_ENV");
    const char *path = input->platform_path != NULL ? input->platform_path
                                                    : variable(world, "FLOE_PLATFORM_FILE");
    if (path != NULL)
        return read_named(arena, diags, input, path, asked, located);
    const char *environment = asked != NULL ? asked : "local";
    if (!locate_is_name(arena, diags, asked_by(input), text_of(environment)))
        return false;
    struct file_search search = {
        .arena = arena, .diags = diags, .world = world, .places = buffer_new(arena)};
    path = search_all(&search, input->floe_path, environment, asked != NULL);
    if (path == NULL)
        report_not_found(&search, environment);
    *located = (struct located_platform){
        .path = text_of(path),
        .bytes = search.bytes,
        .environment = text_of(environment),
        .path_said_by = "found",
        .environment_said_by = environment_said_by(input, asked != NULL, false),
    };
    return path != NULL && !search.failed;
}
