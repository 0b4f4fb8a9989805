"""dbt's other commands and kinds of models: clone, --defer, --empty, Python, unit tests, docs, views kept local."""

import shutil

import duckdb

from ..bench import Bench, check
from . import case


def environments(bench: Bench):
    """Two environments of one project, each with namespaces of its own; returns what compiles for one of them."""
    def enter(environment: str) -> None:
        layers = {layer: f"{bench.root}_{environment}.{layer}" for layer in ("bronze", "silver", "gold")}
        if bench.kind != "rest":
            layers = {layer: name.replace(".", "_") for layer, name in layers.items()}
        bench.namespace = layers.__getitem__
        bench.compile(environment, namespaces=layers)
    return enter


@case("rest", "local", "ducklake")
def clone_and_defer(bench: Bench):
    """--defer builds one model on production's others; clone brings production's tables, of each kind, into dev."""
    bench.model("base", "select i::integer as id from range(3) t(i)")
    bench.model("counted", "select {{ '(select max(id) + 1 from ' ~ this ~ ')' if is_incremental() else 1 }}::integer as id",
                materialized="incremental")
    if bench.is_dbt2:
        bench.model("arrow", "select 7::integer as id")
    else:
        bench.write("models/arrow.py", "def model(dbt, session):\n    return session.sql('select 7::integer as id').arrow()\n")
    bench.model("top", "select id from {{ ref('base') }} union all select id from {{ ref('arrow') }}")
    bench.write("seeds/countries.csv", "code\nde\nfr\n")
    enter = environments(bench)
    enter("prod")
    bench.dbt("build")
    shutil.copytree(bench.folder / "target", bench.folder / "state")
    enter("dev")
    bench.dbt("run", "-s", "top", "--defer", "--state", "state")
    check(bench.rows("top") == [(0,), (1,), (2,), (7,)], "--defer:", bench.rows("top"))
    check(not bench.exists("base"), "--defer built what was not selected")
    clone = ("clone", "--state", "state", "--exclude", "top")
    bench.dbt(*clone)
    check("already exists" in bench.dbt(*clone), "a second clone is not a no-op")
    bench.dbt(*clone, "--full-refresh")
    for name, rows in (("base", [(0,), (1,), (2,)]), ("counted", [(1,)]), ("arrow", [(7,)])):
        check(bench.rows(name) == rows, "clone of", name, bench.rows(name))
    check(bench.rows("countries", "bronze") == [("de",), ("fr",)], "clone of a seed")
    bench.dbt("build")
    check(bench.rows("counted") == [(1,), (2,)], "the cloned incremental model goes on:", bench.rows("counted"))
    enter("prod")
    check(bench.rows("counted") == [(1,)], "dev wrote to production")


@case("rest", "local", "ducklake", engine={"2": "no models in Python"})
def python_models(bench: Bench):
    """Models in Python: of DuckDB relations and Arrow tables, with other columns, a failure, incremental."""
    bench.model("base", "select i::integer as id from range(4) t(i)")
    bench.write("models/filtered.py", (
        "def model(dbt, session):\n"
        "    dbt.config(materialized='table')\n"
        "    if dbt.config.get('meta', {}).get('fail'):\n"
        "        raise ValueError('on purpose')\n"
        "    rows = dbt.ref('base').filter('id > 1')\n"
        "    return rows.project('id, id::tinyint as small') if dbt.config.get('meta', {}).get('more') else rows\n"))
    bench.write("models/counted.py", (
        "def model(dbt, session):\n"
        "    dbt.config(materialized='incremental', unique_key='id')\n"
        "    first = session.execute(f'select max(id) + 1 from {dbt.this}').fetchone()[0] if dbt.is_incremental else 1\n"
        "    return session.sql(f'select {first}::integer as id, 1::utinyint as small').arrow()\n"))
    settings = "models:\n  - name: filtered\n    config: {meta: {more: \"{{ var('more', false) }}\", fail: \"{{ var('fail', false) }}\"}}\n"
    bench.write("models/schema.yml", settings)
    bench.compile()
    for _ in range(2):
        bench.dbt("run")
    check(bench.rows("filtered") == [(2,), (3,)], "a Python model:", bench.rows("filtered"))
    check(bench.rows("counted", columns="id") == [(1,), (2,)], "an incremental Python model:", bench.rows("counted"))
    output = bench.dbt("run", "-s", "filtered", fails=True, fail=True)
    check("on purpose" in output, "a failing Python model is not understandable:", output)
    check(bench.rows("filtered") == [(2,), (3,)], "a failing Python model changed the table")
    bench.dbt("run", "-s", "filtered", more=True)
    check(bench.rows("filtered") == [(2, 2), (3, 3)], "other columns:", bench.rows("filtered"))
    bench.dbt("run", "--full-refresh")
    check(bench.rows("counted", columns="id") == [(1,)], "--full-refresh:", bench.rows("counted"))


