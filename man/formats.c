/*
 * Writes a manual page about a file format: formats PAGE.in >PAGE.
 *
 * The page is a text of mdoc in which two comments stand for what spec.def says:
 *
 *   .\" fields: RECORD              the fields of a record
 *   .\" variants: UNION TITLE %s    a subsection of fields for each word of a union
 *
 * A record that has a section of its own in the page is referred to by the title
 * above it; any other is written out where it is used, with its keys behind dots.
 */
#include <assert.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/buffer.h"
#include "floe/spec/every.h"
#include "floe/spec/field.h"

enum { LINE_BYTES = 78, SECTIONS_MAX = 64, DEPTH_MAX = 12, INT_MAX_OF_ANY = 2147483647 };

#define FIELDS ".\\\" fields: "
#define VARIANTS ".\\\" variants: "

/* Where a record's fields are. */
struct section {
    const struct record *record;
    const char *title;
};

struct page {
    struct arena *arena;
    struct section sections[SECTIONS_MAX];
    unsigned section_count;
    const char *word; /* the 'type' that chose the record of this section, or NULL */
};

static _Noreturn void die(const char *what, const char *name)
{
    fprintf(stderr, "formats: %s '%s'\n", what, name);
    exit(1);
}

/* ---- mdoc ---- */

/* Sentences on lines of their own, wrapped; nothing in them is markup. */
static void put_text(struct page *page, const char *text)
{
    struct buffer line = buffer_new(page->arena);
    while (*text != '\0') {
        size_t size = strcspn(text, " ");
        bool ends = line.size > 0 && line.bytes[line.size - 1] == '.' && *text >= 'A' && *text <= 'Z';
        if (line.size > 0 && (ends || line.size + 1 + size > LINE_BYTES)) {
            printf("%.*s\n", (int)line.size, line.bytes);
            line.size = 0;
        }
        if (line.size > 0)
            buffer_byte(&line, ' ');
        else if (*text == '.' || *text == '\'')
            buffer_string(&line, "\\&");
        for (size_t i = 0; i < size; i++)
            buffer_string(&line, text[i] == '\\' ? "\\e" : (char[]){text[i], '\0'});
        text += size + strspn(text + size, " ");
    }
    if (line.size > 0)
        printf("%.*s\n", (int)line.size, line.bytes);
}

/* A value as it is written in YAML, and what follows it. */
static void put_value(const char *value, const char *after)
{
    bool is_word = strpbrk(value, " /*.") == NULL;
    printf(".%s %s%s%s\n", is_word ? "Cm" : "Ql", value[0] == '\0' ? "\\(dq\\(dq" : value,
           *after == '\0' ? "" : " ", after);
}

/* ---- fields ---- */

/* "One of a, b or c." */
static void put_words(const struct page *page, const struct field *field)
{
    const char *const *word = field->words->spellings;
    const char *end = field_preset(field) != NULL ? ";" : ".";
    unsigned count = 0;
    for (const char *const *each = word; *each != NULL; each++)
        count += !word_is_hidden(*each);
    bool chosen = page->word != NULL && strcmp(field->key, "type") == 0;
    puts(field_many(field) == FIELD_IS_LIST ? "Each is one of" : chosen || count == 1 ? "It is" : "One of");
    if (chosen) {
        put_value(page->word, ".");
        return;
    }
    for (; *word != NULL; word++) {
        if (word_is_hidden(*word))
            continue;
        count--;
        put_value(*word, count > 1 ? "," : count == 0 ? end : "");
        if (count == 1)
            puts("or");
    }
}

/* What a text must look like; a limit that the words don't give is added. */
static void put_shape(struct page *page, enum shape_name name, const char *before)
{
    const struct shape *shape = shape_of(name);
    if (name == SHAPE_ANY || name == SHAPE_FILLED)
        return;
    const char *most = text_format(page->arena, "%u", shape->bytes_max).bytes;
    bool told = shape->bytes_max == 0 || strstr(shape->expected, most) != NULL;
    put_text(page, text_format(page->arena, "%s%s%s%s%s.", before, shape->expected,
                               told ? "" : ", ", told ? "" : most, told ? "" : " bytes at most")
                       .bytes);
}

