/*
 * The adapters beside dbt-duckdb: the rows of adapter.def, and which of their
 * methods of authentication a compute of platform.yaml means.
 */
#ifndef FLOE_SPEC_ADAPTER_H
#define FLOE_SPEC_ADAPTER_H

#include "floe/read/tree.h"
#include "floe/spec/field.h"
#include "floe/spec/spec.h"

enum adapter_row_kind {
    ROW_KEY,   /* a property of platform.yaml */
    ROW_FIXED, /* text */
    ROW_FROM,  /* what source says */
    ROW_ONE_OF, /* text: properties of which exactly one is given; no output */
    ROW_WITH,  /* text: properties that key asks for; no output */
};

enum adapter_source {
    FROM_ALIAS,     /* the name of the catalog that models land in */
    FROM_NAMESPACE, /* its namespace */
};

enum adapter_literal { LITERAL_TEXT, LITERAL_NUMBER, LITERAL_BOOL };

enum secret_lines { SECRET_ONE_LINE, SECRET_PEM, SECRET_JSON };

struct adapter_row {
    enum adapter_row_kind kind;
    const char *key;
    const char *output; /* NULL: none */
    const char *used;   /* by these methods: words with a space between */
    const char *needed; /* by these */
    const char *part;   /* of credentials and secrets of several keys; NULL: in none */
    const char *text;
    enum adapter_source source;
    enum adapter_literal literal;
    enum secret_lines lines;
    bool is_flag; /* a text that may also be true or false */
};

struct adapter_method {
    const char *word;
    const char *mode; /* credentials.mode that means it; "": none */
};

struct adapter {
    enum compute_type type;
    const char *name;
    const char *title;
    const char *database; /* the property that names it; "": none; NULL: the catalog is attached */
    const struct record *properties;
    const struct adapter_method *methods; /* end with word NULL */
    const struct adapter_row *rows;
    uint32_t row_count;
};

/* NULL: there is none, as for duckdb. */
const struct adapter *adapter_find(struct text type);
const struct adapter *adapter_of(enum compute_type type);

/* Whether dbt's adapter (NULL: dbt-duckdb) reads catalogs.yml; the others end when there is one. */
bool adapter_takes_catalogs(const struct adapter *adapter);

/* Whether a row's list of methods holds this one. */
bool adapter_says(const char *list, const struct adapter_method *method);

/* The next word of a list, and *list after it; empty at the end. */
struct text adapter_word(const char **list);

/*
 * Whether the method cannot do without a row's value: it needs it, or one of
 * several of which no other is given, or another property that asks for it is.
 */
bool adapter_needs(const struct adapter *adapter, const struct adapter_method *method,
                   const struct adapter_row *row, const struct node *properties);

/*
 * What properties.method says, else credentials.mode, else the first that uses
 * all the properties given.  Both maps may be NULL.  NULL: the word is wrong.
 */
const struct adapter_method *adapter_choose(const struct adapter *adapter,
                                            const struct node *properties,
                                            const struct node *credentials);

/* Whether a row's value is given: by its property, or by credentials. */
bool adapter_has(const struct adapter_row *row, const struct node *properties,
                 const struct node *credentials);

#endif
