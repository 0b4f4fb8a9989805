#include "floe/project/clash.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/read/read.h"

enum { FIRST_ORDER = 1000 }; /* after the YAML files */

/* A definition in Jinja: {% macro name(…) %} or {% materialization name, adapter='x' %}. */
struct macro_definition {
    struct text name; /* "macro 'x'" or "materialization 'x' for duckdb" */
    uint32_t start;
    uint32_t end;
};

struct scan {
    struct arena *arena;
    struct text text;
    size_t at;
};

static bool is_word_part(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static void skip_spaces(struct scan *scan)
{
    while (scan->at < scan->text.size && strchr(" \t\r\n-+", scan->text.bytes[scan->at]) != NULL)
        scan->at++;
}

static struct text take_word(struct scan *scan)
{
    size_t start = scan->at;
    while (scan->at < scan->text.size && is_word_part(scan->text.bytes[scan->at]))
        scan->at++;
    return (struct text){scan->text.bytes + start, scan->at - start};
}

static size_t find(struct scan *scan, const char *what)
{
    size_t size = strlen(what);
    const char *end = scan->text.bytes + scan->text.size;
    const char *at = scan->text.bytes + scan->at;
    for (; (at = memchr(at, what[0], (size_t)(end - at))) != NULL; at++)
        if ((size_t)(end - at) >= size && memcmp(at, what, size) == 0)
            return (size_t)(at - scan->text.bytes);
    return scan->text.size;
}

/* The word after adapter= in the rest of the tag; "default" without one. */
static struct text take_adapter(struct scan *scan)
{
    size_t end = find(scan, "%}");
    if (end == scan->text.size)
        scan->at = end; /* not closed: dbt refuses the file, and there is nothing to look for */
    struct scan tag = {.arena = scan->arena, .text = {scan->text.bytes, end}, .at = scan->at};
    tag.at = find(&tag, "adapter");
    if (tag.at >= end)
        return LITERAL("default");
    tag.at += strlen("adapter");
    while (tag.at < end && !is_word_part(tag.text.bytes[tag.at]))
        tag.at++;
    return take_word(&tag);
}

/* The next definition; false at the end.  Comments are passed over. */
static bool next_definition(struct scan *scan, struct macro_definition *definition)
{
    while (scan->at + 1 < scan->text.size) {
        const char *here = memchr(scan->text.bytes + scan->at, '{', scan->text.size - scan->at - 1);
        if (here == NULL)
            return false;
        scan->at = (size_t)(here - scan->text.bytes);
        if (here[0] == '{' && here[1] == '#') {
            scan->at = find(scan, "#}");
            continue;
        }
        scan->at++;
        if (here[0] != '{' || here[1] != '%')
            continue;
        scan->at++;
        skip_spaces(scan);
        struct text kind = take_word(scan);
        if (!text_is(kind, "macro") && !text_is(kind, "materialization"))
            continue;
        skip_spaces(scan);
        struct text name = take_word(scan);
        definition->start = (uint32_t)(name.bytes - scan->text.bytes);
        definition->end = definition->start + (uint32_t)name.size;
        definition->name = text_format(scan->arena,  "%.*s '%.*s'", TEXT_ARG(kind),
                                       TEXT_ARG(name));
        if (text_is(kind, "materialization"))
            definition->name = text_format(scan->arena, "%.*s for %.*s", TEXT_ARG(definition->name),
                                           TEXT_ARG(take_adapter(scan)));
        return true;
    }
    return false;
}

void clash_collect(struct arena *arena, struct names *names, struct text jinja)
{
    struct scan scan = {.arena = arena, .text = jinja};
    struct macro_definition definition;
    while (next_definition(&scan, &definition))
        names_add(names, definition.name, (void *)(uintptr_t)jinja.bytes);
}

static void check_file(struct arena *arena, struct diags *diags, struct source *source,
                       const struct names *names)
{
    struct scan scan = {.arena = arena, .text = source->bytes};
    struct macro_definition definition;
    while (next_definition(&scan, &definition)) {
        if (names_find(names, definition.name) == NULL)
            continue;
        struct span span = {.source = source, .start = definition.start, .end = definition.end};
        struct diag *diag = diag_add(diags, MACRO_CLASH, span,
                                     "the project defines %.*s, which floe-compile writes too",
                                     TEXT_ARG(definition.name));
        diag_why(diags, diag, "dbt stops with an error when a project has two of one name");
        diag_help(diags, diag, "delete it here; the one in macros/floe replaces it");
    }
}

void clash_check(struct arena *arena, struct diags *diags, const struct world *world,
                 const struct dbt_project *project, const struct names *names)
{
    unsigned order = FIRST_ORDER;
    for (uint32_t i = 0; i < project->macro_folder_count; i++) {
        const char *macros = locate_below(arena, project->folder, project->macro_folders[i]);
        const char *ours = text_format(arena, "%s/floe/", macros).bytes;
        struct text *paths = NULL;
        size_t count = 0;
        if (world->list_files(world->context, arena, macros, ".sql", &paths, &count) != 0)
            continue;
        for (size_t k = 0; k < count; k++) {
            struct text bytes;
            if (text_starts(paths[k], ours) ||
                world->read_file(world->context, arena, paths[k].bytes, READ_FILE_BYTES_MAX,
                                 &bytes) != 0)
                continue;
            check_file(arena, diags, source_new(arena, paths[k], bytes, order++), names);
        }
    }
}
