"""Answers that get lost: the catalog does what it is asked, and DuckDB never hears of it.

Every request that changes something loses its answer once, for every kind of model: no table becomes unreadable, and no
row is there twice. docs/ICEBERG.md has the figures that these cases print.
"""

import json
import random
import threading
import time
from collections import Counter

import boto3
import duckdb

from .. import setup
from ..bench import Bench, check, copy_example, pyiceberg_catalog
from ..stack import BUCKET, REGION
from . import case
from .projects import load_web_events

FAULTS = {"connection closed": 0, "500": 500, "502": 502, "503": 503, "504": 504}
RUNS = {"first": (), "again": (), "full refresh": ("--full-refresh",)}
REQUESTS = {  # what loses its answer, and the runs in which that happens
    "namespace": ("first",), "create": ("first", "full refresh"), "commit": ("first", "again", "full refresh"),
    "drop": ("full refresh",), "rename": ("full refresh",)}
ROWS = 3
ENDED_WELL = ("success", "pass")


def kind_of(method: str, path: str, body: bytes) -> tuple[str, str] | None:
    """What a request changes: its kind, and the name of the table or namespace."""
    parts = path.split("?")[0].rstrip("/").split("/")
    if method == "DELETE" and parts[-2] == "tables":
        return "drop", parts[-1]
    if method != "POST":
        return None
    if parts[-1] == "rename":
        return "rename", json.loads(body)["source"]["name"]
    if parts[-1] == "commit":
        return "commit", json.loads(body)["table-changes"][0]["identifier"]["name"]
    if parts[-1] == "namespaces":
        return "namespace", ".".join(json.loads(body)["namespace"])
    if parts[-1] == "tables":
        return "create", json.loads(body)["name"]
    return ("commit", parts[-1]) if parts[-2] == "tables" else None


def answer(status: int) -> tuple[int, bytes]:
    return status, json.dumps({"error": {"message": "upstream", "type": "Unavailable", "code": status}}).encode()


class LoseOnce:
    """Loses the first answer to requests of one kind, for each table or namespace."""

    def __init__(self, kind: str, status: int):
        self.kind, self.status, self.lost = kind, status, set()

    def __call__(self, method: str, path: str, status: int, body: bytes):
        what = kind_of(method, path, body) if status < 300 else None
        if what is None or what[0] != self.kind or what in self.lost:
            return None
        self.lost.add(what)
        return answer(self.status)


def write_project(bench: Bench) -> None:
    """A model of each kind; `generation` counts the runs from 1."""
    row = "select i::integer as id, {{ var('generation') }}::integer as generation from range(%d) t(i)" % ROWS
    bench.model("a_table", row)
    bench.model("a_view", row, materialized="view")
    bench.model("shaped", row.replace(" from", ", 'x' as c{{ var('generation') }} from"))  # other columns each time: a swap
    bench.model("appended", row, materialized="incremental", incremental_strategy="append")
    bench.model("keyed", row, materialized="incremental", incremental_strategy="delete+insert", unique_key="id")
    bench.model("merged", row, materialized="incremental", incremental_strategy="merge", unique_key="id")
    if bench.is_dbt2:  # which has no merge_clauses: a strategy of one's own, which nobody knows either
        bench.write("macros/own.sql", "{% macro get_incremental_own_sql(arguments) %}"
                    "{{ return(get_incremental_delete_insert_sql(arguments)) }}{% endmacro %}\n")
        bench.model("claused", row, materialized="incremental", incremental_strategy="own", unique_key="id")
    else:
        bench.model("claused", row, materialized="incremental", incremental_strategy="merge", unique_key="id", merge_clauses={
            "when_matched": [{"action": "update", "mode": "explicit", "update": {
                "include": ["generation"], "set_expressions": {"generation": "DBT_INTERNAL_DEST.generation + 1"}}}],
            "when_not_matched": [{"action": "insert", "mode": "by_name"}]})
    bench.model("grown", row.replace(" from", ", 1 as c{{ var('generation') }} from"),
                materialized="incremental", incremental_strategy="append", on_schema_change="append_new_columns")
    bench.write("seeds/seeded.csv", "code\nde\nfr\n")
    bench.write("snapshots/history.yml", "snapshots:\n  - name: history\n    relation: ref('a_table')\n"
                "    config: {unique_key: id, strategy: check, check_cols: [generation], schema: silver}\n")


