/*
 * Memory of one compile.
 *
 * Everything that a compile makes lives in one arena and is released with it;
 * nothing is freed alone.  Memory comes back zeroed.  When there is no more,
 * the arena jumps to the place that arena_exhausted() set, so no caller checks
 * for NULL.  Foreign resources (a yaml_parser_t, say) are put in the arena's
 * care with arena_defer() before they can be lost by such a jump.
 */
#ifndef FLOE_BASE_ARENA_H
#define FLOE_BASE_ARENA_H

#include <setjmp.h>
#include <stddef.h>

struct arena;

/* NULL when there is no memory at all. */
struct arena *arena_new(void);

/* Runs the deferred closers, newest first, and releases all memory. */
void arena_free(struct arena *arena);

/* Where to go when memory runs out; must be set before the first allocation. */
void arena_exhausted(struct arena *arena, jmp_buf *place);

/* For callers of libraries that ran out of memory themselves. */
_Noreturn void arena_give_up(struct arena *arena);

/* Zeroed memory, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/*
 * Makes an allocation larger, in place if it was the last one.  The new bytes
 * are zeroed.  NULL with old_size 0 is a fresh allocation.
 */
void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);

/*
 * Has the arena call close(resource) when it is freed.  Closers must bear to
 * be called after the resource was closed by its user.
 */
void arena_defer(struct arena *arena, void (*close)(void *resource), void *resource);

/* Bytes asked for so far, for limits and measurements. */
size_t arena_bytes(const struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), sizeof(type) * (count)))

#endif
