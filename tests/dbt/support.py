"""What the programs in this folder share: where things are, and the report."""
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from place import PROGRAM, TOP, VENV  # noqa: E402
from report import Report  # noqa: E402, F401

EXAMPLE = TOP / "examples" / "retail"
FLOE_COMPILE = pathlib.Path(PROGRAM)


def enter_venv():
    """Run the calling program with the venv's Python; the venv is made when it is missing."""
    if pathlib.Path(sys.prefix).resolve() == VENV.resolve():
        return
    if subprocess.run([TOP / "scripts" / "venv"]).returncode != 0:
        sys.exit("scripts/venv did not work: no Python with dbt to test with")
    python = str(VENV / "bin" / "python")
    os.execv(python, [python, *sys.argv])
