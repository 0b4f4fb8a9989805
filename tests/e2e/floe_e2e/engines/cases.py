"""What holds on the engines. Each case has a project and namespaces of its own."""

import datetime
import logging
import re
from decimal import Decimal

from ..bench import ALIAS, Bench, check, copy_example, pyiceberg_catalog
from ..cases.projects import load_web_events
from .engine import EngineBench
from .glue import GlueBench

GOLD = ("customer_value", "daily_revenue", "monthly_revenue", "product_sales", "traffic_conversion")
CASES: dict = {}


def case(*engines):
    """Decorates a case of these engines."""
    assert engines and all(isinstance(engine, str) for engine in engines), "@case without its engines"

    def add(function):
        function.engines = engines
        CASES[function.__name__.replace("_", "-")] = function
        return function
    return add


def retail(name, work, stack, zygote, engine) -> EngineBench:
    """examples/retail as it is, but for the profile's name."""
    bench = EngineBench(name, work, stack, zygote, engine)
    copy_example(bench, "retail")
    project = bench.folder / "dbt_project.yml"
    project.write_text(project.read_text().replace("profile: retail", "profile: e2e"))
    bench.compile_both()
    load_web_events(bench)
    engine.start(bench)
    return bench


def build(bench: EngineBench, target: str, *words: str, **variables) -> None:
    output = bench.on(target, "build", *words, **variables)
    check("ERROR=0" in output and "WARN=0" in output, "dbt build on", target, "said:", output[-2000:])


def gold(bench: Bench) -> dict:
    """Read by DuckDB, on a connection of its own."""
    contents = {name: bench.rows(name, "gold") for name in GOLD}
    check(all(contents.values()), "a gold table is empty")
    return contents


def check_same(found: dict, expected: dict, what: str) -> None:
    for name, rows in expected.items():
        differing = [pair for pair in zip(found[name], rows) if pair[0] != pair[1]]
        check(found[name] == rows, what, "gold", name, f"{len(found[name])} and {len(rows)} rows,", differing[:3])


def table_uuid(bench: Bench, layer: str, name: str):
    return pyiceberg_catalog(bench.stack).load_table((bench.root, layer, name)).metadata.table_uuid


# Far before the days that daily_revenue does again: a run that begins anew loses it.
OLD_DAY = (datetime.date(2001, 1, 1), "SE", 0, 0, Decimal("0.00"))


def leave_old_day(bench: Bench) -> None:
    """The newest day is taken out of daily_revenue, and an old one put in."""
    table = bench.table("daily_revenue", "gold")
    with bench.connect(writes=True) as connection:
        connection.execute(f"delete from {table} where order_date = (select max(order_date) from {table})")
        connection.execute(f"insert into {table} values (?, ?, ?, ?, ?)", OLD_DAY)


def check_continued(bench: Bench, first: dict, uuid, what: str) -> str:
    """What there was is there, with the old day, in the same table."""
    found = gold(bench)
    expected = {name: rows for name, rows in first.items() if name != "monthly_revenue"}
    expected["daily_revenue"] = sorted([OLD_DAY, *first["daily_revenue"]])
    check_same(found, expected, what)
    check(table_uuid(bench, "gold", "daily_revenue") == uuid, "daily_revenue is another table")
    return f"daily_revenue: the old day stayed, the newest of {len(first['daily_revenue'])} rows came back"


@case("spark", "trino")
def retail_built_twice(work, stack, zygote, engine):
    """examples/retail, unchanged: twice the same contents, those that DuckDB builds in its own file."""
    bench = retail("built", work, stack, zygote, engine)
    build(bench, engine.name)
    first = gold(bench)
    build(bench, engine.name)
    check_same(gold(bench), first, "a second build changed")
    bench.check_secrets()
    alone = Bench("alone", "local", work, stack, zygote)
    copy_example(alone, "retail")
    project = alone.folder / "dbt_project.yml"
    project.write_text(project.read_text().replace("profile: retail", "profile: e2e"))
    alone.compile()
    load_web_events(alone)
    alone.dbt("build")
    check_same(first, gold(alone), "DuckDB builds something else in")
    return f"{sum(len(rows) for rows in first.values())} rows of gold, {len(bench.processes)} processes looked at"


@case("spark", "trino")
def tables_of_the_engine_continued_by_duckdb(work, stack, zygote, engine):
    """The engine builds, DuckDB builds the same tables again: an incremental model goes on."""
    bench = retail("handed", work, stack, zygote, engine)
    build(bench, engine.name)
    first, uuid = gold(bench), table_uuid(bench, "gold", "daily_revenue")
    leave_old_day(bench)
    build(bench, "rest")
    return check_continued(bench, first, uuid, "DuckDB changed")


@case("spark", "trino")
def tables_of_duckdb_continued_by_the_engine(work, stack, zygote, engine):
    """DuckDB builds, the engine builds the same tables again: an incremental model goes on."""
    bench = retail("taken", work, stack, zygote, engine)
    build(bench, "rest")
    first, uuid = gold(bench), table_uuid(bench, "gold", "daily_revenue")
    leave_old_day(bench)
    build(bench, engine.name)
    return check_continued(bench, first, uuid, f"{engine.name} changed")