NAMES = ("a_table", "a_view", "shaped", "appended", "keyed", "merged", "claused", "grown", "history", "seeded")
WHOLE, UNTOUCHED = "new rows once", "as before"


def expected(name: str, generation: int, since: int) -> list[tuple]:
    """What a model holds after this run, each row once; `since` is the run that built it anew."""
    if name == "seeded":
        return [("de", 1), ("fr", 1)]
    first = {"appended": since, "grown": since, "history": 1}.get(name, generation)
    return [(number, ROWS) for number in range(first, generation + 1)]


@case("rest")
def lost_answers_change_nothing(bench: Bench):
    """The matrix request x fault x kind of model: readable by two engines, each row once, and what dbt said."""
    write_project(bench)
    cells = []
    pairs = [(fault, request) for fault in FAULTS for request in REQUESTS]
    for number, (fault, request) in enumerate(pairs):
        if bench.quick and fault != "connection closed" and (fault, request) not in (("502", "commit"), ("502", "create")):
            continue
        bench.root = f"lost_answers_{number}"
        bench.compile()
        runs = REQUESTS[request] if "first" in REQUESTS[request] else ("first", *REQUESTS[request])
        before = dict.fromkeys(NAMES, "missing")
        for generation, run in enumerate(runs, 1):
            loses = run in REQUESTS[request]
            bench.stack.rest.after = lose = LoseOnce(request, FAULTS[fault]) if loses else None
            (bench.folder / "target" / "run_results.json").unlink(missing_ok=True)
            started = bench.start("build", *RUNS[run], generation=generation)
            output = started.wait(300)
            bench.stack.rest.after = None
            check(started.returncode in (0, 1), f"dbt ended with {started.returncode}:", output[-2000:])
            check(loses or started.returncode == 0, f"{run}, no answer lost:", output[-2000:])
            check(not loses or lose.lost, f"no answer to {request} was lost in {run}")
            ended = statuses(bench)
            for name in NAMES:
                rows = rows_of(bench, name)
                whole = rows == expected(name, generation, generation if run == "full refresh" else 1)
                untouched = ended[name] not in ENDED_WELL and rows == before[name]
                before[name] = rows
                found = WHOLE if whole else UNTOUCHED if untouched else f"{rows}, expected {expected(name, generation, 1)}"
                if loses:
                    cells.append((request, fault, run, name, ended[name], found, said(bench, output, name)))
            if loses and all(cell[5] == UNTOUCHED for cell in cells[-len(NAMES):]):
                bench.dbt("build", *RUNS[run], generation=generation)
                before = {name: rows_of(bench, name) for name in NAMES}
    print_matrix(cells)
    broken = [cell for cell in cells if cell[5] not in (WHOLE, UNTOUCHED)]
    check(not broken, f"{len(broken)} of {len(cells)} cells:", *(f"\n{cell}" for cell in broken[:20]))
    unsaid = [cell for cell in cells if cell[4] == "error" and not cell[6]]
    check(not unsaid, "ended with an error that doesn't say what happened:", *(f"\n{cell}" for cell in unsaid[:20]))
    errors = sum(cell[4] == "error" for cell in cells)
    untouched = sum(cell[5] == UNTOUCHED for cell in cells)
    return (f"{len(cells)} cells: none unreadable, no row twice; {untouched} tables as before the run, the rest new; "
            f"{errors} nodes ended with an error that says so")


def statuses(bench: Bench, target: str = "target") -> dict[str, str]:
    """How each node of the last run ended."""
    results = json.loads((bench.folder / target / "run_results.json").read_text())["results"]
    return {result["unique_id"].split(".")[2]: result["status"] for result in results}


def said(bench: Bench, output: str, name: str) -> str:
    """What a user was told of a lost answer to this table."""
    for line in output.splitlines():
        if f'."{name}"' in line and "answer was lost" in line:
            return "the rows are there, once" if "The rows are there, once" in line else "not applied a second time"
    results = json.loads((bench.folder / "target" / "run_results.json").read_text())["results"]
    message = next((result["message"] or "" for result in results if result["unique_id"].split(".")[2] == name), "")
    return "the catalog's 502" if "BadGateway_502" in message else ""


