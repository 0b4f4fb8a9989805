/*
 * Where in a document a check is, in the words of messages.
 */
#ifndef FLOE_SPEC_WHERE_H
#define FLOE_SPEC_WHERE_H

#include "floe/base/text.h"

struct arena;

enum where_kind {
    WHERE_ROOT,  /* name: the document */
    WHERE_KEY,   /* name: the key of a nested record or value */
    WHERE_ENTRY, /* noun and name: the entry of a map with free keys */
    WHERE_INDEX, /* name: the list's key; index */
};

struct where {
    const struct where *above; /* NULL: the root */
    enum where_kind kind;
    struct text name;
    const char *noun;
    unsigned index;
};

/* "storage 'default'", "transforms[0]", "credentials of catalog 'default'", "security.audit" */
struct text where_text(struct arena *arena, const struct where *where);

/* The same for a value: "threads of compute 'default'", "name" */
struct text where_value(struct arena *arena, const struct where *where, const char *key);

#endif
