/*
 * A YAML document as a tree, with the place of every part.
 *
 * Scalars keep their spelling: what a plain 12 or true means is decided by the
 * field that it is in.  Aliases are followed and merge keys (<<) written
 * out, so a tree holds neither; what an alias stands for is shared, not
 * copied.  Keys of a map are unique.
 */
#ifndef FLOE_READ_TREE_H
#define FLOE_READ_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "floe/base/source.h"

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };

enum node_flag {
    NODE_QUOTED = 1,   /* a scalar in quotes or a block scalar: always text */
    NODE_BAD = 2,      /* a message was given; later stages stay silent about it */
    NODE_SEARCHED = 4, /* looked through for credentials */
    NODE_REACHED = 8,  /* something refers to it */
    NODE_REPLACED = 16, /* ${VARIABLE} was put in */
    NODE_PRESET = 32,   /* is what the file leaves out */
    NODE_SECRET = 64    /* the value of a key named like a secret's */
};

struct node {
    struct node *next; /* the next entry of the list, the next key of the map */
    union {
        struct node *first; /* of a list: entries; of a map: keys */
        const char *bytes;  /* of a scalar: its text, size bytes */
    } is;
    struct node *value; /* of a key: what it maps to; of a value that is NODE_SECRET: its key */
    uint32_t start;     /* in bytes of the source */
    uint32_t end;
    uint32_t size; /* bytes of a scalar, entries of a list or map */
    uint8_t kind;
    uint8_t flags;
};

struct tree {
    struct source *source;
    struct node *root;
    struct node *dropped; /* a map of the second ones of equal keys; NULL: there are none */
};

static inline struct text node_text(const struct node *node)
{
    return (struct text){node->is.bytes, node->size};
}

/* Of a mapping or list over several lines, where it begins: its first key or dash. */
struct span node_span(const struct tree *tree, const struct node *node);

/* The value under a key; NULL when the map has no such key. map may be NULL. */
struct node *tree_find(const struct node *map, const char *key);

/* The same; NULL also for null, which is as good as nothing. */
struct node *tree_given(const struct node *map, const char *key);

/* The key itself, for messages about it. */
struct node *tree_find_key(const struct node *map, struct text key);

/* A plain scalar that YAML 1.1 reads as null: empty, ~, null, Null, NULL. */
bool node_is_null(const struct node *node);

/* Whether there is a value and nothing is wrong with it; NULL: no. */
bool node_is_sound(const struct node *node);

/* "a mapping", "a list", "text" and so on, for messages. */
const char *node_kind_name(const struct node *node);

#endif
