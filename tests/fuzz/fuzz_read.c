/*
 * The YAML reader on any bytes.  A tree that it returns keeps what tree.h
 * promises, and libyaml alone accepts the same text; without a tree there is
 * a message.
 */
#include <stdint.h>
#include <stdlib.h>
#include <yaml.h>

#include "floe/base/arena.h"
#include "floe/base/excerpt.h"
#include "floe/base/names.h"
#include "floe/read/read.h"
#include "fuzz.h"

struct check {
    struct arena *arena;
    const struct source *source;
    unsigned nodes; /* aliases make a tree larger than its text */
};

enum { NODES_MAX = 20000 };

static void check_node(struct check *check, const struct node *node, unsigned depth);

static void check_map(struct check *check, const struct node *map, unsigned depth)
{
    struct names keys = names_new(check->arena, 0);
    uint32_t count = 0;
    for (const struct node *key = map->is.first; key != NULL; key = key->next, count++) {
        FUZZ_CHECK(key->kind == NODE_SCALAR);
        FUZZ_CHECK(key->value != NULL);
        FUZZ_CHECK(names_add(&keys, node_text(key), map->is.first) == NULL);
        check_node(check, key, depth + 1);
        check_node(check, key->value, depth + 1);
    }
    FUZZ_CHECK(count == map->size);
}

static void check_node(struct check *check, const struct node *node, unsigned depth)
{
    uint32_t count = 0;
    if (check->nodes++ > NODES_MAX)
        return;
    FUZZ_CHECK(depth <= 2 * READ_DEPTH_MAX * READ_DEPTH_MAX);
    FUZZ_CHECK(node->start <= node->end && node->end <= check->source->bytes.size);
    if (node->kind == NODE_MAP) {
        check_map(check, node, depth);
    } else if (node->kind == NODE_LIST) {
        for (const struct node *entry = node->is.first; entry != NULL; entry = entry->next, count++)
            check_node(check, entry, depth + 1);
        FUZZ_CHECK(count == node->size);
    } else {
        volatile char last = node->size > 0 ? node->is.bytes[node->size - 1] : '\0';
        (void)last;
    }
}

static bool libyaml_accepts(const uint8_t *data, size_t size)
{
    yaml_parser_t parser;
    yaml_event_t event;
    bool parsed = true, ended = false;
    FUZZ_CHECK(yaml_parser_initialize(&parser));
    yaml_parser_set_input_string(&parser, data, size);
    while (parsed && !ended) {
        parsed = yaml_parser_parse(&parser, &event) != 0;
        ended = parsed && event.type == YAML_STREAM_END_EVENT;
        if (parsed)
            yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return parsed;
}

static void read_once(struct arena *arena, const uint8_t *data, size_t size)
{
    struct diags diags = diags_new(arena);
    struct text bytes = fuzz_exact(arena, data, size);
    struct source *source = source_new(arena, LITERAL("fuzz.yaml"), bytes, 0);
    struct tree tree;
    bool read = read_tree(arena, &diags, source, &tree);
    FUZZ_CHECK(read || diags.error_count > 0);
    FUZZ_CHECK(!read || libyaml_accepts(data, size));
    if (read) {
        struct check check = {.arena = arena, .source = source};
        check_node(&check, tree.root, 0);
    }
    diags_sort(&diags);
    fuzz_report(arena, &diags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jmp_buf exhausted;
    struct arena *arena = arena_new();
    if (setjmp(exhausted) == 0) {
        arena_exhausted(arena, &exhausted);
        read_once(arena, data, size);
    }
    arena_free(arena);
    return 0;
}
