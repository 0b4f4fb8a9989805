#include "floe/cli/handover.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "floe/base/arena.h"

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
static struct text value_of(const struct secret *secret, const struct world *world,
                            const char *mount)
{
    if (is_set(world, secret->variable))
        return text_of(world->variable(world->context, secret->variable));
    struct secret_lookup lookup = world->read_secret(world->context, mount, secret->name,
                                                     secret->key, secret->many_lines);
    return lookup.state == SECRET_FOUND ? lookup.value : (struct text){0};
}

static bool has_line(const struct handover *handover, struct text name)
{
    for (uint32_t i = 0; i < handover->count; i++)
        if (text_starts(text_of(handover->lines[i]), name.bytes) &&
            handover->lines[i][name.size] == '=')
            return true;
    return false;
}

bool handover_environment(struct handover *handover, struct arena *arena,
                          const struct secrets *secrets, const struct world *world,
                          struct vault *vault)
{
    *handover = (struct handover){
        .vault = vault,
        .lines = ARENA_ARRAY(arena, char *, secrets->count + 1),
    };
    for (uint32_t i = 0; i < secrets->count; i++) {
        const struct secret *secret = &secrets->list[i];
        struct text name = text_of(secret->emitted);
        if (is_set(world, name.bytes) || has_line(handover, name))
            continue;
        struct text value = value_of(secret, world, secrets->mount);
        if (value.size == 0)
            continue;
        char *line = line_new(vault, name, value);
        if (line == NULL)
            return false;
        handover->lines[handover->count++] = line;
    }
    return true;
}

static struct text name_of(const char *line)
{
    return (struct text){line, strcspn(line, "=")};
}

static bool replaced(const struct handover *handover, const char *inherited)
{
    for (uint32_t i = 0; i < handover->count; i++)
        if (text_equal(name_of(handover->lines[i]), name_of(inherited)))
            return true;
    return false;
}

/*
 * Pointers to the inherited lines and to ours.  Not setenv: that copies values
 * to the heap, where neither the wiping nor the core files' rule reaches them.
 */
static char **joined(const struct handover *handover)
{
    size_t inherited = 0, count = 0;
    while (environ != NULL && environ[inherited] != NULL)
        inherited++;
    char **lines = calloc(inherited + handover->count + 1, sizeof *lines);
    if (lines == NULL)
        return NULL;
    for (size_t i = 0; i < inherited; i++)
        if (!replaced(handover, environ[i]))
            lines[count++] = environ[i];
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

static int write_all(int file, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(file, bytes, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        bytes += written;
        size -= (size_t)written;
    }
    return 0;
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
        chunk->error = write_all(chunk->file, chunk->bytes, chunk->size);
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