def rows_of(bench: Bench, name: str) -> list[tuple] | str:
    """(generation, rows) of a table as DuckDB and pyiceberg read it, or what is wrong."""
    layer = "bronze" if name == "seeded" else "silver"
    column = "code" if name == "seeded" else "generation"
    if not bench.exists(name, layer):
        return "missing"
    try:
        with bench.connect() as connection:
            rows = connection.execute(f"select {column}, count(*) from {bench.table(name, layer)} group by 1 order by 1").fetchall()
        place = (*bench.namespace(layer).split("."), name)
        arrow = pyiceberg_catalog(bench.stack).load_table(place).scan(selected_fields=(column,)).to_arrow()
    except Exception as error:
        return f"unreadable: {str(error)[:150]}"
    by_pyiceberg = sorted(Counter(arrow.column(0).to_pylist()).items())
    return rows if by_pyiceberg == rows else f"pyiceberg reads {by_pyiceberg}, DuckDB {rows}"


def print_matrix(cells: list[tuple]) -> None:
    """A line for each request, fault and run, a column for each kind of model: N new rows once, B as before, - broken,
    ! ended with an error; and what was said of which."""
    print(f"\n{'answer lost to':14} {'as':17} {'in':12} {' '.join(f'{name:8}' for name in NAMES)}  what was said")
    groups: dict[tuple, list[tuple]] = {}
    for cell in cells:
        groups.setdefault(cell[:3], []).append(cell)
    for (request, fault, run), group in groups.items():
        words: dict[str, list[str]] = {}
        marks = {}
        for cell in group:
            marks[cell[3]] = {WHOLE: "N", UNTOUCHED: "B"}.get(cell[5], "-") + ("" if cell[4] in ENDED_WELL else "!")
            if cell[6]:
                words.setdefault(cell[6], []).append(cell[3])
        print(f"{request:14} {fault:17} {run:12} {' '.join(f'{marks[name]:8}' for name in NAMES)}  "
              + "; ".join(f"{what}: {', '.join(names)}" for what, names in words.items()))


class LoseAtRandom:
    """Loses answers by chance, never two in a row to the same request: 200 in all, of every kind."""

    def __init__(self, seed: int, most: int):
        self.random, self.most, self.lost, self.last = random.Random(seed), most, Counter(), {}

    def __call__(self, method: str, path: str, status: int, body: bytes):
        what = kind_of(method, path, body) if status < 300 else None
        if what is None or self.lost.total() >= self.most:
            return None
        if self.last.get(what) or self.random.random() < 0.5:
            self.last[what] = False
            return None
        self.last[what] = True
        self.lost[what[0]] += 1
        return answer(self.random.choice(list(FAULTS.values())))


TABLES = tuple((layer, name) for layer, names in {
    "bronze": ("raw_customers", "raw_orders", "raw_order_items", "raw_products", "raw_returns"),
    "silver": ("stg_customers", "stg_orders", "stg_order_items", "stg_products", "web_sessions"),
    "gold": ("customer_value", "daily_revenue", "product_sales", "monthly_revenue")}.items() for name in names)


@case("rest")
def readers_during_lost_answers(bench: Bench):
    """examples/retail built again and again while answers get lost at random, and a reader in a loop."""
    prepare_retail(bench)
    bench.dbt("build")
    whole = {place: contents(bench, bench.connect(), *place) for place in TABLES}
    stop, reads, wrong, missing = threading.Event(), Counter(), [], []
    reader = threading.Thread(target=read_all, args=(bench, whole, stop, reads, wrong, missing))
    reader.start()
    bench.stack.rest.after = lose = LoseAtRandom(seed=14, most=40 if bench.quick else 200)
    builds = errors = 0
    while lose.lost.total() < lose.most and builds < 60:
        run = bench.start("build", *([] if builds % 3 else ["--full-refresh"]))
        output = run.wait(300)
        check(run.returncode in (0, 1), f"dbt ended with {run.returncode}:", output[-2000:])
        errors += run.returncode
        builds += 1
    bench.stack.rest.after = None
    stop.set()
    reader.join()
    check(lose.lost.total() == lose.most, f"only {lose.lost} answers were lost in {builds} builds")
    check(not wrong, f"{len(wrong)} reads were torn or found no files: {wrong[:3]}")
    for place in TABLES:
        check(contents(bench, bench.connect(), *place) == whole[place], f"{place} changed")
    bench.dbt("build")
    lost = ", ".join(f"{count} {kind}" for kind, count in sorted(lose.lost.items()))
    return (f"{lose.lost.total()} answers lost ({lost}) in {builds} builds, {errors} of them ended with 1; {reads.total()} reads, "
            f"none unreadable, none torn, {len(missing)} between the requests of a swap")


