#include "floe/base/buffer.h"

#include <stdarg.h>
#include <string.h>

#include "floe/base/arena.h"

enum { CAPACITY_FIRST = 256 };

static char *room_for(struct buffer *buffer, size_t size)
{
    size_t needed = buffer->size + size;
    if (needed > buffer->capacity) {
        size_t capacity = buffer->capacity == 0 ? CAPACITY_FIRST : buffer->capacity * 2;
        if (capacity < needed)
            capacity = needed;
        buffer->bytes = arena_grow(buffer->arena, buffer->bytes, buffer->capacity, capacity);
        buffer->capacity = capacity;
    }
    return buffer->bytes + buffer->size;
}

void buffer_put(struct buffer *buffer, const char *bytes, size_t size)
{
    if (size == 0)
        return;
    memcpy(room_for(buffer, size), bytes, size);
    buffer->size += size;
}

void buffer_byte(struct buffer *buffer, char byte)
{
    *room_for(buffer, 1) = byte;
    buffer->size++;
}

void buffer_text(struct buffer *buffer, struct text text)
{
    buffer_put(buffer, text.bytes, text.size);
}

void buffer_string(struct buffer *buffer, const char *string)
{
    buffer_put(buffer, string, strlen(string));
}

void buffer_repeat(struct buffer *buffer, char byte, size_t count)
{
    if (count == 0)
        return;
    memset(room_for(buffer, count), byte, count);
    buffer->size += count;
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buffer_text(buffer, text_format_list(buffer->arena, format, arguments));
    va_end(arguments);
}

void buffer_utf16(struct buffer *buffer, unsigned long point)
{
    if (point >= 0x10000) {
        point -= 0x10000;
        buffer_format(buffer, "\\u%04lx", 0xD800 + (point >> 10));
        point = 0xDC00 + (point & 0x3FF);
    }
    buffer_format(buffer, "\\u%04lx", point);
}

struct text buffer_finish(struct buffer *buffer)
{
    buffer_byte(buffer, '\0');
    return (struct text){buffer->bytes, buffer->size - 1};
}
