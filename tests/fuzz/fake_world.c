#include "fake_world.h"

#include <string.h>
#include <yaml.h>

#include "fuzz.h"

static bool ends_with_any(const char *name, const char *const *endings)
{
    for (; *endings != NULL; endings++)
        if (text_ends(text_of(name), *endings))
            return true;
    return false;
}

const char *fuzz_variable(void *context, const char *name)
{
    static const char *const secret[] = {"_SECRET", "_TOKEN", "_KEY", "_PASSWORD", NULL};
    static const char *const free_words[] = {"value", "", "7", "a: b", "{{ x }}", "'\"\\", NULL};
    unsigned sum = 0;
    (void)context;
    for (const char *at = name; *at != '\0'; at++)
        sum = sum * 31 + (unsigned char)*at;
    if (strncmp(name, "FLOE_PLATFORM", 13) == 0 || strcmp(name, "HOME") == 0)
        return NULL;
    if (ends_with_any(name, secret))
        return sum % 4 == 0 ? NULL : FAKE_SECRET;
    return free_words[sum % 7];
}

struct secret_lookup fuzz_read_secret(void *context, const char *mount, const char *name,
                                      const char *key, bool many_lines)
{
    (void)context;
    (void)mount;
    (void)many_lines;
    size_t kind = (strlen(name) + (key == NULL ? 0 : strlen(key))) % 8;
    if (kind < 4)
        return (struct secret_lookup){.state = (enum secret_state)kind, .reason = "is not there",
                                      .value = LITERAL(FAKE_SECRET)};
    return (struct secret_lookup){.state = SECRET_FOUND, .value = LITERAL(FAKE_SECRET)};
}

size_t fuzz_find(struct text text, size_t from, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = from; i + size <= text.size; i++)
        if (memcmp(text.bytes + i, word, size) == 0)
            return i;
    return text.size;
}

void fuzz_check_yaml(struct text text)
{
    yaml_parser_t parser;
    yaml_document_t document;
    bool more = true;
    FUZZ_CHECK(yaml_parser_initialize(&parser));
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.bytes, text.size);
    while (more) {
        FUZZ_CHECK(yaml_parser_load(&parser, &document));
        const yaml_node_t *root = yaml_document_get_root_node(&document);
        more = root != NULL;
        FUZZ_CHECK(!more || root->type == YAML_MAPPING_NODE);
        yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
}
