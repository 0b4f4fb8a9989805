/*
 * Credentials in comments: those of platform.yaml are copied into a ConfigMap,
 * and those of both files stay in git.
 */
#include <string.h>

#include "floe/base/arena.h"
#include "floe/spec/leak.h"

/* Which bytes of a file are hidden: a # in a value that was reported is not a comment's. */
static const char *hidden_bytes(struct arena *arena, const struct source *source)
{
    char *bytes = arena_alloc(arena, source->bytes.size + 1);
    memset(bytes, 0, source->bytes.size + 1);
    for (uint32_t i = 0; i < source->hidden_count; i++) {
        const struct hidden *hidden = &source->hidden[i];
        memset(bytes + hidden->start, 1, hidden->end - hidden->start);
    }
    return bytes;
}

static void report(struct checker *checker, const struct record *record, struct leak leak,
                   uint32_t start, uint32_t end)
{
    struct source *source = checker->tree->source;
    source_hide(checker->arena, source, start, end);
    struct span span = {.source = source, .start = start, .end = end};
    struct diag *diag =
        diag_add(checker->diags, SECRET_IN_FILE, span, "a comment contains %s", leak.what);
    leak_explain(checker, record, diag);
    leak_advise(checker, record, diag);
}

static bool begins_comment(struct text text, size_t at)
{
    return at == 0 || strchr(" \t\r\n", text.bytes[at - 1]) != NULL;
}

void leak_check_comments(struct checker *checker, const struct record *record)
{
    struct text text = checker->tree->source->bytes;
    const char *hidden = NULL;
    const char *stop = text.bytes + text.size;
    for (const char *at = text.bytes; (at = memchr(at, '#', (size_t)(stop - at))) != NULL;) {
        size_t start = (size_t)(at - text.bytes);
        const char *end = memchr(at, '\n', (size_t)(stop - at));
        end = end == NULL ? stop : end;
        if (!begins_comment(text, start)) {
            at++;
            continue;
        }
        struct leak leak = leak_find((struct text){at, (size_t)(end - at)});
        if (leak.what != NULL && hidden == NULL)
            hidden = hidden_bytes(checker->arena, checker->tree->source);
        if (leak.what != NULL && hidden[start + leak.start] == 0)
            report(checker, record, leak, (uint32_t)(start + leak.start),
                   (uint32_t)(end - text.bytes));
        at = end;
    }
}
