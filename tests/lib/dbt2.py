"""dbt v2, the Rust engine, with a DuckDB that it can load, from package registries alone.

The engine is the newest release whose wheel holds the program (later ones fetch it from elsewhere); libduckdb is in an
npm package, at the version of the extensions that the other tests use. Both are kept in the cache, and fetched once.
"""
import hashlib
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tarfile
import venv

ENGINE = "dbt==2.0.0rc196"
LIBRARY = "1.5.5-r.5"
CACHE = pathlib.Path(os.environ.get("FLOE_CACHE") or pathlib.Path(
    os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache", "floe-compile"), "dbt2")
MACHINES = {"x86_64": "x64", "aarch64": "arm64"}


class Missing(Exception):
    """What could not be had, and why."""


def fetch() -> pathlib.Path:
    """The program. It is fetched first where it isn't there."""
    program, stamp = CACHE / "venv" / "bin" / "dbt", CACHE / "stamp"
    wanted = hashlib.sha256(f"{ENGINE} {LIBRARY}".encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return program
    machine = MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        raise Missing(f"dbt v2 is tested on Linux (x86_64, aarch64); this is {sys.platform} ({platform.machine()})")
    if not shutil.which("npm"):
        raise Missing("dbt v2 needs libduckdb from an npm package, and there is no npm; install Node.js 20 or newer")
    print(f"fetch dbt v2 and its DuckDB (120 MB, once) into {CACHE}", flush=True)
    shutil.rmtree(CACHE, ignore_errors=True)
    CACHE.mkdir(parents=True)
    venv.create(CACHE / "venv", with_pip=True)
    run(CACHE / "venv" / "bin" / "python", "-m", "pip", "install", "-q", "--only-binary=:all:", "--pre", ENGINE)
    run("npm", "pack", "--silent", f"@duckdb/node-bindings-linux-{machine}@{LIBRARY}")
    for package in CACHE.glob("*.tgz"):
        with tarfile.open(package) as files:
            files.extract("package/libduckdb.so", CACHE)
        package.unlink()
    stamp.write_text(wanted)
    return program


def run(*command) -> None:
    done = subprocess.run(command, cwd=CACHE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Missing(f"dbt v2 could not be had; {' '.join(map(str, command))}:\n{done.stdout[-2000:]}")


def environment(extensions: pathlib.Path | None = None) -> dict:
    """What the program has to find in its environment. It installs extensions before it sets any directory of the
    profile: they have to be in $HOME."""
    home = CACHE / "home" / ".duckdb"
    home.mkdir(parents=True, exist_ok=True)
    link = home / "extensions"
    if extensions and not (link.is_symlink() and link.readlink() == extensions):
        link.unlink(missing_ok=True)
        link.symlink_to(extensions)
    return {"LD_LIBRARY_PATH": str(CACHE / "package"), "HOME": str(home.parent)}
