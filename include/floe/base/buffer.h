/*
 * A text that grows, in an arena.
 */
#ifndef FLOE_BASE_BUFFER_H
#define FLOE_BASE_BUFFER_H

#include "floe/base/text.h"

struct buffer {
    struct arena *arena;
    char *bytes;
    size_t size;
    size_t capacity;
};

static inline struct buffer buffer_new(struct arena *arena)
{
    return (struct buffer){.arena = arena};
}

void buffer_put(struct buffer *buffer, const char *bytes, size_t size);
void buffer_byte(struct buffer *buffer, char byte);
void buffer_text(struct buffer *buffer, struct text text);
void buffer_string(struct buffer *buffer, const char *string);
void buffer_repeat(struct buffer *buffer, char byte, size_t count);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* \u0041, as JSON and Java write a code point: two of them for what 16 bits do not hold. */
void buffer_utf16(struct buffer *buffer, unsigned long point);

/* What was put so far, NUL-terminated; the buffer must not be used after it. */
struct text buffer_finish(struct buffer *buffer);

#endif
