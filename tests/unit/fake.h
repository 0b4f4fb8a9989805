/*
 * A world of a few files and variables, for stages that ask for them.
 */
#ifndef FLOE_TESTS_FAKE_H
#define FLOE_TESTS_FAKE_H

#include <errno.h>
#include <string.h>

#include "floe/base/world.h"

/* Pairs of name and text, the last name NULL. */
struct fake {
    const char *const (*files)[2];
    const char *const (*variables)[2];
};

static inline const char *fake_find(const char *const (*pairs)[2], const char *name)
{
    for (; pairs != NULL && (*pairs)[0] != NULL; pairs++)
        if (strcmp((*pairs)[0], name) == 0)
            return (*pairs)[1];
    return NULL;
}

static inline const char *fake_variable(void *context, const char *name)
{
    return fake_find(((const struct fake *)context)->variables, name);
}

static inline int fake_read(void *context, struct arena *arena, const char *path,
                            size_t bytes_max, struct text *bytes)
{
    const char *text = fake_find(((const struct fake *)context)->files, path);
    if (text == NULL)
        return ENOENT;
    *bytes = text_copy(arena, text_of(text));
    return bytes->size > bytes_max ? EFBIG : 0;
}

static inline int fake_list(void *context, struct arena *arena, const char *folder,
                            const char *suffix, struct text **paths, size_t *count)
{
    (void)context, (void)arena, (void)folder, (void)suffix, (void)paths, (void)count;
    return ENOENT;
}

static inline struct secret_lookup fake_secret(void *context, const char *mount, const char *name,
                                               const char *key, bool many_lines)
{
    (void)context, (void)mount, (void)name, (void)key, (void)many_lines;
    return (struct secret_lookup){.state = SECRET_ABSENT, .reason = "is not there"};
}

static inline struct world fake_world(const struct fake *fake)
{
    return (struct world){
        .context = (void *)(uintptr_t)fake,
        .variable = fake_variable,
        .read_file = fake_read,
        .list_files = fake_list,
        .read_secret = fake_secret,
    };
}

#endif
