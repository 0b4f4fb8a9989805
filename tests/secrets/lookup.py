"""--secrets=check says of each secret why it can't be used; --secrets=defer does not look."""
import os
import re
import socket
import time

import support

USUAL = ("-p", "platform.yaml", "-o", "out", "--color=never")
MOUNTED = (*USUAL, "--secrets-dir", "mount")
LIMIT = 64 * 1024
SECRET = support.mark("refused")


def product(folder, floe=support.FLOE):
    folder.mkdir()
    return support.shop(folder, floe)


def plain_mount(folder, **files):
    """All four secrets as plain files, but those that are given."""
    usual = {name: support.mark("lookup", name) for name in support.SECRETS}
    support.write(folder / "mount", {**usual, **files})


def text_of(done):
    return done.stderr.decode("utf-8", "replace")


def blocks(done):
    """The messages, each with its reasons."""
    return re.split(r"\n(?=\S+?:\d+:\d+: (?:error|warning))", text_of(done))


def block_about(done, name):
    return next((block for block in blocks(done) if f"secret '{name}'" in block), "")


def nothing_written(folder):
    return (folder / "out").exists() and [*(folder / "out").rglob("*")] and "files were written"


def all_missing(report, folder):
    product(folder)
    done = support.compile(folder, *MOUNTED)
    report.check("missing secrets end it with 1, and nothing is written", support.expect(done, 1),
                 nothing_written(folder))
    wanted = {
        "polaris-client-id": ("platform.yaml:16:", "floe.yaml:3:", "client_id of catalog 'main'",
                              "catalog 'main' is chosen here", "$POLARIS_CLIENT_ID (not set)",
                              "mount/polaris-client-id and mount/polaris-client-id/value"),
        "polaris-client-secret": ("platform.yaml:17:", "floe.yaml:3:",
                                  "client_secret of catalog 'main'",
                                  "$POLARIS_CLIENT_SECRET (not set)",
                                  "mount/polaris-client-secret/value"),
        "lake-credentials": ("platform.yaml:7:", "floe.yaml:2:", "storage 'lake'",
                             "storage 'lake' is chosen here",
                             "access_key_id in $LAKE_ACCESS_KEY_ID (not set)",
                             "mount/lake-credentials/access_key_id (no such file)",
                             "secret_access_key in $LAKE_SECRET_ACCESS_KEY (not set)",
                             "mount/lake-credentials/secret_access_key (no such file)"),
    }
    for name, texts in wanted.items():
        block = block_about(done, name)
        report.check(f"'{name}' is reported, with who needs it and where it was looked for",
                     *(f"no {text!r} in it:\n{block or text_of(done)}" for text in texts
                       if text not in block), "F0302" not in block and "no F0302")


def usual_mount_is_named(report, folder):
    product(folder)
    done = support.compile(folder, *USUAL)
    report.check("the usual mount is /var/run/secrets",
                 "/var/run/secrets/polaris-client-id" not in text_of(done) and support.shown(done))
    platform = support.PLATFORM + "security: {secret_backends: {kubernetes: {mount_path: conf/x}}}\n"
    support.write(folder, {"platform.yaml": platform})
    done = support.compile(folder, *USUAL)
    report.check("mount_path of platform.yaml is used",
                 "conf/x/polaris-client-id" not in text_of(done) and support.shown(done))
    done = support.compile(folder, *MOUNTED)
    report.check("--secrets-dir wins over mount_path",
                 "conf/x" in text_of(done) and support.shown(done))


def order(report, folder):
    """The variable, then NAME, then NAME/value."""
    product(folder)
    show = (*MOUNTED, "--", "sh", "-c", 'printf "%s" "$POLARIS_CLIENT_ID"')
    plain_mount(folder, **{"polaris-client-id": "file"})
    set_it = lambda value: support.variables(folder, POLARIS_CLIENT_ID=value)
    for title, value, expected in (("a variable wins over a file", "variable", b"variable"),
                                   ("an empty variable falls through to the file", "", b"file")):
        done = support.compile(folder, *show, env=set_it(value))
        report.check(title, (done.stdout, done.stderr) != (expected, b"") and support.shown(done))
    (folder / "mount" / "polaris-client-id").unlink()
    support.write(folder / "mount", {"polaris-client-id/value": "below"})
    done = support.compile(folder, *show, env=set_it(""))
    report.check("NAME/value is found", done.stdout != b"below" and support.shown(done))
    done = support.compile(folder, *MOUNTED, env=set_it(""))
    block = block_about(done, "polaris-client-id")
    report.check("without -- a warning says that dbt will see the empty variable",
                 support.expect(done, 0), not re.search("F0903", block) and "no F0903",
                 "$POLARIS_CLIENT_ID is set but empty" not in block and (block or text_of(done)))
    done = support.compile(folder, *MOUNTED, env={**set_it(""), "POLARIS_CLIENT_SECRET": ""})
    report.check("each of two empty variables is named in a warning",
                 *(f"no ${name} in\n{text_of(done)}" for name in ("POLARIS_CLIENT_ID",
                   "POLARIS_CLIENT_SECRET") if f"${name} is set but empty" not in text_of(done)))


