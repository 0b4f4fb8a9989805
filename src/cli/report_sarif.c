#include "floe/cli/report_sarif.h"

#include <string.h>

#include "floe/base/excerpt.h"
#include "floe/base/line.h"
#include "floe/json/json.h"

static const char schema_address[] =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/* Which codes are used, and the number of the rule that each became. */
struct sarif {
    struct json_maker *maker;
    bool used[DIAG_CODE_COUNT];
    uint32_t rules[DIAG_CODE_COUNT];
};

/* SARIF's words are ours. */
static void add_level(struct json_maker *maker, json_t *object, enum diag_severity severity)
{
    json_add_string(maker, object, "level", excerpt_severity(severity));
}

/* Messages and descriptions are objects with a text. */
static void add_text(struct json_maker *maker, json_t *object, const char *key, json_t *text)
{
    json_add(maker, json_add_object(maker, object, key), "text", text);
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("-._~/", c) != NULL);
}

/* RFC 3986; a colon is escaped too, lest a folder be taken for a scheme. */
static struct text uri_of(struct arena *arena, struct text path)
{
    struct buffer uri = buffer_new(arena);
    if (text_starts(path, "/"))
        buffer_string(&uri, "file://");
    for (size_t i = 0; i < path.size; i++) {
        if (is_unreserved(path.bytes[i]))
            buffer_byte(&uri, path.bytes[i]);
        else
            buffer_format(&uri, "%%%02X", (unsigned char)path.bytes[i]);
    }
    return buffer_finish(&uri);
}

static void add_file(struct json_maker *maker, json_t *object, const struct source *source)
{
    json_t *location = json_add_object(maker, object, "artifactLocation");
    json_add(maker, location, "uri", json_exact(maker, uri_of(maker->arena, source->path)));
}

static void add_region(struct json_maker *maker, json_t *object, const char *key, struct span span)
{
    struct report_range range = report_range(maker->arena, span);
    json_t *region = json_add_object(maker, object, key);
    json_add_number(maker, region, "startLine", range.start.line);
    json_add_number(maker, region, "startColumn", range.start.column);
    json_add_number(maker, region, "endLine", range.end.line);
    json_add_number(maker, region, "endColumn", range.end.column);
}

static void add_place(struct json_maker *maker, json_t *location, struct span span)
{
    if (span.source == NULL)
        return;
    json_t *physical = json_add_object(maker, location, "physicalLocation");
    add_file(maker, physical, span.source);
    add_region(maker, physical, "region", span);
}

/* Viewers show the message only, so that it holds all that has no place. */
static struct text whole_message(struct arena *arena, const struct diag *diag)
{
    struct buffer text = buffer_new(arena);
    line_put(&text, diag->message);
    if (diag->label.size > 0) {
        buffer_string(&text, " (");
        line_put(&text, diag->label);
        buffer_byte(&text, ')');
    }
    for (const struct diag_line *line = diag->lines; line != NULL; line = line->next) {
        buffer_format(&text, "\n%s: ", line->kind);
        line_put(&text, line->message);
    }
    return buffer_finish(&text);
}

static void add_notes(struct json_maker *maker, json_t *result, const struct diag *diag)
{
    if (diag->notes == NULL)
        return;
    json_t *related = json_add_array(maker, result, "relatedLocations");
    for (const struct diag_note *note = diag->notes; note != NULL; note = note->next) {
        json_t *location = json_push_object(maker, related);
        add_place(maker, location, note->span);
        add_text(maker, location, "message", json_shown(maker, note->message));
    }
}

static void add_fix(struct json_maker *maker, json_t *result, const struct diag *diag)
{
    if (!diag_has_fix(diag))
        return;
    json_t *fix = json_push_object(maker, json_add_array(maker, result, "fixes"));
    json_t *change = json_push_object(maker, json_add_array(maker, fix, "artifactChanges"));
    add_file(maker, change, diag->fix.span.source);
    json_t *replacement = json_push_object(maker, json_add_array(maker, change, "replacements"));
    add_region(maker, replacement, "deletedRegion", diag->fix.span);
    add_text(maker, replacement, "insertedContent", json_exact(maker, diag->fix.text));
}

static void add_result(struct sarif *sarif, json_t *results, const struct diag *diag)
{
    struct json_maker *maker = sarif->maker;
    json_t *result = json_push_object(maker, results);
    json_add_string(maker, result, "ruleId", diag_code_info(diag->code)->number);
    json_add_number(maker, result, "ruleIndex", sarif->rules[diag->code]);
    add_level(maker, result, diag->severity);
    add_text(maker, result, "message", json_exact(maker, whole_message(maker->arena, diag)));
    json_t *locations = json_add_array(maker, result, "locations");
    if (diag->span.source != NULL)
        add_place(maker, json_push_object(maker, locations), diag->span);
    add_notes(maker, result, diag);
    add_fix(maker, result, diag);
}

static void add_rules(struct sarif *sarif, json_t *driver)
{
    struct json_maker *maker = sarif->maker;
    json_t *rules = json_add_array(maker, driver, "rules");
    uint32_t count = 0;
    for (unsigned code = 0; code < DIAG_CODE_COUNT; code++) {
        if (!sarif->used[code])
            continue;
        const struct diag_code_info *info = diag_code_info((enum diag_code)code);
        json_t *rule = json_push_object(maker, rules);
        json_add_string(maker, rule, "id", info->number);
        add_text(maker, rule, "shortDescription", json_string(info->title));
        add_text(maker, rule, "help", json_string(info->explanation));
        add_level(maker, json_add_object(maker, rule, "defaultConfiguration"), info->severity);
        sarif->rules[code] = count++;
    }
}

void report_sarif(struct buffer *out, const struct report_list *list)
{
    struct json_maker *maker = json_maker_new(out->arena);
    struct sarif sarif = {.maker = maker};
    for (uint32_t i = 0; i < list->shown_count; i++)
        sarif.used[list->shown[i]->code] = true;
    json_t *root = json_begin(maker);
    json_add_string(maker, root, "$schema", schema_address);
    json_add_string(maker, root, "version", "2.1.0");
    json_t *run = json_push_object(maker, json_add_array(maker, root, "runs"));
    json_t *driver = json_add_object(maker, json_add_object(maker, run, "tool"), "driver");
    json_add_string(maker, driver, "name", "floe-compile");
    json_add_string(maker, driver, "version", FLOE_VERSION);
    add_rules(&sarif, driver);
    json_add_string(maker, run, "columnKind", "unicodeCodePoints");
    json_t *results = json_add_array(maker, run, "results");
    for (uint32_t i = 0; i < list->shown_count; i++)
        add_result(&sarif, results, list->shown[i]);
    json_finish(maker, out, true);
}
