#include "fuzz.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "floe/base/arena.h"
#include "floe/base/excerpt.h"
#include "floe/cli/report_json.h"
#include "floe/cli/report_list.h"
#include "floe/cli/report_sarif.h"

enum { JSON_DIAGS_MAX = 4 };

_Noreturn void fuzz_fail(const char *what, const char *file, int line)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}

struct text fuzz_exact(struct arena *arena, const uint8_t *data, size_t size)
{
    char *bytes = arena_alloc(arena, size);
    if (size > 0)
        memcpy(bytes, data, size);
    return (struct text){bytes, size};
}

static void check_json(struct text text)
{
    for (size_t at = 0; at < text.size;) {
        const char *end = memchr(text.bytes + at, '\n', text.size - at);
        size_t size = end == NULL ? text.size - at : (size_t)(end - text.bytes) - at;
        json_t *json = json_loadb(text.bytes + at, size, 0, NULL);
        FUZZ_CHECK(json_is_object(json));
        json_decref(json);
        at += size + 1;
    }
}

/* They cost ten times the rest: some inputs, some messages. */
static void put_json(struct buffer *out, struct diags *diags)
{
    if (arena_bytes(diags->arena) % 8 != 0)
        return;
    uint32_t count = diags->count < JSON_DIAGS_MAX ? diags->count : JSON_DIAGS_MAX;
    struct report_list list = {
        .shown = ARENA_ARRAY(diags->arena, const struct diag *, count),
        .shown_count = count,
        .left_out = diags->count - count,
        .error_count = diags->error_count,
    };
    for (uint32_t i = 0; i < count; i++)
        list.shown[i] = diags->list[i];
    struct buffer lines = buffer_new(diags->arena), sarif = buffer_new(diags->arena);
    report_json(&lines, &list);
    struct text text = buffer_finish(&lines);
    check_json(text);
    buffer_text(out, text);
    report_sarif(&sarif, &list);
    text = buffer_finish(&sarif);
    json_t *json = json_loadb(text.bytes, text.size, 0, NULL);
    FUZZ_CHECK(json_is_object(json));
    json_decref(json);
    buffer_text(out, text);
}

struct text fuzz_report(struct arena *arena, struct diags *diags)
{
    struct buffer out = buffer_new(arena);
    for (uint32_t i = 0; i < diags->count; i++) {
        const struct diag *diag = diags->list[i];
        excerpt_put(&out, diag, (struct excerpt_style){.colored = i % 2 == 1});
        excerpt_put_short(&out, diag);
        if (diag->fix.span.source != NULL)
            FUZZ_CHECK(diag->fix.span.start <= diag->fix.span.end &&
                       diag->fix.span.end <= diag->fix.span.source->bytes.size);
    }
    put_json(&out, diags);
    return buffer_finish(&out);
}

bool fuzz_holds(struct text text, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= text.size; i++)
        if (memcmp(text.bytes + i, word, size) == 0)
            return true;
    return false;
}
