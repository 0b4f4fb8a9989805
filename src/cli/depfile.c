#include "floe/cli/depfile.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/render/escape.h"
#include "floe/render/make_rule.h"

/* profiles.yml, when it is there */
static struct text target_of(struct arena *arena, const struct compile_result *result)
{
    struct text path = result->outputs[result->output_count - 1].path;
    if (strcmp(result->project, ".") == 0)
        return path;
    return text_format(arena, "%s/%.*s", result->project, TEXT_ARG(path));
}

static bool refuse(struct arena *arena, struct diags *diags, struct text name)
{
    struct diag *diag = diag_add(diags, NAME_UNWRITABLE, (struct span){.source = NULL},
                                 "'%.*s' cannot be written to a rule of make",
                                 TEXT_ARG(text_shown(arena, name)));
    diag_why(diags, diag, "make has no escape for one of its characters");
    diag_help(diags, diag, "rename it, or drop --depfile");
    return false;
}

bool depfile_fits(struct arena *arena, struct diags *diags, const struct compile_result *result)
{
    bool fits = true;
    if (result->output_count == 0) {
        struct diag *diag = diag_add(diags, NOTHING_WRITTEN, (struct span){.source = NULL},
                                     "--depfile has no output to write a rule for");
        diag_why(diags, diag, "these files need none of the kinds in --emit");
        diag_help(diags, diag, "drop --depfile, or add a kind to --emit");
        return false;
    }
    struct text target = target_of(arena, result);
    if (!make_rule_fits(target))
        fits = refuse(arena, diags, target);
    for (uint32_t i = 0; i < result->input_count; i++)
        if (!make_rule_fits(result->inputs[i]))
            fits = refuse(arena, diags, result->inputs[i]);
    return fits;
}

struct text depfile_rules(struct arena *arena, const struct compile_result *result)
{
    struct buffer out = buffer_new(arena);
    escape_put(&out, ESCAPE_MAKE, target_of(arena, result));
    buffer_byte(&out, ':');
    for (uint32_t i = 0; i < result->input_count; i++) {
        buffer_string(&out, " \\\n  ");
        escape_put(&out, ESCAPE_MAKE, result->inputs[i]);
    }
    buffer_byte(&out, '\n');
    for (uint32_t i = 0; i < result->input_count; i++) {
        escape_put(&out, ESCAPE_MAKE, result->inputs[i]);
        buffer_string(&out, ":\n");
    }
    return buffer_finish(&out);
}
