"""Builds the programs of this folder and counts what programs cost."""
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROGRAM = pathlib.Path(os.environ.get("FLOE_COMPILE", ROOT / "build/floe-compile")).resolve()
BUILD = PROGRAM.parent
BENCH = BUILD / "bench"
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}
SHOW_FLAGS = "include Makefile\nshow-flags:\n\t@echo '$(CC)@$(CFLAGS_ALL)@$(LDFLAGS_ALL)@$(LIBS)'\n"

Cost = collections.namedtuple("Cost", "seconds peak_bytes read_bytes status")


def make_flags():
    """The Makefile's own compiler and flags."""
    shown = subprocess.run(["make", "-s", "--no-print-directory", "-f", "-", "show-flags"],
                           input=SHOW_FLAGS, cwd=ROOT, text=True, capture_output=True, check=True)
    return [part.split() for part in re.sub(r"[\"']{2}|'", "", shown.stdout).split("@")]


def build():
    """floor, cyaml and measure, with the flags of the program itself."""
    compiler, flags, link, libraries = make_flags()
    BENCH.mkdir(parents=True, exist_ok=True)
    for name in ["floor", "cyaml", "measure"]:
        extra = ["-D_DEFAULT_SOURCE"] if name == "measure" else []
        subprocess.run([*compiler, *flags, *extra, *link, "-o", BENCH / name, HERE / f"{name}.c",
                        BUILD / "libfloe.a", *libraries], cwd=ROOT, check=True)


def build_static():
    """The program without shared libraries, or the one that FLOE_STATIC names."""
    given = os.environ.get("FLOE_STATIC")
    if given:
        return pathlib.Path(given).resolve()
    compiler, _, _, libraries = make_flags()
    path = BENCH / "floe-compile"
    subprocess.run([*compiler, "-static", "-o", path, BUILD / "obj/cli/main.o",
                    BUILD / "libfloe.a", *libraries], cwd=ROOT, check=True)
    return path


def instructions(command, seconds_max=600, folder=None, status=None):
    """By callgrind, so that a busy machine counts the same; None: took too long. With `status` the command must end so."""
    with tempfile.NamedTemporaryFile(prefix="callgrind.") as profile:
        try:
            run = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file="
                                  + profile.name, *map(str, command)], cwd=folder, text=True,
                                 errors="replace", env=ENVIRONMENT, timeout=seconds_max,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        except subprocess.TimeoutExpired:
            return None
    if status not in (None, run.returncode):
        sys.exit(f"{command[0]} ended with {run.returncode}, not {status}: {run.stderr[-500:]}")
    counted = re.search(r"Collected : (\d+)", run.stderr)
    if counted is None:
        sys.exit(f"valgrind counted nothing: {run.stderr[-500:]}")
    return int(counted.group(1))


def cost(command, runs=3, seconds_max=120, folder=None):
    """Least wall time and largest memory of some runs; None: took too long."""
    command = [BENCH / "measure", runs, *command]
    process = subprocess.Popen(list(map(str, command)), cwd=folder, env=ENVIRONMENT, text=True,
                               stdout=subprocess.PIPE, start_new_session=True)
    try:
        printed, _ = process.communicate(timeout=seconds_max)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.communicate()
        return None
    nanoseconds, kibibytes, read, status = map(int, printed.split())
    return Cost(nanoseconds / 1e9, kibibytes * 1024, read, status)


def output_of(*command):
    if shutil.which(command[0]) is None:
        return "none"
    run = subprocess.run(command, text=True, capture_output=True, check=False)
    return (run.stdout or run.stderr).strip().splitlines()[0]


def machine():
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text("utf-8"))
    load = os.getloadavg()[0]
    return [f"machine: {cpu.group(1) if cpu else 'unknown'}, {os.cpu_count()} cores, load {load:.1f}",
            f"system: {os.uname().sysname} {os.uname().release}; {output_of('cc', '--version')}; "
            f"{output_of('valgrind', '--version')}",
            f"program: {output_of(str(PROGRAM), '--version')}"]
