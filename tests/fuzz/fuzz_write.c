/*
 * Any bytes as a value of ours: what is written is read back by libyaml, and
 * by a reader of Jinja's literals, as the same text.
 */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "floe/base/arena.h"
#include "floe/base/yaml.h"
#include "floe/render/jinja.h"
#include "fuzz.h"

/* Bytes that are no UTF-8 are written as the characters of the same number. */
static struct text as_characters(struct arena *arena, struct text text)
{
    struct buffer out = buffer_new(arena);
    for (size_t at = 0; at < text.size;) {
        size_t length = text_character(text.bytes + at, text.size - at);
        unsigned char byte = (unsigned char)text.bytes[at];
        if (length > 0) {
            buffer_put(&out, text.bytes + at, length);
            at += length;
            continue;
        }
        FUZZ_CHECK(byte >= 0x80);
        buffer_byte(&out, (char)(0xC0 | byte >> 6));
        buffer_byte(&out, (char)(0x80 | (byte & 0x3F)));
        at++;
    }
    return buffer_finish(&out);
}

/* The one scalar of a document. */
static struct text read_back(struct arena *arena, struct text yaml)
{
    yaml_parser_t parser;
    yaml_document_t document;
    FUZZ_CHECK(yaml_parser_initialize(&parser));
    yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.bytes, yaml.size);
    FUZZ_CHECK(yaml_parser_load(&parser, &document));
    const yaml_node_t *node = yaml_document_get_root_node(&document);
    FUZZ_CHECK(node != NULL && node->type == YAML_SCALAR_NODE);
    FUZZ_CHECK(node->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE);
    struct text value = text_copy(arena, (struct text){(const char *)node->data.scalar.value,
                                                       node->data.scalar.length});
    yaml_document_delete(&document);
    yaml_parser_delete(&parser);
    return value;
}

static void put_point(struct buffer *out, unsigned long point)
{
    if (point < 0x80) {
        buffer_byte(out, (char)point);
    } else if (point < 0x800) {
        buffer_byte(out, (char)(0xC0 | point >> 6));
    } else if (point < 0x10000) {
        buffer_byte(out, (char)(0xE0 | point >> 12));
        buffer_byte(out, (char)(0x80 | (point >> 6 & 0x3F)));
    } else {
        FUZZ_CHECK(point <= 0x10FFFF);
        buffer_byte(out, (char)(0xF0 | point >> 18));
        buffer_byte(out, (char)(0x80 | (point >> 12 & 0x3F)));
        buffer_byte(out, (char)(0x80 | (point >> 6 & 0x3F)));
    }
    if (point >= 0x80)
        buffer_byte(out, (char)(0x80 | (point & 0x3F)));
}

/* Between the quotes; nothing there may end the literal or what is around it. */
static struct text decode_literal(struct arena *arena, struct text literal)
{
    struct buffer out = buffer_new(arena);
    FUZZ_CHECK(literal.size >= 2 && literal.bytes[0] == '\'');
    FUZZ_CHECK(literal.bytes[literal.size - 1] == '\'');
    for (size_t at = 1; at < literal.size - 1; at++) {
        char c = literal.bytes[at];
        FUZZ_CHECK(c >= ' ' && c < 0x7F && strchr("'\"{}%#`", c) == NULL);
        if (c != '\\') {
            buffer_byte(&out, c);
            continue;
        }
        char kind = literal.bytes[++at];
        size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 8;
        FUZZ_CHECK(strchr("xuU", kind) != NULL && at + digits < literal.size - 1);
        char number[9] = {0};
        memcpy(number, literal.bytes + at + 1, digits);
        FUZZ_CHECK(strspn(number, "0123456789abcdefABCDEF") == digits);
        put_point(&out, strtoul(number, NULL, 16));
        at += digits;
    }
    return buffer_finish(&out);
}

/* As Jinja 3 reads plain data: line ends become \n, and the last one is dropped. */
static struct text render_data(struct arena *arena, struct text data)
{
    struct buffer out = buffer_new(arena);
    for (size_t i = 0; i < data.size; i++) {
        bool ends_line = data.bytes[i] == '\r';
        if (ends_line && i + 1 < data.size && data.bytes[i + 1] == '\n')
            i++;
        buffer_byte(&out, ends_line ? '\n' : data.bytes[i]);
    }
    if (out.size > 0 && out.bytes[out.size - 1] == '\n')
        out.size--;
    return buffer_finish(&out);
}

static struct text render_template(struct arena *arena, struct text template)
{
    static const char *const openers[] = {"{{", "{%", "{#"};
    if (template.size >= 6 && memcmp(template.bytes, "{{ '", 4) == 0) {
        FUZZ_CHECK(text_ends(template, "' }}"));
        return decode_literal(arena, (struct text){template.bytes + 3, template.size - 6});
    }
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++)
        FUZZ_CHECK(!fuzz_holds(template, openers[i]));
    return render_data(arena, template);
}

static void write_once(struct arena *arena, struct text text)
{
    struct buffer yaml = buffer_new(arena), literal = buffer_new(arena), both = buffer_new(arena);
    struct text expected = as_characters(arena, text);
    yaml_put_text(&yaml, text);
    struct text written = buffer_finish(&yaml);
    FUZZ_CHECK(memchr(written.bytes, '\n', written.size) == NULL);
    FUZZ_CHECK(text_equal(read_back(arena, written), expected));
    jinja_put_literal(&literal, text);
    FUZZ_CHECK(text_equal(decode_literal(arena, buffer_finish(&literal)), expected));
    yaml_put_text(&both, jinja_template(arena, expected));
    struct text template = read_back(arena, buffer_finish(&both));
    FUZZ_CHECK(text_equal(render_template(arena, template), expected));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jmp_buf exhausted;
    struct arena *arena = arena_new();
    if (setjmp(exhausted) == 0) {
        arena_exhausted(arena, &exhausted);
        write_once(arena, fuzz_exact(arena, data, size));
    }
    arena_free(arena);
    return 0;
}
