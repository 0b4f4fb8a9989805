#define _XOPEN_SOURCE 700 /* realpath */

#include "floe/cli/init.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/base/diag.h"
#include "floe/project/locate.h"
#include "floe/read/read.h"
#include "floe/render/fill.h"
#include "floe/spec/field.h"
#include "floe/spec/shape.h"

enum { NAME_BYTES_MAX = 63 };

static const char usual_name[] = "my-product";

static struct text last_part(struct text path)
{
    while (path.size > 0 && path.bytes[path.size - 1] == '/')
        path.size--;
    struct text folder = locate_folder(path);
    return (struct text){path.bytes + folder.size, path.size - folder.size};
}

/* Small letters and digits; one '-' for what is between. */
static struct text name_like(struct arena *arena, struct text text)
{
    struct buffer out = buffer_new(arena);
    for (size_t i = 0; i < text.size && out.size < NAME_BYTES_MAX; i++) {
        char byte = text.bytes[i];
        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte - 'A' + 'a');
        bool letter = shape_letter(byte);
        if (letter || (out.size > 0 && shape_digit(byte)))
            buffer_byte(&out, byte);
        else if (out.size > 0 && out.bytes[out.size - 1] != '-')
            buffer_byte(&out, '-');
    }
    while (out.size > 0 && out.bytes[out.size - 1] == '-')
        out.size--;
    return out.size == 0 ? text_of(usual_name) : buffer_finish(&out);
}

static struct text folder_name(struct arena *arena, const char *folder)
{
    char *whole = realpath(folder, NULL);
    struct text name = name_like(arena, last_part(text_of(whole == NULL ? folder : whole)));
    free(whole);
    return name;
}

static bool is_there(struct arena *arena, const struct world *world, const char *path,
                     struct text *bytes)
{
    *bytes = LITERAL("");
    int error = world->read_file(world->context, arena, path, READ_FILE_BYTES_MAX, bytes);
    return error != ENOENT && error != ENOTDIR;
}

/* What dbt_project.yml calls itself, if that is a name; mistakes in it are left to dbt. */
static struct text project_name(struct arena *arena, struct text path, struct text bytes)
{
    struct tree tree = {.root = NULL};
    struct diags unheard = diags_new(arena);
    if (!read_tree(arena, &unheard, source_new(arena, path, bytes, 0), &tree))
        return LITERAL("");
    const struct node *name = tree_find(tree.root, "name");
    if (name == NULL || name->kind != NODE_SCALAR || !shape_is_profile_name(node_text(name)) ||
        name->size > NAME_BYTES_MAX)
        return LITERAL("");
    return text_copy(arena, node_text(name));
}

/* The same as a part of a namespace, and as dbt wants its project called. */
static struct text schema_of(struct arena *arena, struct text name)
{
    struct buffer out = buffer_new(arena);
    for (size_t i = 0; i < name.size; i++)
        buffer_byte(&out, name.bytes[i] == '-' ? '_' : name.bytes[i]);
    return buffer_finish(&out);
}

static void add(struct init *init, const struct fill_scope *scope, struct text path,
                const char *template)
{
    init->outputs[init->output_count++] = (struct output){
        .path = path,
        .bytes = fill_template(scope, template),
        .mode = OUTPUT_MODE_SHARED,
    };
}

struct init init_files(struct arena *arena, const struct world *world, const char *path)
{
    bool is_file = text_ends(text_of(path), ".yaml") || text_ends(text_of(path), ".yml");
    struct text folder = is_file ? locate_folder(text_of(path)) : text_of(path);
    struct init init = {.folder = folder.size == 0 ? "." : text_copy(arena, folder).bytes};
    struct text floe = is_file ? last_part(text_of(path)) : LITERAL("floe.yaml");
    const char *project = locate_below(arena, init.folder, "dbt_project.yml");
    struct text bytes;
    bool has_project = is_there(arena, world, project, &bytes);
    struct text name = has_project ? project_name(arena, text_of(project), bytes) : LITERAL("");
    if (name.size == 0)
        name = folder_name(arena, init.folder);
    struct plan_data names = {.kind = DATA_MAP};
    data_add_text(arena, &names, "name", name);
    data_add_text(arena, &names, "schema", schema_of(arena, name));
    struct fill_scope scope = {.arena = arena, .root = &names};
    add(&init, &scope, floe, "init/floe.yaml");
    if (!is_there(arena, world, locate_below(arena, init.folder, "platform.yaml"), &bytes))
        add(&init, &scope, LITERAL("platform/local/platform.yaml"), "init/platform.yaml");
    if (!has_project)
        add(&init, &scope, LITERAL("dbt_project.yml"), "init/dbt_project.yml");
    return init;
}
