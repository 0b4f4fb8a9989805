/* What escape_block() writes, libyaml gives back byte for byte. */
#include "unit.h"
#include <yaml.h>

#include "floe/base/arena.h"
#include "floe/render/escape.h"

enum { PIECES_MAX = 12, ROUNDS = 20000 };

static void check(struct text text)
{
    struct arena *arena = arena_new();
    struct text out = text_format(arena, "data:\n  file: %s\n  after: it\n",
                                  escape_block(arena, text, 4).bytes);
    yaml_parser_t parser;
    yaml_document_t document;
    assert_true(yaml_parser_initialize(&parser));
    yaml_parser_set_input_string(&parser, (const unsigned char *)out.bytes, out.size);
    if (!yaml_parser_load(&parser, &document))
        fail_msg("%s in %s", parser.problem, out.bytes);
    yaml_node_t *root = yaml_document_get_root_node(&document);
    yaml_node_t *data = yaml_document_get_node(&document, root->data.mapping.pairs.start->value);
    assert_int_equal(data->data.mapping.pairs.top - data->data.mapping.pairs.start, 2);
    yaml_node_t *value = yaml_document_get_node(&document, data->data.mapping.pairs.start->value);
    if (value->data.scalar.length != text.size ||
        memcmp(value->data.scalar.value, text.bytes, text.size) != 0)
        fail_msg("came back otherwise: %s", out.bytes);
    yaml_document_delete(&document);
    yaml_parser_delete(&parser);
    arena_free(arena);
}

static void test_forms(void **state)
{
    static const char *const texts[] = {
        "", "a", "a\n", "a\n\n", "\na", " a\nb", "a\n  b\n", "a\n \n", "a\n\n ", "\t", "a\tb\n",
        "---\n", "# a\n", "a: b\r\nc: d\r\n", "a\xC2\x85" "b\n", "\xEF\xBB\xBF" "a\n",
        "a\xE2\x80\xA8" "b", "key: 'x'\n\"y\": {z: [1]}\n", "...\n", "%YAML 1.1\n", "a\n\t\n",
        "\xC3\xA4\n", "a \n", "a\n\n\nb\n\n\n", "\x7F",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        check((struct text){texts[i], strlen(texts[i])});
}

static void test_random(void **state)
{
    static const char *const pieces[] = {
        "\n", "\n", " ", "  ", "a", "b: c", "- d", "#", "\t", "\r", "---", "'", "\"", "|", ">",
        "\xC2\x85", "\xE2\x80\xA9", "\xC3\xA4", "\xF0\x9F\x98\x80", "%", "@", "`", "\x01",
    };
    uint32_t seed = 1;
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        char text[PIECES_MAX * 8];
        size_t size = 0;
        seed = seed * 1103515245u + 12345u;
        for (unsigned left = (seed >> 16) % PIECES_MAX; left > 0; left--) {
            seed = seed * 1103515245u + 12345u;
            const char *piece = pieces[(seed >> 16) % (sizeof pieces / sizeof pieces[0])];
            memcpy(text + size, piece, strlen(piece));
            size += strlen(piece);
        }
        check((struct text){text, size});
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_random),
    };
    return UNIT_RUN(tests);
}
