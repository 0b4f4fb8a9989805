"""Reads, lays out and writes golden cases: the form is told at the head of tests/golden/run."""
import pathlib
import re
import shlex
import subprocess

import choice
from place import PROGRAM, TOP

CASES = TOP / "tests" / "golden" / "cases"
SHARED = TOP / "tests" / "golden" / "shared"
ARGUMENTS = "-p platform.yaml -o out --secrets=defer floe.yaml"
SETUP_SECONDS_MAX = 300

ONCE = {"args", "exit", "same-as"}
LISTS = {"use", "env", "macros", "mask", "reports"}
GIVEN = {"setup", "stdin"}
STREAMS = ("stdout", "stderr", "tree", "targets")
MARKER = re.compile(r"(--|==) (.+?)( \(escaped\))? \1")
LIKE_A_MARKER = re.compile(r"\\*(--|==) .+ \1")
ESCAPE = re.compile(rb"\\(?:x([0-9a-f]{2})|(\\)|(\n))")


def escaped(data):
    """Text in which every byte that an editor might hide or change is \\xNN."""
    parts = []
    for char in data.decode("utf-8", "surrogateescape"):
        if char == "\\":
            parts.append("\\\\")
        elif char == "\n" or char.isprintable():
            parts.append(char)
        else:
            parts += [f"\\x{byte:02x}" for byte in char.encode("utf-8", "surrogateescape")]
    if data and not data.endswith(b"\n"):
        parts.append("\\\n")
    return "".join(parts)


def unescaped(text):
    def byte(match):
        return bytes([int(match[1], 16)]) if match[1] else match[2] or b""
    return ESCAPE.sub(byte, text.encode())


def is_plain(data):
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return (not text or text.endswith("\n")) and all(c in "\n\t" or c.isprintable() for c in text)


def section(mark, name, data):
    """One section; a line of it that looks like a marker gets a backslash more."""
    plain = is_plain(data)
    text = data.decode("utf-8") if plain else escaped(data)
    lines = ("\\" + line if LIKE_A_MARKER.fullmatch(line) else line for line in text.split("\n"))
    return f"{mark} {name}{'' if plain else ' (escaped)'} {mark}\n" + "\n".join(lines)


def content(lines, is_escaped):
    lines = [line[1:] if line.startswith("\\") and LIKE_A_MARKER.fullmatch(line) else line
             for line in lines]
    text = "".join(line + "\n" for line in lines)
    return unescaped(text) if is_escaped else text.encode()


def marker_of(key):
    """How an output is named in a case: a file by its path."""
    if key in STREAMS:
        return key
    name = key.removeprefix("files/")
    return f"./{name}" if name in STREAMS else name


def key_of(name):
    return name if name in STREAMS else "files/" + name.removeprefix("./")


