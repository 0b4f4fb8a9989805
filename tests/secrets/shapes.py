"""Secrets by their form: those of shapes.txt are found wherever they are, the harmless let through."""
import json
import random
import re

import support

PLACES = ("a value of floe.yaml", "a list of platform.yaml", "a comment of platform.yaml",
          "a text of several lines", "a variable", "a key")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALPHABETS = {"@": LETTERS + LETTERS.lower() + "0123456789", "#": "0123456789abcdef",
             "^": LETTERS + "0123456789"}
TABLE = support.TOP / "include" / "floe" / "spec" / "leak.def"


def filled(text, chance):
    """The text that a line of shapes.txt stands for, with a digit and both cases where it can."""
    def fill(match):
        alphabet, size = ALPHABETS[match[1]], int(match[2])
        sure = [next(c for c in alphabet[::-1] if kind(c))
                for kind in (str.isdigit, str.islower, str.isupper) if any(map(kind, alphabet))]
        letters = (sure + [chance.choice(alphabet) for _ in range(size)])[:size]
        chance.shuffle(letters)
        return "".join(letters)
    return re.sub(r"([@#^])(\d+)", fill, text.replace("|", ""))


def read_shapes():
    """(kind, key or None, text) of each line."""
    chance = random.Random(7)
    path = support.TOP / "tests" / "secrets" / "shapes.txt"
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("# ") and line != "#":
            kind, *rest = line.split("\t")
            key = rest[0].replace("|", "") if len(rest) == 2 else None
            yield kind, key, filled(rest[-1], chance)


def in_place(place, number, key, text):
    """Lines of floe.yaml, of platform.yaml, and variables; None: not a place for it."""
    quoted = json.dumps(text)
    line = text if key is None else f"{key}: {text}"
    if place == "a value of floe.yaml":
        return [f"    {key or f'k{number}'}: {quoted}"], [], {}
    if place == "a list of platform.yaml":
        return [], [f"  - [{quoted}]" if key is None else f"  - [{{{json.dumps(key)}: {quoted}}}]"], {}
    if place == "a comment of platform.yaml":
        return [], [f"  # {line}"], {}
    if place == "a text of several lines":
        return [], [f"  - \"see\\n{json.dumps(line)[1:-1]}\\nor not\""], {}
    if place == "a variable":
        if any(mark in text for mark in ("${", "{{")):
            return None
        return [f"    {key or f'k{number}'}: \"${{NOTE_{number}}}\""], [], {f"NOTE_{number}": text}
    if key is not None:
        return None
    return [], [f"  - {{? {quoted} : {number}}}"], {}


def run_place(folder, place, shapes):
    """The numbers of the shapes that are refused, and what the program said."""
    floe = ["name: shop", "observability:", "  otlp_endpoint: http://collector:4318", "  attributes:",
            "    a: b"]
    platform = ["storage: {default: {type: local}}", "x-notes:", "  - a"]
    env, owners, tried = {}, {}, set()
    for number, (_, key, text) in enumerate(shapes):
        lines = in_place(place, number, key, text)
        if lines is None:
            continue
        tried.add(number)
        if lines[0]:
            # keys of a mapping are unique: others of the same name come in another run
            if key is not None and any(line.startswith(f"    {key}: ") for line in floe):
                tried.discard(number)
                continue
            floe += lines[0]
            owners["floe.yaml", len(floe)] = number
        if lines[1]:
            platform += lines[1]
            owners["platform.yaml", len(platform)] = number
        env.update(lines[2])
    folder.mkdir()
    support.write(folder, {"floe.yaml": "\n".join(floe) + "\n",
                           "platform.yaml": "\n".join(platform) + "\n"})
    usual = ("-p", "platform.yaml", "-o", "out", "--secrets=defer", "--max-errors=0")
    env = support.variables(folder, **env)
    done = support.compile(folder, *usual, "--format=json", env=env)
    text = support.compile(folder, *usual, "--emit=env,k8s", env=env)
    refused = set()
    for line in done.stderr.decode().splitlines():
        said = json.loads(line)
        if said.get("code") in ("F0301", "F0304") and "file" in said:
            refused.add(owners.get((said["file"], said["line"])))
    return tried, refused, done, text


