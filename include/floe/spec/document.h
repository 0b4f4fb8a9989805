/*
 * One input file on its way from bytes to structs: read, checked, lowered,
 * loaded.
 *
 * Lowering writes canonical text: named maps as lists with a key, unions as
 * records, presets written out, bad values left out.  libcyaml loads that
 * text; each record also loads the number of the node it came from.
 */
#ifndef FLOE_SPEC_DOCUMENT_H
#define FLOE_SPEC_DOCUMENT_H

#include "floe/base/diag.h"
#include "floe/base/world.h"
#include "floe/read/tree.h"
#include "floe/spec/check.h"
#include "floe/spec/spec.h"

struct document {
    struct arena *arena;
    const struct record *record;
    struct tree tree;
    struct variable_use *uses; /* of ${VARIABLE}, newest first */
    struct secret_names *secrets; /* that it gives */
    struct text canonical; /* what libcyaml loaded */
    struct node **nodes; /* by number, from 1: see AT(); NULL: not given */
    uint32_t node_count;
};

/*
 * Reads and checks.  False when there is no tree to go on with; mistakes in
 * the tree are in diags and marked in it.  secret_prefix is of the names of
 * variables that hold secrets, or NULL.
 */
bool document_check(struct arena *arena, struct diags *diags, const struct world *world,
                    struct source *source, const struct record *record, const char *secret_prefix,
                    struct document *document) __attribute__((warn_unused_result));

/* Reports each ${VARIABLE} of a document that a secret_ref of the other leads to; true: there was one. */
bool document_refuse_secrets(struct diags *diags, const struct document *document,
                             const struct document *other);

/* Puts what an absent section of platform.yaml stands for into the tree. */
void document_complete_platform(struct document *document);

/* Marks the entries of REFERRED maps that floe.yaml and the layers name, and where dbt runs. */
void document_mark_reached(struct document *platform, const struct floe *floe);

struct text document_lower(struct document *document);

/* NULL after a message; the structs live in the document's arena. */
const struct floe *document_load_floe(struct document *document, struct diags *diags);
const struct platform *document_load_platform(struct document *document, struct diags *diags);

/* The node of a record, NULL for one that is not in the file. */
struct node *document_node(const struct document *document, uint32_t number);

/* Places for messages and explanations: a record's key or whole, a field's value or record. */
struct span document_span(const struct document *document, uint32_t number);
struct span document_key_span(const struct document *document, uint32_t number);
struct span document_value_span(const struct document *document, struct field_at at);

/* Whether a field was given and is wrong, so that nothing more is to be said of it. */
bool document_is_bad(const struct document *document, struct field_at at);

/* The value of a field as it is in the tree; NULL: not in it. */
struct node *document_at(const struct document *document, struct field_at at);

/* The same; NULL also where it is null, preset or bad. */
struct node *document_value(const struct document *document, struct field_at at);

/* So also of a key that a table names, in a record that is not loaded. */
struct node *document_find(const struct document *document, uint32_t number, const char *key);

#endif
