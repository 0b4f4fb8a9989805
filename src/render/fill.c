#include "floe/render/fill.h"

#include <assert.h>

#include "floe/base/buffer.h"
#include "floe/render/template.h"

static const char name_characters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

static struct text template_text(const char *path)
{
    const struct template *template = templates;
    while (template->path != NULL && strcmp(template->path, path) != 0)
        template++;
    assert(template->path != NULL);
    return (struct text){(const char *)template->bytes, template->size};
}

/* The name of the token at text.bytes, empty when there is none. */
static struct text token_at(struct text text)
{
    size_t size = 1;
    if (text.size < 3 || text.bytes[0] != '@')
        return LITERAL("");
    while (size < text.size && memchr(name_characters, text.bytes[size],
                                      sizeof name_characters - 1) != NULL)
        size++;
    if (size < 2 || size == text.size || text.bytes[size] != '@')
        return LITERAL("");
    return (struct text){text.bytes + 1, size - 1};
}

static struct text fill_for(struct text token, const struct fill *fills, uint32_t count)
{
    uint32_t i = 0;
    while (i < count && !text_is(token, fills[i].token))
        i++;
    assert(i < count);
    return fills[i].text;
}

static void put_indented(struct buffer *out, struct text text, size_t indent)
{
    for (size_t at = 0; at < text.size;) {
        const char *start = text.bytes + at;
        const char *end = memchr(start, '\n', text.size - at);
        size_t size = end == NULL ? text.size - at : (size_t)(end - start);
        if (size > 0)
            buffer_repeat(out, ' ', indent);
        buffer_put(out, start, size);
        buffer_byte(out, '\n');
        at += size + 1;
    }
}

/* True when the line, without its end, was nothing but a token. */
static bool put_token_line(struct buffer *out, struct text line, const struct fill *fills,
                           uint32_t count)
{
    size_t indent = 0;
    while (indent < line.size && line.bytes[indent] == ' ')
        indent++;
    struct text rest = {line.bytes + indent, line.size - indent};
    struct text token = token_at(rest);
    if (token.size == 0 || token.size + 2 != rest.size)
        return false;
    put_indented(out, fill_for(token, fills, count), indent);
    return true;
}

/* Bytes before the next @ behind the first byte. */
static size_t plain_size(struct text text)
{
    const char *at = memchr(text.bytes + 1, '@', text.size - 1);
    return at == NULL ? text.size : (size_t)(at - text.bytes);
}

static void put_line(struct buffer *out, struct text line, const struct fill *fills,
                     uint32_t count)
{
    while (line.size > 0) {
        struct text token = token_at(line);
        size_t size = token.size == 0 ? plain_size(line) : token.size + 2;
        buffer_text(out, token.size == 0 ? (struct text){line.bytes, size}
                                         : fill_for(token, fills, count));
        line = (struct text){line.bytes + size, line.size - size};
    }
    buffer_byte(out, '\n');
}

static bool holds(struct text text, const char *token)
{
    for (size_t size; text.size > 0; text = (struct text){text.bytes + size, text.size - size}) {
        if (text_is(token_at(text), token))
            return true;
        size = plain_size(text);
    }
    return false;
}

struct text fill_template(struct arena *arena, const char *path, const struct fill *fills,
                          uint32_t count)
{
    struct text text = template_text(path);
    for (uint32_t i = 0; i < count; i++)
        assert(holds(text, fills[i].token));
    struct buffer out = buffer_new(arena);
    for (size_t at = 0; at < text.size;) {
        const char *start = text.bytes + at;
        const char *end = memchr(start, '\n', text.size - at);
        struct text line = {start, end == NULL ? text.size - at : (size_t)(end - start)};
        if (!put_token_line(&out, line, fills, count))
            put_line(&out, line, fills, count);
        at += line.size + 1;
    }
    return buffer_finish(&out);
}
