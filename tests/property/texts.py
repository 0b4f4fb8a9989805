"""Random texts that have broken writers of YAML, Jinja and SQL before."""
import random

TRAPS = [
    "x') }}{{ env_var('HOME') }}", "{{ env_var('HOME') }}", "{{- var (", "{% raw %}", "{% endraw %}", "{#",
    "#}", "{{", "}}", "%}", "{", "}", "'", '"', "''", "' or 1=1 --", "'; drop table t; --", "\\", "\\'",
    "\\n", "\\x41", "\\u0041", "\\N{BULLET}", "\n", "\r", "\r\n", "\t", "\0", "\a", "\x1b[31m", "\x7f",
    "\x85", "\xa0", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff", "\ufffe", "\uffff", "\ud7ff",
    "\ue000", "🦆", "日本", "e\u0301", "\U0010ffff", " ", "  ", ": ", " #", "- ", "? ", "&a", "*a", "!t", "|", ">", "@", "`", ",",
    "[", "]", "<<", "=", "~", "null", "yes", "012", "0x1F", "1e3", "1_000", "1:30", ".inf", "2026-01-01",
    "$", "${HOME}", "${", "$$", "$(id)", "`id`", "--", "/*", "*/", ";", "$$x$$", "e'\\n'", "E'", "U&'",
    "---", "...", "%YAML 1.1", "'a'", ' "a" ', " 'a', B 'c' ", "\u2003'a'\x1c", "'a\"", "None", "True", "[1, 2]", "{'a': 1}", "1", "ünï", "%", "%s", "{0}",
]


def character(dice):
    kind = dice.randrange(8)
    if kind < 3:
        return chr(dice.randrange(0x20, 0x7f))
    if kind == 3:
        return chr(dice.randrange(0x01, 0x20))
    if kind == 4:
        return chr(dice.randrange(0x7f, 0x250))
    if kind == 5:
        return chr(dice.choice((dice.randrange(0x250, 0xd800), dice.randrange(0xe000, 0x10000))))
    if kind == 6:
        return chr(dice.randrange(0x10000, 0x110000))
    return dice.choice("'\"\\{}%#$\n\r")


def text(dice):
    """One to twelve pieces, of which a third are traps."""
    return "".join(dice.choice(TRAPS) if dice.random() < 0.35 else character(dice)
                   for _ in range(dice.randrange(1, 13)))


def some(seed, count):
    """All traps first, then random ones."""
    dice = random.Random(seed)
    return (TRAPS + [text(dice) for _ in range(count)])[:count]


def some_bytes(seed, count):
    """The same, broken here and there: bytes that are no UTF-8."""
    dice = random.Random(seed)
    found = []
    for value in some(seed, count):
        data = bytearray(value.encode())
        for _ in range(dice.randrange(0, 3)):
            data.insert(dice.randrange(len(data) + 1), dice.randrange(256))
        found.append(bytes(data))
    return found
