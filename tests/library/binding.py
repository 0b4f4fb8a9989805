"""The library as another language calls it: the structs of floe.h, for ctypes."""
import ctypes
from ctypes import POINTER, Structure, c_bool, c_char_p, c_int, c_size_t, c_uint, c_uint32, c_void_p

SEVERITIES = ("note", "warning", "error")


class File(Structure):
    _fields_ = [("path", c_char_p), ("bytes", c_char_p), ("size", c_size_t)]


class Options(Structure):
    _fields_ = [("variables", POINTER(c_char_p)), ("warnings", c_int), ("secret_prefix", c_char_p),
                *((name, c_char_p) for name in ("floe_path", "platform", "environment", "output",
                                                "target", "profile", "secrets_dir", "emit")),
                ("overridable", c_bool)]


class Position(Structure):
    _fields_ = [("offset", c_size_t), *((name, c_uint32) for name in (
        "line", "column", "column_bytes", "column_utf16"))]


class Range(Structure):
    _fields_ = [("path", c_char_p), ("start", Position), ("end", Position)]


class Related(Structure):
    _fields_ = [("message", c_char_p), ("range", Range)]


class Fix(Structure):
    _fields_ = [("range", Range), ("text", c_void_p), ("size", c_size_t)]


class Diagnostic(Structure):
    _fields_ = [("severity", c_int), ("code", c_char_p), ("message", c_char_p),
                ("label", c_char_p), ("range", Range),
                ("why", POINTER(c_char_p)), ("why_count", c_size_t),
                ("help", POINTER(c_char_p)), ("help_count", c_size_t),
                ("related", POINTER(Related)), ("related_count", c_size_t),
                ("fix", POINTER(Fix))]


class Output(Structure):
    _fields_ = [("path", c_char_p), ("bytes", c_void_p), ("size", c_size_t), ("mode", c_uint)]


def text_of(found):
    return None if found is None else found.decode("utf-8", "surrogateescape")


def place_of(found):
    """As --format=json has a place."""
    if found.path is None:
        return dict.fromkeys(("file", "line", "column", "end_line", "end_column"))
    return {"file": text_of(found.path), "line": found.start.line, "column": found.start.column,
            "end_line": found.end.line, "end_column": found.end.column}


def fix_of(found):
    if not found:
        return None
    text = ctypes.string_at(found[0].text, found[0].size)
    return {**place_of(found[0].range), "start": found[0].range.start.offset,
            "end": found[0].range.end.offset, "text": text_of(text)}


def diagnostic_of(found):
    """As --format=json has it."""
    return {"severity": SEVERITIES[found.severity], "code": text_of(found.code),
            "message": text_of(found.message), "label": text_of(found.label),
            **place_of(found.range),
            "notes": [{"message": text_of(found.related[i].message),
                       **place_of(found.related[i].range)} for i in range(found.related_count)],
            "why": [text_of(found.why[i]) for i in range(found.why_count)],
            "help": [text_of(found.help[i]) for i in range(found.help_count)],
            "fix": fix_of(found.fix)}


class Library:
    def __init__(self, path):
        self.calls = ctypes.CDLL(str(path))
        self.calls.floe_compile.restype = c_void_p
        self.calls.floe_compile.argtypes = [POINTER(File), c_size_t, POINTER(Options)]
        for name, what in (("floe_diagnostics", Diagnostic), ("floe_outputs", Output)):
            getattr(self.calls, name).restype = POINTER(what)
            getattr(self.calls, name).argtypes = [c_void_p, POINTER(c_size_t)]
        self.calls.floe_free.argtypes = [c_void_p]
        self.calls.floe_free.restype = None

    def compile(self, files, variables, **options):
        """(diagnostics, path -> (bytes, mode)) of files: path -> bytes."""
        given = (File * max(len(files), 1))(*(File(path.encode(), data, len(data))
                                              for path, data in files.items()))
        named = [f"{name}={value}".encode() for name, value in variables.items()]
        chosen = Options((c_char_p * (len(named) + 1))(*named, None),
                         **{name: value.encode() for name, value in options.items()})
        result = self.calls.floe_compile(given, len(files), ctypes.byref(chosen))
        assert result, "floe_compile() returned NULL"
        count = c_size_t()
        found = self.calls.floe_diagnostics(result, ctypes.byref(count))
        diagnostics = [diagnostic_of(found[i]) for i in range(count.value)]
        found = self.calls.floe_outputs(result, ctypes.byref(count))
        outputs = {text_of(found[i].path): (ctypes.string_at(found[i].bytes, found[i].size),
                                            found[i].mode) for i in range(count.value)}
        self.calls.floe_free(result)
        return diagnostics, outputs
