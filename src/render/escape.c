#include "floe/render/escape.h"

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

static void (*const forms[])(struct buffer *, struct text) = {
#define ESCAPE(NAME, put, example) [ESCAPE_##NAME] = put,
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
