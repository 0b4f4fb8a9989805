/*
 * YAML for machines that people read: block style, two spaces, every text in
 * double quotes, only whole numbers and booleans plain.
 */
#ifndef FLOE_RENDER_YAML_WRITER_H
#define FLOE_RENDER_YAML_WRITER_H

#include "floe/base/buffer.h"
#include "floe/plan/plan.h"

struct yaml_writer {
    struct buffer out;
    unsigned depth;
    bool in_entry; /* the next line begins an entry of a list */
};

struct yaml_writer yaml_writer_new(struct arena *arena);
void yaml_comment(struct yaml_writer *writer, struct text line);

/* A key of ours: letters, digits, _, - and . only. */
void yaml_open(struct yaml_writer *writer, const char *key);
void yaml_close(struct yaml_writer *writer);

/* An entry of the list that the last yaml_open() began; its keys follow. */
void yaml_entry(struct yaml_writer *writer);
void yaml_end_entry(struct yaml_writer *writer);
void yaml_text_entry(struct yaml_writer *writer, struct text text);

/* A key of the user's. */
void yaml_open_name(struct yaml_writer *writer, struct text name);

void yaml_text(struct yaml_writer *writer, const char *key, struct text text);
void yaml_string(struct yaml_writer *writer, const char *key, const char *string);
void yaml_number(struct yaml_writer *writer, const char *key, struct text number);

/*
 * A value of the plan, for dbt: texts are escaped for Jinja, variables become
 * env_var().  Nothing is written for an absent one.
 */
void yaml_value(struct yaml_writer *writer, const char *key, const struct value *value);

/* The same under a key of the user's, and as an entry of a list. */
void yaml_named_value(struct yaml_writer *writer, struct text name, const struct value *value);
void yaml_value_entry(struct yaml_writer *writer, const struct value *value);

#endif
