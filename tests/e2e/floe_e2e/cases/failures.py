"""Whatever goes wrong: the last good table stays readable, and the next run succeeds."""

import time

from ..bench import Bench, check
from . import case

ROWS = 1000
GENERATION = "select i::integer as id, {{ var('generation') }}::integer as generation from range(1000) t(i)"


def generations(bench: Bench, name: str = "kept") -> list[tuple]:
    return bench.rows(name, columns="generation, count(*) over (), min(id) over (), max(id) over ()")[:1]


@case("rest", "local", "ducklake", "glue", "s3tables")
def failing_model_keeps_the_table(bench: Bench):
    """A failing query, a failing contract."""
    bench.model("kept", GENERATION + " where {{ var('where', 'true') }}", contract={"enforced": True})
    bench.write("models/schema.yml", "models:\n  - name: kept\n    columns:\n"
                "      - {name: id, data_type: integer, constraints: [{type: not_null}]}\n"
                "      - {name: generation, data_type: integer}\n")
    bench.compile()
    bench.dbt("run", generation=1)
    before = bench.rows("kept")
    for why, variables in (("query", {"where": "error('on purpose')::boolean"}), ("contract", {"generation": "'1'::varchar -- "}),
                           ("cast", {"generation": "'x'"})):
        output = bench.dbt("run", fails=True, **{"generation": 2, **variables})
        check("kept" in output, "the message doesn't name the model:", output)
        check(bench.rows("kept") == before, f"a failing {why} changed the table")
    bench.model("kept", "select case when i > 10 then i end::integer as id, 2::integer as generation from range(1000) t(i)",
                contract={"enforced": True})
    output = bench.dbt("run", fails=True)
    check(bench.rows("kept") == before, "a null in a required column changed the table")
    bench.model("kept", GENERATION, contract={"enforced": True})
    bench.dbt("run", generation=3)
    check(len(bench.rows("kept")) == ROWS and bench.rows("kept")[0][1] == 3, "the next run did not succeed")


@case("rest")
def killed_at_any_request(bench: Bench):
    """SIGKILL when a run makes its k-th request: of a replacement, and of a swap (each run has another column)."""
    bench.model("kept", GENERATION.replace(" from", ", 'x' as c{{ var('shape', 0) }} from"))
    bench.compile()
    bench.dbt("run", generation=0)
    whole = count_requests(bench, generation=1, shape=1)
    kills = 6 if bench.quick else 20
    lost, generation = 0, 1
    for number in range(kills):
        # of the requests of a swap the last ones matter: spread over all of them, the end more often
        at = max(2, whole - number) if number % 2 else 2 + (number * whole) // kills
        generation += 1
        kill_at(bench, at, generation=generation, shape=generation if number % 4 else generation - 1)
        missing = not bench.exists("kept")
        lost += missing
        if not missing:
            found = generations(bench)
            check(found[0][0] <= generation and found[0][1:] == (ROWS, 0, ROWS - 1),
                  f"after a kill at request {at} the table is not whole: {found}")
        generation += 1
        bench.dbt("run", generation=generation, shape=generation)
        check(generations(bench) == [(generation, ROWS, 0, ROWS - 1)], f"after a kill at request {at} the next run gave",
              generations(bench))
    check("dropped" in (leftovers := bench.dbt("run-operation", "floe_drop_leftovers")) or "__floe_" not in leftovers,
          "leftovers were not dropped:", leftovers)
    return f"{kills} kills, {lost} of them between the two requests of a swap (healed by the next run)"


@case("rest", "glue", "s3tables")
def crash_inside_a_swap_heals(bench: Bench):
    """Killed right after the DROP of a swap: the table is missing until the next run, which restores it first."""
    bench.model("kept", "select 1::integer as id, 'x' as c{{ var('shape', 0) }}")
    bench.write("models/counted.sql", "{{ config(materialized='incremental') }}\n"
                "select {{ 'max(id) + 1 as id from ' ~ this if is_incremental() else '1 as id' }}\n")
    bench.compile()
    bench.dbt("run")
    bench.stack.rest.before = kill_after_delete = KillAfterDelete()
    kill_after_delete.run = bench.start("run", "-s", "kept", shape=1)
    kill_after_delete.run.wait(120)
    bench.stack.rest.before = None
    check(not bench.exists("kept"), "the kill did not hit the gap")
    output = bench.dbt("run", shape=1)
    check("is restored from" in output, "the run did not say that it restored the table:", output)
    check(bench.rows("kept") == [(1, "x")], "restored:", bench.rows("kept"))
    check(bench.rows("counted") == [(1,), (2,)], "the other model:", bench.rows("counted"))


