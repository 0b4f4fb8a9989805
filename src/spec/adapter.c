#include "floe/spec/adapter.h"

#include <string.h>

#define EVERY "*"
#define NEVER ""

#define ADAPTER(NAME, name, title, database, doc) static const struct adapter_method methods_##name[] = {
#define METHOD(adapter, ID, word, mode) {word, mode},
#define END_METHODS(adapter) {NULL, NULL}};
#include "floe/spec/adapter.def"

/* What a kind of row says beside its field in platform.yaml. */
#define MORE_TEXT(...)
#define MORE_WORD(...)
#define MORE_BOOL(...)
#define MORE_INT(...)
#define MORE_MAP(...)
#define MORE_LIST(...)
#define MORE_RECORD(...)
#define MORE_FLAG(...) .is_flag = true
#define MORE_NAME(part_, doc) .part = part_
#define MORE_SECRET(part_, lines_, doc) .part = part_, .lines = SECRET_##lines_
#define MORE_ROLE(doc) .part = "role_arn"

#define ADAPTER(NAME, name, title, database, doc) static const struct adapter_row rows_##name[] = {
#define KEY(adapter, key_, output_, used_, needed_, KIND, ...)                                     \
    {.kind = ROW_KEY, .key = #key_, .output = output_, .used = used_, .needed = needed_,           \
     MORE_##KIND(__VA_ARGS__)},
#define ROW_OF(kind_, used_, ...) {.kind = kind_, .used = used_, .needed = NEVER, __VA_ARGS__},
#define FIXED(adapter, output_, used_, literal_, text_)                                            \
    ROW_OF(ROW_FIXED, used_, .output = output_, .literal = LITERAL_##literal_, .text = text_)
#define FROM(adapter, output_, used_, source_)                                                     \
    ROW_OF(ROW_FROM, used_, .output = output_, .source = source_)
#define ONE_OF(adapter, used_, keys_) ROW_OF(ROW_ONE_OF, used_, .text = keys_)
#define WITH(adapter, key_, keys_) ROW_OF(ROW_WITH, EVERY, .key = key_, .text = keys_)
#define END_ADAPTER(adapter) };
#include "floe/spec/adapter.def"

static const struct adapter adapters[] = {
#define ADAPTER(NAME, name_, title_, database_, doc)                                               \
    {.type = COMPUTE_##NAME, .name = #name_, .title = title_, .database = database_,               \
     .properties = &record_##name_##_properties, .methods = methods_##name_, .rows = rows_##name_, \
     .row_count = sizeof rows_##name_ / sizeof rows_##name_[0]},
#include "floe/spec/adapter.def"
};

enum { ADAPTER_COUNT = sizeof adapters / sizeof adapters[0] };

const struct adapter *adapter_find(struct text type)
{
    for (int i = 0; i < ADAPTER_COUNT; i++)
        if (text_is(type, adapters[i].name))
            return &adapters[i];
    return NULL;
}

const struct adapter *adapter_of(enum compute_type type)
{
    for (int i = 0; i < ADAPTER_COUNT; i++)
        if (adapters[i].type == type)
            return &adapters[i];
    return NULL;
}

bool adapter_takes_catalogs(const struct adapter *adapter)
{
    return adapter != NULL &&
           record_field(adapter->properties, LITERAL("write_integration")) != NULL;
}

struct text adapter_word(const char **list)
{
    struct text word = {*list, strcspn(*list, " ")};
    *list += word.size;
    *list += strspn(*list, " ");
    return word;
}

static bool holds(const char *list, const char *word)
{
    struct text next;
    while ((next = adapter_word(&list)).size > 0)
        if (text_is(next, word))
            return true;
    return false;
}

bool adapter_says(const char *list, const struct adapter_method *method)
{
    if (strcmp(list, EVERY) == 0)
        return true;
    return holds(list, method->word);
}

/* Whether a row of which one is enough is the first, and no other is given. */
static bool is_last_hope(const struct adapter_row *choice, const struct adapter_row *row,
                         const struct node *properties)
{
    const char *at = choice->text;
    struct text word = adapter_word(&at);
    if (!text_is(word, row->key))
        return false;
    while ((word = adapter_word(&at)).size > 0)
        if (tree_find_key(properties, word) != NULL)
            return false;
    return true;
}

bool adapter_needs(const struct adapter *adapter, const struct adapter_method *method,
                   const struct adapter_row *row, const struct node *properties)
{
    if (adapter_says(row->needed, method))
        return true;
    for (uint32_t i = 0; i < adapter->row_count; i++) {
        const struct adapter_row *choice = &adapter->rows[i];
        if (choice->kind == ROW_ONE_OF && adapter_says(choice->used, method) &&
            is_last_hope(choice, row, properties))
            return true;
        if (choice->kind == ROW_WITH && holds(choice->text, row->key) &&
            tree_given(properties, choice->key) != NULL)
            return true;
    }
    return false;
}

static struct text word_of(const struct node *map, const char *key)
{
    const struct node *node = tree_given(map, key);
    return node == NULL || node->kind != NODE_SCALAR ? LITERAL("") : node_text(node);
}

/* credentials.mode as far as it chooses: static keys need a secret to hold them. */
static struct text mode_of(const struct node *credentials)
{
    struct text mode = word_of(credentials, "mode");
    bool has_secret = tree_given(credentials, "secret_ref") != NULL;
    if (mode.size == 0 && has_secret)
        return LITERAL("static");
    return text_is(mode, "static") && !has_secret ? LITERAL("") : mode;
}

/* How many of the properties given the method does not use. */
static uint32_t count_misfits(const struct adapter *adapter, const struct adapter_method *method,
                              const struct node *properties)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < adapter->row_count; i++) {
        const struct adapter_row *row = &adapter->rows[i];
        count += row->kind == ROW_KEY && tree_given(properties, row->key) != NULL &&
                 !adapter_says(row->used, method);
    }
    return count;
}

/* The first method of the mode that uses most of what is given. */
static const struct adapter_method *fitting(const struct adapter *adapter,
                                            const struct node *properties, struct text mode)
{
    const struct adapter_method *best = NULL;
    uint32_t least = UINT32_MAX;
    for (const struct adapter_method *method = adapter->methods; method->word != NULL; method++) {
        if (mode.size > 0 && !text_is(mode, method->mode))
            continue;
        uint32_t misfits = count_misfits(adapter, method, properties);
        if (misfits >= least)
            continue;
        best = method;
        least = misfits;
    }
    return best;
}

const struct adapter_method *adapter_choose(const struct adapter *adapter,
                                            const struct node *properties,
                                            const struct node *credentials)
{
    if (tree_given(properties, "method") != NULL) {
        const struct adapter_method *method = adapter->methods;
        while (method->word != NULL && !text_is(word_of(properties, "method"), method->word))
            method++;
        return method->word == NULL ? NULL : method;
    }
    const struct adapter_method *method = fitting(adapter, properties, mode_of(credentials));
    return method != NULL ? method : fitting(adapter, properties, LITERAL(""));
}

bool adapter_has(const struct adapter_row *row, const struct node *properties,
                 const struct node *credentials)
{
    if (tree_given(properties, row->key) != NULL)
        return true;
    return row->part != NULL && (tree_given(credentials, row->part) != NULL ||
                                 tree_given(credentials, "secret_ref") != NULL);
}
