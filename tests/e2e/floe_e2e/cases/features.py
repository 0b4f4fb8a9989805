"""What models, seeds, snapshots and tests can say, on every catalog."""

from ..bench import Bench, check
from . import case


@case("rest", "local", "ducklake")
def hooks_and_grants(bench: Bench):
    """Hooks before and after, inside of dbt's transaction and outside, at start and end; grants are left out, said once."""
    audit = '"polaris_catalog"."' + bench.namespace("bronze") + '"."audit"'
    note = f"insert into {audit} values ('%s', {{{{ var('run') }}}})"
    bench.write_table("audit", "bronze", "select ''::varchar as what, 0::integer as run")
    bench.write("models/base.sql", "{{ config(pre_hook=[" + ", ".join(
        f'{{"sql": {note % what!r}, "transaction": {inside}}}' for what, inside in (("before", "false"), ("begun", "true")))
        + "], post_hook=[" + ", ".join(
        f'{{"sql": {note % what!r}, "transaction": {inside}}}' for what, inside in (("done", "true"), ("after", "false")))
        + "], grants={'select': ['all']}, sql_header='set variable answer = 42;') }}\n"
        "select getvariable('answer')::integer as id, (select count(*) from " + audit + ")::integer as notes\n")
    bench.model("grown", "select {{ var('run') }}::integer as id", materialized="incremental", grants={"select": ["all"]},
                post_hook="delete from {{ this }} where id < {{ var('run') }} - 1")
    project = (bench.folder / "dbt_project.yml").read_text()
    bench.write("dbt_project.yml", project + f"on-run-start: >-\n  {note % 'start'}\non-run-end: >-\n  {note % 'end'}\n")
    bench.compile()
    bench.threads = 1
    for number in (1, 2, 3):
        output = bench.dbt("run", run=number)
        check(output.count("DuckDB gives no grants") == 1, "grants are not said once:", output)
        notes = [what for what, run in bench.rows("audit", "bronze") if run == number]
        check(notes == ["after", "before", "begun", "done", "end", "start"], f"hooks of run {number}:", notes)
        check(bench.rows("base") == [(42, 6 * number - 2)], "the model saw its hooks:", bench.rows("base"))
    check(bench.rows("grown") == [(2,), (3,)], "a hook that changes its table:", bench.rows("grown"))


@case("rest", "local", "ducklake")
def microbatch_replaces_batches(bench: Bench):
    """Batches of days: late rows, one period again, a failing batch and dbt retry."""
    bench.write("models/days.sql", (
        "{{ config(event_time='day') }}\nselect timestamp '2024-01-01' + to_days(i::integer) as day, i::integer as n, "
        "{{ var('version', 1) }}::integer as version from range(4) t(i)\n"))
    bench.write("models/batched.sql", (
        "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='day', batch_size='day', "
        "lookback=1, begin='2024-01-01') }}\nselect day, n, version, "
        "{% if var('fail', false) %}case when n = 2 then error('on purpose') end::integer{% else %}0{% endif %} as zero "
        "from {{ ref('days') }}\n"))
    bench.compile()
    period = ("--event-time-start", "2024-01-01", "--event-time-end", "2024-01-05")
    bench.dbt("run", *period)
    check(versions(bench) == [(0, 1), (1, 1), (2, 1), (3, 1)], "first run:", versions(bench))
    bench.dbt("run", "-s", "days", version=2)
    bench.dbt("run", "-s", "batched", "--event-time-start", "2024-01-02", "--event-time-end", "2024-01-03", version=2)
    check(versions(bench) == [(0, 1), (1, 2), (2, 1), (3, 1)], "one day again:", versions(bench))
    output = bench.dbt("run", "-s", "batched", *period, fails=True, fail=True, version=2)
    check("on purpose" in output, "a failing batch:", output)
    if bench.is_dbt2:  # the batches after the failing one are not run, and dbt retry finds nothing to do
        check(versions(bench) == [(0, 2), (1, 2), (2, 1), (3, 1)], "the batches before:", versions(bench))
        bench.dbt("run", "-s", "batched", *period, version=2)
    else:
        check(versions(bench) == [(0, 2), (1, 2), (2, 1), (3, 2)], "the other batches:", versions(bench))
        bench.dbt("retry", version=2)
    check(versions(bench) == [(0, 2), (1, 2), (2, 2), (3, 2)], "after retry:", versions(bench))
    bench.dbt("run", *period, "--full-refresh", version=3)
    check({version for _, version in versions(bench)} == {3}, "--full-refresh:", versions(bench))


