"""What the programs in this folder share: where things are, and the report."""
import os
import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "lib"))
EXAMPLE = TOP / "examples" / "retail"
VENV = pathlib.Path(os.environ.get("FLOE_VENV") or TOP / ".venv")
FLOE_COMPILE = pathlib.Path(os.environ.get("FLOE_COMPILE") or TOP / "build" / "floe-compile").resolve()


def enter_venv():
    """Run the calling program with the venv's Python; the venv is made when it is missing."""
    if pathlib.Path(sys.prefix).resolve() == VENV.resolve():
        return
    if subprocess.run([TOP / "scripts" / "venv"]).returncode != 0:
        sys.exit("scripts/venv did not work: no Python with dbt to test with")
    python = str(VENV / "bin" / "python")
    os.execv(python, [python, *sys.argv])


class Report:
    """One line for each check; how many passed and failed at the end."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, what, *troubles):
        """The check passed when there is no trouble. Returns whether it did."""
        troubles = [trouble for trouble in troubles if trouble]
        if troubles:
            self.failed += 1
        else:
            self.passed += 1
        print("FAIL " if troubles else "ok   ", what)
        for trouble in troubles:
            for line in str(trouble).splitlines():
                print("      ", line)
        sys.stdout.flush()
        return not troubles

    def close(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0
