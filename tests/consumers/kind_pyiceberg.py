""".pyiceberg.yaml: PyIceberg reads tables of a catalog that tests/e2e starts."""
import os

import bench as benches

CASE = "pyiceberg-reads-by-the-emitted-file"


def version():
    pins = (benches.TOP / "tests" / "e2e" / "requirements.txt").read_text().split()
    return next(pin.split("==")[1] for pin in pins if pin.startswith("pyiceberg"))


def check(bench):
    ours = {"FLOE_COMPILE": str(benches.FLOE_COMPILE)}
    ours.update((name, os.environ[name]) for name in ("FLOE_CACHE", "FLOE_VENV") if name in os.environ)
    status, output = bench.run(benches.TOP / "tests" / "e2e" / "run", CASE, variables=ours, seconds=900)
    bench.row(".pyiceberg.yaml", "PyIceberg on Nessie", version(), output if status else None)
