/*
 * For tests/observe/run.  "observe table" writes the language as the program was
 * compiled with it, in lines of cells with a tab between:
 *
 *   record   NAME
 *   field    RECORD KEY KIND NEED LEAST MOST SHAPE SHAPE-OF-VALUES PRESET WORDS HOLDS
 *   union    NAME WORD RECORD
 *   method   COMPUTE WORD
 *   row      COMPUTE KEY USED NEEDED       of which methods, * for all
 *   one-of   COMPUTE USED KEYS             exactly one of the keys is given
 *   with     COMPUTE KEY KEYS              who gives the key gives these, too
 *
 * NEED is a sum of enum field_need.  WORDS, USED and KEYS have a space between;
 * HOLDS is a record or a union.  A cell without a value is "-".
 *
 * "observe compile" reads inputs from standard input: a line of two sizes, then
 * as many bytes of floe.yaml and of platform.yaml.  It answers each by a line:
 * "refused", or a digest of all that a user sees of it, which is every kind of
 * output, the plan and the messages.
 */
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/compile.h"
#include "floe/plan/as_data.h"
#include "floe/render/emit.h"
#include "floe/render/render.h"
#include "floe/spec/adapter.h"
#include "floe/spec/every.h"
#include "floe/spec/field.h"

static const char *const kinds[] = {
    [FIELD_TEXT] = "TEXT",
    [FIELD_WORD] = "WORD",
    [FIELD_BOOL] = "BOOL",
    [FIELD_INT] = "INT",
    [FIELD_REAL] = "REAL",
    [FIELD_TEXT_OR_SECRET] = "TEXT_OR_SECRET",
    [FIELD_SECRET] = "SECRET",
    [FIELD_NEST] = "NEST",
    [FIELD_VARIANT] = "VARIANT",
    [FIELD_LIST_TEXT] = "LIST_TEXT",
    [FIELD_LIST_WORD] = "LIST_WORD",
    [FIELD_LIST_OF] = "LIST_OF",
    [FIELD_MAP_TEXT] = "MAP_TEXT",
    [FIELD_MAP_OF] = "MAP_OF",
    [FIELD_MAP_VARIANT] = "MAP_VARIANT",
    [FIELD_MAP_ANY] = "MAP_ANY",
    [FIELD_ANY] = "ANY",
};

static const char *const shapes[] = {
#define SHAPE(name, code, expected, pattern, least, most, test) #name,
#include "floe/spec/shapes.def"
#undef SHAPE
};

static const char *cell(const char *text)
{
    return text == NULL || text[0] == '\0' ? "-" : text;
}

static const char *held(const struct field *field)
{
    if (field->record != NULL)
        return field->record->type;
    for (size_t i = 0; i < sizeof every_union / sizeof every_union[0]; i++)
        if (every_union[i].variants == field->variants)
            return every_union[i].name;
    return "-";
}

static void put_words(const struct field *field)
{
    const char *const *word = field->words == NULL ? NULL : field->words->spellings;
    if (word == NULL)
        printf("-");
    for (const char *between = ""; word != NULL && *word != NULL; word++) {
        if (word_is_hidden(*word))
            continue;
        printf("%s%s", between, (*word)[0] == '\0' ? "\"\"" : *word);
        between = " ";
    }
}

static void put_field(const struct record *record, const struct field *field)
{
    printf("field\t%s\t%s\t%s\t%u\t%lld\t%lld\t%s\t%s\t%s\t", record->type, field->key,
           kinds[field->kind], (unsigned)field->need, (long long)field->least,
           (long long)field->most, shapes[field->shape], shapes[field->value_shape],
           cell(field->preset));
    put_words(field);
    printf("\t%s\n", held(field));
}

static void put_adapter(const struct adapter *adapter)
{
    for (const struct adapter_method *method = adapter->methods; method->word != NULL; method++)
        printf("method\t%s\t%s\n", adapter->name, method->word);
    for (uint32_t i = 0; i < adapter->row_count; i++) {
        const struct adapter_row *row = &adapter->rows[i];
        if (row->kind == ROW_KEY)
            printf("row\t%s\t%s\t%s\t%s\n", adapter->name, row->key, cell(row->used),
                   cell(row->needed));
        else if (row->kind == ROW_ONE_OF)
            printf("one-of\t%s\t%s\t%s\n", adapter->name, cell(row->used), row->text);
        else if (row->kind == ROW_WITH)
            printf("with\t%s\t%s\t%s\n", adapter->name, row->key, row->text);
    }
}

