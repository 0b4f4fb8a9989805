"""Where things are: the checkout, the program under test ($FLOE_COMPILE), the Python with dbt ($FLOE_VENV)."""
import os
import pathlib
import shutil

TOP = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("FLOE_COMPILE") or str(TOP / "build" / "floe-compile")
PROGRAM = os.path.abspath(shutil.which(PROGRAM) or PROGRAM)
VENV = pathlib.Path(os.environ.get("FLOE_VENV") or TOP / ".venv").absolute()
