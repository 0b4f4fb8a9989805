#include "floe/cli/handover.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "floe/base/arena.h"
#include "floe/cli/stream.h"

extern char **environ;

enum { CHUNK_BYTES = 4096 };

static bool is_set(const struct world *world, const char *variable)
{
    const char *value = world->variable(world->context, variable);
    return value != NULL && value[0] != '\0';
}

/* "NAME=value" in the vault, NULL when it is full. */
static char *line_new(struct vault *vault, struct text name, struct text value)
{
    char *line = vault_room(vault, name.size + value.size + 2);
    if (line == NULL)
        return NULL;
    memcpy(line, name.bytes, name.size);
    line[name.size] = '=';
    memcpy(line + name.size + 1, value.bytes, value.size);
    line[name.size + 1 + value.size] = '\0';
    return line;
}

/* Empty when the secret is nowhere. */
static struct text found_value(const struct secret *secret, const struct world *world,
                               const char *mount)
{
    if (is_set(world, secret->variable))
        return text_of(world->variable(world->context, secret->variable));
    struct secret_lookup lookup = world->read_secret(world->context, mount, secret->name,
                                                     secret->key, secret->many_lines);
    return lookup.state == SECRET_FOUND ? lookup.value : (struct text){0};
}

static struct text name_of(const char *line)
{
    return (struct text){line, strcspn(line, "=")};
}

/* NULL when there is none. */
static const char *line_of(const struct handover *handover, struct text name)
{
    const char *line = names_find(&handover->names, name);
    return line == NULL ? NULL : line + name.size + 1;
}

static void keep_line(struct handover *handover, char *line)
{
    handover->lines[handover->count++] = line;
    names_add(&handover->names, name_of(line), line);
}

bool handover_environment(struct handover *handover, struct arena *arena,
                          const struct secrets *secrets, const struct world *world,
                          struct vault *vault)
{
    *handover = (struct handover){.vault = vault, .names = names_new(arena, secrets->count)};
    return handover_secrets(handover, arena, secrets, world);
}

bool handover_secrets(struct handover *handover, struct arena *arena,
                      const struct secrets *secrets, const struct world *world)
{
    size_t size = handover->count * sizeof(char *);
    handover->lines = arena_grow(arena, handover->lines, size,
                                 size + (secrets->count + 1) * sizeof(char *));
    for (uint32_t i = 0; i < secrets->count; i++) {
        const struct secret *secret = &secrets->list[i];
        struct text name = text_of(secret->emitted);
        if (is_set(world, name.bytes) || line_of(handover, name) != NULL)
            continue;
        struct text value = found_value(secret, world, secrets->mount);
        if (value.size == 0)
            continue;
        char *line = line_new(handover->vault, name, value);
        if (line == NULL)
            return false;
        keep_line(handover, line);
    }
    return true;
}

/* What a value is replaced by; bytes are NULL when its variable is nowhere. */
static struct text part_of(const struct handover *handover, const struct value *value,
                           const struct world *world)
{
    if (value->kind == VALUE_ABSENT || value->variable == NULL)
        return value->kind == VALUE_ABSENT ? LITERAL("") : value->text;
    if (is_set(world, value->variable))
        return text_of(world->variable(world->context, value->variable));
    const char *line = line_of(handover, text_of(value->variable));
    return line == NULL ? (struct text){0} : text_of(line);
}

static char *composed_new(struct vault *vault, const char *name, struct text first,
                          const char *joint, struct text second)
{
    struct text parts[] = {text_of(name), LITERAL("="), first, text_of(joint), second};
    size_t size = 1;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        size += parts[i].size;
    char *line = vault_room(vault, size);
    char *at = line;
    for (size_t i = 0; line != NULL && i < sizeof parts / sizeof parts[0]; i++) {
        memcpy(at, parts[i].bytes, parts[i].size);
        at += parts[i].size;
    }
    return line;
}

