#include "floe/resolve/secret.h"

#include <assert.h>

#include "floe/base/arena.h"
#include "floe/spec/secret_name.h"

struct secrets secrets_new(struct arena *arena, const char *prefix, const char *mount)
{
    return (struct secrets){
        .arena = arena,
        .prefix = prefix == NULL ? "" : prefix,
        .mount = mount,
        .indexes = names_new(arena, 0),
        .latest = names_new(arena, 0),
    };
}

static struct secret *add(struct secrets *secrets)
{
    if (secrets->count == secrets->capacity) {
        uint32_t capacity = secrets->capacity == 0 ? 16 : secrets->capacity * 2;
        secrets->list = arena_grow(secrets->arena, secrets->list,
                                   secrets->capacity * sizeof(struct secret),
                                   capacity * sizeof(struct secret));
        secrets->capacity = capacity;
    }
    return &secrets->list[secrets->count++];
}

static void link_name(struct secrets *secrets, struct secret *secret)
{
    uint32_t index = (uint32_t)(secret - secrets->list);
    uint32_t *latest = names_find(&secrets->latest, text_of(secret->name));
    secret->continues = latest != NULL;
    if (latest == NULL) {
        latest = ARENA_NEW(secrets->arena, uint32_t);
        names_add(&secrets->latest, text_of(secret->name), latest);
    } else {
        secrets->list[*latest].next = index;
    }
    *latest = index;
}

const struct secret *secrets_next(const struct secrets *secrets, const struct secret *secret)
{
    return secret->next == 0 ? NULL : &secrets->list[secret->next];
}

const struct secret *secrets_need(struct secrets *secrets, const char *name, const char *key,
                                  const struct secret_need *need, bool is_address)
{
    assert(key == NULL || secret_has_part(key));
    struct text label = text_format(secrets->arena, "%s/%s", name, key == NULL ? "" : key);
    uint32_t *index = names_find(&secrets->indexes, label);
    if (index != NULL) {
        secrets->list[*index].need.is_optional &= need->is_optional;
        return &secrets->list[*index];
    }
    index = ARENA_NEW(secrets->arena, uint32_t);
    *index = secrets->count;
    names_add(&secrets->indexes, label, index);
    const char *variable = secret_variable(secrets->arena, name, key);
    struct secret *secret = add(secrets);
    *secret = (struct secret){
        .name = name,
        .key = key,
        .variable = variable,
        .emitted = secret_emitted(secrets->arena, secrets->prefix, variable, is_address),
        .many_lines = need->many_lines,
        .need = *need,
    };
    link_name(secrets, secret);
    return secret;
}

static bool is_set(const struct world *world, const char *variable)
{
    const char *value = world->variable(world->context, variable);
    return value != NULL && value[0] != '\0';
}

enum secret_place secret_locate(const struct secret *secret, const struct secrets *secrets,
                                const struct world *world, struct secret_lookup *lookup)
{
    *lookup = (struct secret_lookup){.state = SECRET_FOUND};
    if (is_set(world, secret->emitted) || is_set(world, secret->variable))
        return SECRET_IN_VARIABLE;
    *lookup = world->read_secret(world->context, secrets->mount, secret->name, secret->key,
                                 secret->many_lines);
    return lookup->state == SECRET_FOUND ? SECRET_IN_MOUNT : SECRET_NOWHERE;
}