@case("trino")
def retail_by_catalogs_yml(work, stack, zygote, engine):
    """examples/retail with a write_integration, every node naming the catalog: ORC files, the second build the same."""
    bench = retail("listed", work, stack, zygote, engine)
    check(not (bench.folder / "catalogs.yml").exists(), "a catalogs.yml that nothing asks for")
    bench.compile_alone(write_integration={"catalog_type": "trino", "file_format": "ORC"})
    project = bench.folder / "dbt_project.yml"
    project.write_text(re.sub(r"^((models|seeds|snapshots):\n  retail:\n)", rf"\1    +catalog_name: {ALIAS}\n",
                              project.read_text(), flags=re.MULTILINE))
    build(bench, engine.name)
    first = rows_and_files(bench)
    check(len(first) == 17, "dbt built", sorted(first))
    build(bench, engine.name)
    for table, (rows, files) in rows_and_files(bench).items():
        check(rows and rows == first[table][0], "a second build changed", table)
        check(all(file.endswith(".orc") for file in files), table, "has the files", files)
    bench.on(engine.name, "docs", "generate")  # for which dbt loads no catalogs.yml
    return f"{len(first)} tables"


def rows_and_files(bench: Bench) -> dict:
    """By table, what dbt built; DuckDB reads no ORC."""
    logging.getLogger("pyiceberg.io.pyarrow").setLevel(logging.ERROR)  # warns of each timestamp of ORC, which is in ns
    catalog, found = pyiceberg_catalog(bench.stack), {}
    for layer in ("bronze", "silver", "gold"):
        for name in catalog.list_tables((bench.root, layer)):
            if name[-1] != "web_events":  # another program's
                scan = catalog.load_table(name).scan()
                rows = sorted(map(repr, scan.to_arrow().to_pylist()))
                found[".".join(name)] = rows, [task.file.file_path for task in scan.plan_files()]
    return found


@case("spark", "trino")
def every_kind_of_node(work, stack, zygote, engine):
    """Strategies, changed columns, a snapshot, odd seeds, names with capitals, failing tests: run after run."""
    bench = EngineBench("nodes", work, stack, zygote, engine)
    build_nodes(bench)
    check(bench.rows("appended") == [(3,), (4,)], "append:", bench.rows("appended"))
    check(bench.rows("merged") == [(1, 4), (2, 4)], "merge by the unique_key:", bench.rows("merged"))
    check(bench.rows("replaced") == [(1, 4), (2, 4)], "delete+insert:", bench.rows("replaced"))
    check([name for name, _ in bench.columns("widened")] == ["id", "n4"], "columns:", bench.columns("widened"))
    check(len(bench.rows("camelcase")) == 1, "a name with capitals:", bench.rows("camelcase"))
    check(len(bench.rows("history")) == 8, "snapshot:", bench.rows("history"))
    check(bench.rows("seen", "gold") == [(1, 4), (2, 4)], "view:", bench.rows("seen", "gold"))
    rows = bench.rows("odd", "bronze", "code, name, amount, since is null")
    check([row[:2] for row in rows] == [("a", "it's"), ("b", 'back\\slash "quoted"'), ("c", None)], "seed:", rows)
    check([float(row[2]) for row in rows] == [0.1, 12345.5, 2.0] and rows[2][3], "seed:", rows)
    bench.on(engine.name, "docs", "generate")
    return "4 builds"


@case("spark", "trino")
def tables_in_glue(work, stack, zygote, engine):
    """The same nodes in AWS's Glue, by the engine's own client of it; PyIceberg's finds the tables."""
    bench = GlueBench("glue", work, stack, zygote, engine)
    build_nodes(bench)
    check(bench.rows("merged") == [(1, 4), (2, 4)], "merge by the unique_key:", bench.rows("merged"))
    check(bench.columns("widened") == ["id", "n4"], "columns:", bench.columns("widened"))
    check(len(bench.rows("history")) == 8, "snapshot:", bench.rows("history"))
    check(bench.rows("seen", "gold") == [(1, 4), (2, 4)], "view:", bench.rows("seen", "gold"))
    bench.check_secrets()
    return bench.load("merged").location()


def build_nodes(bench: EngineBench) -> None:
    """Four builds of nodes(), the third anew."""
    nodes(bench)
    bench.compile_both()
    bench.engine.start(bench)
    for number, words in ((1, ()), (2, ()), (3, ("--full-refresh",)), (4, ())):
        output = bench.on(bench.engine.name, "build", *words, number=number)
        check("WARN=1 ERROR=0" in output, "dbt build", *words, "said:", output[-2000:])


def nodes(bench: EngineBench) -> None:
    number = "{{ var('number', 0) }}"
    bench.model("base", f"select 1 as id, {number} as n union all select 2 as id, {number} as n")
    bench.model("seen", "select id, n from {{ ref('base') }}", materialized="view", schema="gold")
    bench.model("appended", f"select {number} as id", materialized="incremental", incremental_strategy="append")
    bench.model("merged", "select id, n from {{ ref('base') }}", materialized="incremental", unique_key="id")
    bench.model("replaced", "select id, n from {{ ref('base') }}", materialized="incremental", unique_key="id",
                incremental_strategy="delete+insert")
    bench.model("widened", f"select 1 as id, 1 as n{number}", materialized="incremental", unique_key="id",
                on_schema_change="sync_all_columns")
    bench.model("CamelCase", "select 1 as id")
    bench.write("models/schema.yml", """
models:
  - name: base
    columns:
      - name: id
        data_tests:
          - unique
          - accepted_values: {arguments: {values: [1], quote: false}, config: {store_failures: true, severity: warn}}
""")
    bench.write("seeds/odd.csv", 'code,name,amount,since\na,it\'s,0.1,1990-10-03\nb,"back\\slash ""quoted""",12345.5,1958-10-04\nc,,2,\n')
    bench.write("snapshots/history.yml", """
snapshots:
  - name: history
    relation: ref('base')
    config: {unique_key: id, strategy: check, check_cols: [n]}
""")
