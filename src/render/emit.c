#include "floe/render/emit.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/plan/as_data.h"
#include "floe/render/deploy.h"
#include "floe/render/fill.h"
#include "floe/render/template.h"

enum often { ONCE, TARGET, CATALOG };

enum { FOLDER_BYTES_MAX = 63 }; /* of an environment */

static const struct emit_kind {
    const char *word;
    const char *folder;
    enum often often;
    void (*function)(struct view *);
} emit_kinds[] = {
#define EMIT(WORD, word, folder, often, function, summary) {#word, folder, often, function},
#include "floe/render/emit.def"
#undef EMIT
};

void emit_add(struct emission *emission, struct text path, struct text bytes, enum emit_mode mode)
{
    if (emission->count == emission->capacity) {
        uint32_t capacity = emission->capacity == 0 ? 32 : 2 * emission->capacity;
        struct emit_file *files = ARENA_ARRAY(emission->arena, struct emit_file, capacity);
        if (emission->count > 0)
            memcpy(files, emission->files, emission->count * sizeof files[0]);
        emission->files = files;
        emission->capacity = capacity;
    }
    emission->files[emission->count++] =
        (struct emit_file){.path = path, .bytes = bytes, .mode = mode};
}

void emit_name(struct emission *emission, const char *place, struct text name, struct text thing,
               struct span span)
{
    struct text *own = ARENA_NEW(emission->arena, struct text);
    *own = thing;
    struct text full = text_format(emission->arena, "%s %.*s", place, TEXT_ARG(name));
    const struct text *other = names_add(&emission->given, full, own);
    if (other == NULL || text_equal(*other, thing))
        return;
    struct diag *diag = diag_add(emission->diags, NAMES_CLASH, span,
                                 "%.*s and %.*s are both called '%.*s' in %s", TEXT_ARG(*other),
                                 TEXT_ARG(thing), TEXT_ARG(name), place);
    diag_why(emission->diags, diag, "names are written there in small letters, with - for _");
    diag_help(emission->diags, diag, "rename one of them");
}

struct text emit_path(struct emission *emission, const struct plan_target *target,
                      const char *kind, struct text name)
{
    struct arena *arena = emission->arena;
    if (emission->plan->target_count == 1)
        return text_format(arena, "deploy/%s/%.*s", kind, TEXT_ARG(name));
    struct text environment = deploy_name(arena, target->environment, FOLDER_BYTES_MAX);
    emit_name(emission, "the folders of deploy/", environment,
              text_format(arena, "environment '%.*s'", TEXT_ARG(target->environment)),
              (struct span){.source = NULL});
    return text_format(arena, "deploy/%s/%.*s/%.*s", kind, TEXT_ARG(environment),
                       TEXT_ARG(name));
}

/* The names that templates begin a path with; each is linked to the one before. */
struct scope {
    struct fill_binding program;
    struct fill_binding target;
    struct fill_binding catalog;
    struct fill_binding own;
};

static struct fill_scope scope_of(struct scope *scope, const struct view *view,
                                  const struct emit_kind *kind, const struct plan_data *catalog)
{
    struct emission *emission = view->emission;
    scope->program = (struct fill_binding){.name = LITERAL("floe"), .data = emission->program};
    scope->target = (struct fill_binding){
        .name = LITERAL("target"), .data = view->described, .outer = &scope->program};
    scope->catalog = (struct fill_binding){
        .name = LITERAL("catalog"), .data = catalog, .outer = &scope->target};
    scope->own = (struct fill_binding){
        .name = text_of(kind->word), .data = view->data, .outer = &scope->catalog};
    return (struct fill_scope){
        .arena = emission->arena,
        .diags = emission->diags,
        .root = emission->data,
        .bindings = &scope->own,
    };
}

/* What a template's file is called, where there is one a catalog. */
static const char catalog_name[] = "CATALOG";

static struct text name_of(const struct view *view, const char *name)
{
    const char *at = view->catalog == NULL ? NULL : strstr(name, catalog_name);
    if (at == NULL)
        return text_of(name);
    return text_format(view->emission->arena, "%.*s%.*s%s", (int)(at - name), name,
                       TEXT_ARG(view->catalog->alias.text), at + sizeof catalog_name - 1);
}

/* Where a template's file goes; name is what follows the kind's folder. */
static struct text path_of(struct emission *emission, const struct view *view,
                           const struct emit_kind *kind, struct text name)
{
    if (!text_starts(text_of(kind->folder), "deploy/"))
        return name;
    if (kind->often == ONCE)
        return text_format(emission->arena, "%s/%.*s", kind->folder, TEXT_ARG(name));
    return emit_path(emission, view->target, kind->word, name);
}

static void fill_files(struct view *view, const struct emit_kind *kind,
                       const struct plan_data *catalog)
{
    struct emission *emission = view->emission;
    struct scope names;
    view->data = ARENA_NEW(emission->arena, struct plan_data);
    view->data->kind = DATA_MAP;
    if (kind->function != NULL)
        kind->function(view);
    struct fill_scope scope = scope_of(&names, view, kind, catalog);
    size_t size = strlen(kind->folder);
    for (const struct template *template = templates; template->path != NULL; template++) {
        if (strncmp(template->path, kind->folder, size) != 0 || template->path[size] != '/')
            continue;
        struct text name = name_of(view, template->path + size + 1);
        struct text bytes = fill_template(&scope, template->path);
        if (bytes.size > 0)
            emit_add(emission, path_of(emission, view, kind, name), bytes,
                     text_ends(name, ".sh") ? EMIT_EXECUTABLE : EMIT_SHARED);
    }
}

static void fill_catalogs(struct view *view, const struct emit_kind *kind)
{
    const struct plan_data *described = data_find(view->described, "catalogs")->first;
    for (uint32_t i = 0; i < view->target->catalog_count; i++, described = described->next) {
        view->catalog = &view->target->catalogs[i];
        if (view->catalog->format == FORMAT_ICEBERG)
            fill_files(view, kind, described);
    }
}

static void emit_kind(struct emission *emission, const struct emit_kind *kind)
{
    const struct plan *plan = emission->plan;
    struct view view = {
        .emission = emission,
        .target = plan->usual,
        .described = data_find(emission->data, "usual"),
    };
    if (kind->folder == NULL) {
        kind->function(&view);
        return;
    }
    if (kind->often == ONCE) {
        fill_files(&view, kind, NULL);
        return;
    }
    view.described = data_find(emission->data, "targets")->first;
    for (uint32_t i = 0; i < plan->target_count; i++, view.described = view.described->next) {
        view.target = &plan->targets[i];
        if (kind->often == TARGET)
            fill_files(&view, kind, NULL);
        else
            fill_catalogs(&view, kind);
    }
}

struct emission emit_render(struct arena *arena, struct diags *diags, const struct plan *plan,
                            unsigned kinds)
{
    struct emission emission = {
        .arena = arena,
        .diags = diags,
        .plan = plan,
        .data = plan_as_data(arena, plan),
        .program = deploy_program(arena, plan),
        .given = names_new(arena, 0),
    };
    for (unsigned emit = EMIT_COUNT; emit-- > 0;)
        if ((kinds & EMIT_BIT(emit)) != 0)
            emit_kind(&emission, &emit_kinds[emit]);
    return emission;
}
