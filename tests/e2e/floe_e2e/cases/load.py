"""Many models, many threads, several processes; and what all of it costs in requests."""

from .. import figures
from ..bench import Bench, check
from . import case


def many(bench: Bench, count: int) -> None:
    for number in range(count):
        bench.model(f"m{number:02}", f"select {number}::integer as n, {{{{ var('version', 0) }}}}::integer as version from range(10)",
                    schema=("silver", "gold")[number % 2])


@case("rest", "local")
def forty_models_eight_threads(bench: Bench):
    """40 models in two layers at 8 threads, five times."""
    many(bench, 40)
    bench.threads = 8
    bench.compile()
    seconds = bench.repeat(5, "run", vars_of=lambda number: {"version": number})
    for number in (0, 1, 38, 39):
        rows = bench.rows(f"m{number:02}", ("silver", "gold")[number % 2])
        check(rows == [(number, 4)] * 10, f"m{number:02}:", rows)
    return "seconds: " + ", ".join(line.split()[1] for line in seconds)


@case("rest")
def two_processes_at_once(bench: Bench):
    """Two dbt processes build the same models at the same time, first from nothing: conflicts are repeated."""
    many(bench, 8)
    bench.compile()
    conflicts = 0
    for round_ in range(3 if bench.quick else 6):
        bench.stack.rest.take()
        both = [bench.start("run", "--target-path", f"target-{side}", "--log-path", f"logs-{side}", version=round_)
                for side in "ab"]
        for run in both:
            output = run.wait(240)
            check(run.returncode == 0, f"round {round_}:", output[-1500:])
        conflicts += sum(request.status == 409 for request in bench.stack.rest.take())
        for number in range(8):
            rows = bench.rows(f"m{number:02}", ("silver", "gold")[number % 2])
            check(rows == [(number, round_)] * 10, f"round {round_}, m{number:02}:", rows)
    return f"{conflicts} conflicts (409), all repeated"


@case("rest")
def requests_of_a_run(bench: Bench):
    """Counted at the proxies: first run, re-run, append, test, one model of many; with and without namespaces of others."""
    over, reruns = [], []
    for models in (1, 10) if bench.quick else (1, 10, 40):
        for old in (bench.folder / "models").iterdir():
            old.unlink()
        bench.root = f"requests_{models}"
        many(bench, models)
        bench.model("appended", "select 1::integer as id", materialized="incremental", incremental_strategy="append")
        bench.write("models/schema.yml", "models:\n  - name: m00\n    columns: [{name: n, data_tests: [not_null]}]\n")
        bench.compile()
        rest, storage, tokens = bench.stack.rest, bench.stack.storage, bench.stack.tokens
        for what, words, goal in (
                ("start-up (dbt debug)", ("debug",), None),
                ("first run", ("run", "--exclude", "appended"), 5 * models + 10),
                ("re-run", ("run", "--exclude", "appended"), 3 * models + 10),
                ("re-run --full-refresh", ("run", "--exclude", "appended", "--full-refresh"), None),
                ("re-run after it", ("run", "--exclude", "appended"), 3 * models + 10),
                ("one model of them", ("run", "-s", "m00"), 13),
                ("incremental, first", ("run", "-s", "appended"), None),
                ("incremental, append", ("run", "-s", "appended"), None),
                ("one test", ("test",), None),
                ("docs generate", bench.docs_words(), None),
                ("re-run, 10 more namespaces", ("run", "--exclude", "appended"), 3 * models + 10)):
            if "namespaces" in what:
                with bench.connect() as connection:
                    for number in range(10):
                        connection.execute(f'create schema polaris_catalog."others{models}_{number}"')
            rest.take(), storage.take(), tokens.take()
            bench.dbt(*words)
            count = figures.add(what, models, rest.take() + tokens.take(), storage.take(), goal)
            if goal is not None and count > goal:
                over.append(f"{what} of {models}: {count} instead of {goal}")
            if what.startswith("re-run,") or what == "re-run":
                reruns.append(count)
    check(not over, "; ".join(over))
    check(reruns[::2] == reruns[1::2], "a run asks more when the catalog holds namespaces of others:", reruns)