@case("rest", "local", "ducklake")
def views_kept_local(bench: Bench):
    """compute.properties.views: local. A view is in the local file, what reads it is in the catalog."""
    file = bench.data / "local.duckdb"
    bench.model("base", "select i::integer as id from range(3) t(i)")
    bench.model("seen", "select id from {{ ref('base') }} where id < {{ var('below', 2) }}", materialized="view")
    bench.model("top", "select id from {{ ref('seen') }}", schema="gold")
    bench.write("models/schema.yml", "models:\n  - name: seen\n    columns: [{name: id, data_tests: [not_null, unique]}]\n")
    bench.compile(views="local", path=str(file))
    for below in (2, 2, 3):
        bench.dbt("build", below=below)
        check(bench.rows("top", "gold") == [(n,) for n in range(below)], "read through the view:", bench.rows("top", "gold"))
    check(not bench.exists("seen"), "the view is in the catalog, too")
    with duckdb.connect(str(file), read_only=True) as connection:
        views = connection.execute("select view_name from duckdb_views() where not internal").fetchall()
    check(views == [("seen",)], "views of the local file:", views)
    columns = bench.docs()["nodes"]["model.e2e.seen"]["columns"]
    check(list(columns) == ["id"], "docs of the view:", columns)


@case("rest", "local", "ducklake")
def unit_tests_and_empty_runs(bench: Bench):
    """--empty makes the tables without rows; unit tests with fixtures for a source of a layer, a ref and {{ this }}."""
    bench.write("models/sources.yml", "sources:\n  - name: bronze\n    tables: [{name: raw}]\n")
    bench.model("base", "select id, name from {{ source('bronze', 'raw') }}")
    bench.model("grown", "select id, upper(name) as name from {{ ref('base') }}\n"
                "{% if is_incremental() %}where id > (select coalesce(max(id), 0) from {{ this }}){% endif %}", materialized="incremental")
    bench.write("models/schema.yml", """
unit_tests:
  - name: a_source_of_a_layer
    model: base
    given: [{input: "source('bronze', 'raw')", rows: [{id: 1, name: one}]}]
    expect: {rows: [{id: 1, name: one}]}
  - name: all_rows_at_first
    model: grown
    overrides: {macros: {is_incremental: false}}
    given: [{input: ref('base'), format: csv, rows: "id,name\\n1,one\\n2,two"}]
    expect: {format: csv, rows: "id,name\\n1,ONE\\n2,TWO"}
  - name: new_rows_later
    model: grown
    overrides: {macros: {is_incremental: true}}
    given:
      - {input: ref('base'), rows: [{id: 1, name: one}, {id: 2, name: two}]}
      - {input: this, format: sql, rows: "select 1 as id, 'ONE' as name"}
    expect: {rows: [{id: 2, name: "{{ var('expected', 'TWO') }}"}]}
""")
    bench.compile()
    bench.write_table("raw", "bronze", "select 5 as id, 'five' as name")
    bench.dbt("run", "--empty")
    check(bench.rows("grown") == [], "--empty wrote rows")
    bench.dbt("test")
    output = bench.dbt("test", fails=True, expected="two")
    check("new_rows_later" in output and bench.ended()["fail"] + bench.ended()["error"] == 1, "a wrong expectation passed:", output)
    for _ in range(2):
        bench.dbt("build")
        check(bench.rows("grown") == [(5, "FIVE")], "after the tests:", bench.rows("grown"))


@case("rest", "local", "ducklake")
def docs_show_what_is_there(bench: Bench):
    """docs generate: the columns and types of tables, seeds, snapshots and sources; descriptions; figures of files."""
    bench.write("models/sources.yml", "sources:\n  - name: bronze\n    tables: [{name: raw}]\n")
    bench.model("base", "select id, 1.50::decimal(9,2) as price, {'a': id} as nested from {{ source('bronze', 'raw') }}",
                persist_docs={"relation": True, "columns": True})
    bench.write("models/schema.yml", "models:\n  - name: base\n    description: \"A 'quoted'\\nnote\"\n"
                "    columns: [{name: id, description: the key}]\n")
    bench.write("seeds/countries.csv", "code,since\nde,1990-10-03\n")
    bench.write("snapshots/history.yml", "snapshots:\n  - name: history\n    relation: ref('base')\n"
                "    config: {unique_key: id, strategy: check, check_cols: [price]}\n")
    bench.compile()
    bench.write_table("raw", "bronze", "select 5::integer as id")
    for _ in range(2):
        bench.dbt("build")
    catalog = bench.docs()
    found = {name: {column: it["type"] for column, it in node["columns"].items()}
             for name, node in {**catalog["nodes"], **catalog["sources"]}.items()}
    check(found["model.e2e.base"] == {"id": "INTEGER", "price": "DECIMAL(9,2)", "nested": "STRUCT(a INTEGER)"}, found)
    check(found["seed.e2e.countries"] == {"code": "VARCHAR", "since": "DATE"}, found)
    check(list(found["snapshot.e2e.history"])[:2] == ["id", "price"] and "dbt_valid_to" in found["snapshot.e2e.history"], found)
    check(found["source.e2e.bronze.raw"] == {"id": "INTEGER"}, found)
    base = catalog["nodes"]["model.e2e.base"]
    check(base["metadata"]["comment"] == "A 'quoted'\nnote", "the description of the table:", base["metadata"])
    if bench.kind == "rest" and not bench.is_dbt2:  # dbt 2 drops figures
        check(base["stats"]["files"]["value"] >= 1, "figures:", base["stats"])
    elif bench.kind != "rest":
        check(base["columns"]["id"]["comment"] == "the key", "the description of a column:", base["columns"])
