#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/spec/document.h"
#include "floe/spec/schema.h"

/* In front of each piece of memory that libcyaml holds: it grows lists entry by entry. */
struct piece {
    _Alignas(16) size_t capacity;
};

static void *arena_memory(void *context, void *old, size_t size)
{
    struct arena *arena = context;
    if (size == 0)
        return NULL; /* freed with the arena */
    struct piece *piece = old == NULL ? NULL : (struct piece *)old - 1;
    if (piece != NULL && size <= piece->capacity)
        return old;
    size_t capacity = ((piece == NULL ? size : size * 2) + 15) & ~(size_t)15; /* as malloc aligns */
    struct piece *larger = arena_alloc(arena, sizeof *larger + capacity);
    larger->capacity = capacity;
    if (piece != NULL)
        memcpy(larger + 1, old, piece->capacity);
    return larger + 1;
}

/* libcyaml 1.3.1 says the error first and a trace after it. */
struct complaint {
    char text[200];
};

static void keep_first(cyaml_log_t level, void *context, const char *format, va_list arguments)
{
    struct complaint *complaint = context;
    if (level == CYAML_LOG_ERROR && complaint->text[0] == '\0')
        vsnprintf(complaint->text, sizeof complaint->text, format, arguments);
}

/*
 * libcyaml's memory is the arena's, and libyaml's is not.  When that runs out,
 * libyaml states no problem, which libcyaml 1.3.1 prints all the same.
 */
static bool is_out_of_memory(cyaml_err_t error, const struct complaint *complaint)
{
    return error == CYAML_ERR_OOM || error == CYAML_ERR_LIBYAML_PARSER_INIT ||
           (error == CYAML_ERR_LIBYAML_PARSER && strstr(complaint->text, "(null)") != NULL);
}

static void *load(struct document *document, struct diags *diags,
                  const cyaml_schema_value_t *schema)
{
    struct text text = document->canonical = document_lower(document);
    struct complaint complaint = {{0}};
    cyaml_config_t config = {
        .log_fn = keep_first,
        .log_ctx = &complaint,
        .log_level = CYAML_LOG_ERROR,
        .mem_fn = arena_memory,
        .mem_ctx = document->arena,
        .flags = CYAML_CFG_NO_ALIAS,
    };
    void *data = NULL;
    cyaml_err_t error =
        cyaml_load_data((const uint8_t *)text.bytes, text.size, &config, schema, &data, NULL);
    if (error == CYAML_OK)
        return data;
    if (is_out_of_memory(error, &complaint))
        arena_give_up(document->arena);
    struct span span = {.source = document->tree.source};
    size_t end = strcspn(complaint.text, "\n");
    diag_add(diags, INTERNAL, span, "the checked file cannot be loaded: %s: %.*s",
             cyaml_strerror(error), (int)end, complaint.text);
    return NULL;
}

const struct floe *document_load_floe(struct document *document, struct diags *diags)
{
    assert(document->record == &record_floe);
    return load(document, diags, &schema_of_floe);
}

const struct platform *document_load_platform(struct document *document, struct diags *diags)
{
    assert(document->record == &record_platform);
    return load(document, diags, &schema_of_platform);
}
