"""Starts the servers, runs the cases one after the other, prints the table."""

import signal
import sys
import time
import traceback
from pathlib import Path

from .. import setup
from ..bench import Failed
from ..runs import Zygote
from ..stack import Stack
from .cases import CASES
from .spark import Spark
from .trino import Trino

ENGINES = {"spark": Spark, "trino": Trino}


def cases_of(engine: str) -> dict:
    return {name: case for name, case in CASES.items() if engine in case.engines}


def print_cases(engine: str) -> int:
    for name, case in cases_of(engine).items():
        print(f"{name:44} {case.__doc__.splitlines()[0]}")
    return 0


def run(name: str, work: Path, names: list[str]) -> list[str]:
    """Returns the cases that failed."""
    unknown = set(names) - set(cases_of(name))
    if unknown:
        raise SystemExit(f"e2e: no case {', '.join(sorted(unknown))}; --list shows them")
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(1))  # runs atexit, which stops the servers
    logs = work / "logs"
    logs.mkdir()
    began = time.monotonic()
    print(f"e2e: dbt on {name} and on DuckDB, the same project and tables, in a catalog that is started here", flush=True)
    stack = Stack(setup.java(), setup.nessie(), setup.require("node", "Node.js 20 or newer"), setup.oauth2_server(), logs)
    engine = ENGINES[name](stack, work)
    zygote = Zygote(logs)
    results = []
    try:
        stack.start()
        print(f"e2e: moto, oidc-provider and Nessie are up after {time.monotonic() - began:.1f} s", flush=True)
        context = (work, stack, zygote, engine)
        for case in [case for case in cases_of(name) if not names or case in names]:
            results.append(run_case(case, context))
        results.append(run_case("the-engine-stops", context, lambda *_: engine.stop()))
    finally:
        zygote.stop()
        stack.stop()
    print_results(results, time.monotonic() - began)
    return [case for case, passed, _, _ in results if not passed]


def run_case(name: str, context: tuple, function=None) -> tuple:
    began = time.monotonic()
    try:
        passed, detail = True, (function or CASES[name])(*context) or ""
    except Failed as failure:
        passed, detail = False, str(failure)
    except Exception:  # a case that can't go on is a failure as any other, and the next one still runs
        passed, detail = False, traceback.format_exc()
    seconds = time.monotonic() - began
    print(f"{'ok  ' if passed else 'FAIL'} {name} {seconds:.1f} s", flush=True)
    if not passed:
        print("\n".join("     " + line for line in detail.splitlines()), flush=True)
    return name, passed, seconds, detail


def print_results(results: list, seconds: float) -> None:
    print(f"\n{'case':44} {'result':7} {'seconds':>7}  detail")
    for name, passed, took, detail in results:
        print(f"{name:44} {'ok' if passed else 'FAILED':7} {took:7.1f}  {detail.splitlines()[0][:120] if detail else ''}")
    passed = sum(passed for _, passed, _, _ in results)
    print(f"\n{seconds:.0f} s\n{passed} passed, {len(results) - passed} failed")
