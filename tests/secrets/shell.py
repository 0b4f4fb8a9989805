"""--print=env: lines for eval that give the same bytes, and never on a terminal."""
import os
import pty
import shutil
import subprocess

import handover
import support

PRINT = ("-p", "platform.yaml", "-o", "out", "--secrets-dir", "mount", "--print=env")


def product(folder, value):
    folder.mkdir()
    support.shop(folder)
    support.mount_as_kubernetes(folder / "mount", dict.fromkeys(support.SECRETS, value))


def evaluate(folder, shell, program):
    script = f'eval "$("$0" {" ".join(PRINT)})" && exec cat /proc/self/environ'
    return support.run([shell, "-c", script, program], folder)


def same_bytes(report, folder):
    shells = [shell for shell in ("sh", "bash", "busybox", "zsh", "ksh") if shutil.which(shell)]
    for shell in shells:
        if shell == "busybox":
            continue  # an applet needs a second word
        troubles = []
        for number, (title, value) in enumerate(handover.VALUES.items()):
            place = folder / f"{shell}{number}"
            product(place, value)
            done = evaluate(place, shell, support.PROGRAM)
            troubles += [f"{title}: {trouble}" for trouble in handover.compare(
                done, dict.fromkeys(support.SECRETS.values(), value)) if trouble]
        report.check(f"eval in {shell} gives the same bytes, {len(handover.VALUES)} values",
                     *troubles)


def lines(report, folder):
    product(folder, b"it's")
    done = support.compile(folder, *PRINT, env=support.variables(folder, POLARIS_CLIENT_ID="set"))
    expected = sorted(f"export {name}='it'\\''s'\n" for name in support.SECRETS.values()
                      if name != "POLARIS_CLIENT_ID")
    report.check("a line for each secret that is not set yet", support.expect(done, 0),
                 sorted(done.stdout.decode().splitlines(True)) != expected and support.shown(done))
    report.check("nothing is written", (folder / "out").exists() and "files were written")
    done = support.compile(folder, *PRINT, "--", "true")
    report.check("--print=env and -- exclude each other", support.expect(done, 2))


def on_a_terminal(folder, *arguments):
    ours, theirs = pty.openpty()
    process = subprocess.Popen([support.PROGRAM, *arguments], cwd=folder, stdin=theirs,
                               stdout=theirs, stderr=subprocess.PIPE,
                               env=support.variables(folder))
    os.close(theirs)
    said = process.stderr.read()
    shown = b""
    try:
        while data := os.read(ours, 65536):
            shown += data
    except OSError:  # EIO: all closed it
        pass
    os.close(ours)
    process.stderr.close()
    return support.Done(process.wait(timeout=support.SECONDS_MAX), shown, said)


def refuses_a_terminal(report, folder):
    product(folder, support.mark("terminal").encode())
    done = on_a_terminal(folder, *PRINT)
    report.check("--print=env refuses a terminal", done.status == 0 and "exit 0",
                 done.stdout and f"{len(done.stdout)} bytes on the terminal",
                 support.is_marked(done.stdout + done.stderr) and "a mark on the terminal",
                 b"eval" not in done.stderr and support.shown(done))
    control = on_a_terminal(folder, *PRINT[:-1], "--print=profiles")
    report.check("--print=profiles does not", support.expect(control, 0),
                 b"env_var" not in control.stdout and support.shown(control))


def a_secret_is_missing(report, folder):
    product(folder, b"x")
    (folder / "mount" / "polaris-client-id").unlink()
    done = support.compile(folder, *PRINT)
    report.check("no line is printed when a secret is missing", support.expect(done, 1),
                 done.stdout and "lines on stdout")
    full = os.open("/dev/full", os.O_WRONLY)
    done = subprocess.run([support.PROGRAM, *PRINT], cwd=folder, stdout=full,
                          stderr=subprocess.PIPE,
                          env=support.variables(folder, POLARIS_CLIENT_ID="x"))
    os.close(full)
    report.check("a full disk is an error", done.returncode != 4 and done.returncode)


def check(report, folder):
    same_bytes(report, folder)
    lines(report, folder / "lines")
    refuses_a_terminal(report, folder / "terminal")
    a_secret_is_missing(report, folder / "missing")