static void put_table(void)
{
    for (size_t i = 0; i < sizeof every_record / sizeof every_record[0]; i++) {
        printf("record\t%s\n", every_record[i]->type);
        for (uint32_t k = 0; k < every_record[i]->field_count; k++)
            put_field(every_record[i], &every_record[i]->fields[k]);
    }
    for (size_t i = 0; i < sizeof every_union / sizeof every_union[0]; i++)
        for (const struct variant *each = every_union[i].variants->list; each->word != NULL; each++)
            printf("union\t%s\t%s\t%s\n", every_union[i].name, each->word, each->record->type);
#define ADAPTER(NAME, name, title, database, doc) put_adapter(adapter_of(COMPUTE_##NAME));
#include "floe/spec/adapter.def"
}

/* ---- compile ---- */

enum { FILES_MAX = 3 };

struct files {
    const char *paths[FILES_MAX];
    struct text bytes[FILES_MAX];
};

static const char *variable(void *context, const char *name)
{
    (void)context;
    (void)name;
    return NULL;
}

static int read_file(void *context, struct arena *arena, const char *path, size_t bytes_max,
                     struct text *bytes)
{
    const struct files *files = context;
    (void)bytes_max;
    for (size_t i = 0; i < FILES_MAX; i++) {
        if (!text_ends(text_of(path), files->paths[i]))
            continue;
        *bytes = text_copy(arena, files->bytes[i]);
        return 0;
    }
    return ENOENT;
}

static int list_files(void *context, struct arena *arena, const char *folder, const char *suffix,
                      struct text **paths, size_t *count)
{
    (void)context;
    (void)arena;
    (void)folder;
    (void)suffix;
    *paths = NULL;
    *count = 0;
    return ENOENT;
}

static struct secret_lookup read_secret(void *context, const char *mount, const char *name,
                                        const char *key, bool many_lines)
{
    (void)context;
    (void)mount;
    (void)name;
    (void)key;
    (void)many_lines;
    return (struct secret_lookup){.state = SECRET_ABSENT, .reason = "is not there"};
}

/* Like FNV-1a, eight bytes at a time. */
static void digest(uint64_t *hash, struct text text)
{
    uint64_t word;
    for (size_t i = 0; i < text.size; i += sizeof word) {
        size_t size = text.size - i < sizeof word ? text.size - i : sizeof word;
        word = 0;
        memcpy(&word, text.bytes + i, size);
        *hash = (*hash ^ word) * UINT64_C(1099511628211);
        *hash ^= *hash >> 32;
    }
    *hash = (*hash ^ text.size) * UINT64_C(1099511628211);
}

static struct text excerpt_of(const struct span *span)
{
    if (span->source == NULL || span->end <= span->start)
        return LITERAL("");
    return (struct text){span->source->bytes.bytes + span->start, span->end - span->start};
}

static void answer(struct arena *arena, struct files *files)
{
    struct world world = {files, variable, read_file, list_files, read_secret};
    struct compile_input input = {
        .world = &world,
        .floe_path = "floe.yaml",
        .platform_path = "platform.yaml",
        .environment = "dev",
        .emits = EMIT_BIT(EMIT_COUNT) - 1,
        .secrets_deferred = true,
        .explained = true,
    };
    struct diags diags = diags_new(arena);
    struct compile_result result = compile_project(arena, &input, &diags);
    if (!result.compiled) {
        puts("refused");
        return;
    }
    uint64_t hash = UINT64_C(14695981039346656037);
    for (uint32_t i = 0; i < result.output_count; i++)
        if (!text_ends(result.outputs[i].path, "/configmap.yaml")) /* platform.yaml as it is */
            digest(&hash, result.outputs[i].bytes);
    digest(&hash, render_explanation(arena, plan_as_data(arena, &result.plan)));
    for (uint32_t i = 0; i < diags.count; i++) {
        digest(&hash, text_of(diag_code_info(diags.list[i]->code)->number));
        digest(&hash, diags.list[i]->message);
        digest(&hash, excerpt_of(&diags.list[i]->span));
    }
    printf("%016" PRIx64 "\n", hash);
}

static int compile_all(void)
{
    size_t floe, platform;
    for (char line[64]; fgets(line, sizeof line, stdin) != NULL;) {
        jmp_buf exhausted;
        struct arena *arena = arena_new();
        if (sscanf(line, "%zu %zu", &floe, &platform) != 2 || arena == NULL ||
            setjmp(exhausted) != 0)
            return 1;
        arena_exhausted(arena, &exhausted);
        char *bytes = arena_alloc(arena, floe + platform + 1);
        if (fread(bytes, 1, floe + platform, stdin) != floe + platform)
            return 1;
        struct files files = {
            .paths = {"floe.yaml", "platform.yaml", "dbt_project.yml"},
            .bytes = {{bytes, floe}, {bytes + floe, platform}, LITERAL("name: shop\n")},
        };
        answer(arena, &files);
        arena_free(arena);
        fflush(stdout);
    }
    return 0;
}

int main(int count, char **arguments)
{
    if (count == 2 && strcmp(arguments[1], "compile") == 0)
        return compile_all();
    if (count != 2 || strcmp(arguments[1], "table") != 0)
        return 2;
    put_table();
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
