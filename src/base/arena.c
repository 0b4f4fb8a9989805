#include "floe/base/arena.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    ALIGNMENT = 16, /* of what has a size that is a multiple of it */
    ALIGNMENT_LEAST = 8,
    BLOCK_BYTES_FIRST = 32 * 1024,
    BLOCK_BYTES_MAX = 1024 * 1024,
};

struct block {
    struct block *older;
    size_t capacity;
    size_t used;
    _Alignas(ALIGNMENT) unsigned char bytes[];
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
    size_t next_block_bytes;
};

struct arena *arena_new(void)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena != NULL)
        arena->next_block_bytes = BLOCK_BYTES_FIRST;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    for (struct closer *closer = arena->closers; closer != NULL; closer = closer->older)
        closer->close(closer->resource);
    for (struct block *block = arena->newest; block != NULL;) {
        struct block *older = block->older;
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

/* calloc: fresh pages are zero already, so large blocks cost nothing to clear. */
static void add_block(struct arena *arena, size_t at_least)
{
    size_t capacity = arena->next_block_bytes;
    if (capacity < at_least)
        capacity = at_least;
    if (capacity > SIZE_MAX - sizeof(struct block))
        arena_give_up(arena);
    struct block *block = calloc(1, sizeof *block + capacity);
    if (block == NULL)
        arena_give_up(arena);
    block->capacity = capacity;
    block->older = arena->newest;
    arena->newest = block;
    if (arena->next_block_bytes < BLOCK_BYTES_MAX)
        arena->next_block_bytes *= 2;
}

static size_t rounded(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX - ALIGNMENT)
        arena_give_up(arena);
    return (size + ALIGNMENT_LEAST - 1) & ~(size_t)(ALIGNMENT_LEAST - 1);
}

/* A type's size is a multiple of its alignment, so 40 bytes never ask for 16. */
static size_t padding(const struct block *block, size_t size)
{
    return size % ALIGNMENT == 0 ? block->used % ALIGNMENT : 0;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size = rounded(arena, size == 0 ? 1 : size);
    struct block *block = arena->newest;
    if (block == NULL || block->capacity - block->used < size + padding(block, size)) {
        add_block(arena, size);
        block = arena->newest;
    }
    block->used += padding(block, size);
    void *memory = block->bytes + block->used;
    block->used += size;
    arena->asked += size;
    return memory;
}

static bool grow_in_place(struct arena *arena, const void *old, size_t old_size, size_t new_size)
{
    struct block *block = arena->newest;
    size_t old_end = rounded(arena, old_size);
    size_t more = rounded(arena, new_size) - old_end;
    if (block == NULL || (const unsigned char *)old + old_end != block->bytes + block->used)
        return false;
    if (block->capacity - block->used < more)
        return false;
    block->used += more;
    arena->asked += more;
    return true;
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
    assert(new_size >= old_size);
    if (old == NULL || old_size == 0)
        return arena_alloc(arena, new_size);
    if (grow_in_place(arena, old, old_size, new_size))
        return old;
    void *memory = arena_alloc(arena, new_size);
    memcpy(memory, old, old_size);
    return memory;
}

void arena_defer(struct arena *arena, void (*close)(void *), void *resource)
{
    struct closer *closer = ARENA_NEW(arena, struct closer);
    *closer = (struct closer){.older = arena->closers, .close = close, .resource = resource};
    arena->closers = closer;
}

size_t arena_bytes(const struct arena *arena)
{
    return arena->asked;
}