def layouts(report, folder):
    ways = {"as one projected volume": support.mount_as_kubernetes,
            "as a volume for each secret": support.mount_volume_each}
    for number, (title, layout) in enumerate(ways.items()):
        place = product(folder / str(number))
        layout(place / "mount", {name: SECRET for name in support.SECRETS})
        done = support.compile(place, *MOUNTED, "--", "env")
        found = [name for name in support.SECRETS.values()
                 if f"{name}={SECRET}\n".encode() in done.stdout]
        report.check(f"Kubernetes' layout is read, {title}", support.expect(done, 0),
                     len(found) < 4 and f"only {found}")


def only_mounted(report, folder):
    product(folder)
    plain_mount(folder)
    done = support.compile(folder, *MOUNTED)
    warnings = re.findall(r"warning: secret '([\w-]+)' .*\[F0903\]", text_of(done))
    report.check("a secret that is only mounted warns without --", support.expect(done, 0),
                 sorted(warnings) != ["lake-credentials", "polaris-client-id",
                                      "polaris-client-secret"] and support.shown(done),
                 "-- dbt build" not in text_of(done) and "it does not say what to do")
    done = support.compile(folder, *MOUNTED, "-W", "error")
    report.check("-W error makes it an error", support.expect(done, 1))
    for arguments in (("--", "true"), ("--print=env",)):
        done = support.compile(folder, *MOUNTED, *arguments)
        report.check(f"and does not with {arguments[0]}", support.expect(done, 0),
                     done.stderr and support.shown(done))


def refusals(place):
    """What may lie at mount/polaris-client-id: a title, and what the message must say."""
    at = place / "mount" / "polaris-client-id"
    outside = place / "outside"
    outside.mkdir()
    support.write(outside, {"value": SECRET})
    huge = SECRET.encode() + b"x" * LIMIT

    def listen():
        holder = socket.socket(socket.AF_UNIX)
        here = os.open(at.parent, os.O_RDONLY)
        try:  # the path of a socket is short
            holder.bind(f"/proc/self/fd/{here}/{at.name}")
        finally:
            os.close(here)
            holder.close()

    yield "a FIFO", r"FIFO", lambda: os.mkfifo(at)
    yield "a folder at NAME/value", r"folder|directory", lambda: (at / "value").mkdir(parents=True)
    yield "a folder without value", r"value", at.mkdir
    yield "a file that is too large", r"64 KiB", lambda: at.write_bytes(huge)
    yield "a NUL", r"NUL", lambda: at.write_bytes(SECRET.encode() + b"\0x")
    yield "a NUL at the end", r"NUL", lambda: at.write_bytes(SECRET.encode() + b"\0")
    yield "a newline inside", r"line", lambda: at.write_text(f"{SECRET}\n{SECRET}\n")
    yield "two newlines at the end", r"line", lambda: at.write_text(f"{SECRET}\n\n")
    yield "a link out of the mount", r"out of the mount", \
        lambda: at.symlink_to("../outside/value")
    yield "an absolute link", r"out of the mount", lambda: at.symlink_to(outside / "value")
    yield "an absolute link to within the mount", r"out of the mount", \
        lambda: at.symlink_to(at.parent / "polaris-client-secret")
    yield "a folder that leads out", r"out of the mount", lambda: at.symlink_to("../outside")
    yield "a link to /proc", r"out of the mount", lambda: at.symlink_to("/proc/self/environ")
    yield "a link to nothing", r"no such file", lambda: at.symlink_to("nothing")
    yield "a link to itself", r"links", lambda: at.symlink_to(at.name)
    yield "an empty file", r"empty", lambda: at.write_bytes(b"")
    yield "a newline only", r"empty", lambda: at.write_bytes(b"\n")
    yield "a socket", r"socket", listen


def refused(report, folder):
    folder.mkdir()
    count = len(list(refusals(product(folder / "count"))))
    for number in range(count):
        place = product(folder / str(number))
        plain_mount(place)
        (place / "mount" / "polaris-client-id").unlink()
        title, words, lay_out = list(refusals(place))[number]
        lay_out()
        began = time.monotonic()
        done = support.compile(place, *MOUNTED, "--", "touch", "ran")
        block = block_about(done, "polaris-client-id")
        report.check(f"{title} is refused, and the message says what it is",
                     support.expect(done, 1), nothing_written(place),
                     (place / "ran").exists() and "COMMAND ran",
                     not re.search(rf"\([^()]*({words})[^()]*\)", block)
                     and f"no {words!r} in it:\n{block or text_of(done)}",
                     support.is_marked(done.stderr) and "it shows the value",
                     time.monotonic() - began > 30 and "it takes more than 30 seconds")
    wrong_place(report, folder / "wrong-place")
    unreadable(report, folder / "unreadable")