def versions(bench: Bench) -> list[tuple]:
    return bench.rows("batched", columns="n, version")


@case("rest", "local", "ducklake", "glue", "s3tables")
def columns_of_incremental_models(bench: Bench):
    """on_schema_change: ignore, fail, append_new_columns, sync_all_columns, and back."""
    bench.write("models/grown.sql", (
        "{{ config(materialized='incremental', unique_key='id', on_schema_change=var('wish', 'ignore')) }}\n"
        "select {{ var('list', '1::integer as id') }}\n"))
    bench.compile()
    bench.dbt("run")
    bench.dbt("run", list="2::integer as id, 'x' as extra")
    check(bench.rows("grown") == [(1,), (2,)], "ignore:", bench.rows("grown"))
    output = bench.dbt("run", fails=True, wish="fail", list="3::integer as id, 'x' as extra")
    check("extra" in output, "on_schema_change: fail doesn't name the column:", output)
    bench.dbt("run", wish="append_new_columns", list="3::integer as id, 'x' as extra")
    check(bench.rows("grown") == [(1, None), (2, None), (3, "x")], "append_new_columns:", bench.rows("grown"))
    bench.dbt("run", wish="append_new_columns", list="3::integer as id")
    check(bench.rows("grown", columns="id") == [(1,), (2,), (3,)], "append_new_columns, one gone:", bench.rows("grown"))
    bench.dbt("run", wish="sync_all_columns", list="4::bigint as id, 5::integer as other")
    check(bench.rows("grown", columns="id, other") == [(1, None), (2, None), (3, None), (4, 5)], "sync_all_columns:", bench.rows("grown"))
    check(sorted(bench.columns("grown")) == [("id", "BIGINT"), ("other", "INTEGER")], "types:", bench.columns("grown"))
    bench.dbt("run", wish="sync_all_columns", list="5::bigint as id, 'back' as extra")
    check(bench.rows("grown", columns="id, extra")[-1] == (5, "back"), "sync_all_columns back:", bench.rows("grown"))


@case("rest", "local", "ducklake")
def failures_of_tests_are_stored(bench: Bench):
    """store_failures: the failing rows, replaced by the next test; one that is a view, one of a test written in SQL."""
    bench.write("models/base.sql", "select i::integer as id from range({{ var('rows', 5) }}) t(i)\n")
    bench.write("models/schema.yml", """
models:
  - name: base
    columns:
      - name: id
        data_tests:
          - accepted_values: {name: few, arguments: {values: [0, 1]}, config: {store_failures: true, severity: warn, alias: few}}
          - accepted_values: {name: seen, arguments: {values: [0, 1]}, config: {store_failures_as: view, severity: warn, alias: seen}}
""")
    bench.write("tests/big.sql", "{{ config(store_failures=true, severity='warn', limit=1) }}\nselect id, 'big' as why "
                "from {{ ref('base') }} where id > 2\n")
    project = (bench.folder / "dbt_project.yml").read_text()
    bench.write("dbt_project.yml", project + "data_tests: {e2e: {+schema: gold}}\n")
    bench.compile()
    for count, few, big in ((5, [2, 3, 4], 1), (3, [2], 0)):
        output = bench.dbt("build", rows=count)
        ended = bench.ended()
        check(not ended["error"] and ended["warn"] == (3 if big else 2), "warnings:", ended, output)
        found = [value for value, _ in bench.rows("few", "gold", "value_field::integer, n_records")]
        check(found == few, "stored:", found)
        check(len(bench.rows("seen", "gold")) == len(few), "store_failures_as: view:", bench.rows("seen", "gold"))
        check(len(bench.rows("big", "gold")) == big, "a test in SQL, limit 1:", bench.rows("big", "gold"))
    bench.dbt("test", rows=3)
    check(len(bench.rows("few", "gold")) == 1, "stored by dbt test:", bench.rows("few", "gold"))


