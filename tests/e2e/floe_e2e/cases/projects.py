"""Whole projects, on every catalog."""

from importlib.util import module_from_spec, spec_from_file_location

from ..bench import Bench, check, copy_example, pyiceberg_catalog
from . import case


@case("local", "ducklake", "rest", "glue", "s3tables")
def retail_built_three_times(bench: Bench):
    """examples/retail: equal contents each time, read back by a reader that isn't DuckDB."""
    copy_example(bench, "retail")
    project = bench.folder / "dbt_project.yml"
    project.write_text(project.read_text().replace("profile: retail", "profile: e2e"))
    bench.compile()
    load_web_events(bench)
    contents = []
    for _ in range(3):
        output = bench.dbt("build")
        check(not bench.ended()["error"], "dbt build reported errors:", output)
        contents.append({name: bench.rows(name, "gold") for name in ("customer_value", "daily_revenue", "product_sales")})
        check(all(contents[-1].values()), "a gold table is empty")
        check(contents[-1] == contents[0], "the contents changed between two builds of the same data")
    if bench.kind == "rest":
        table = pyiceberg_catalog(bench.stack).load_table((bench.root, "gold", "daily_revenue"))
        rows = table.scan().to_arrow().to_pylist()
        check(len(rows) == len(contents[0]["daily_revenue"]), "pyiceberg reads another number of rows")
    return f"{sum(len(rows) for rows in contents[0].values())} rows of gold"


def load_web_events(bench: Bench) -> None:
    """The table that another program writes: what ingest/load_web_events.py does, for any catalog."""
    spec = spec_from_file_location("load_web_events", bench.folder / "ingest" / "load_web_events.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    columns = ", ".join(f"'{name}': '{type_}'" for name, type_ in module.COLUMNS.items())
    bench.write_table("web_events", "bronze",
                      f"from read_csv('{bench.folder}/ingest/web_events.csv', header = true, columns = {{{columns}}})")


@case("rest", "local", "ducklake", "glue", "s3tables")
def every_kind_of_node(bench: Bench):
    """Tables, views, incremental models of each strategy, seeds, snapshots, tests, docs: twice, and with --full-refresh."""
    every_kind(bench)
    bench.compile()
    if bench.is_dbt2:
        bench.dbt("run")  # the unit test of an incremental model needs its table
    for words in ((), (), ("--full-refresh",), ()):
        output = bench.dbt("build", *words)
        check(bench.ended()["warn"] == 1 and not bench.ended()["error"], "dbt build", *words, "said:", output)
    check(len(bench.rows("appended")) >= 2, "append lost rows")
    check(bench.rows("merged") == [(n, n * n) for n in range(5)], "merge:", bench.rows("merged"))
    check(bench.rows("replaced") == [(n, n + 1) for n in range(5)], "delete+insert:", bench.rows("replaced"))
    check(len(bench.rows("batched")) == 3, "microbatch:", bench.rows("batched"))
    check(bench.rows("countries", "bronze", "code, name") == [("de", "Germany"), ("fr", 'the "hexagon"'), ("se", None)],
          "seed:", bench.rows("countries", "bronze"))
    check(len(bench.rows("history")) == 5, "snapshot:", bench.rows("history"))
    catalog = bench.docs()
    columns = catalog["nodes"]["model.e2e.merged"]["columns"]
    check(list(columns) == ["id", "square"], "docs show the columns", list(columns))
    if bench.kind == "rest":
        check(catalog["nodes"]["model.e2e.merged"]["metadata"]["comment"] == "it's merged", "the description is not in the catalog")
        stats = bench.dbt("run-operation", "floe_table_stats")
        check("silver.merged" in stats, "floe_table_stats:", stats)


def every_kind(bench: Bench) -> None:
    bench.model("base", "select i::integer as id, i * i as square from range(5) t(i)", post_hook="select 1")
    bench.model("seen", "select * from {{ ref('base') }}", materialized="view", schema="gold")
    bench.model("appended", "select 1::integer as id", materialized="incremental", incremental_strategy="append")
    bench.model("merged", "select id, square::integer as square from {{ ref('base') }}", materialized="incremental",
                incremental_strategy="merge", unique_key="id", persist_docs={"relation": True})
    bench.model("replaced", "select id, (id + 1)::integer as next from {{ ref('base') }}", materialized="incremental",
                unique_key="id")
    bench.model("days", "select (today() - i::integer)::timestamp as day, i::integer as n from range(3) t(i)", event_time="day")
    bench.write("models/batched.sql", (
        "{{ config(materialized='incremental', incremental_strategy='microbatch', event_time='day', batch_size='day', "
        "lookback=3, begin=(modules.datetime.date.today() - modules.datetime.timedelta(days=3)).isoformat()) }}\n"
        "select * from {{ ref('days') }}"))
    bench.model("agreed", "select 1::integer as id, 'a' as name", contract={"enforced": True}, grants={"select": ["all"]})
    bench.write("models/schema.yml", """
models:
  - name: merged
    description: "it's merged"
  - name: agreed
    columns:
      - {name: id, data_type: integer, constraints: [{type: not_null}]}
      - {name: name, data_type: varchar}
  - name: base
    columns:
      - name: id
        data_tests:
          - unique
          - accepted_values: {arguments: {values: [0, 1]}, config: {store_failures: true, severity: warn}}
unit_tests:
  - name: next_is_one_more
    model: replaced
    given: [{input: ref('base'), rows: [{id: 1, square: 1}]}]
    expect: {rows: [{id: 1, next: 2}]}
""")
    bench.write("seeds/countries.csv", 'code,name,since\nde,Germany,1990-10-03\nfr,"the ""hexagon""",1958-10-04\nse,,1523-06-06\n')
    bench.write("snapshots/history.yml", """
snapshots:
  - name: history
    relation: ref('base')
    config: {unique_key: id, strategy: check, check_cols: [square]}
""")


@case("rest")
def sources_follow_the_layers(bench: Bench):
    """A table that dbt did not make, in two environments with different namespaces; tests and freshness, too."""
    bench.write("models/sources.yml", """
sources:
  - name: bronze
    tables:
      - name: raw
        config: {loaded_at_field: loaded_at, freshness: {warn_after: {count: 1, period: day}}}
        columns: [{name: id, data_tests: [not_null]}]
""")
    bench.model("copied", "select id from {{ source('bronze', 'raw') }}")
    for environment, number in (("dev", 1), ("prod", 2)):
        layers = {layer: f"{bench.root}_{environment}.{layer}" for layer in ("bronze", "silver", "gold")}
        bench.namespace = layers.__getitem__
        bench.write_table("raw", "bronze", f"select {number} as id, now()::timestamp as loaded_at")
        bench.compile(environment, namespaces=layers)
        bench.dbt("build")
        check(bench.rows("copied") == [(number,)], environment, "read", bench.rows("copied"))
        bench.dbt("source", "freshness")
        check("source.e2e.bronze.raw" in bench.docs()["sources"], "docs don't show the source")
