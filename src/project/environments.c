#include "floe/project/environments.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/base/names.h"
#include "floe/base/patience.h"
#include "floe/base/suggest.h"

static const char file_name[] = "/platform.yaml";

struct finder {
    struct arena *arena;
    struct diags *diags;
    const struct world *world;
    struct environments *found;
    struct names seen;
    struct buffer places; /* looked at */
};

/* What was asked for makes no sense: usage, not the files. */
static bool complain(struct finder *finder, struct text what, const char *help)
{
    struct diag *diag = diag_add(finder->diags, ENVIRONMENTS_REFUSED, (struct span){.source = NULL},
                                 "%s %.*s", finder->found->said_by, TEXT_ARG(what));
    diag_help(finder->diags, diag, "%s", help);
    finder->diags->usage_wrong = true;
    return false;
}

static bool add(struct finder *finder, const char *name)
{
    struct environments *found = finder->found;
    if (found->count == ENVIRONMENTS_MAX)
        return complain(finder,
                        text_format(finder->arena, "names more than %d environments",
                                    ENVIRONMENTS_MAX),
                        "compile them in several runs");
    found->names[found->count++] = name;
    return true;
}

static bool add_part(struct finder *finder, struct text part)
{
    static const char usage[] = "write 'local,dev', or all by itself";
    const char *name = text_copy(finder->arena, part).bytes;
    if (part.size == 0)
        return complain(finder, LITERAL("has an empty name in its list"), usage);
    if (text_is(part, "all"))
        return complain(finder, LITERAL("has 'all' in a list"), usage);
    if (names_add(&finder->seen, text_of(name), finder) != NULL)
        return complain(finder, text_format(finder->arena, "names environment '%s' twice", name),
                        "name each once");
    return add(finder, name);
}

static bool split(struct finder *finder, const char *list)
{
    const char *comma;
    for (; (comma = strchr(list, ',')) != NULL; list = comma + 1)
        if (!add_part(finder, (struct text){list, (size_t)(comma - list)}))
            return false;
    return add_part(finder, text_of(list));
}

/* "dev" for platform/dev/platform.yaml, when the folder is platform; empty for what is deeper. */
static struct text name_below(struct text path, size_t folder)
{
    struct text name = {path.bytes + folder + 1, path.size - folder - 1};
    const char *slash = memchr(name.bytes, '/', name.size);
    if (slash == NULL || strcmp(slash, file_name) != 0 || name.bytes[0] == '.')
        return LITERAL("");
    return (struct text){name.bytes, (size_t)(slash - name.bytes)};
}

static bool list_folder(struct finder *finder, const char *folder)
{
    struct text *paths = NULL;
    size_t count = 0;
    buffer_format(&finder->places, "%s%s/*%s", finder->places.size == 0 ? "" : ", ", folder,
                  file_name);
    int error = finder->world->list_files(finder->world->context, finder->arena, folder, file_name + 1,
                                          &paths, &count);
    if (error == ENOENT || error == ENOTDIR)
        return true;
    if (error != 0) {
        finder->diags->world_failed = true;
        diag_add(finder->diags, FILE_UNREADABLE, (struct span){.source = NULL},
                 "cannot list '%s': %s", folder, patience_reason(error));
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct text name = name_below(paths[i], strlen(folder));
        if (name.size == 0)
            continue;
        const char *copy = text_copy(finder->arena, name).bytes;
        if (names_add(&finder->seen, text_of(copy), finder) == NULL && !add(finder, copy))
            return false;
    }
    return true;
}

static bool list_below(struct finder *finder, struct text folder)
{
    return list_folder(finder, locate_join(finder->arena, folder, "platform")) &&
           list_folder(finder, locate_join(finder->arena, folder, ".floe"));
}

/* The laptop's own first, so that it is the default and never production. */
static int compare(const void *left, const void *right)
{
    const char *a = *(const char *const *)left, *b = *(const char *const *)right;
    bool a_local = strcmp(a, "local") == 0, b_local = strcmp(b, "local") == 0;
    return a_local != b_local ? b_local - a_local : strcmp(a, b);
}