def prepare_retail(bench: Bench) -> None:
    copy_example(bench, "retail")
    project = bench.folder / "dbt_project.yml"
    project.write_text(project.read_text().replace("profile: retail", "profile: e2e"))
    bench.compile()
    load_web_events(bench)


def contents(bench: Bench, connection: duckdb.DuckDBPyConnection, layer: str, name: str) -> tuple:
    table = bench.table(name, layer)
    return connection.execute(f"select count(*), sum(hash(t)::hugeint) from {table} as t").fetchone()


def read_all(bench: Bench, whole: dict, stop, reads: Counter, wrong: list, missing: list) -> None:
    connection = bench.connect()
    while not stop.is_set():
        for place in TABLES:
            try:
                found = contents(bench, connection, *place)
            except duckdb.CatalogException as error:
                missing.append(str(error)[:120])
                continue
            except duckdb.Error as error:
                wrong.append((place, str(error)[:200]))
                continue
            reads[place] += 1
            if found != whole[place]:
                wrong.append((place, found, whole[place]))
            time.sleep(0.01)


def delete_file(bench: Bench, path: str) -> None:
    s3 = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{bench.stack.s3_port}", region_name=REGION,
                      aws_access_key_id=bench.stack.key_id, aws_secret_access_key=bench.stack.secret_key)
    s3.delete_object(Bucket=BUCKET, Key=path.removeprefix(f"s3://{BUCKET}/"))


def lose_newest_files(bench: Bench, name: str) -> None:
    """What DuckDB without remove_files_on_delete does after a lost answer."""
    with bench.connect() as connection:
        files = connection.execute(
            f"select file_path from iceberg_metadata('{bench.table(name)}') where status <> 'DELETED' "
            "qualify manifest_sequence_number = max(manifest_sequence_number) over ()").fetchall()
    for file, in files:
        delete_file(bench, file)


@case("rest")
def tables_without_their_files_are_repaired(bench: Bench):
    """A table that an older DuckDB broke: what models say of it, and floe_repair, with and without older versions."""
    servers, java = bench.stack, setup.java()
    with servers.with_iceberg_fixture(java, setup.iceberg_fixture()) as bench.stack:
        write_grown(bench)
        lose_newest_files(bench, "grown")
        lose_newest_files(bench, "replaced")
        lose_newest_files(bench, "history")
        output = bench.dbt("run", "-s", "replaced", generation=4)
        check("is gone; the table is made anew" in output, "a broken table:", output)
        check(bench.rows("replaced", columns="distinct generation") == [(4,)], "a broken table:", bench.rows("replaced"))
        for words in (("run", "-s", "grown"), ("snapshot",)):
            output = bench.dbt(*words, fails=True, generation=4)
            check("cannot be read" in output and "floe_repair" in output, f"{words} on a broken table:", output)
        output = bench.dbt("run-operation", "floe_repair", "--args", "{dry_run: true}")
        check("would go back to version" in output and "replaced\": whole" in output, "dry run:", output)
        output = bench.dbt("run-operation", "floe_repair")
        check(output.count("went back to version") == 2, "floe_repair:", output)
        check(bench.rows("grown") == [(1,), (2,)], "repaired:", bench.rows("grown"))
        output = bench.dbt("run-operation", "floe_repair")
        check("cannot be read" not in output, "floe_repair, again:", output)
        bench.dbt("build", generation=4)
        check(bench.rows("grown") == [(1,), (2,), (4,)], "the next run:", bench.rows("grown"))
    bench.stack = servers
    write_grown(bench)
    lose_newest_files(bench, "grown")
    output = bench.dbt("run-operation", "floe_repair")
    check("no older version that is whole" in output and "--full-refresh" in output, "without versions:", output)


