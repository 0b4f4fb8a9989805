#include "floe/render/yaml_writer.h"

#include <assert.h>

#include "floe/base/arena.h"
#include "floe/base/line.h"
#include "floe/base/yaml.h"
#include "floe/render/jinja.h"

enum { INDENT = 2 };

struct yaml_writer yaml_writer_new(struct arena *arena)
{
    return (struct yaml_writer){.out = buffer_new(arena)};
}

static void begin_line(struct yaml_writer *writer)
{
    size_t indent = (size_t)writer->depth * INDENT;
    if (writer->in_entry) {
        buffer_repeat(&writer->out, ' ', indent - INDENT);
        buffer_string(&writer->out, "- ");
    } else {
        buffer_repeat(&writer->out, ' ', indent);
    }
    writer->in_entry = false;
}

static void begin_key(struct yaml_writer *writer, const char *key)
{
    begin_line(writer);
    buffer_string(&writer->out, key);
    buffer_byte(&writer->out, ':');
}

void yaml_comment(struct yaml_writer *writer, struct text line)
{
    begin_line(writer);
    buffer_string(&writer->out, "# ");
    line_put(&writer->out, line);
    buffer_byte(&writer->out, '\n');
}

void yaml_open(struct yaml_writer *writer, const char *key)
{
    begin_key(writer, key);
    buffer_byte(&writer->out, '\n');
    writer->depth++;
}

void yaml_open_name(struct yaml_writer *writer, struct text name)
{
    begin_line(writer);
    yaml_put_text(&writer->out, name);
    buffer_string(&writer->out, ":\n");
    writer->depth++;
}

void yaml_close(struct yaml_writer *writer)
{
    assert(writer->depth > 0 && !writer->in_entry);
    writer->depth--;
}

void yaml_entry(struct yaml_writer *writer)
{
    writer->in_entry = true;
    writer->depth++;
}

void yaml_end_entry(struct yaml_writer *writer)
{
    yaml_close(writer);
}

void yaml_text_entry(struct yaml_writer *writer, struct text text)
{
    yaml_entry(writer);
    begin_line(writer);
    yaml_put_text(&writer->out, text);
    buffer_byte(&writer->out, '\n');
    yaml_end_entry(writer);
}

void yaml_text(struct yaml_writer *writer, const char *key, struct text text)
{
    begin_key(writer, key);
    buffer_byte(&writer->out, ' ');
    yaml_put_text(&writer->out, text);
    buffer_byte(&writer->out, '\n');
}

void yaml_string(struct yaml_writer *writer, const char *key, const char *string)
{
    yaml_text(writer, key, text_of(string));
}

void yaml_number(struct yaml_writer *writer, const char *key, struct text number)
{
    begin_key(writer, key);
    buffer_byte(&writer->out, ' ');
    buffer_text(&writer->out, number);
    buffer_byte(&writer->out, '\n');
}

static void put_value(struct yaml_writer *writer, const struct value *value)
{
    bool is_plain = value->kind != VALUE_TEXT && value->variable == NULL;
    if (is_plain)
        buffer_text(&writer->out, value->text);
    else
        yaml_put_text(&writer->out, jinja_value(writer->out.arena, value));
    buffer_byte(&writer->out, '\n');
}

void yaml_value(struct yaml_writer *writer, const char *key, const struct value *value)
{
    if (value->kind == VALUE_ABSENT)
        return;
    begin_key(writer, key);
    buffer_byte(&writer->out, ' ');
    put_value(writer, value);
}

void yaml_named_value(struct yaml_writer *writer, struct text name, const struct value *value)
{
    begin_line(writer);
    yaml_put_text(&writer->out, name);
    buffer_string(&writer->out, ": ");
    put_value(writer, value);
}

void yaml_value_entry(struct yaml_writer *writer, const struct value *value)
{
    yaml_entry(writer);
    begin_line(writer);
    put_value(writer, value);
    yaml_end_entry(writer);
}
