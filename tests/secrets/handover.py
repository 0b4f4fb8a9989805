"""-- COMMAND: it gets each value byte for byte, and it is the process itself."""
import os
import signal
import subprocess
import sys
import time

import support

USUAL = ("-p", "platform.yaml", "-o", "out", "--secrets-dir", "mount")
NO_SECRETS = """\
storage: {default: {type: local}}
catalogs: {default: {type: local, path: x.duckdb}}
"""

VALUES = {
    "a single quote": b"it's",
    "a double quote": b'say "it"',
    "a backslash": b"a\\b\\n\\",
    "a Jinja expression": b"{{ x }}{% y %}{# z #}",
    "closing braces": b"a}}b}}",
    "a variable": b"$HOME ${HOME} `id` $(id) %s",
    "blanks around": b"  \t a \t  ",
    "an equals sign": b"=a=b=",
    "UTF-8": "zażółć € 😀 \u2028".encode(),
    "0xFF": b"\xff\xfe\xff",
    "every byte but NUL and line ends": bytes(set(range(1, 256)) - {10, 13}),
    "64 KiB": b"'\xff\"{}\\x " * 8192,
}
assert len(VALUES["64 KiB"]) == 64 * 1024


def environment_of(done):
    return dict(line.split(b"=", 1) for line in done.stdout.split(b"\0") if line)


def hand_over(folder, files=None, env=None, command=("cat", "/proc/self/environ")):
    folder.mkdir()
    support.shop(folder)
    support.mount_as_kubernetes(folder / "mount", files or {})
    return support.compile(folder, *USUAL, "--", *command, env=env)


def compare(done, expected):
    found = environment_of(done) if done.status == 0 else {}
    return [support.expect(done, 0)] + [
        f"{name}: {len(found.get(name.encode(), b''))} bytes that differ, expected {len(value)}"
        for name, value in expected.items() if found.get(name.encode()) != value]


def bytes_arrive(report, folder):
    for number, (title, value) in enumerate(VALUES.items()):
        expected = {variable: value for variable in support.SECRETS.values()}
        files = dict.fromkeys(support.SECRETS, value)
        mounted = hand_over(folder / f"mounted{number}", files)
        env = {**support.variables(folder), **expected}
        given = hand_over(folder / f"given{number}", env=env)
        report.check(f"COMMAND gets {title} as it is", *compare(mounted, expected),
                     *compare(given, expected))


def newline_at_the_end(report, folder):
    for number, (title, end) in enumerate({"LF": b"\n", "CR LF": b"\r\n"}.items()):
        values = dict.fromkeys(support.SECRETS, b"it's" + end)
        done = hand_over(folder / f"newline{number}", values)
        report.check(f"one {title} at the end of a file is not part of the value",
                     *compare(done, dict.fromkeys(support.SECRETS.values(), b"it's")))
    full = dict.fromkeys(support.SECRETS, VALUES["64 KiB"] + b"\n")
    report.check("64 KiB and a newline are not too large",
                 *compare(hand_over(folder / "newline-full", full),
                          dict.fromkeys(support.SECRETS.values(), VALUES["64 KiB"])))
    # echo secret | base64 in a manifest: an everyday accident
    env = {**support.variables(folder), **dict.fromkeys(support.SECRETS.values(), b"mark\n")}
    done = hand_over(folder / "newline-variable", env=env)
    found = environment_of(done)
    kept = done.status == 0 and all(found[name.encode()] == b"mark\n"
                                    for name in support.SECRETS.values())
    refused = done.status == 1 and b"F0303" in done.stderr
    report.check("a newline at the end of a variable is kept or refused, never lost",
                 not (kept or refused) and support.shown(done))


def only_what_is_needed(report, folder):
    files = {name: b"mounted" for name in support.SECRETS} | {"another-secret": b"mounted"}
    env = {**support.variables(folder), "POLARIS_CLIENT_ID": "given", "EMPTY": "",
           "POLARIS_CLIENT_SECRET": "", "BYTES": b"\xff'\n"}
    done = hand_over(folder / "needed", files, env)
    expected = {os.fsencode(name): os.fsencode(value) for name, value in env.items()}
    expected.update((name.encode(), b"mounted") for name in support.SECRETS.values()
                    if name != "POLARIS_CLIENT_ID")
    found = environment_of(done)
    report.check("COMMAND's environment is the caller's and the secrets that are needed",
                 support.expect(done, 0),
                 *(f"{name} is {found.get(name)}, expected {expected.get(name)}"
                   for name in sorted(found.keys() | expected.keys())
                   if found.get(name) != expected.get(name)))
    names = [line.split(b"=")[0] for line in done.stdout.split(b"\0") if line]
    report.check("no variable is there twice", len(names) != len(set(names)) and names)


def quiet_product(folder):
    """One that needs no secret."""
    folder.mkdir()
    return support.shop(folder, "name: shop\n", NO_SECRETS)


def start(folder, *command, **options):
    return support.start(folder, *USUAL, "--", *command, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, **options)