@case("glue", "s3tables")
def table_without_its_rows_is_made_anew(bench: Bench):
    """AWS makes a table before its rows are written: killed in between, the next run doesn't take it for the whole."""
    bench.write("models/counted.sql", "{{ config(materialized='incremental') }}\n"
                "select {{ 'max(id) + 1 as id from ' ~ this if is_incremental() else '7 as id' }}\n")
    bench.compile()
    bench.stack.rest.before = kill = KillBeforeTheRows()
    kill.run = bench.start("run")
    kill.run.wait(120)
    bench.stack.rest.before = None
    check(bench.rows("counted") == [], "the kill did not hit the gap")
    output = bench.dbt("run")
    check("was left without its rows" in output, "the run did not say that it made the table anew:", output)
    check(bench.rows("counted") == [(7,)], "rows:", bench.rows("counted"))
    bench.dbt("run")
    check(bench.rows("counted") == [(7,), (8,)], "rows:", bench.rows("counted"))


@case("glue")
def rows_of_a_rebuild_outlive_a_kill(bench: Bench):
    """Glue renames no table: killed while the rows of an incremental model are written again, they come back from beside."""
    bench.write("models/grown.sql", "{{ config(materialized='incremental', on_schema_change='sync_all_columns') }}\n"
                "select {{ var('list', '1::integer as id') }}\n")
    bench.compile()
    bench.dbt("run")
    bench.dbt("run", list="2::integer as id")
    bench.stack.rest.before = kill = KillBeforeTheRows(of="/tables/grown", after="DELETE")
    kill.run = bench.start("run", list="3::bigint as id")
    kill.run.wait(120)
    bench.stack.rest.before = None
    check(bench.rows("grown") == [], "the kill did not hit the gap")
    output = bench.dbt("run-operation", "floe_drop_leftovers")
    check("kept" in output and "dropped" not in output, "floe_drop_leftovers said:", output)
    output = bench.dbt("run", list="4::bigint as id")
    check("is restored from" in output, "the run did not say that it restored the table:", output)
    check(bench.rows("grown") == [(1,), (2,), (4,)], "rows:", bench.rows("grown"))


class KillBeforeTheRows:
    """Kills dbt when it commits to a table, before the answer; the making of the table passes."""

    def __init__(self, of: str = "/tables/", after: str | None = None):
        self.run, self.of, self.after = None, of, after

    def __call__(self, method: str, path: str):
        if method == self.after:
            self.after = None
        elif method == "POST" and self.of in path and self.after is None:
            self.run.kill()
            return 503, b"{}"
        return None


class KillAfterDelete:
    """Lets the DELETE of a table pass and kills dbt before its next request is answered."""

    def __init__(self):
        self.run, self.seen = None, False

    def __call__(self, method: str, path: str):
        if self.seen and method == "POST":
            self.run.kill()
            return 503, b"{}"
        self.seen |= method == "DELETE"
        return None


def count_requests(bench: Bench, **variables) -> int:
    bench.stack.rest.take(), bench.stack.storage.take()
    bench.dbt("run", **variables)
    return len(bench.stack.rest.take()) + len(bench.stack.storage.take())


def kill_at(bench: Bench, at: int, **variables) -> None:
    """Starts dbt and kills it when it makes request number `at` (of the catalog and S3 together), before the answer."""
    state = {"count": 0, "run": None}

    def before(_method: str, _path: str):
        state["count"] += 1
        if state["count"] >= at:
            state["run"].kill()
        return None

    state["run"] = bench.start("run", **variables)
    bench.stack.rest.before = bench.stack.storage.before = before
    state["run"].wait(120)
    bench.stack.rest.before = bench.stack.storage.before = None
    time.sleep(0.2)  # a request on its way ends


@case("rest")
def what_is_wrong_is_said(bench: Bench):
    """A wrong secret, scope, warehouse; a stopped catalog, a stopped S3. No table is lost."""
    bench.model("kept", GENERATION)
    bench.compile()
    bench.dbt("run", generation=1)
    before = bench.rows("kept")
    said = []
    for what, broken, words in (
            ("a wrong client secret", {"env": {"POLARIS_CLIENT_SECRET": "wrong"}}, ("401", "invalid_client", "Unauthorized")),
            ("a wrong scope", {"scope": "PRINCIPAL_ROLE:nobody"}, ("invalid_scope", "scope")),
            ("a missing warehouse", {"warehouse": "nowhere"}, ("nowhere", "warehouse"))):
        bench.broken = broken
        bench.compile()
        output = bench.dbt("run", fails=True, generation=2)
        check(any(word in output for word in words), f"{what} is not understandable:", output)
        check("e2e-client-secret" not in output, "the secret is in the output")
        said.append(what)
    bench.broken = {}
    bench.compile()
    for what, proxy in (("catalog", bench.stack.rest), ("S3", bench.stack.storage)):
        with proxy.stopped():
            output = bench.dbt("run", fails=True, generation=2)
        check(any(word in output for word in ("IO Error", "HTTP", "could not", "refused", "Failed to")),
              f"a stopped {what} is not understandable:", output)
        check(bench.rows("kept") == before, f"a stopped {what} changed the table")
        said.append(f"a stopped {what}")
    bench.dbt("run", generation=3)
    check(bench.rows("kept")[0][1] == 3, "the next run did not succeed")
