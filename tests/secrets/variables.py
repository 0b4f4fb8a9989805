"""Every variable that an output reads a secret from is one that ${VARIABLE} may not read.

What the program emits for the golden cases says which variables hold secrets;
each of them is then asked for in floe.yaml, as it is and in small letters.
"""
import concurrent.futures
import pathlib
import re
import tempfile

import golden_case
import support

KINDS = "profiles,pyiceberg,k8s,spark,trino,docker"
READ = (rb"env_var\('(\w+)'\)", rb"\$\{ENV:(\w+)\}", rb"[\" =]env:(\w+)", rb"\$\{(\w+):\?",
        rb"name: \"?(\w+)\"?\n\s+valueFrom:")
NOT_SECRET = {b"AWS_REGION"}


def options_of(case, folder):
    own = case.arguments(folder)
    own = own[:own.index("--")] if "--" in own else own
    return [word for word in own if not word.startswith(("--secrets=", "--emit", "--print", "--check",
                                                         "--diff", "-n", "--dry-run", "--format"))]


def refused(case, above):
    with tempfile.TemporaryDirectory(prefix="floe-variables-", dir=support.FOLDER) as folder:
        folder = pathlib.Path(folder).resolve() / "case"
        case.lay_out(folder)
        case.run_setup(folder, support.variables(folder))
        env = {**support.variables(folder), **{line.partition("=")[0]: line.partition("=")[2].replace(
            "$CASE", str(folder)) for line in case.lines("env")}}
        options = options_of(case, folder)
        floe = folder / "floe.yaml"
        if not floe.is_file() or any(word in ("--init", "--diff-env") for word in options):
            return set(), []
        before = {path for path in folder.rglob("*") if path.is_file()}
        usual = ["--secrets=defer", "--force", f"--emit={KINDS}", *options]
        done = support.compile(folder, *usual, env=env)
        if done.status != 0:
            return set(), []
        files = [path for path in folder.rglob("*") if path.is_file() and path not in before]
        names = {name for path in files for form in READ
                 for name in re.findall(form, path.read_bytes())} - NOT_SECRET
        names = {name.decode() for name in names if not name.startswith(b"FLOE_")}
        text = floe.read_text("utf-8").rstrip("\n")
        troubles = []
        asked = sorted(names | {name.lower() for name in names})
        if not asked or "governance:" in text or "\n..." in text or text.startswith("{"):
            return set(), []
        lines = "".join(f"\n    - \"${{{name}:-x}}\"" for name in asked)
        floe.write_text(f"{text}\ngovernance:\n  policies:\n    asked:{lines}\n", "utf-8")
        done = support.compile(folder, *usual, "--max-errors=0", env=env)
        said = done.stderr.decode("utf-8", "replace")
        for name in asked:
            if f"${{{name}}} names a secret" not in said:
                troubles.append(f"{case.name}: ${{{name}}} may be read\n{said[:300]}")
        return names, troubles


def check(report, folder):
    cases = golden_case.find_cases()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda case: refused(case, folder), cases))
    names = set().union(*(names for names, _ in found))
    report.check(f"{len(names)} variables that outputs read are refused in floe.yaml, of "
                 f"{sum(bool(names) for names, _ in found)} cases",
                 *(trouble for _, troubles in found for trouble in troubles),
                 len(names) < 40 and f"too few: {sorted(names)}")