static bool find_all(struct finder *finder, const char *floe_path)
{
    struct text folder = locate_folder(text_of(floe_path));
    if (!list_below(finder, folder) ||
        (folder.size > 0 && !list_below(finder, LITERAL(""))))
        return false;
    struct environments *found = finder->found;
    if (found->count > 0) {
        qsort(found->names, found->count, sizeof found->names[0], compare);
        return true;
    }
    struct text places = buffer_finish(&finder->places);
    struct diag *diag = diag_add(finder->diags, PLATFORM_NOT_FOUND, (struct span){.source = NULL},
                                 "no environment has its own platform.yaml");
    finder->diags->world_failed = true;
    diag_why(finder->diags, diag, "looked for %.*s", TEXT_ARG(places));
    diag_help(finder->diags, diag, "write platform/local/platform.yaml, or let floe-compile --init "
                                   "write one");
    return false;
}

static bool refuse_file(struct finder *finder, bool is_option)
{
    return complain(finder,
                    text_format(finder->arena,
                                "names several environments, but %s gives one platform.yaml",
                                is_option ? "--platform" : "$FLOE_PLATFORM_FILE"),
                    "drop one of the two: each environment has its own file");
}

static const char *variable(const struct world *world, const char *name)
{
    const char *value = world->variable(world->context, name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

bool environments_find(struct arena *arena, struct diags *diags, const struct locate_input *input,
                       struct environments *environments)
{
    bool is_option = input->environment != NULL;
    const char *asked = is_option ? input->environment
                                  : variable(input->world, "FLOE_PLATFORM_ENV");
    bool all = asked != NULL && strcmp(asked, "all") == 0;
    *environments = (struct environments){
        .names = ARENA_ARRAY(arena, const char *, ENVIRONMENTS_MAX),
        .listed = all || (asked != NULL && strchr(asked, ',') != NULL),
        .said_by = !is_option                           ? "$FLOE_PLATFORM_ENV"
                   : input->environment_option != NULL ? input->environment_option
                                                       : "--env",
    };
    struct finder finder = {
        .arena = arena,
        .diags = diags,
        .world = input->world,
        .found = environments,
        .seen = names_new(arena, 0),
        .places = buffer_new(arena),
    };
    if (asked == NULL || !environments->listed) {
        environments->names[environments->count++] = input->environment;
        return true;
    }
    if (input->platform_path != NULL || variable(input->world, "FLOE_PLATFORM_FILE") != NULL)
        return refuse_file(&finder, input->platform_path != NULL);
    return all ? find_all(&finder, input->floe_path) : split(&finder, asked);
}

bool environments_choose(struct arena *arena, struct diags *diags,
                         struct environments *environments, const char *target)
{
    if (target == NULL || !environments->listed)
        return true;
    struct suggestion suggestion = suggestion_for(text_of(target));
    struct buffer list = buffer_new(arena);
    for (uint32_t i = 0; i < environments->count; i++) {
        const char *name = environments->names[i];
        if (strcmp(name, target) == 0) {
            environments->usual = i;
            return true;
        }
        suggestion_offer(&suggestion, text_of(name));
        buffer_format(&list, "%s%s", i == 0 ? "" : ", ", name);
    }
    struct diag *diag = diag_add(diags, ENVIRONMENTS_REFUSED, (struct span){.source = NULL},
                                 "--target '%s' is not one of the environments", target);
    struct text names = buffer_finish(&list);
    diag_why(diags, diag, "%s names %.*s, and outputs have the names of environments",
             environments->said_by, TEXT_ARG(names));
    if (suggestion.best.size > 0)
        diag_help(diags, diag, "did you mean '%.*s'?", TEXT_ARG(suggestion.best));
    else
        diag_help(diags, diag, "leave --target out, or name one of them");
    diags->usage_wrong = true;
    return false;
}
