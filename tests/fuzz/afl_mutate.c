/*
 * The mutator of YAML (mutate.c) for AFL++, as its library of own mutations.
 * AFL++ has its own of bytes beside it, so what libFuzzer would do here is one
 * byte that changes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t size_max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t size_max, unsigned seed);
void *afl_custom_init(void *afl, unsigned seed);
size_t afl_custom_fuzz(void *state, uint8_t *data, size_t size, uint8_t **out, uint8_t *other,
                       size_t other_size, size_t size_max);
void afl_custom_deinit(void *state);

enum { SIZE_MAX_HERE = 1 << 16 };

struct state {
    unsigned seed;
    uint8_t bytes[SIZE_MAX_HERE];
};

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t size_max)
{
    (void)size_max;
    if (size > 0)
        data[size / 2] ^= 1;
    return size;
}

void *afl_custom_init(void *afl, unsigned seed)
{
    (void)afl;
    struct state *state = calloc(1, sizeof *state);
    if (state != NULL)
        state->seed = seed;
    return state;
}

size_t afl_custom_fuzz(void *pointer, uint8_t *data, size_t size, uint8_t **out, uint8_t *other,
                       size_t other_size, size_t size_max)
{
    (void)other;
    (void)other_size;
    struct state *state = pointer;
    size_t room = size_max < sizeof state->bytes ? size_max : sizeof state->bytes;
    size_t taken = size < room ? size : room;
    memcpy(state->bytes, data, taken);
    *out = state->bytes;
    return LLVMFuzzerCustomMutator(state->bytes, taken, room, ++state->seed);
}

void afl_custom_deinit(void *state)
{
    free(state);
}
