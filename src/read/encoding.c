#include "floe/read/encoding.h"

#include <string.h>

static bool is_wide(struct text bytes)
{
    if (bytes.size < 2)
        return false;
    if (memcmp(bytes.bytes, "\xFE\xFF", 2) == 0 || memcmp(bytes.bytes, "\xFF\xFE", 2) == 0)
        return true;
    /* no mark: text in UTF-16 has a zero in every second byte */
    return (bytes.bytes[0] == '\0') != (bytes.bytes[1] == '\0');
}

/* YAML 1.1, 5.1: beside tab and line ends no C0, no DEL, no C1 but NEL, no BOM inside. */
static bool is_refused(const char *bytes, size_t length)
{
    const unsigned char *at = (const unsigned char *)bytes;
    if (length == 1)
        return (at[0] < 0x20 && at[0] != '\t' && at[0] != '\n' && at[0] != '\r') || at[0] == 0x7F;
    if (length == 2)
        return at[0] == 0xC2 && at[1] < 0xA0 && at[1] != 0x85;
    if (length == 3)
        return (at[0] == 0xEF && at[1] == 0xBB && at[2] == 0xBF) ||
               (at[0] == 0xEF && at[1] == 0xBF && at[2] >= 0xBE);
    return false;
}

static void report_control(struct diags *diags, struct span span, unsigned first)
{
    struct diag *diag;
    const char *bytes = span.source->bytes.bytes + span.start;
    if (span.end - span.start == 3)
        diag = diag_add(diags, CONTROL_CHARACTER, span, "%s is in the middle of the file",
                        memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? "a byte order mark (U+FEFF)"
                                                              : "a code that is no character");
    else
        diag = diag_add(diags, CONTROL_CHARACTER, span,
                        "a control character (0x%02X) is in the file", first);
    if (first == 0)
        diag_help(diags, diag, "remove the NUL byte; is this a text file?");
    else
        diag_help(diags, diag, "remove it, or write it inside double quotes as an escape");
}

static void report_foreign(struct diags *diags, struct span span, unsigned first)
{
    struct diag *diag =
        diag_add(diags, NOT_UTF8, span, "the file is not UTF-8: byte 0x%02X does not belong", first);
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
        size_t length = text_character(bytes + at, size - at);
        struct span span = {.source = source, .start = (uint32_t)at};
        span.end = (uint32_t)(at + (length == 0 ? 1 : length));
        if (length == 0) {
            report_foreign(diags, span, first);
            return false;
        }
        if (is_refused(bytes + at, length)) {
            report_control(diags, span, length == 2 ? (unsigned char)bytes[at + 1] : first);
            return false;
        }
        encoding->ascii &= length == 1;
        at += length;
    }
    return true;
}

bool encoding_check(struct diags *diags, struct source *source, struct encoding *encoding)
{
    *encoding = (struct encoding){.ascii = true};
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