@case("rest", "local", "ducklake", "glue", "s3tables")
def snapshots_keep_history(bench: Bench):
    """Changed, deleted and new rows, a new column; by check and by timestamp."""
    bench.write("models/base.sql", "{{ config(on_schema_change='sync_all_columns') }}\nselect * from (values {{ var('values') }}) "
                "as t(id, name, at_time{{ var('more', '') }})\n")
    for name, strategy in (("checked", "strategy: check, check_cols: all, hard_deletes: invalidate"),
                           ("timed", "strategy: timestamp, updated_at: at_time, hard_deletes: new_record")):
        bench.write(f"snapshots/{name}.yml", f"snapshots:\n  - name: {name}\n    relation: ref('base')\n"
                    f"    config: {{unique_key: id, {strategy}}}\n")
    bench.compile()
    day = "timestamp '2024-01-0%d'"
    first, second = day % 1, day % 2
    bench.dbt("build", values=f"(1, 'a', {first}), (2, 'b', {first})")
    bench.dbt("build", values=f"(1, 'changed', {second}), (3, 'c', {second})")
    for name, rows in (("checked", [(1, "a", True), (1, "changed", False), (2, "b", True), (3, "c", False)]),
                       ("timed", [(1, "a", True), (1, "changed", False), (2, "b", False), (2, "b", True), (3, "c", False)])):
        found = bench.rows(name, columns="id, name, dbt_valid_to is not null")
        check(found == rows, name, found)
    bench.dbt("build", values=f"(1, 'changed', {second}, 'm'), (3, 'c', {second}, 'n')", more=", extra")
    check(bench.rows("checked", columns="id, extra, dbt_valid_to is not null") ==
          [(1, "m", False), (1, None, True), (1, None, True), (2, None, True), (3, "n", False), (3, None, True)],
          "a new column:", bench.rows("checked"))
    before = bench.rows("checked"), bench.rows("timed")
    bench.dbt("snapshot", values="")
    check(before == (bench.rows("checked"), bench.rows("timed")), "a snapshot of nothing new changed the history")


@case("rest", "local", "ducklake", "glue", "s3tables")
def seeds_change(bench: Bench):
    """A seed again, with other rows, with other columns and --full-refresh, typed, row by row, empty."""
    slow = "" if bench.is_dbt2 else "slow: {+fast: false}, "  # dbt 2 always loads by COPY
    bench.write("dbt_project.yml", (bench.folder / "dbt_project.yml").read_text().replace(
        "seeds: {e2e: {+schema: bronze}}",
        "seeds: {e2e: {+schema: bronze, typed: {+column_types: {zip: varchar, small: smallint}}, " + slow + "semicolons: {+delimiter: ';'}}}"))
    bench.write("seeds/changing.csv", "id,name\n1,one\n")
    bench.write("seeds/typed.csv", "zip,small,price\n01234,1,1.50\n")
    bench.write("seeds/slow.csv", "id,day,note\n1,2024-02-29,\"it's; \"\"so\"\"\"\n2,,\n")
    bench.write("seeds/semicolons.csv", "id;name\n1;a,b\n")
    bench.write("seeds/empty.csv", "id,name\n")
    bench.compile()
    for _ in range(2):
        bench.dbt("seed")
    check(bench.rows("changing", "bronze") == [(1, "one")], "a seed, twice:", bench.rows("changing", "bronze"))
    check(bench.rows("typed", "bronze", "zip, small::integer") == [("01234", 1)], "column_types:", bench.rows("typed", "bronze"))
    check(bench.rows("slow", "bronze", "id, day::varchar, note") == [(1, "2024-02-29", "it's; \"so\""), (2, None, None)],
          "row by row:", bench.rows("slow", "bronze"))
    check(bench.rows("semicolons", "bronze") == [(1, "a,b")], "delimiter:", bench.rows("semicolons", "bronze"))
    check(bench.rows("empty", "bronze") == [], "empty:", bench.rows("empty", "bronze"))
    bench.write("seeds/changing.csv", "id,name\n2,two\n3,three\n")
    bench.dbt("seed", "-s", "changing")
    check(bench.rows("changing", "bronze") == [(2, "two"), (3, "three")], "other rows:", bench.rows("changing", "bronze"))
    bench.write("seeds/changing.csv", "id,other\n4,2.5\n")
    bench.dbt("seed", "-s", "changing", "--full-refresh")
    check(bench.rows("changing", "bronze") == [(4, 2.5)], "other columns:", bench.rows("changing", "bronze"))
