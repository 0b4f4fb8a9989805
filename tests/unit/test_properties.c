/* Keys and values of Java's properties are read back by the rules of java.util.Properties. */
#include "unit.h"

#include "floe/base/arena.h"
#include "floe/render/properties.h"

/* One entry, as Java's load() reads it: in UTF-16 units. */
struct entry {
    uint16_t key[64];
    size_t key_size;
    uint16_t value[64];
    size_t value_size;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\f';
}

static uint16_t unescape(const char **at)
{
    char c = *(*at)++;
    if (c != 'u')
        return c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c == 'f' ? '\f' : (uint8_t)c;
    char digits[5] = {0};
    memcpy(digits, *at, 4);
    *at += 4;
    return (uint16_t)strtoul(digits, NULL, 16);
}

static uint16_t next(const char **at)
{
    char c = *(*at)++;
    return c == '\\' ? unescape(at) : (uint8_t)c;
}

/* A line of its own: neither a comment nor continued. */
static struct entry load(const char *line)
{
    struct entry entry = {.key_size = 0};
    const char *at = line;
    while (is_blank(*at))
        at++;
    assert_true(*at != '#' && *at != '!');
    while (*at != '\n' && *at != '=' && *at != ':' && !is_blank(*at))
        entry.key[entry.key_size++] = next(&at);
    while (is_blank(*at))
        at++;
    if (*at == '=' || *at == ':')
        at++;
    while (is_blank(*at))
        at++;
    while (*at != '\n' && *at != '\r')
        entry.value[entry.value_size++] = next(&at);
    assert_string_equal(at, "\n");
    return entry;
}

static size_t utf16(const char *text, uint16_t *units)
{
    size_t count = 0;
    for (size_t at = 0; text[at] != '\0';) {
        size_t length = text_character(text + at, strlen(text + at));
        const uint8_t *byte = (const uint8_t *)text + at;
        unsigned long point = length == 1   ? byte[0]
                              : length == 2 ? (byte[0] & 0x1Fu)
                              : length == 3 ? (byte[0] & 0x0Fu)
                                            : (byte[0] & 0x07u);
        for (size_t i = 1; i < length; i++)
            point = point << 6 | (byte[i] & 0x3Fu);
        if (point >= 0x10000)
            units[count++] = (uint16_t)(0xD7C0 + (point >> 10));
        units[count++] = (uint16_t)(point >= 0x10000 ? 0xDC00 + (point & 0x3FF) : point);
        at += length;
    }
    return count;
}

static void assert_returns(const char *key, const char *value)
{
    struct arena *arena = arena_new();
    struct buffer out = buffer_new(arena);
    properties_put_key(&out, text_of(key));
    buffer_byte(&out, '=');
    properties_put_value(&out, text_of(value));
    buffer_byte(&out, '\n');
    struct text text = buffer_finish(&out);
    for (size_t i = 0; i + 1 < text.size; i++)
        assert_in_range(text.bytes[i], ' ', '~');
    struct entry entry = load(text.bytes);
    uint16_t units[64];
    assert_int_equal(entry.key_size, utf16(key, units));
    assert_memory_equal(entry.key, units, entry.key_size * sizeof units[0]);
    assert_int_equal(entry.value_size, utf16(value, units));
    assert_memory_equal(entry.value, units, entry.value_size * sizeof units[0]);
    arena_free(arena);
}

static void values_come_back(void **state)
{
    (void)state;
    static const char *const values[] = {
        "",        " ",         "  two blanks first", "two blanks last  ", "=", ":x", "#no comment",
        "! either", "a=b:c#d!e", "back\\slash",        "ends in \\",         "\\u0041",
        "line\nline\r\n", "\ttab\f", "${ENV:NAME}:${ENV:OTHER}", "ä € 𝄞", "\x01\x7f",
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        assert_returns("spark.sql.catalog.polaris_catalog.warehouse", values[i]);
        assert_returns("key", values[i]);
    }
}

static void keys_come_back(void **state)
{
    (void)state;
    static const char *const keys[] = {"a b", "a=b", "a:b", "#a", "!a", "a\\", "\ta\n", "ä𝄞"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        assert_returns(keys[i], "value");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_come_back),
        cmocka_unit_test(keys_come_back),
    };
    return UNIT_RUN(tests);
}
