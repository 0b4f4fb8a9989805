"""Every golden case again, with marked secrets: no mark comes out.

A case runs in the forms that its own arguments and FORMS give, once with the
marks in variables, once mounted as Kubernetes does. What it says, prints and
writes is looked through; --print=env alone may show them, and must.
"""
import collections
import concurrent.futures
import pathlib
import re
import shutil
import tempfile

import golden_case
import support

LARGE_BYTES = 1 << 20

KEYS = ("access_key_id", "secret_access_key", "session_token", "client_id", "client_secret",
        "password", "username", "user", "token", "jwt_token", "refresh_token", "private_key",
        "private_key_passphrase", "keyfile_json", "value")
ALWAYS = "polaris-client-id", "polaris-client-secret"

# plain values of secrets that the cases write into their files and variables
PLAIN = re.compile(rb"[\w-]*s3cr3t[\w-]*|hunter\d|from-a-file|from-env|from-mount")
REFERENCE = re.compile(rb"secret_ref[\"']?\s*:\s*[\"']?([\w.-]+)")
SECRET_NAME = re.compile(r"_(SECRET|TOKEN|KEY|PASSWORD)$")
PREFIX = re.compile(r"--secret-prefix[= ](\S+)")

# options that decide what is shown: a form brings its own
SHOWING = ("--format", "--print", "--secrets=", "--secrets-dir", "--diff", "--check", "-n",
           "--dry-run", "-q", "--quiet", "-v", "--verbose")

Form = collections.namedtuple("Form", "name options")
Finding = collections.namedtuple("Finding", "troubles emitted handed runs")


def forms():
    found = [Form("as it is", None)]
    found += [Form(f"--format={word}", ["--format", word, "-v"]) for word in support.words_of("format")]
    found += [Form(f"--print={word}", ["--print", word]) for word in support.words_of("print")]
    found += [Form("--diff", ["--diff"]), Form("-n -v", ["-n", "-v"]),
              Form("--secrets=defer", ["--secrets=defer"])]
    return found


def mark_plain(data):
    """A file of the input, with its plain secrets marked."""
    if len(data) >= LARGE_BYTES:
        return data
    return PLAIN.sub(lambda m: support.mark("plain", repr(m[0])).encode(), data)


def names_of_secrets(folder):
    names = set(ALWAYS)
    for path in folder.rglob("*.y*ml"):
        if path.is_file() and path.stat().st_size < LARGE_BYTES:
            names.update(name.decode() for name in REFERENCE.findall(path.read_bytes()))
    return sorted(name for name in names if name.strip(".") and len(name) < 100)


def variable(name, key=None):
    base = name if key is None else f"{name.removesuffix('-credentials')}_{key}"
    return re.sub(r"[^A-Z0-9_]", "_", base.upper())


def environment(case, folder, names, in_variables):
    found = support.variables(folder)
    prefixes = PREFIX.findall(" ".join(case.lines("args")))
    secret = {prefix + variable(name, key)
              for name in names for key in (None, *KEYS) for prefix in ("", *prefixes)}
    lines = case.lines("env")
    for line in lines:
        name, _, value = line.partition("=")
        if name in secret or SECRET_NAME.search(name) or PLAIN.search(value.encode()):
            continue
        found[name] = value.replace("$CASE", str(folder))
    if in_variables:
        found.update((name, support.mark("variable", name)) for name in secret)
        found.update((line.partition("=")[0], support.mark("variable", line)) for line in lines
                     if SECRET_NAME.search(line.partition("=")[0]))
    return found


def mount(folder, names):
    files = {f"{name}/{key}": support.mark("mount", name, key) for name in names for key in KEYS}
    return support.mount_as_kubernetes(folder, files)