class Case:
    """One file, without what it shares.

    given and expects: section -> bytes; 'files/PATH' is a file, all else a special name.
    """

    def __init__(self, path):
        self.path = path
        self.name = path.relative_to(CASES if CASES in path.parents else SHARED)
        self.name = self.name.with_suffix("").as_posix()
        self.head, self.given, self.expects = {}, {}, {}
        self._parse(path.read_bytes().decode("utf-8"))
        if "same-as" in self.head and any(map(is_written, self.expects)):
            self._refuse(1, "the files are those of the other case (same-as)")
        self.shared = [Case(SHARED / f"{name}.txt") for name in self.head.get("use", ())]

    def _refuse(self, number, problem):
        raise ValueError(f"{self.path.relative_to(TOP)}:{number}: {problem}")

    def _parse(self, text):
        if not text.endswith("\n"):
            self._refuse(text.count("\n") + 1, "the last line has no end")
        lines = text.split("\n")[:-1]
        places = [number for number, line in enumerate(lines) if MARKER.fullmatch(line)]
        for number, line in enumerate(lines[:places[0] if places else len(lines)], 1):
            self._parse_head(number, line.strip())
        for start, end in zip(places, [*places[1:], len(lines)]):
            mark, name, is_escaped = MARKER.fullmatch(lines[start]).groups()
            into = self.given if mark == "--" else self.expects
            key = key_of(name) if mark == "==" else name if name in GIVEN else f"files/{name}"
            if key in into:
                self._refuse(start + 1, f"'{name}' is there twice")
            if mark == "--" and self.expects:
                self._refuse(start + 1, "what is given comes before what is expected")
            if pathlib.PurePath(name).is_absolute() or ".." in pathlib.PurePath(name).parts:
                self._refuse(start + 1, f"'{name}' is outside the folder")
            into[key] = content(lines[start + 1:end], is_escaped)

    def _parse_head(self, number, line):
        if not line or line.startswith("#"):
            return
        key, colon, value = line.partition(":")
        if not colon or key not in ONCE | LISTS:
            self._refuse(number, f"'{key}' is none of: {', '.join(sorted(ONCE | LISTS))}")
        values = self.head.setdefault(key, [])
        if key in ONCE and values:
            self._refuse(number, f"'{key}' is there twice")
        values += value.split() if key == "use" else [value.strip()]

    def lines(self, key):
        """What the lines of the head say, those of shared parts first."""
        return [line for part in (*self.shared, self) for line in part.head.get(key, ())]

    def inputs(self):
        """Special name or 'files/PATH' -> bytes, with what is shared."""
        return {key: data for part in (*self.shared, self) for key, data in part.given.items()}

    def inherited(self):
        return {key: data for part in self.shared for key, data in part.expects.items()}

    def own(self):
        """What this case itself expects: status, the streams and files; none is empty."""
        status = (self.lines("exit") or ["0"])[-1]
        found = {**self.inherited(), **self.expects, "status": f"{status}\n".encode()}
        return {key: data for key, data in found.items() if data}

    def expected(self):
        found = self.own()
        for name in self.lines("same-as"):
            other = find(name).expected()
            found = {key: data for key, data in found.items() if not is_written(key)}
            found.update((key, data) for key, data in other.items() if is_written(key))
        return found

    def bless(self, new):
        """Writes what is expected anew; all else stays to the byte."""
        lines = self.path.read_bytes().decode("utf-8").split("\n")[:-1]
        end = next((n for n, line in enumerate(lines)
                    if (found := MARKER.fullmatch(line)) and found[1] == "=="), len(lines))
        head = next((n for n, line in enumerate(lines) if MARKER.fullmatch(line)), len(lines))
        kept = [line for line in lines[:head] if not line.startswith("exit:")]
        status = new["status"].decode().strip()
        if status != "0":
            kept.append(f"exit: {status}")
        text = "".join(line + "\n" for line in kept + lines[head:end])
        text += expectations(new, self.inherited(), self.lines("same-as"))
        self.path.write_bytes(text.encode("utf-8"))

    def lay_out(self, folder, change=lambda data: data):
        """Writes the input into a new folder; change() may alter each file."""
        folder.mkdir(parents=True)
        for key, data in self.inputs().items():
            if key not in GIVEN:
                path = folder / key.removeprefix("files/")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(change(data))
                path.chmod(0o644)

    def lay_out_expected(self, folder):
        """Writes the files that are expected into a folder."""
        for key, data in self.expected().items():
            if key.startswith("files/"):
                path = folder / key.removeprefix("files/")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)

    def environment(self, folder):
        variables = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder),
                     "LC_ALL": "C.UTF-8"}
        for line in self.lines("env"):
            name, _, value = line.partition("=")
            variables[name] = value.replace("$CASE", str(folder))
        return variables

    def run_setup(self, folder, variables=None):
        script = self.inputs().get("setup")
        if script is None:
            return
        variables = dict(variables or self.environment(folder), FLOE_COMPILE=PROGRAM)
        done = subprocess.run(["sh", "-eu", "-c", script.decode()], cwd=folder, env=variables,
                              stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=SETUP_SECONDS_MAX)
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace")
            raise RuntimeError(f"setup exits {done.returncode}: {said}")

    def arguments(self, folder):
        text = (self.lines("args") or [ARGUMENTS])[-1]
        words = shlex.split(text.replace("$CASE", str(folder)))
        return [re.sub(r"<U\+([0-9A-F]{2,6})>", lambda point: chr(int(point[1], 16)), word)
                for word in words]

    def stdin(self):
        return self.inputs().get("stdin", b"")


def is_written(key):
    """What a case with same-as does not hold itself."""
    return key == "targets" or key.startswith("files/")


def expectations(new, inherited, elsewhere):
    """The sections of what is expected, without what is shared."""
    keys = [key for key in new if key != "status"]
    keys += [key for key in inherited if key not in new]
    order = {key: number for number, key in enumerate(STREAMS)}
    text = ""
    for key in sorted(keys, key=lambda key: (order.get(key, len(STREAMS)), key)):
        if new.get(key, b"") != inherited.get(key, b"") and not (elsewhere and is_written(key)):
            text += section("==", marker_of(key), new.get(key, b""))
    return text


def find(name):
    return Case(CASES / f"{name}.txt")


def find_cases(patterns=()):
    """All cases, or those that the patterns mean; the path of a case's file is a pattern, too."""
    paths = sorted(CASES.glob("*/*"))
    for path in paths:
        if path.suffix != ".txt" or not path.is_file():
            raise ValueError(f"{path.relative_to(TOP)}: a case is a file AREA/NAME.txt")
    names = [path.relative_to(CASES).with_suffix("").as_posix() for path in paths]
    patterns = [re.sub(r"^.*tests/golden/cases/|\.txt$|/$", "", pattern) for pattern in patterns]
    return [find(name) for name in choice.choose(names, patterns)]
