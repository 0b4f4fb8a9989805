#include "floe/base/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "floe/base/arena.h"

int text_compare(struct text a, struct text b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size == 0 ? 0 : memcmp(a.bytes, b.bytes, size);
    if (order != 0)
        return order;
    return (a.size > b.size) - (a.size < b.size);
}

struct text text_copy(struct arena *arena, struct text text)
{
    char *bytes = arena_alloc(arena, text.size + 1);
    if (text.size > 0)
        memcpy(bytes, text.bytes, text.size);
    return (struct text){bytes, text.size};
}

struct text text_format_list(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    assert(size >= 0);
    char *bytes = arena_alloc(arena, (size_t)size + 1);
    vsnprintf(bytes, (size_t)size + 1, format, again);
    va_end(again);
    return (struct text){bytes, (size_t)size};
}

struct text text_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct text text = text_format_list(arena, format, arguments);
    va_end(arguments);
    return text;
}

static bool continues(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

struct text text_shown(struct arena *arena, struct text text)
{
    if (text.size <= QUOTED_BYTES_MAX)
        return text_copy(arena, text);
    size_t size = QUOTED_BYTES_MAX - 3;
    while (size > 0 && continues(text.bytes[size]))
        size--;
    return text_format(arena, "%.*s...", (int)size, text.bytes);
}

/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
size_t text_character(const char *bytes, size_t size)
{
    if (size == 0)
        return 0;
    unsigned char first = (unsigned char)bytes[0];
    if (first < 0x80)
        return 1;
    if (first < 0xC2 || first > 0xF4)
        return 0;
    size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (size < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if (!continues(bytes[i]))
            return 0;
    unsigned char second = (unsigned char)bytes[1];
    bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    bool outside = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);
    return overlong || outside ? 0 : length;
}

size_t text_next(struct text text, size_t at, unsigned long *point)
{
    const unsigned char *bytes = (const unsigned char *)text.bytes + at;
    size_t length = text_character(text.bytes + at, text.size - at);
    if (length == 0) {
        *point = TEXT_LONE_BYTE + bytes[0];
        return 1;
    }
    *point = length == 1 ? bytes[0] : bytes[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++)
        *point = *point << 6 | (bytes[i] & 0x3Fu);
    return length;
}
