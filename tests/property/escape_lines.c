/*
 * The writers' escapers, for a test in another language: reads texts from
 * standard input and writes, for each, how YAML and Jinja get it.  Everything
 * is framed by its size, 4 bytes, the lowest first.
 */
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/base/yaml.h"
#include "floe/render/jinja.h"

static bool get_text(struct arena *arena, struct text *text)
{
    unsigned char size[4];
    if (fread(size, 1, sizeof size, stdin) != sizeof size)
        return false;
    text->size = size[0] | (size_t)size[1] << 8 | (size_t)size[2] << 16;
    char *bytes = arena_alloc(arena, text->size + 1);
    text->bytes = bytes;
    return fread(bytes, 1, text->size, stdin) == text->size;
}

static void put_text(struct text text)
{
    for (unsigned shift = 0; shift < 32; shift += 8)
        putchar((int)(text.size >> shift & 0xFF));
    fwrite(text.bytes, 1, text.size, stdout);
}

static void escape(struct arena *arena, struct text text)
{
    struct buffer yaml = buffer_new(arena), literal = buffer_new(arena);
    yaml_put_text(&yaml, text);
    put_text(buffer_finish(&yaml));
    jinja_put_literal(&literal, text);
    put_text(buffer_finish(&literal));
    put_text(jinja_template(arena, text));
}

int main(void)
{
    struct arena *arena = arena_new();
    jmp_buf exhausted;
    if (arena == NULL || setjmp(exhausted) != 0)
        return 1;
    arena_exhausted(arena, &exhausted);
    for (struct text text; get_text(arena, &text);)
        escape(arena, text);
    arena_free(arena);
    return fflush(stdout) == 0 ? 0 : 1;
}
