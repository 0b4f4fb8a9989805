#include "floe/spec/where.h"

#include "floe/base/arena.h"
#include "floe/base/buffer.h"

static bool is_named(const struct where *where)
{
    return where->kind == WHERE_ENTRY || where->kind == WHERE_INDEX;
}

static const struct where *named_above(const struct where *where)
{
    const struct where *above = where->above;
    while (above != NULL && !is_named(above))
        above = above->above;
    return above;
}

static void put_dotted(struct buffer *buffer, const struct where *where)
{
    if (where->kind == WHERE_ROOT)
        return;
    put_dotted(buffer, where->above);
    if (buffer->size > 0)
        buffer_byte(buffer, '.');
    buffer_text(buffer, where->name);
}

static struct text own_text(struct arena *arena, const struct where *where)
{
    if (where->kind == WHERE_ENTRY)
        return text_format(arena, "%s '%.*s'", where->noun, TEXT_ARG(where->name));
    if (where->kind == WHERE_INDEX)
        return text_format(arena, "%.*s[%u]", TEXT_ARG(where->name), where->index);
    return where->name;
}

struct text where_text(struct arena *arena, const struct where *where)
{
    const struct where *named = named_above(where);
    if (named != NULL)
        return text_format(arena, "%.*s of %.*s", TEXT_ARG(own_text(arena, where)),
                           TEXT_ARG(where_text(arena, named)));
    if (where->kind != WHERE_KEY)
        return own_text(arena, where);
    struct buffer buffer = buffer_new(arena);
    put_dotted(&buffer, where);
    return buffer_finish(&buffer);
}

struct text where_value(struct arena *arena, const struct where *where, const char *key)
{
    struct where value = {.above = where, .kind = WHERE_KEY, .name = text_of(key)};
    return where_text(arena, &value);
}
