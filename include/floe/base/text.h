/*
 * Text: a pointer and a length.
 *
 * A text that was made in an arena is NUL-terminated too, so text.bytes can be
 * given to C functions; one that points into a source file is not.  Texts own
 * nothing.
 */
#ifndef FLOE_BASE_TEXT_H
#define FLOE_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct arena;

struct text {
    const char *bytes;
    size_t size;
};

/* For literals. */
#define LITERAL(literal) ((struct text){"" literal, sizeof(literal) - 1})
/* For "%.*s"; a message never shows more than QUOTED_BYTES_MAX of found text. */
#define TEXT_ARG(text) (int)(text).size, (text).bytes

enum { QUOTED_BYTES_MAX = 60 };

/* NULL becomes empty.  Here, so that the size of a literal is known to the compiler. */
static inline struct text text_of(const char *string)
{
    return string == NULL ? LITERAL("") : (struct text){string, strlen(string)};
}

static inline bool text_equal(struct text a, struct text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.bytes, b.bytes, a.size) == 0);
}

static inline bool text_is(struct text text, const char *string)
{
    return text_equal(text, text_of(string));
}

static inline bool text_starts(struct text text, const char *prefix)
{
    size_t size = strlen(prefix);
    return text.size >= size && memcmp(text.bytes, prefix, size) == 0;
}

static inline bool text_ends(struct text text, const char *suffix)
{
    size_t size = strlen(suffix);
    return text.size >= size && memcmp(text.bytes + text.size - size, suffix, size) == 0;
}

int text_compare(struct text a, struct text b); /* by bytes, as strcmp */

struct text text_copy(struct arena *arena, struct text text);
struct text text_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct text text_format_list(struct arena *arena, const char *format, va_list arguments);

/* What a message may show of found text: cut after QUOTED_BYTES_MAX bytes, with '...'. */
struct text text_shown(struct arena *arena, struct text text);

/* Bytes of the UTF-8 character at bytes[0..size), 0 if it is not one. */
size_t text_character(const char *bytes, size_t size);

/*
 * The bytes of the character at text.bytes[at], and its code point.  A byte that
 * begins no character is one by itself, TEXT_LONE_BYTE and its number: a lone
 * surrogate, as Python has it.
 */
size_t text_next(struct text text, size_t at, unsigned long *point);

enum { TEXT_LONE_BYTE = 0xDC00 };

/* What an escape says: a lone byte's own number, else the code point. */
static inline unsigned long text_escaped(unsigned long point)
{
    bool lone = point >= TEXT_LONE_BYTE && point <= TEXT_LONE_BYTE + 0xFF;
    return lone ? point - TEXT_LONE_BYTE : point;
}

#endif
