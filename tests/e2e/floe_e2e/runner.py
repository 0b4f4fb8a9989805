"""Starts the servers, runs the cases, prints the tables.

As many cases at a time as there are cores, two at least (dbt waits for servers, too). They share the servers, not the
proxies before them: each case counts, stops and interrupts its own requests.
"""

import os
import queue
import signal
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from . import figures, setup
from .bench import Bench, Failed
from .cases import Case, load
from .runs import Program, Zygote
from .stack import Stack


WORDS = {True: "ok", False: "FAILED", None: "not run"}
NOT_ON_DBT_2 = dict.fromkeys(("glue", "s3tables"), "dbt v2 attaches without the options that AWS's catalogs need")


@dataclass
class Result:
    case: str
    catalog: str
    passed: bool | None  # none: the engine can't
    seconds: float
    detail: str


def print_cases() -> int:
    for case in load():
        print(f"{case.name:36} {', '.join(case.catalogs):38} {'quick' if case.quick else ''}")
    return 0


def run(work: Path, quick: bool, names: list[str], line: str, catalog: str | None) -> bool:
    """Returns whether anything failed."""
    chosen = [case for case in load() if (case.name in names if names else case.quick or not quick)]
    unknown = set(names) - {case.name for case in load()}
    if unknown or not chosen:
        raise SystemExit(f"e2e: no case {', '.join(sorted(unknown)) or 'chosen'}; --list shows them")
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(1))  # runs atexit, which stops the servers
    logs = work / "logs"
    logs.mkdir()
    began = time.monotonic()
    stack = Stack(setup.java(), setup.nessie(), setup.require("node", "Node.js 20 or newer"), setup.oauth2_server(), logs)
    dbt = setup.dbt(line, logs)
    results: list[Result] = []
    try:
        stack.start()
        print(f"e2e: moto, oidc-provider and Nessie are up after {time.monotonic() - began:.1f} s", flush=True)
        waiting = queue.SimpleQueue()
        for pair in in_order(chosen):
            if catalog in (None, pair[1]):
                waiting.put(pair)
        workers = [threading.Thread(target=work_off, args=(waiting, results, work, stack, dbt, quick), daemon=True)
                   for _ in range(max(2, os.cpu_count() or 2))]
        for thread in workers:
            thread.start()
        for thread in workers:
            thread.join()
    finally:
        dbt.stop()
        stack.stop()
    print(f"\ndbt {line}, DuckDB {setup.duckdb_of(line)}")
    print_results(results, time.monotonic() - began)
    return any(result.passed is False for result in results)


def in_order(cases: list[Case]) -> list[tuple[Case, str]]:
    """Those on the REST catalog first: they take longest, and the end is shared better by short ones."""
    return sorted(((case, catalog) for case in cases for catalog in case.catalogs), key=lambda pair: pair[1] != "rest")


def work_off(waiting: queue.SimpleQueue, results: list[Result], *world) -> None:
    while not waiting.empty():
        try:
            case, catalog = waiting.get_nowait()
        except queue.Empty:
            return
        results.append(run_case(case, catalog, *world))


def run_case(case: Case, catalog: str, work: Path, servers: Stack, dbt: Zygote | Program, quick: bool) -> Result:
    reason = case.engine.get(dbt.line) or (NOT_ON_DBT_2.get(catalog) if dbt.line == "2" else None)
    if reason:
        return Result(case.name, catalog, None, 0, reason)
    began = time.monotonic()
    stack = servers.with_own_proxies()
    bench = Bench(case.name, catalog, work, stack, dbt)
    bench.quick = quick
    try:
        passed, detail = True, case.run(bench) or ""
        if bench.aws and bench.aws.refused:
            raise Failed("AWS refuses:\n" + "\n".join(bench.aws.refused))
    except Failed as failure:
        passed, detail = False, str(failure)
    except (Exception, SystemExit):  # a case that can't go on is a failure as any other, and the next one still runs
        passed, detail = False, traceback.format_exc()
    stack.close_proxies()
    if bench.aws:
        bench.aws.close()
    result = Result(case.name, catalog, passed, time.monotonic() - began, detail)
    print(f"{'ok  ' if passed else 'FAIL'} {case.name} [{catalog}] {result.seconds:.1f} s", flush=True)
    if not passed:
        print("\n".join("     " + line for line in detail.splitlines()), flush=True)
    return result


def print_results(results: list[Result], seconds: float) -> None:
    print(f"\n{'case':36} {'catalog':9} {'result':7} {'seconds':>7}  detail")
    for result in sorted(results, key=lambda result: result.case):
        detail = result.detail.splitlines()[0] if result.detail else ""
        print(f"{result.case:36} {result.catalog:9} {WORDS[result.passed]:7} {result.seconds:7.1f}  {detail[:150]}")
    figures.print_table()
    passed, failed, unrun = (sum(result.passed is wanted for result in results) for wanted in (True, False, None))
    print(f"\n{seconds:.0f} s{f', {unrun} not run' if unrun else ''}\n{passed} passed, {failed} failed")