static const struct {
    const char *title;
    const char *form;  /* before the form of its texts or names; NULL: they have none */
    const char *joint; /* between its key and the keys of its entries */
} kinds[] = {
#define ONE "."
#define LIST "[]."
#define MAP ".NAME."
#define KIND(name, many, title, form, check, lower, schema, entry)                                 \
    [FIELD_##name] = {title, form, many},
#include "floe/spec/kinds.def"
};

static void put_limits(struct page *page, const struct field *field)
{
    if (kinds[field->kind].form != NULL)
        put_shape(page, (enum shape_name)field->shape, kinds[field->kind].form);
    if (field->kind == FIELD_MAP_TEXT)
        put_shape(page, (enum shape_name)field->value_shape, "Form of the texts: ");
    const char *range = field->most == INT_MAX_OF_ANY ? "At least %lld." : "From %lld to %lld.";
    if (field->kind == FIELD_INT || field->kind == FIELD_REAL)
        put_text(page, text_format(page->arena, range, (long long)field->least,
                                   (long long)field->most)
                           .bytes);
    if ((field->need & REQUIRED) != 0 && field_many(field) != FIELD_IS_ONE)
        puts("At least one.");
}

static const struct section *find_section(const struct page *page, const struct record *record)
{
    for (unsigned i = 0; i < page->section_count; i++)
        if (page->sections[i].record == record)
            return &page->sections[i];
    return NULL;
}

static void put_fields(struct page *page, const struct record *record, const char *path,
                       unsigned depth);

static void put_sections(struct page *page, const struct field *field)
{
    puts("Its keys follow from the");
    printf(".Ic %s :\n", field->kind == FIELD_VARIANT ? field->preset : "type");
    puts("see");
    for (const struct variant *each = field->variants->list; each->word != NULL; each++) {
        const struct section *section = find_section(page, each->record);
        if (section == NULL)
            die("no section for the record", each->record->type);
        bool last = each[1].word == NULL;
        printf("%s.Sx %s%s\n", last && each != field->variants->list ? "or\n" : "",
               section->title, last ? " ." : each[2].word == NULL ? "" : " ,");
    }
}

/* What a field holds, when that has fields too; the list of the page goes on. */
static void put_inside(struct page *page, const struct field *field, const char *path,
                       unsigned depth)
{
    if (field->variants != NULL)
        put_sections(page, field);
    if (field->record == NULL)
        return;
    const struct section *section = find_section(page, field->record);
    if (section != NULL) {
        printf("See\n.Sx %s .\n", section->title);
        return;
    }
    const char *joint = kinds[field->kind].joint;
    put_fields(page, field->record, text_format(page->arena, "%s%s%s", path, field->key, joint).bytes,
               depth + 1);
}

static void put_fields(struct page *page, const struct record *record, const char *path,
                       unsigned depth)
{
    if (depth > DEPTH_MAX)
        die("no end of the record", record->type);
    for (const struct field *field = record->fields; field < record->fields + record->field_count;
         field++) {
        printf(".It Ic %s%s Pq %s%s\n", path, field->key, kinds[field->kind].title,
               (field->need & REQUIRED) != 0 ? ", required" : "");
        put_text(page, field->doc);
        if (field->words != NULL)
            put_words(page, field);
        put_limits(page, field);
        if (field_preset(field) != NULL) {
            puts(field->words != NULL ? "by default" : "By default");
            put_value(field->preset, ".");
        }
        if ((field->need & LISTED) != 0)
            puts("It describes: no output is made of it, and the plan lists it.");
        if ((field->need & RESOLVED) != 0)
            puts("It counts, unlike what stands beside it: what is wrong in it is an error.");
        put_inside(page, field, path, depth);
    }
}

static void put_list(struct page *page, const struct record *record)
{
    puts(".Bl -tag -width Ds");
    put_fields(page, record, "", 0);
    puts(".El");
}

/* ---- the page ---- */

static const struct record *find_record(const char *name)
{
    for (size_t i = 0; i < sizeof every_record / sizeof every_record[0]; i++)
        if (strcmp(every_record[i]->type, name) == 0)
            return every_record[i];
    die("no record", name);
}

static const struct variants *find_union(struct text name)
{
    for (size_t i = 0; i < sizeof every_union / sizeof every_union[0]; i++)
        if (text_is(name, every_union[i].name))
            return every_union[i].variants;
    die("no union", name.bytes);
}

/* A variants line: its union, and the title for a word of it. */
static const struct variants *parse_variants(const char *line, const char **title)
{
    const char *name = line + strlen(VARIANTS);
    struct text text = {name, strcspn(name, " ")};
    *title = name + text.size + (name[text.size] == ' ');
    if (strstr(*title, "%s") == NULL)
        die("no %s in the title of", name);
    return find_union(text);
}

static const char *variant_title(struct page *page, const char *title, const char *word)
{
    const char *at = strstr(title, "%s");
    return text_format(page->arena, "%.*s%s%s", (int)(at - title), title, word, at + 2).bytes;
}

static void add_section(struct page *page, const struct record *record, const char *title)
{
    if (page->section_count == SECTIONS_MAX || find_section(page, record) != NULL)
        die("one section too many for the record", record->type);
    page->sections[page->section_count++] = (struct section){record, title};
}

static void find_sections(struct page *page, char **lines)
{
    const char *above = "";
    const char *title;
    for (; *lines != NULL; lines++) {
        struct text line = text_of(*lines);
        if (text_starts(line, ".Sh ") || text_starts(line, ".Ss "))
            above = *lines + 4;
        if (text_starts(line, FIELDS))
            add_section(page, find_record(*lines + strlen(FIELDS)), above);
        if (!text_starts(line, VARIANTS))
            continue;
        const struct variants *variants = parse_variants(*lines, &title);
        for (const struct variant *each = variants->list; each->word != NULL; each++)
            add_section(page, each->record, variant_title(page, title, each->word));
    }
}

static void put_page(struct page *page, char **lines)
{
    const char *title;
    for (; *lines != NULL; lines++) {
        struct text line = text_of(*lines);
        if (text_starts(line, FIELDS)) {
            put_list(page, find_record(*lines + strlen(FIELDS)));
        } else if (text_starts(line, VARIANTS)) {
            const struct variants *variants = parse_variants(*lines, &title);
            for (const struct variant *each = variants->list; each->word != NULL; each++) {
                printf(".Ss %s\n", variant_title(page, title, each->word));
                put_text(page, each->record->doc);
                page->word = each->word;
                put_list(page, each->record);
                page->word = NULL;
            }
        } else {
            puts(*lines);
        }
    }
}

/* The lines of a file, NULL at the end. */
static char **read_lines(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        die("cannot read", path);
    struct buffer text = buffer_new(arena);
    size_t count = 1;
    for (int c = getc(file); c != EOF; c = getc(file)) {
        buffer_byte(&text, c == '\n' ? '\0' : (char)c);
        count += c == '\n';
    }
    fclose(file);
    char **lines = ARENA_ARRAY(arena, char *, count);
    size_t at = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        lines[i] = text.bytes + at;
        at += strlen(lines[i]) + 1;
    }
    return lines;
}

int main(int count, char **arguments)
{
    jmp_buf exhausted;
    struct page page = {.arena = arena_new()};
    if (count != 2)
        die("usage: formats PAGE.in, not", arguments[count - 1]);
    if (page.arena == NULL || setjmp(exhausted) != 0)
        die("no memory for", arguments[1]);
    arena_exhausted(page.arena, &exhausted);
    char **lines = read_lines(page.arena, arguments[1]);
    find_sections(&page, lines);
    put_page(&page, lines);
    arena_free(page.arena);
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