def the_same_process(report, folder):
    quiet_product(folder)
    process = start(folder, "sh", "-c", "echo $$; cat /proc/$$/task/$$/children /proc/$$/stat")
    pid, *rest = process.communicate(timeout=support.SECONDS_MAX)[0].decode().splitlines()
    fields = rest[-1].rpartition(")")[2].split()
    report.check("COMMAND has the PID of floe-compile: no fork",
                 int(pid) != process.pid and f"{pid}, expected {process.pid}")
    # cminflt counts the faults of children that were waited for
    started = len(rest) > 1 and rest[0].split()
    report.check("floe-compile has started nothing before",
                 fields[8] != "0" and f"children have made {fields[8]} page faults",
                 started and f"children: {started}")


def nothing_else_is_passed_on(report, folder):
    """Descriptors, signals, limits, umask, folder: as if COMMAND had been run at once."""
    quiet_product(folder)
    look = ("import os, resource, ctypes, sys; "
            "print([os.readlink('/proc/self/fd/%s' % f) for f in range(9)"
            " if os.path.lexists('/proc/self/fd/%s' % f)]); "
            "print([l for l in open('/proc/self/status') if"
            " l.startswith(('SigBlk', 'SigIgn', 'Umask', 'VmLck'))]); "
            "print(os.getcwd(), resource.getrlimit(resource.RLIMIT_CORE),"
            " ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), sys.argv)")
    command = [sys.executable, "-c", look, "two words", "", "-x", "--", "é"]
    options = {"cwd": folder, "env": support.variables(folder), "stdin": subprocess.DEVNULL,
               "stderr": subprocess.DEVNULL, "stdout": subprocess.PIPE}
    results = []
    for number in signal.SIGUSR1, None:  # one ignored, and none
        ignore = ["sh", "-c", "trap '' USR1; exec \"$@\"", "sh"] if number else []
        for program in [], [support.PROGRAM, *USUAL, "--"]:
            done = subprocess.run([*ignore, *program, *command], **options)
            results.append(done.stdout.decode().splitlines())
    strip = lambda lines: [lines[0].count("pipe:"), *lines[1:]]
    for title, direct, ours in ("", *results[2:]), (" with a signal ignored", *results[:2]):
        report.check(f"nothing but the environment is passed on{title}",
                     not direct and "the control says nothing",
                     *(f"{new}, expected {old}" for old, new in zip(strip(direct), strip(ours))
                       if old != new))


def status_and_streams(report, folder):
    quiet_product(folder)
    troubles = []
    for status in 0, 1, 7, 126, 127, 255:
        done = support.compile(folder, *USUAL, "--", "sh", "-c", f"exit {status}")
        troubles.append(support.expect(done, status))
    report.check("the exit status of COMMAND comes back", *troubles)
    done = support.compile(folder, *USUAL, "--", "cat", input=b"a\0b\xff")
    report.check("standard input goes through", done.stdout != b"a\0b\xff" and support.shown(done))


def signals(report, folder):
    quiet_product(folder)
    for number in signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL:
        process = start(folder, "sh", "-c", "echo ready; exec sleep 60")
        process.stdout.readline()
        process.send_signal(number)
        began = time.monotonic()
        status = process.wait(timeout=support.SECONDS_MAX)
        process.communicate()
        report.check(f"{number.name} ends COMMAND by {number.name}",
                     status != -number and f"ends with {status}",
                     time.monotonic() - began > 30 and "it takes more than 30 seconds")
    process = start(folder, "sh", "-c", "trap 'echo caught; exit 43' TERM; echo ready; "
                                        "while :; do sleep 0.05; done")
    process.stdout.readline()
    process.terminate()
    said, _ = process.communicate(timeout=support.SECONDS_MAX)
    report.check("a COMMAND that catches SIGTERM ends as it wants",
                 (said, process.returncode) != (b"caught\n", 43) and (said, process.returncode))


def cannot_run(report, folder):
    quiet_product(folder)
    support.write(folder, {"plain.txt": "text\n", "bad": "#!/no/such/interpreter\n"})
    (folder / "bad").chmod(0o755)
    (folder / "a-folder").mkdir()
    cases = {
        "no-such-command": 127, "./no-such-file": 127, "nowhere/x": 127,
        "./plain.txt": 126, "./a-folder": 126, "./bad": 127,  # as env(1): ENOENT
    }
    for command, status in cases.items():
        theirs = support.run(["env", command], folder)
        done = support.compile(folder, *USUAL, "--", command)
        report.check(f"'{command}' gives {status}, as env does",
                     theirs.status != status and f"env gives {theirs.status}",
                     support.expect(done, status),
                     command.encode() not in done.stderr and "the message does not name it")


def check(report, folder):
    bytes_arrive(report, folder)
    newline_at_the_end(report, folder)
    only_what_is_needed(report, folder)
    the_same_process(report, folder / "process")
    nothing_else_is_passed_on(report, folder / "passed")
    status_and_streams(report, folder / "status")
    signals(report, folder / "signals")
    cannot_run(report, folder / "cannot")
