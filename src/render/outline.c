#include "floe/render/outline.h"

#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/line.h"

enum { VALUE_COLUMN = 60, LABEL_COLUMN = 24 };

struct outline outline_new(struct arena *arena)
{
    return (struct outline){.arena = arena};
}

static struct outline_row *add(struct outline *outline)
{
    if (outline->count == outline->capacity) {
        uint32_t capacity = outline->capacity == 0 ? 64 : 2 * outline->capacity;
        outline->rows = arena_grow(outline->arena, outline->rows,
                                   outline->capacity * sizeof outline->rows[0],
                                   capacity * sizeof outline->rows[0]);
        outline->capacity = capacity;
    }
    return &outline->rows[outline->count++];
}

void outline_add(struct outline *outline, unsigned depth, const char *label, struct text value,
                 const struct origin *origin)
{
    *add(outline) = (struct outline_row){
        .depth = depth, .label = label, .value = value, .origin = *origin};
}

static struct text value_shown(struct arena *arena, const struct value *value)
{
    if (value->is_suffix && value->fallback.size > 0)
        return text_format(arena, "$%s%.*s, else %.*s%.*s", value->variable, TEXT_ARG(value->text),
                           TEXT_ARG(value->fallback), TEXT_ARG(value->text));
    if (value->is_suffix)
        return text_format(arena, "$%s%.*s", value->variable, TEXT_ARG(value->text));
    if (value->is_optional)
        return text_format(arena, "secret $%s, if set", value->variable);
    if (value->is_secret)
        return text_format(arena, "secret $%s", value->variable);
    if (value->variable != NULL)
        return text_format(arena, "$%s, else %.*s", value->variable, TEXT_ARG(value->text));
    return value->text;
}

void outline_add_value(struct outline *outline, unsigned depth, const char *label,
                       const struct value *value)
{
    if (value->kind != VALUE_ABSENT)
        outline_add(outline, depth, label, value_shown(outline->arena, value), &value->origin);
}

static bool is_placed(struct span span)
{
    return span.source != NULL && span.end > 0;
}

static struct origin origin_at(struct span span)
{
    return (struct origin){.kind = is_placed(span) ? ORIGIN_FILE : ORIGIN_PRESET, .span = span};
}

void outline_add_profile(struct outline *outline, unsigned depth, const char *label,
                         struct text value, struct span chosen, struct span defined)
{
    *add(outline) = (struct outline_row){
        .depth = depth,
        .label = label,
        .value = value,
        .chosen = origin_at(chosen),
        .origin = origin_at(defined),
        .is_profile = true,
    };
}

static void put_origin(struct buffer *out, const struct origin *origin)
{
    if (origin->kind == ORIGIN_OPTION) {
        buffer_format(out, "%.*s", TEXT_ARG(origin->name));
        return;
    }
    if (origin->kind == ORIGIN_PRESET || origin->span.source == NULL) {
        buffer_string(out, "default");
        return;
    }
    if (origin->kind == ORIGIN_VARIABLE)
        buffer_format(out, "$%.*s at ", TEXT_ARG(origin->name));
    if (origin->kind == ORIGIN_DERIVED)
        buffer_string(out, "from ");
    line_put(out, origin->span.source->path);
    if (origin->span.source->bytes.size > 0 && origin->span.end > 0)
        buffer_format(out, ":%u",
                      source_place(out->arena, origin->span.source, origin->span.start).line);
}

void outline_put_row(struct buffer *out, const struct outline_row *row, const char *margin)
{
    size_t start = out->size;
    buffer_string(out, margin);
    buffer_repeat(out, ' ', (size_t)row->depth * 2);
    buffer_string(out, row->label);
    size_t used = out->size - start;
    buffer_repeat(out, ' ', used < LABEL_COLUMN ? LABEL_COLUMN - used : 1);
    line_put(out, row->value);
    used = out->size - start;
    buffer_repeat(out, ' ', used < VALUE_COLUMN ? VALUE_COLUMN - used : 2);
    bool undefined = row->is_profile && row->origin.kind == ORIGIN_PRESET;
    put_origin(out, row->is_profile ? &row->chosen : &row->origin);
    if (row->is_profile && !undefined) {
        buffer_string(out, " -> ");
        put_origin(out, &row->origin);
    }
    buffer_byte(out, '\n');
}

void outline_put(struct buffer *out, const struct outline *outline)
{
    for (uint32_t i = 0; i < outline->count; i++)
        outline_put_row(out, &outline->rows[i], "");
}
