"""--secret-prefix: the names that profiles.yml reads, and where their values come from."""
import re

import support

PREFIX = "DBT_ENV_SECRET_"
USUAL = ("-p", "platform.yaml", "-o", "out", "--secrets-dir", "mount", "--secret-prefix", PREFIX)
WITH = {name: PREFIX + name for name in support.SECRETS.values()}


def product(folder):
    folder.mkdir()
    return support.shop(folder)


def emitted(folder):
    return set(re.findall(r"env_var\('(\w+)'\)", (folder / "out" / "profiles.yml").read_text()))


def names(report, folder):
    product(folder)
    done = support.compile(folder, *USUAL, "--secrets=defer")
    report.check("the emitted names carry the prefix", support.expect(done, 0),
                 emitted(folder) != set(WITH.values()) and sorted(emitted(folder)))
    done = support.compile(folder, "-p", "platform.yaml", "-o", "out", "--secrets=defer")
    report.check("without the option they carry none", support.expect(done, 0),
                 emitted(folder) != set(WITH) and sorted(emitted(folder)))
    platform = support.PLATFORM.replace("uri: http://127.0.0.1:9", "uri: {secret_ref: shop-uri}")
    support.shop(folder, platform=platform)
    done = support.compile(folder, *USUAL, "--secrets=defer")
    report.check("an address takes no prefix: dbt would mask it", support.expect(done, 0),
                 "SHOP_URI" not in emitted(folder) and sorted(emitted(folder)))


def values(report, folder):
    product(folder)
    show = ("--", "env")
    unprefixed = {name: f"plain-{name}" for name in WITH}
    prefixed = {name: f"prefixed-{name}" for name in WITH.values()}
    files = {name: f"mounted-{name}" for name in support.SECRETS}

    def got(title, start, **env):
        done = support.compile(folder, *USUAL, *show, env=support.variables(folder, **env))
        found = dict(line.split("=", 1) for line in done.stdout.decode().splitlines())
        report.check(title, support.expect(done, 0),
                     *(f"{name} is {found.get(name)}" for name in WITH.values()
                       if not found.get(name, "").startswith(start)))

    done = support.compile(folder, *USUAL)
    said = done.stderr.decode()
    report.check("a missing one names both variables", support.expect(done, 1),
                 *(f"no ${name} in\n{said}" for pair in WITH.items() for name in pair
                   if f"${name} " not in said))
    got("a variable with the prefix is found", "prefixed-", **prefixed)
    got("one without is handed over with the prefix", "plain-", **unprefixed)
    got("the one with the prefix wins", "prefixed-", **prefixed, **unprefixed)
    got("an empty one falls through", "plain-", **unprefixed, **dict.fromkeys(prefixed, ""))
    support.mount_as_kubernetes(folder / "mount", files)
    got("a mounted one is handed over with the prefix", "mounted-")
    got("variables without the prefix win over files", "plain-", **unprefixed)
    got("two empty ones fall through to the file", "mounted-",
        **dict.fromkeys(prefixed, ""), **dict.fromkeys(unprefixed, ""))
    done = support.compile(folder, *USUAL, "--print=env")
    report.check("--print=env gives the names with the prefix", support.expect(done, 0),
                 *(f"no {name}" for name in WITH.values()
                   if f"export {name}='mounted-" not in done.stdout.decode()))


def nobody_renames(report, folder):
    """dbt reads the prefixed name only; set without it, and no -- to hand it over."""
    product(folder)
    env = support.variables(folder, **dict.fromkeys(WITH, "x"))
    done = support.compile(folder, *USUAL, env=env)
    said = done.stderr.decode()
    report.check("without -- a warning says that dbt will not see a name without the prefix",
                 not re.search(r"warning|error", said) and "it says nothing: " + support.shown(done),
                 *(f"no ${name} in\n{said}" for name in WITH.values() if said and name not in said))


def wrong_prefixes(report, folder):
    product(folder)
    for text in ("1X_", "A-B_", "a b", "X'", "X=", "é"):
        done = support.compile(folder, *USUAL[:-1], text, "--secrets=defer")
        report.check(f"--secret-prefix \"{text}\" is no name of a variable",
                     support.expect(done, 2), (folder / "out").exists() and "files were written")


def check(report, folder):
    names(report, folder / "names")
    values(report, folder / "values")
    nobody_renames(report, folder / "renames")
    wrong_prefixes(report, folder / "wrong")
