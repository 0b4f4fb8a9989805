"""Runs dbt several times in one process: argument lists as JSON on stdin, a line for each run on stdout."""

import json
import sys
import time

from dbt.cli.main import dbtRunner


def main() -> int:
    for words in json.load(sys.stdin):
        began = time.monotonic()
        result = dbtRunner().invoke(["--log-level", "error", *words])
        failures = [] if result.success else [
            f"{r.node.name}: {r.message}" for r in getattr(result.result, "results", []) if str(r.status) in ("error", "fail")]
        if not result.success:
            print(f"failed: {' '.join(words)}: {result.exception or ''} {' | '.join(failures)}")
            return 1
        print(f"ok {time.monotonic() - began:.2f}", flush=True)
    return 0


sys.exit(main())