def wrong_place(report, folder):
    product(folder)
    plain_mount(folder)
    for path in (folder / "mount" / "lake-credentials").iterdir():
        path.unlink()
    (folder / "mount" / "lake-credentials").rmdir()
    support.write(folder / "mount", {"lake-credentials": SECRET})
    done = support.compile(folder, *MOUNTED)
    block = block_about(done, "lake-credentials")
    report.check("a file where a folder of keys should be is named", support.expect(done, 1),
                 "folder" not in block and text_of(done),
                 support.is_marked(done.stderr) and "it shows the value")


def unreadable(report, folder):
    """Root reads all, so another user has to look."""
    product(folder)
    plain_mount(folder)
    (folder / "mount" / "polaris-client-id").chmod(0)
    (folder / "out").mkdir()
    folder.parent.parent.chmod(0o755)
    options = {}
    if os.geteuid() == 0:
        options = {"user": 65534, "group": 65534, "extra_groups": []}
        (folder / "out").chmod(0o777)
    try:
        done = support.compile(folder, *MOUNTED, **options)
    except PermissionError as problem:
        return report.skip("a file that may not be read", problem)
    block = block_about(done, "polaris-client-id")
    report.check("a file that may not be read is named", support.expect(done, 1),
                 "permission denied" not in block and text_of(done))


def names_are_checked(report, folder):
    """A secret_ref is a name, not a path."""
    folder.mkdir()
    support.write(folder, {"outside": SECRET, "mount/inside/x": "x"})
    for name in ("../outside", "..", ".", "inside/x", "/etc/passwd", "..data", "a b", "a\\n", ""):
        platform = support.PLATFORM.replace("{secret_ref: polaris-client-id}",
                                            f'{{secret_ref: "{name}"}}')
        support.shop(folder, platform=platform)
        done = support.compile(folder, *MOUNTED, "--secrets=defer")
        report.check(f"secret_ref \"{name}\" is no name", support.expect(done, 1))


def variables_are_checked(report, folder):
    product(folder)
    env = support.variables(folder, **{name: "x" for name in support.SECRETS.values()})
    env["POLARIS_CLIENT_SECRET"] = f"{SECRET}\n{SECRET}"
    done = support.compile(folder, *USUAL, env=env)
    block = block_about(done, "polaris-client-secret")
    report.check("a variable of two lines is refused", support.expect(done, 1),
                 "$POLARIS_CLIENT_SECRET" not in block and text_of(done),
                 support.is_marked(done.stderr) and "it shows the value")
    env["POLARIS_CLIENT_SECRET"] = f"{SECRET}\rx"
    in_variable = support.compile(folder, *USUAL, env=env)
    del env["POLARIS_CLIENT_SECRET"]
    support.write(folder, {"mount/polaris-client-secret": f"{SECRET}\rx"})
    in_file = support.compile(folder, *MOUNTED, env=env)
    report.check("a carriage return inside is judged alike in a variable and in a file",
                 in_variable.status != in_file.status
                 and f"variable: exit {in_variable.status}, file: exit {in_file.status}")


def deferred(report, folder):
    product(folder)
    profiles = []
    done = support.compile(folder, *MOUNTED, "--secrets=defer")
    report.check("--secrets=defer needs no secret", support.expect(done, 0),
                 done.stderr and support.shown(done))
    profiles.append((folder / "out" / "profiles.yml").read_bytes())
    support.write(folder / "mount", {"polaris-client-secret": f"{SECRET}\0",
                                     "lake-credentials/access_key_id": ""})
    os.mkfifo(folder / "mount" / "polaris-client-id")
    done = support.compile(folder, *MOUNTED, "--secrets=defer")
    report.check("--secrets=defer does not look: what would be refused is not seen",
                 support.expect(done, 0), done.stderr and support.shown(done))
    profiles.append((folder / "out" / "profiles.yml").read_bytes())
    report.check("it writes the same, whatever is mounted", profiles[0] != profiles[1])
    env = support.variables(folder, **{name: SECRET for name in support.SECRETS.values()})
    (folder / "mount").rename(folder / "away")
    done = support.compile(folder, *MOUNTED, env=env)
    profiles.append((folder / "out" / "profiles.yml").read_bytes())
    report.check("and the same as --secrets=check does", support.expect(done, 0),
                 profiles[0] != profiles[2])


def check(report, folder):
    all_missing(report, folder / "missing")
    usual_mount_is_named(report, folder / "usual")
    order(report, folder / "order")
    (folder / "layouts").mkdir()
    layouts(report, folder / "layouts")
    only_mounted(report, folder / "only-mounted")
    refused(report, folder / "refused")
    names_are_checked(report, folder / "names")
    variables_are_checked(report, folder / "variables")
    deferred(report, folder / "deferred")
