#include "floe/read/read.h"

#include <assert.h>
#include <string.h>
#include <yaml.h>

#include "floe/base/arena.h"
#include "floe/base/names.h"
#include "floe/read/build.h"
#include "floe/read/encoding.h"
#include "floe/read/syntax.h"

struct reader {
    struct arena *arena;
    struct diags *diags;
    struct source *source;
    struct encoding encoding;
    yaml_parser_t parser;
    yaml_event_t event;
    bool event_held;
    size_t character; /* a place known in both counts */
    uint32_t byte;
    struct names anchors;
    uint32_t anchor_count;
    uint32_t alias_weight;
    const struct node *last_scalar;
    struct builder builder;
};

static void drop_event(struct reader *reader)
{
    if (reader->event_held)
        yaml_event_delete(&reader->event);
    reader->event_held = false;
}

static void close_reader(void *resource)
{
    struct reader *reader = resource;
    drop_event(reader);
    yaml_parser_delete(&reader->parser); /* leaves the parser zeroed */
}

/* libyaml's marks count characters from after the byte order mark. */
static uint32_t byte_of(struct reader *reader, size_t character, bool move)
{
    if (reader->encoding.ascii)
        return reader->encoding.start + (uint32_t)character;
    size_t at_character = reader->character;
    uint32_t at = reader->byte;
    if (character < at_character) {
        at_character = 0;
        at = reader->encoding.start;
    }
    const char *bytes = reader->source->bytes.bytes;
    size_t size = reader->source->bytes.size;
    for (; at_character < character && at < size; at_character++) {
        at++;
        while (at < size && ((unsigned char)bytes[at] & 0xC0) == 0x80)
            at++;
    }
    if (move) {
        reader->character = at_character;
        reader->byte = at;
    }
    return at;
}

static struct span span_of(struct reader *reader, uint32_t start, uint32_t end)
{
    return (struct span){.source = reader->source, .start = start, .end = end};
}

static struct node *new_node(struct reader *reader, enum node_kind kind)
{
    struct node *node = ARENA_NEW(reader->arena, struct node);
    node->kind = (uint8_t)kind;
    node->start = byte_of(reader, reader->event.start_mark.index, true);
    node->end = byte_of(reader, reader->event.end_mark.index, true);
    return node;
}

/* Plain scalars on one line and unescaped quotes are in the source as they are. */
static const char *scalar_bytes(struct reader *reader, const struct node *node,
                                const char *value, size_t size)
{
    const char *source = reader->source->bytes.bytes + node->start;
    size_t room = node->end - node->start;
    if (size <= room && memcmp(source, value, size) == 0)
        return source;
    if (size + 2 <= room && memcmp(source + 1, value, size) == 0)
        return source + 1;
    return text_copy(reader->arena, (struct text){value, size}).bytes;
}

static void report_tag(struct reader *reader, uint32_t start)
{
    uint32_t end = start;
    struct text bytes = reader->source->bytes;
    while (end < bytes.size && strchr(" \t\r\n,]}", bytes.bytes[end]) == NULL)
        end++;
    struct diag *diag = diag_add(reader->diags, TAG, span_of(reader, start, end),
                                 "a value has a tag");
    diag_why(reader->diags, diag, "tags change what a value means and are not used here");
    diag_help(reader->diags, diag, "remove the tag, or quote the text");
}

static struct anchor *anchor_for(struct reader *reader, const char *name)
{
    if (name == NULL)
        return NULL;
    struct text text = text_copy(reader->arena, text_of(name));
    struct anchor *anchor = ARENA_NEW(reader->arena, struct anchor);
    struct anchor *known = names_add(&reader->anchors, text, anchor);
    reader->anchor_count++;
    return known != NULL ? known : anchor;
}

static bool anchors_within_limit(struct reader *reader)
{
    if (reader->anchor_count <= READ_ANCHORS_MAX)
        return true;
    uint32_t start = byte_of(reader, reader->event.start_mark.index, false);
    diag_add(reader->diags, TOO_MANY_ANCHORS, span_of(reader, start, start + 1),
             "the file has more than %d anchors", READ_ANCHORS_MAX);
    return false;
}

static void set_anchor(struct anchor *anchor, struct node *node, uint32_t weight)
{
    if (anchor != NULL)
        *anchor = (struct anchor){.node = node, .weight = weight};
}

