/*
 * An arena for fuzzing: each allocation is one of malloc's, so that the
 * address sanitizer sees a step past the end of any of them.  Linked in front
 * of the library, it takes the place of the library's own.
 */
#include "floe/base/arena.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = 1 << 29 };

struct block {
    struct block *older;
    void *bytes;
};

struct closer {
    struct closer *older;
    void (*close)(void *);
    void *resource;
};

struct arena {
    struct block *newest;
    struct closer *closers;
    jmp_buf *place;
    size_t asked;
};

struct arena *arena_new(void)
{
    return calloc(1, sizeof(struct arena));
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    for (struct closer *closer = arena->closers; closer != NULL; closer = closer->older)
        closer->close(closer->resource);
    for (struct block *block = arena->newest; block != NULL;) {
        struct block *older = block->older;
        free(block->bytes);
        free(block);
        block = older;
    }
    free(arena);
}

void arena_exhausted(struct arena *arena, jmp_buf *place)
{
    arena->place = place;
}

_Noreturn void arena_give_up(struct arena *arena)
{
    assert(arena->place != NULL);
    longjmp(*arena->place, 1);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > BYTES_MAX || arena->asked > BYTES_MAX)
        arena_give_up(arena);
    struct block *block = calloc(1, sizeof *block);
    void *bytes = calloc(1, size);
    if (block == NULL || bytes == NULL)
        abort();
    *block = (struct block){.older = arena->newest, .bytes = bytes};
    arena->newest = block;
    arena->asked += size;
    return bytes;
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
    void *larger = arena_alloc(arena, new_size);
    if (old_size > 0)
        memcpy(larger, old, old_size < new_size ? old_size : new_size);
    return larger;
}

void arena_defer(struct arena *arena, void (*close)(void *resource), void *resource)
{
    struct closer *closer = arena_alloc(arena, sizeof *closer);
    *closer = (struct closer){.older = arena->closers, .close = close, .resource = resource};
    arena->closers = closer;
}

size_t arena_bytes(const struct arena *arena)
{
    return arena->asked;
}
