/*
 * cyaml lower PLATFORM > TEXT: the canonical text of every profile, whether
 * something refers to it or not.
 * cyaml load TEXT: cyaml_load_data on that text, and nothing else.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "floe/base/arena.h"
#include "floe/spec/document.h"
#include "floe/spec/schema.h"

static const char *no_variable(void *context, const char *name)
{
    (void)context;
    (void)name;
    return NULL;
}

static bool read_all(struct arena *arena, const char *path, struct text *bytes)
{
    struct stat status;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &status) != 0)
        return false;
    char *room = arena_alloc(arena, (size_t)status.st_size + 1);
    *bytes = (struct text){room, fread(room, 1, (size_t)status.st_size, file)};
    fclose(file);
    return true;
}

static void mark_all(const struct node *root)
{
    static const char *const sections[] = {"storage", "catalogs", "compute"};
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        const struct node *section = tree_find(root, sections[i]);
        struct node *key = section == NULL ? NULL : section->is.first;
        for (; key != NULL; key = key->next)
            key->flags |= NODE_REACHED;
    }
}

static int lower(struct arena *arena, struct text bytes)
{
    struct world world = {.variable = no_variable};
    struct diags diags = diags_new(arena);
    struct source *source = source_new(arena, LITERAL("platform.yaml"), bytes, 0);
    struct document document;
    if (!document_check(arena, &diags, &world, source, &record_platform, NULL, &document))
        return 1;
    mark_all(document.tree.root);
    struct text text = document_lower(&document);
    return fwrite(text.bytes, 1, text.size, stdout) == text.size && fflush(stdout) == 0 ? 0 : 2;
}

static int load(struct text bytes)
{
    cyaml_config_t config = {
        .mem_fn = cyaml_mem,
        .log_fn = cyaml_log,
        .log_level = CYAML_LOG_ERROR,
        .flags = CYAML_CFG_NO_ALIAS,
    };
    void *data = NULL;
    cyaml_err_t error = cyaml_load_data((const uint8_t *)bytes.bytes, bytes.size, &config,
                                        &schema_of_platform, &data, NULL);
    cyaml_free(&config, &schema_of_platform, data, 0);
    return error == CYAML_OK ? 0 : 1;
}

int main(int count, char **arguments)
{
    jmp_buf exhausted;
    struct text bytes;
    struct arena *arena = arena_new();
    if (count != 3 || arena == NULL || setjmp(exhausted) != 0)
        return 2;
    arena_exhausted(arena, &exhausted);
    if (!read_all(arena, arguments[2], &bytes))
        return 2;
    int status = strcmp(arguments[1], "lower") == 0 ? lower(arena, bytes) : load(bytes);
    arena_free(arena);
    return status;
}
