#include "floe/render/escape.h"

#include <assert.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/base/yaml.h"
#include "floe/render/dockerfile.h"
#include "floe/render/jinja.h"
#include "floe/render/make_rule.h"
#include "floe/render/properties.h"
#include "floe/render/python.h"
#include "floe/render/shell.h"
#include "floe/render/web.h"

static const char plain_characters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.+";

/* An identifier, number or name of a file that nothing of the user's can be in. */
static void plain_put(struct buffer *buffer, struct text text)
{
    for (size_t i = 0; i < text.size; i++)
        assert(text.bytes[i] != '\0' && strchr(plain_characters, text.bytes[i]) != NULL);
    buffer_text(buffer, text);
}

static void (*const forms[])(struct buffer *, struct text) = {
#define ESCAPE(NAME, name, put, quotes, example) [ESCAPE_##NAME] = put,
#include "floe/render/escape.def"
#undef ESCAPE
};

void escape_put(struct buffer *buffer, enum escape escape, struct text text)
{
    forms[escape](buffer, text);
}

struct text escape_text(struct arena *arena, enum escape escape, struct text text)
{
    struct buffer buffer = buffer_new(arena);
    escape_put(&buffer, escape, text);
    return buffer_finish(&buffer);
}