def write_grown(bench: Bench) -> None:
    """Three runs of a table, an incremental model that reads itself, and a snapshot."""
    bench.write("models/grown.sql", "{{ config(materialized='incremental', " + bench.own("'partitioned_by': ['generation']") + ") }}\n"
                "select {{ var('generation') }}::integer as generation {{ 'from ' ~ this ~ ' having count(*) > 0' if is_incremental() else '' }}\n")
    bench.model("replaced", "select {{ var('generation') }}::integer as generation")
    bench.write("snapshots/history.yml", "snapshots:\n  - name: history\n    relation: ref('replaced')\n"
                "    config: {unique_key: \"1\", strategy: check, check_cols: [generation], schema: silver}\n")
    bench.compile()
    for generation in (1, 2, 3):
        bench.dbt("build", generation=generation)
    check(bench.rows("grown") == [(1,), (2,), (3,)], "before:", bench.rows("grown"))


@case("rest")
def orphans_are_listed_and_can_go(bench: Bench):
    """Files of swaps and of failed commits: floe_orphans lists them, and without them every table is as it was."""
    servers = bench.stack
    with servers.with_iceberg_fixture(setup.java(), setup.iceberg_fixture()) as bench.stack:
        bench.model("kept", "select i::integer as id, 'x' as c{{ var('shape', 0) }} from range(10) t(i)")
        bench.model("appended", "select {{ var('shape', 0) }}::integer as id", materialized="incremental")
        bench.compile()
        for shape in range(4):
            bench.dbt("run", shape=shape)
        bench.stack.rest.before = lambda method, path: answer(400) if path.endswith("/transactions/commit") else None
        bench.dbt("run", "-s", "appended", fails=True, shape=4)
        bench.stack.rest.before = None
        before = bench.rows("kept"), bench.rows("appended")
        listed = bench.dbt("run-operation", "floe_orphans", "--args", "{older_than_days: 0}")
        check("files, " in listed and "are named by no table" in listed, "floe_orphans:", listed)
        young = bench.dbt("run-operation", "floe_orphans")
        check("0 files, 0 bytes, older than 7 days" in young, "young files are listed:", young)
        paths = [line for line in bench.dbt("--quiet", "run-operation", "floe_orphans", "--args", "{older_than_days: 0, paths: true}")
                 .splitlines() if line.startswith("s3://")]
        check(any("/kept__floe_" in path or "/kept/" in path for path in paths), "no file of a swap:", *paths)
        check(any("/appended" in path and path.endswith(".parquet") for path in paths), "no file of the failed commit:", *paths)
        for path in paths:
            delete_file(bench, path)
        check((bench.rows("kept"), bench.rows("appended")) == before, "a table lost a file that it needs")
        bench.dbt("run", shape=5)
    bench.stack = servers
    return f"{len(paths)} orphans deleted, every table as before"


@case("rest")
def two_full_refreshes_at_once(bench: Bench):
    """Two processes swap the same tables: each table is one run's, whole, and the loser is told why."""
    names = [f"m{number}" for number in range(6)]
    for name in names:
        bench.model(name, "select i::integer as id, {{ var('run', 0) }}::integer as run from range(1000) t(i)")
    bench.compile()
    bench.dbt("run")
    losers = []
    for round_ in range(2 if bench.quick else 6):
        both = [bench.start("run", "--full-refresh", "--target-path", f"target-{side}", "--log-path", f"logs-{side}",
                            run=10 * round_ + side) for side in (1, 2)]
        for side, run in enumerate(both, 1):
            output = run.wait(300)
            failed = [name for name, status in statuses(bench, f"target-{side}").items() if status == "error"]
            told = output.count("another run made ")
            check(len(failed) <= told, f"round {round_}, a loser isn't told why:", output[-2500:])
            losers += failed
        for name in names:
            rows = bench.rows(name, columns="run, count(*) over (), count(distinct id) over ()")
            check(set(rows) <= {(10 * round_ + side, 1000, 1000) for side in (1, 2)} and rows, f"round {round_}, {name}:", rows[:2])
    bench.dbt("run-operation", "floe_drop_leftovers")
    return f"{len(losers)} models of {len(names) * 2 * (round_ + 1)} lost and were told why"