static bool read_scalar(struct reader *reader)
{
    struct node *node = new_node(reader, NODE_SCALAR);
    size_t size = reader->event.data.scalar.length;
    const char *value = (const char *)reader->event.data.scalar.value;
    if (size > READ_SCALAR_BYTES_MAX) {
        struct span span = span_of(reader, node->start, node->start + 1);
        diag_add(reader->diags, SCALAR_TOO_LONG, span, "a value is longer than %d bytes",
                 READ_SCALAR_BYTES_MAX);
        return false;
    }
    if (reader->event.data.scalar.tag != NULL)
        report_tag(reader, node->start);
    if (memchr(value, '\0', size) != NULL) {
        diag_add(reader->diags, CONTROL_CHARACTER, span_of(reader, node->start, node->end),
                 "a value contains a NUL character");
        node->flags |= NODE_BAD;
    }
    node->is.bytes = scalar_bytes(reader, node, value, size);
    node->size = (uint32_t)size;
    reader->last_scalar = node;
    if (reader->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
        node->flags |= NODE_QUOTED;
    if (reader->event.data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
        reader->event.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE)
        encoding_pass(&reader->encoding, reader->diags, reader->source, node->start, node->end);
    set_anchor(anchor_for(reader, (const char *)reader->event.data.scalar.anchor), node, 1);
    return anchors_within_limit(reader) && build_accept(&reader->builder, node, 1);
}

static bool open_frame(struct reader *reader, enum node_kind kind, const yaml_char_t *tag,
                       const yaml_char_t *anchor)
{
    struct node *node = new_node(reader, kind);
    if (reader->builder.depth == READ_DEPTH_MAX) {
        diag_add(reader->diags, TOO_DEEP, span_of(reader, node->start, node->start + 1),
                 "values are nested more than %d deep", READ_DEPTH_MAX);
        return false;
    }
    if (tag != NULL)
        report_tag(reader, node->start);
    reader->builder.frames[reader->builder.depth++] = (struct frame){
        .node = node,
        .weight = 1,
        .anchor = anchor_for(reader, (const char *)anchor),
    };
    return anchors_within_limit(reader);
}

static bool close_frame(struct reader *reader)
{
    struct frame *frame = &reader->builder.frames[reader->builder.depth - 1];
    build_close(&reader->builder, frame);
    struct node *node = frame->node;
    uint32_t weight = frame->weight;
    node->end = byte_of(reader, reader->event.end_mark.index, false);
    set_anchor(frame->anchor, node, weight);
    reader->builder.depth--;
    return build_accept(&reader->builder, node, weight);
}

static bool read_alias(struct reader *reader)
{
    struct node *node = new_node(reader, NODE_SCALAR);
    struct text name = text_of((const char *)reader->event.data.alias.anchor);
    const struct anchor *anchor = names_find(&reader->anchors, name);
    if (anchor == NULL || anchor->node == NULL) {
        struct diag *diag = diag_add(reader->diags, ALIAS_UNKNOWN,
                                     span_of(reader, node->start, node->end),
                                     "undefined alias");
        diag_help(reader->diags, diag, "mark a value above with & and its name, or quote the text");
        node->is.bytes = "";
        node->flags |= NODE_BAD;
        return build_accept(&reader->builder, node, 1);
    }
    reader->alias_weight += anchor->weight;
    if (reader->alias_weight > READ_ALIAS_NODES_MAX) {
        struct diag *diag = diag_add(reader->diags, ALIASES_TOO_LARGE,
                                     span_of(reader, node->start, node->end),
                                     "aliases expand to more than %d values",
                                     READ_ALIAS_NODES_MAX);
        diag_why(reader->diags, diag, "aliases of aliases multiply; this one expands to %u values",
                 anchor->weight);
        return false;
    }
    uint32_t start = node->start, end = node->end;
    *node = *anchor->node;
    node->next = NULL;
    node->start = start;
    node->end = end;
    return build_accept(&reader->builder, node, anchor->weight);
}

static bool report_second_document(struct reader *reader)
{
    uint32_t start = byte_of(reader, reader->event.start_mark.index, false);
    struct diag *diag = diag_add(reader->diags, DOCUMENT_SECOND, span_of(reader, start, start + 3),
                                 "a second document begins here");
    diag_why(reader->diags, diag, "only the first document of a file is read");
    diag_help(reader->diags, diag, "keep one document per file");
    return false;
}

static bool read_event(struct reader *reader)
{
    const yaml_event_t *event = &reader->event;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return read_scalar(reader);
    case YAML_SEQUENCE_START_EVENT:
        return open_frame(reader, NODE_LIST, event->data.sequence_start.tag,
                          event->data.sequence_start.anchor);
    case YAML_MAPPING_START_EVENT:
        return open_frame(reader, NODE_MAP, event->data.mapping_start.tag,
                          event->data.mapping_start.anchor);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_frame(reader);
    case YAML_ALIAS_EVENT:
        return read_alias(reader);
    case YAML_DOCUMENT_START_EVENT:
        return reader->builder.root == NULL || report_second_document(reader);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return true;
}

/* Where a quoted text of several lines began, if it was read last. */
static uint32_t quoted_at(const struct reader *reader)
{
    const struct node *node = reader->last_scalar;
    if (node == NULL || (node->flags & NODE_QUOTED) == 0)
        return SYNTAX_NOWHERE;
    const char *bytes = reader->source->bytes.bytes + node->start;
    bool is_quote = bytes[0] == '"' || bytes[0] == '\'';
    bool several = memchr(bytes, '\n', node->end - node->start) != NULL;
    return is_quote && several ? node->start : SYNTAX_NOWHERE;
}

/* What ends a line for YAML alone makes what follows it wrong. */
static bool is_hidden_before(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    bool in_quotes = parser->context != NULL && strstr(parser->context, "quoted scalar") != NULL;
    uint32_t at = byte_of(reader, in_quotes ? parser->context_mark.index
                                            : parser->problem_mark.index, false);
    return encoding_pass(&reader->encoding, reader->diags, reader->source, at, at);
}

static bool next_event(struct reader *reader)
{
    drop_event(reader);
    if (yaml_parser_parse(&reader->parser, &reader->event)) {
        reader->event_held = true;
        return true;
    }
    const yaml_parser_t *parser = &reader->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        arena_give_up(reader->arena);
    if (is_hidden_before(reader))
        return false;
    syntax_report(reader->diags, reader->source,
                  (struct syntax_problem){
                      .problem = parser->problem != NULL ? parser->problem : "unknown problem",
                      .context = parser->context,
                      .at = byte_of(reader, parser->problem_mark.index, false),
                      .opened_at = byte_of(reader, parser->context_mark.index, false),
                      .quoted_at = quoted_at(reader),
                  });
    return false;
}

static bool read_events(struct reader *reader)
{
    do {
        if (!next_event(reader) || !read_event(reader))
            return false;
    } while (reader->event.type != YAML_STREAM_END_EVENT);
    return true;
}

static bool has_content(struct reader *reader)
{
    if (reader->builder.root != NULL && !node_is_null(reader->builder.root))
        return true;
    struct diag *diag = diag_add(reader->diags, FILE_EMPTY, span_of(reader, 0, 0),
                                 "the file is empty");
    diag_help(reader->diags, diag, "check that the right file is given or mounted");
    return false;
}

bool read_tree(struct arena *arena, struct diags *diags, struct source *source, struct tree *tree)
{
    *tree = (struct tree){.source = source};
    if (source->bytes.size > READ_FILE_BYTES_MAX) {
        diag_add(diags, FILE_TOO_LARGE, (struct span){.source = source},
                 "the file is larger than %d MiB", READ_FILE_BYTES_MAX / 1024 / 1024);
        return false;
    }
    struct reader *reader = ARENA_NEW(arena, struct reader);
    *reader = (struct reader){
        .arena = arena,
        .diags = diags,
        .source = source,
        .builder = {.arena = arena, .diags = diags, .source = source},
    };
    if (!encoding_check(diags, source, &reader->encoding))
        return false;
    reader->byte = reader->encoding.start;
    reader->anchors = names_new(arena, 0);
    arena_defer(arena, close_reader, reader);
    if (!yaml_parser_initialize(&reader->parser))
        arena_give_up(arena);
    yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader->parser,
                                 (const unsigned char *)source->bytes.bytes + reader->byte,
                                 source->bytes.size - reader->byte);
    uint32_t size = (uint32_t)source->bytes.size;
    bool read = read_events(reader);
    if (read)
        encoding_pass(&reader->encoding, diags, source, size, size);
    read = read && has_content(reader);
    close_reader(reader);
    tree->root = reader->builder.root;
    tree->dropped = reader->builder.dropped;
    return read;
}