bool handover_add(struct handover *handover, struct arena *arena,
                  const struct variables *variables, const struct world *world)
{
    handover->lines = arena_grow(arena, handover->lines, handover->count * sizeof(char *),
                                 (handover->count + variables->count + 1) * sizeof(char *));
    for (uint32_t i = 0; i < variables->count; i++) {
        const struct plan_variable *variable = &variables->list[i];
        struct text first = part_of(handover, &variable->first, world);
        struct text second = part_of(handover, &variable->second, world);
        bool given = world->variable(world->context, variable->name) != NULL ||
                     line_of(handover, text_of(variable->name)) != NULL;
        if (given || first.bytes == NULL || second.bytes == NULL)
            continue;
        char *line = composed_new(handover->vault, variable->name, first, variable->joint, second);
        if (line == NULL)
            return false;
        keep_line(handover, line);
    }
    return true;
}

static bool replaced(const struct handover *handover, const char *inherited)
{
    return line_of(handover, name_of(inherited)) != NULL;
}

/*
 * Pointers to the inherited lines and to ours.  Not setenv: that copies values
 * to the heap, where neither the wiping nor the core files' rule reaches them.
 */
static char **joined(const struct handover *handover)
{
    char *const nothing[] = {NULL};
    char *const *own = environ != NULL ? environ : nothing;
    size_t inherited = 0, count = 0;
    while (own[inherited] != NULL)
        inherited++;
    char **lines = calloc(inherited + handover->count + 1, sizeof *lines);
    if (lines == NULL)
        return NULL;
    for (size_t i = 0; i < inherited; i++)
        if (!replaced(handover, own[i]))
            lines[count++] = own[i];
    for (uint32_t i = 0; i < handover->count; i++)
        lines[count++] = handover->lines[i];
    return lines;
}

int handover_exec(const struct handover *handover, char *const argv[])
{
    assert(argv[0] != NULL);
    fflush(stdout);
    fflush(stderr);
    int error = ENOMEM;
    char **before = environ;
    char **lines = joined(handover);
    if (lines != NULL) {
        environ = lines;
        execvp(argv[0], argv);
        error = errno;
        environ = before;
        free(lines);
    }
    vault_wipe(handover->vault);
    errno = error;
    return error == ENOENT ? HANDOVER_NOT_FOUND : HANDOVER_CANNOT_RUN;
}

/* Gathers what is written, in the vault: a stream's own buffer is on the heap. */
struct chunk {
    int file;
    int error;
    char *bytes;
    size_t size;
};

static void chunk_flush(struct chunk *chunk)
{
    if (chunk->error == 0)
        chunk->error = stream_write(chunk->file, (struct text){chunk->bytes, chunk->size});
    chunk->size = 0;
}

static void chunk_put(struct chunk *chunk, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (chunk->size == CHUNK_BYTES)
            chunk_flush(chunk);
        chunk->bytes[chunk->size++] = bytes[i];
    }
}

/* Within '…' a POSIX shell takes every byte as it is but the quote itself. */
static void put_line(struct chunk *chunk, const char *line)
{
    struct text name = name_of(line);
    chunk_put(chunk, "export ", strlen("export "));
    chunk_put(chunk, name.bytes, name.size);
    chunk_put(chunk, "='", 2);
    for (const char *at = line + name.size + 1; *at != '\0'; at++) {
        if (*at == '\'')
            chunk_put(chunk, "'\\''", 4);
        else
            chunk_put(chunk, at, 1);
    }
    chunk_put(chunk, "'\n", 2);
}

int handover_print(const struct handover *handover, FILE *out)
{
    if (fflush(out) != 0)
        return errno;
    struct chunk chunk = {
        .file = fileno(out),
        .bytes = vault_room(handover->vault, CHUNK_BYTES),
    };
    if (chunk.bytes == NULL)
        return ENOMEM;
    for (uint32_t i = 0; i < handover->count; i++)
        put_line(&chunk, handover->lines[i]);
    chunk_flush(&chunk);
    vault_trim(handover->vault, chunk.bytes, 0);
    return chunk.error;
}

bool handover_may_print(FILE *out)
{
    return !isatty(fileno(out));
}
