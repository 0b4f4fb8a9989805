"""What a Python program does with the two files: load.py FLOE_YAML [PLATFORM_YAML]

yaml.safe_load, then the models, one file after the other; the first exception
ends it.  One JSON object on stdout: says, what a user would see, on one line;
accepted; changed, whether the data is another than the file's; secret, whether
the message shows one.  Values that floe-compile would hide are hidden.
"""
import difflib
import json
import os
import re
import resource
import sys

import pydantic
import yaml

import models

SECONDS_MAX = 20
MEMORY_MAX = 2 << 30
LOOKED_THROUGH_BYTES_MAX = 1 << 20
HIDDEN = "********"
SECRET_KEYS = ("secret", "password", "passwd", "passphrase", "token", "api_key", "private_key",
               "secret_key", "secret_access_key", "account_key", "client_secret")
SECRET_TEXT = re.compile(
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----[^'\"]*|"
    r"\beyJ[\w-]{7,}\.eyJ[\w-]{7,}\.[\w-]*|\b(?:gh[pousr]_|github_pat_)\w{36,}|"
    r"(?<=://)[^/?#\s:@]+:[^/?#\s@]+(?=@)")
REFERENCE = re.compile(r"true|false|yes|no|null|none|\*+|\$\{.*|\{\{.*|<.*>|arn:.*|vault:.*|")
PAIR = re.compile(r"([\w-]+)[\"']?[ \t]*:[ \t]+([^\s{\[&*|>#][^,}\n#]*)")


def is_secret_key(key):
    """A misspelt one too."""
    key = str(key).lower().replace("-", "_")
    return key.endswith(SECRET_KEYS) or bool(difflib.get_close_matches(key, SECRET_KEYS, 1, 0.85))


def is_secret(key, value):
    return is_secret_key(key) and not REFERENCE.fullmatch(value)


def secrets_of_text(text):
    pairs = [(key, value.strip().strip("\"'")) for key, value in PAIR.findall(text)]
    found = {value for key, value in pairs if is_secret(key, value)}
    return found | set(SECRET_TEXT.findall(text))


def secrets_of_data(data):
    found, above, seen = set(), [("", data)], set()
    while above:
        key, value = above.pop()
        if isinstance(value, str):
            found |= {value} if is_secret(key, value) else set(SECRET_TEXT.findall(value))
        elif isinstance(value, (dict, list)) and id(value) not in seen:
            seen.add(id(value))
            items = value.items() if isinstance(value, dict) else ((key, entry) for entry in value)
            above.extend(items)
    return found


def hide(text, secrets):
    for secret in sorted(secrets, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", HIDDEN, text)
    return text


def shortened(text):
    """As pydantic shortens what it was given."""
    return text if len(text) <= 50 else f"{text[:24]}...{text[-23:]}"


def refusal(problem, data):
    """How pydantic words the first thing, on one line; whether the message shows a secret."""
    first = problem.errors(include_url=False)[0]
    secrets = secrets_of_data(data)
    given = secrets_of_data({first["loc"][-1] if first["loc"] else "": first["input"]})
    value = HIDDEN if given else shortened(repr(first["input"]))
    count = problem.error_count()
    place = ".".join(map(str, first["loc"]))
    text = (f"ValidationError: {count} validation error{'s' * (count > 1)} for {problem.title}: "
            f"{place}{': ' * bool(place)}{first['msg']} [type={first['type']}, "
            f"input_value={value}, input_type={type(first['input']).__name__}]")
    return hide(text, secrets), hide(str(problem), secrets) != str(problem)


def message_of(problem, secrets):
    if isinstance(problem, MemoryError):
        return f"MemoryError (at {MEMORY_MAX >> 30} GiB)", False
    if isinstance(problem, RecursionError):
        return "RecursionError: maximum recursion depth exceeded", False
    text = " ".join(f"{type(problem).__name__}: {problem}".split())
    return hide(text, secrets), hide(text, secrets) != text


def changes(path):
    """Values that a later key replaces, and scalars that are read as something else."""
    lost, read = [], []
    if os.path.getsize(path) > LOOKED_THROUGH_BYTES_MAX:
        return lost, read
    with open(path, encoding="utf-8") as file:
        loader = yaml.SafeLoader(file)
        above, seen = [loader.get_single_node()], set()
    while above:
        node = above.pop(0)
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            kept = {}
            for key, value in node.value:
                if key.tag == "tag:yaml.org,2002:str" and key.value in kept:
                    old = kept[key.value]
                    lost.append(f"{key.value}: {old.value}" if isinstance(old, yaml.ScalarNode)
                                else f"the first {key.value}")
                kept[str(key.value)] = value
                above += [key, value]
        elif isinstance(node, yaml.SequenceNode):
            above += node.value
        elif node.style is None and node.tag.endswith((":int", ":float", ":bool")):
            value = loader.construct_object(node)
            if str(value).lower() != node.value.lower():
                read.append(f"{node.value} as {value}")
    return lost, read


def load(path, model):
    with open(path, encoding="utf-8") as file:
        data = yaml.safe_load(file)
    try:
        model.model_validate(data)
    except pydantic.ValidationError as problem:
        return refusal(problem, data)
    return None


def text_of(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(LOOKED_THROUGH_BYTES_MAX)
    except OSError:
        return ""


def main():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    lost, read = [], []
    for path, model in zip(sys.argv[1:], (models.FloeSpec, models.PlatformSpec)):
        secrets = secrets_of_text(text_of(path))
        try:
            answer = load(path, model)
        except Exception as problem:
            answer = message_of(problem, secrets)
        if answer is not None:
            return {"says": answer[0], "accepted": False, "changed": False, "secret": answer[1]}
        for found, more in zip((lost, read), changes(path)):
            found += [hide(text, secrets) for text in more]
    says = "".join(["accepted", f", and lost: {', '.join(lost)}" if lost else "",
                    f", and read {', '.join(read)}" if read else ""])
    return {"says": says, "accepted": True, "changed": bool(lost or read), "secret": False}


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
