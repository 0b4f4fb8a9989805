"""No core file, and no mark in the memory that a debugger's core would hold.

The program dies at three moments: before it has read a secret (its input is a
FIFO without a writer), with all of them read (another holds the lock of the
project's folder), and while it writes --print=env (nobody reads the pipe).
"""
import fcntl
import os
import pathlib
import re
import signal
import subprocess

import support

SIGNALS = signal.SIGSEGV, signal.SIGABRT, signal.SIGQUIT


def cores_are_left_here(folder):
    """The control: another program that dies in the same way."""
    folder.mkdir()
    status = subprocess.run(["sh", "-c", "kill -SEGV $$"], cwd=folder,
                            stderr=subprocess.DEVNULL).returncode
    return status == -signal.SIGSEGV and any(folder.iterdir())


def before_reading(folder, env):
    (folder / "floe.yaml").unlink()
    os.mkfifo(folder / "floe.yaml")
    process = support.start(folder, "-p", "platform.yaml", "-o", "out", env=env)
    support.wait_until_asleep(process)
    return process, ()


def holding_all(folder, env):
    (folder / "out").mkdir()
    lock = os.open(folder / "out", os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    process = support.start(folder, "-p", "platform.yaml", "-o", "out", "--secrets-dir", "mount",
                            env=env, stderr=subprocess.DEVNULL)
    support.wait_until_asleep(process)
    return process, (lock,)


def writing_them(folder, env):
    read, write = os.pipe()
    fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 4096)
    process = support.start(folder, "-p", "platform.yaml", "-o", "out", "--secrets-dir", "mount",
                            "--print=env", env=env, stdout=write, stderr=subprocess.DEVNULL)
    support.wait_until_asleep(process)
    return process, (read, write)


MOMENTS = {
    "before it reads": before_reading,
    "with all secrets read": holding_all,
    "while it writes --print=env": writing_them,
}


def product(folder):
    """Marked secrets, large enough to fill a pipe."""
    folder.mkdir()
    support.shop(folder)
    files = {name: support.mark("core", name) * 1000 for name in support.SECRETS}
    support.mount_as_kubernetes(folder / "mount", files)
    return files


def die(folder, moment, number, mounted):
    files = product(folder)
    env = support.variables(folder)
    if not mounted:
        env.update((support.SECRETS[name], value) for name, value in files.items())
        (folder / "mount").rename(folder.parent / f"{folder.name}-mount")
    before = set(folder.rglob("*"))
    process, held = MOMENTS[moment](folder, env)
    process.send_signal(number)
    status = process.wait(timeout=support.SECONDS_MAX)
    for descriptor in held:
        os.close(descriptor)
    new = set(folder.rglob("*")) - before
    return (status != -number and f"ends with {status}, expected -{number}",
            *(f"leaves '{path.name}'" for path in new if path.name.startswith("core")))


def memory_of(process):
    """(bytes of the mappings that a core holds, bytes of those that it does not)"""
    held, left_out = [], []
    smaps = pathlib.Path(f"/proc/{process.pid}/smaps").read_text()
    with open(f"/proc/{process.pid}/mem", "rb", buffering=0) as memory:
        for text in re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", smaps, flags=re.MULTILINE)[1:]:
            first, last = (int(word, 16) for word in text.split()[0].split("-"))
            flags = re.search(r"^VmFlags: (.*)$", text, re.MULTILINE)[1].split()
            if "rd" not in flags or "[vvar" in text or "[vsyscall]" in text:
                continue
            memory.seek(first)
            (left_out if "dd" in flags else held).append(memory.read(last - first))
    return b"\n".join(held), b"\n".join(left_out)


def look_into_memory(report, folder):
    what = "a debugger's core of the running process holds no mounted secret"
    product(folder)
    process, held = holding_all(folder, support.variables(folder))
    try:
        kept, left_out = memory_of(process)
    except PermissionError as problem:
        return report.skip(what, problem)
    except MemoryError:
        return report.skip(what, "a sanitizer's shadow is larger than any memory")
    finally:
        process.kill()
        process.wait()
        for descriptor in held:
            os.close(descriptor)
    report.check(what, support.is_marked(kept) and "a mark in memory that is not left out",
                 not support.is_marked(left_out) and "no mark at all: it was not the moment")


def look_at_proc(report, folder):
    """What others may see of the running process."""
    product(folder)
    process, held = holding_all(folder, support.variables(folder))
    try:
        seen = {name: pathlib.Path(f"/proc/{process.pid}/{name}").read_bytes()
                for name in ("cmdline", "environ", "comm", "status")}
    except PermissionError:  # not ours to read: nor anybody's
        seen = {}
    finally:
        process.kill()
        process.wait()
        for descriptor in held:
            os.close(descriptor)
    report.check("no mark in /proc/PID/cmdline and environ of floe-compile",
                 *(f"a mark in {name}" for name, data in seen.items() if support.is_marked(data)))


def check(report, folder):
    if cores_are_left_here(folder / "control"):
        number = 0
        for moment in MOMENTS:
            for mounted in (True, False):
                if moment == "while it writes --print=env" and not mounted:
                    continue  # variables are not printed: they are there already
                troubles = []
                for signal_number in SIGNALS:
                    number += 1
                    troubles += die(folder / str(number), moment, signal_number, mounted)
                place = "mounted" if mounted else "in variables"
                report.check(f"no core file when it dies {moment}, secrets {place}", *troubles)
    else:
        pattern = pathlib.Path("/proc/sys/kernel/core_pattern").read_text().strip()
        report.skip("no core file", f"none is left here by any program (core_pattern {pattern})")
    look_into_memory(report, folder / "memory")
    look_at_proc(report, folder / "proc")