def secret_of(kind, key, text):
    """The part of a shape that nobody must see."""
    return text if key is not None else max(re.findall(r"[A-Za-z0-9]{8,}", text), key=len, default=text)


def check_table(report, shapes):
    """No row without a shape."""
    rows = re.findall(r'^(TOKEN|SECRET_KEY)\("([^"]+)", (\w+)', TABLE.read_text(), re.MULTILINE)
    texts = "\n".join(text for kind, key, text in shapes if kind == "token")
    keys = [re.sub(r"[-_.]", "", key).lower() for kind, key, _ in shapes if kind == "pair"]
    missing = [text for kind, text, how in rows if kind == "TOKEN" and text not in texts
               and text != "bearer "]
    missing += [text for kind, text, how in rows if kind == "SECRET_KEY" and how != "PARAMETER"
                and not any(text.replace(".", "") in key for key in keys)]
    report.check(f"each of the {len(rows)} rows of leak.def has a shape", ", ".join(missing))


# files that cannot be read, or are not ours; $LINE is the shape
BROKEN = {
    "in a value with a colon": "name: shop\nnote: x: $LINE\n",
    "behind a tab": "name: shop\n\t$LINE\n",
    "in braces": "name: shop\nnote: {a: b, $LINE\nc: d\n",
    "in a quote": "name: shop\nnote: \"see $LINE\nc: d\n",
    "alone": "$LINE\n",
    "in a list": "- $LINE\n",
    "as an assignment": "export $ASSIGNED\nexport B=c\n",
}


def check_broken(report, folder, shapes):
    """No message shows a secret in a file that cannot be read."""
    for number, (title, file) in enumerate(BROKEN.items()):
        troubles, runs = [], 0
        for index, (kind, key, text) in enumerate(shapes):
            if kind.startswith("harmless"):
                continue
            line, assigned = (text, text) if key is None else (f"{key}: {text}", f"{key}={text}")
            where = folder / f"broken-{number}-{index}"
            where.mkdir()
            support.write(where, {"floe.yaml": file.replace("$LINE", line).replace(
                "$ASSIGNED", assigned), "platform.yaml": "storage: {default: {type: local}}\n"})
            for form in "text", "json":
                done = support.compile(where, "-p", "platform.yaml", "-o", "out", "--secrets=defer",
                                       f"--format={form}")
                runs += 1
                if secret_of(kind, key, text).encode() in done.stdout + done.stderr:
                    troubles.append(f"{key or ''} {text}: {support.shown(done)}")
        report.check(f"not shown {title} of a file that cannot be read: {runs} runs", *troubles)


def check(report, folder):
    shapes = list(read_shapes())
    check_table(report, shapes)
    found = let_through = 0
    for number, place in enumerate(PLACES):
        secret = [shape for shape in shapes if not shape[0].startswith("harmless")]
        harmless = [shape for shape in shapes if shape[0].startswith("harmless")]
        tried, refused, done, text = run_place(folder / f"{number}-secret", place, secret)
        troubles = [f"not found: {secret[i]}" for i in sorted(tried - refused)]
        shown = done.stdout + done.stderr + text.stdout + text.stderr
        troubles += [f"shown: {secret[i]}" for i in sorted(tried)
                     if secret_of(*secret[i]).encode() in shown]
        report.check(f"found in {place}: {len(tried & refused)} of {len(tried)} shapes", *troubles)
        found += len(tried & refused)
        tried, refused, done, text = run_place(folder / f"{number}-harmless", place, harmless)
        report.check(f"let through in {place}: {len(tried - refused)} of {len(tried)} texts",
                     *(f"refused: {harmless[i]}" for i in sorted(tried & refused)),
                     None if tried & refused else support.expect(done, 0))
        let_through += len(tried - refused)
    check_broken(report, folder, shapes)
    kinds = [kind for kind, _, _ in shapes]
    report.check(f"{kinds.count('token') + kinds.count('pair')} shapes in {len(PLACES)} places: "
                 f"{found} found; {len(kinds) - kinds.count('token') - kinds.count('pair')} harmless "
                 f"texts: {let_through} let through")
