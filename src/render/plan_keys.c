/*
 * The plan's keys: an output of an adapter that has no code of its own, and the
 * write integration of catalogs.yml.
 */
#include <string.h>

#include "floe/render/render.h"
#include "floe/render/yaml_writer.h"

static bool is_in(const struct plan_key *key, const char *block)
{
    return key->block != NULL && strcmp(key->block, block) == 0;
}

static bool is_first(const struct plan_key *keys, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (is_in(&keys[i], keys[at].block))
            return false;
    return true;
}

static void put_block(struct yaml_writer *writer, const struct plan_key *keys, uint32_t count,
                      const char *block)
{
    yaml_open(writer, block);
    for (uint32_t i = 0; i < count; i++) {
        const struct plan_key *key = &keys[i];
        if (!is_in(key, block))
            continue;
        if (key->name == NULL)
            yaml_value_entry(writer, &key->value);
        else
            yaml_named_value(writer, text_of(key->name), &key->value);
    }
    yaml_close(writer);
}

void render_keys(struct yaml_writer *writer, const struct plan_key *keys, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (keys[i].block == NULL)
            yaml_value(writer, keys[i].name, &keys[i].value);
        else if (is_first(keys, i))
            put_block(writer, keys, count, keys[i].block);
    }
}

void render_adapter(struct yaml_writer *writer, const struct plan_target *target)
{
    yaml_string(writer, "type", target->adapter->name);
    render_keys(writer, target->keys, target->key_count);
}
