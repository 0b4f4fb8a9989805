#include "floe/read/encoding.h"

#include <string.h>

#include "floe/base/line.h"

static bool is_wide(struct text bytes)
{
    if (bytes.size < 2)
        return false;
    if (memcmp(bytes.bytes, "\xFE\xFF", 2) == 0 || memcmp(bytes.bytes, "\xFF\xFE", 2) == 0)
        return true;
    /* no mark: text in UTF-16 has a zero in every second byte */
    return (bytes.bytes[0] == '\0') != (bytes.bytes[1] == '\0');
}

/* In quotes they are the text's own: LS, PS and marks of direction. */
static bool may_be_quoted(unsigned long point)
{
    return (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

static bool is_refused(unsigned long point)
{
    bool is_layout = point == '\t' || point == '\n' || point == '\r';
    return line_is_disturbed_by(point) && !is_layout && !may_be_quoted(point);
}

static void report_control(struct diags *diags, struct span span, unsigned long point)
{
    struct diag *diag;
    if (point == 0xFEFF)
        diag = diag_add(diags, CONTROL_CHARACTER, span,
                        "a byte order mark (U+FEFF) is in the middle of the file");
    else if (point >= 0xFFFE)
        diag = diag_add(diags, CONTROL_CHARACTER, span,
                        "U+%04lX, which is not a character, is in the file", point);
    else
        diag = diag_add(diags, CONTROL_CHARACTER, span,
                        "a control character (0x%02lX) is in the file", point);
    if (point == 0)
        diag_help(diags, diag, "remove the NUL byte; is this a text file?");
    else
        diag_help(diags, diag, "remove it, or write it inside double quotes as an escape");
}

static void report_foreign(struct diags *diags, struct span span, unsigned first)
{
    struct diag *diag =
        diag_add(diags, NOT_UTF8, span, "the file is not UTF-8: unexpected byte 0x%02X", first);
    diag_help(diags, diag, "convert it, for example with: iconv -f LATIN1 -t UTF-8");
}

/* Most of a file: eight bytes at once, as long as all are from 0x20 to 0x7E. */
static size_t skip_plain(const char *bytes, size_t at, size_t size)
{
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    for (; size - at >= sizeof ones; at += sizeof ones) {
        uint64_t word;
        memcpy(&word, bytes + at, sizeof word);
        if (((word | (word - ones * 0x20) | (word + ones)) & tops) != 0)
            break;
    }
    while (at < size && (unsigned char)(bytes[at] - 0x20) < 0x5F)
        at++;
    return at;
}

static bool check_characters(struct diags *diags, struct source *source, struct encoding *encoding)
{
    const char *bytes = source->bytes.bytes;
    size_t size = source->bytes.size;
    for (size_t at = skip_plain(bytes, encoding->start, size); at < size;
         at = skip_plain(bytes, at, size)) {
        unsigned char first = (unsigned char)bytes[at];
        if (first == '\n') {
            at++;
            continue;
        }
        unsigned long point;
        size_t length = text_next(source->bytes, at, &point);
        struct span span = {.source = source, .start = (uint32_t)at};
        span.end = (uint32_t)(at + length);
        if (text_escaped(point) != point) {
            report_foreign(diags, span, first);
            return false;
        }
        if (is_refused(point)) {
            report_control(diags, span, point);
            return false;
        }
        if (encoding->hidden == ENCODING_NOWHERE && may_be_quoted(point))
            encoding->hidden = (uint32_t)at;
        encoding->ascii &= length == 1;
        at += length;
    }
    return true;
}

bool encoding_check(struct diags *diags, struct source *source, struct encoding *encoding)
{
    *encoding = (struct encoding){.ascii = true, .hidden = ENCODING_NOWHERE};
    if (is_wide(source->bytes)) {
        struct diag *diag = diag_add(diags, UTF16, (struct span){.source = source},
                                     "the file is UTF-16 or UTF-32, not UTF-8");
        diag_help(diags, diag, "convert it, for example with: iconv -f UTF-16 -t UTF-8");
        return false;
    }
    if (source->bytes.size >= 3 && memcmp(source->bytes.bytes, "\xEF\xBB\xBF", 3) == 0)
        encoding->start = 3;
    return check_characters(diags, source, encoding);
}

static uint32_t next_hidden(const struct source *source, size_t at)
{
    for (unsigned long point; at < source->bytes.size;) {
        size_t length = text_next(source->bytes, at, &point);
        if (may_be_quoted(point))
            return (uint32_t)at;
        at += length;
    }
    return ENCODING_NOWHERE;
}

static void report_hidden(struct diags *diags, struct source *source, uint32_t at)
{
    unsigned long point;
    size_t length = text_next(source->bytes, at, &point);
    struct span span = {.source = source, .start = at, .end = at + (uint32_t)length};
    bool ends_line = point <= 0x2029;
    struct diag *diag =
        diag_add(diags, HIDDEN_CHARACTER, span, "%s (U+%04lX) is outside quotes",
                 ends_line ? "a line separator" : "a mark that changes the text direction", point);
    diag_why(diags, diag, ends_line ? "YAML ends the line there, but editors do not show it"
                                    : "editors do not show the characters in the order YAML reads");
    diag_help(diags, diag, "remove it, or write it inside double quotes as \\u%04lX", point);
}

bool encoding_pass(struct encoding *encoding, struct diags *diags, struct source *source,
                   uint32_t start, uint32_t end)
{
    bool found = encoding->hidden < start;
    if (found)
        report_hidden(diags, source, encoding->hidden);
    if (encoding->hidden < end)
        encoding->hidden = found ? ENCODING_NOWHERE : next_hidden(source, end);
    return found;
}
