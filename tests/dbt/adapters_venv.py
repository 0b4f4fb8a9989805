"""The virtual environment that holds every adapter beside dbt-duckdb, for real.

It is made below the cache folder ($FLOE_CACHE, else ~/.cache/floe-compile) from adapters.txt, and
made anew when the pins have changed. The engines' own packages, which dbt-spark looks for when a
profile is loaded, are not in it; they are stood in for.
"""
import importlib.machinery
import os
import pathlib
import subprocess
import sys
import types

import support

CACHE = pathlib.Path(os.environ.get("FLOE_CACHE") or os.path.join(
    os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "floe-compile"))
VENV = CACHE / "adapters"
PINS = support.TOP / "tests" / "dbt" / "adapters.txt"
ALONE = "dbt-databricks==1.12.7"  # see the pins
ENGINE_PACKAGES = ("pyspark", "pyodbc", "TCLIService", "TCLIService.ttypes", "thrift_sasl",
                   "pyhive", "pyhive.hive", "pyhive.sasl_compat")


def enter_venv():
    """Run the calling program with the adapters' Python."""
    python = VENV / "bin" / "python"
    if pathlib.Path(sys.prefix).resolve() == VENV.resolve():
        return
    stamp, pins = VENV / "floe-stamp", PINS.read_text() + ALONE
    if not stamp.is_file() or stamp.read_text() != pins:
        print("adapters: installing them into", VENV, file=sys.stderr)
        found = subprocess.run([support.TOP / "scripts" / "venv", "--find-python"], check=True,
                               capture_output=True, text=True).stdout.strip()
        subprocess.run([found, "-m", "venv", "--clear", VENV], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--requirement", PINS], check=True)
        subprocess.run([*pip, "--no-deps", ALONE], check=True)
        stamp.write_text(pins)
    os.execv(python, [str(python), *sys.argv])


def stand_in(name):
    """A package that can be imported and does nothing."""
    module = types.ModuleType(name)
    module.__spec__ = importlib.machinery.ModuleSpec(name, None)
    module.__path__ = []
    above, _, last = name.rpartition(".")
    if above:
        setattr(sys.modules[above], last, module)
    sys.modules[name] = module
    return module


def stand_in_for_engines():
    for name in ENGINE_PACKAGES:
        try:
            __import__(name)
        except ImportError:
            stand_in(name)
    sys.modules["TCLIService.ttypes"].TOperationState = object
    sys.modules["pyhive.sasl_compat"].PureSASLClient = object