def arguments_of(case, folder, form, secrets):
    own = case.arguments(folder)
    command = own[own.index("--"):] if "--" in own else []
    own = own[:len(own) - len(command)]
    if len(command) > 1 and command[1] == "sh":
        command[1] = "true"  # what a COMMAND shows is its own affair
    if form.options is None:
        return [*(word for word in own if not word.startswith("--secrets")), *secrets, *command]
    bare, skip = [], False
    for word in own:
        if not skip and not word.startswith(SHOWING):
            bare.append(word)
        skip = not skip and word in ("--print", "--format")
    return [*form.options, *secrets, *bare]


def is_env(arguments):
    return "--print=env" in arguments or ("--print" in arguments and "env" in arguments)


def files_of(folder):
    return {path: path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and not path.is_symlink()}


def run_case(case, above, in_variables, all_forms):
    """One way of handing marks over: what leaked, which variables were asked for and found."""
    folder = above / ("variables" if in_variables else "mounted")
    case.lay_out(folder, mark_plain)
    names = names_of_secrets(folder)
    case.run_setup(folder, support.variables(folder))
    env = environment(case, folder, names, in_variables)
    place = above / "mount"
    if not place.exists():
        mount(place, names)
    secrets = [] if in_variables else ["--secrets-dir", str(place)]
    before = files_of(folder)
    title = f"{case.name}, {folder.name}"
    leaks, troubles, asked, handed = collections.defaultdict(list), [], set(), set()
    for form in all_forms:
        arguments = arguments_of(case, folder, form, secrets)
        done = support.compile(folder, *arguments, env=env, input=case.stdin())
        if done.status < 0:
            troubles.append(f"{title}, {form.name}: ends by signal {-done.status}")
        for stream, data in ("stdout", done.stdout), ("stderr", done.stderr):
            if support.is_marked(data) and not (stream == "stdout" and is_env(arguments)):
                leaks[stream, support.marked_lines(data)].append(form.name)
        if form.name == "--print=env":
            handed.update(re.findall(rb"^export (\w+)='c4n4ry", done.stdout, re.MULTILINE))
        if form.name == "--print=profiles":
            asked.update(re.findall(rb"env_var\('(\w+)'\)", done.stdout))
    troubles += [f"{title}: a mark on {stream} ({', '.join(names)}){lines}"
                 for (stream, lines), names in leaks.items()]
    for path, data in files_of(folder).items():
        if support.is_marked(data) and before.get(path) != data:
            troubles.append(f"{title}: a mark in file '{path.relative_to(folder)}'")
    marked = {name.encode() for name, value in env.items() if support.is_marked(value.encode())}
    missing = asked - (marked if in_variables else handed)
    if missing:
        troubles.append(f"{title}: dbt would ask for "
                        f"{b', '.join(sorted(missing)).decode()}, and there is no mark in it")
    return Finding(troubles, len(asked), len(handed), len(all_forms))


def run_both(case, all_forms):
    with tempfile.TemporaryDirectory(prefix="floe-canary-", dir=support.FOLDER) as above:
        above = pathlib.Path(above).resolve()
        found = [run_case(case, above, True, all_forms)]
        shutil.rmtree(above / "variables", ignore_errors=True)
        found.append(run_case(case, above, False, all_forms))
        return found


def check(report, folder):
    cases = golden_case.find_cases()
    all_forms = forms()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda case: run_both(case, all_forms), cases))
    for way, title in enumerate(("variables", "files as Kubernetes mounts them")):
        ways = [both[way] for both in found]
        runs = sum(finding.runs for finding in ways)
        report.check(f"no mark comes out: {len(cases)} cases, {runs} runs, secrets in {title}",
                     *(trouble for finding in ways for trouble in finding.troubles))
        asked = sum(finding.emitted for finding in ways)
        report.check(f"the marks were asked for: {asked} times, in {title}",
                     asked < 50 and "too few: the cases were not run as they should be")
    handed = sum(both[1].handed for both in found)
    report.check(f"--print=env shows the mounted ones: {handed} times",
                 handed < 50 and "too few: the marks were never found")
