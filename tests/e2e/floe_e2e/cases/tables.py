"""What a table goes through: readers at work, changed columns, odd names, refused types, its own rows, many runs."""

import threading
import time

import duckdb

from ..bench import Bench, check, pyiceberg_catalog
from . import case


@case("rest")
def reader_sees_whole_versions(bench: Bench):
    """A reader in a loop during 30 re-runs: every version it reads is whole. The delete-file limit swaps the table once."""
    runs = 12 if bench.quick else 30
    bench.model("read", "select i::integer as id, {{ var('version') }}::integer as version from range(5000) t(i)")
    bench.compile()
    bench.dbt("run", version=0)
    stop, seen, torn, missing = threading.Event(), [], [], []
    reader = threading.Thread(target=read_until, args=(bench, stop, seen, torn, missing))
    reader.start()
    limit = 10 if bench.quick else 20
    bench.repeat(runs, "run", vars_of=lambda number: {"version": number + 1, "floe_delete_files_max": limit})
    stop.set()
    reader.join()
    check(not torn, f"{len(torn)} of {len(seen)} reads were not whole: {torn[:3]}")
    check(seen == sorted(seen), "versions went back")
    check(len(set(seen)) > 3, "the reader saw too few versions:", sorted(set(seen)))
    check(len(missing) <= 2, f"{len(missing)} reads found no table: {missing[:2]}")
    return f"{len(seen)} reads of {len(set(seen))} versions, none torn; {len(missing)} found no table (a swap)"


def read_until(bench: Bench, stop, seen: list, torn: list, missing: list) -> None:
    connection = bench.connect()
    while not stop.is_set():
        try:
            rows = connection.execute(
                f"select count(*), count(distinct id), min(version), max(version) from {bench.table('read')}").fetchone()
        except duckdb.Error as error:
            missing.append(str(error)[:120])
            continue
        if rows[0] != 5000 or rows[1] != 5000 or rows[2] != rows[3]:
            torn.append(rows)
        seen.append(rows[3])
        time.sleep(0.005)


COLUMNS = (  # select list, and the columns it must end with
    ("1::integer as a, 'x' as b", ["a", "b"]),
    ("1::integer as a, 'x' as b, 2::integer as c", ["a", "b", "c"]),
    ("1::integer as a, 2::integer as c", ["a", "c"]),
    ("2::bigint as a, 2::integer as c", ["a", "c"]),
    ("'t' as a, 2::integer as c", ["a", "c"]),
    ("1::integer as a, 2::integer as c", ["a", "c"]),
    ("1::integer as renamed, 2::integer as c", ["renamed", "c"]),
    ("2::integer as c, 1::integer as renamed", ["c", "renamed"]),
    ("1::integer as C, 2::integer as Renamed", ["C", "Renamed"]),
    ("{'x': 1, 'y': [1, 2]} as nested, map {'k': 1} as m", ["nested", "m"]),
    ("{'x': 1, 'z': 'new'} as nested, map {'k': 1} as m", ["nested", "m"]),
    ("1 as p, 2 as q", ["p", "q"]),
    ("1 as a where false", ["a"]),
    ("1::integer as a, 'x' as b", ["a", "b"]),
)


@case("rest", "local", "ducklake", "glue", "s3tables")
def columns_come_and_go(bench: Bench):
    """Added, removed, retyped, renamed, reordered, re-cased, nested, all of them changed, an empty result."""
    bench.write("models/shaped.sql", "select {{ var('list') }}\n")
    bench.compile()
    lists = COLUMNS if bench.kind == "rest" else COLUMNS[:8]
    names_of = []
    for number, (select, names) in enumerate(lists):
        bench.dbt("run", list=select)
        found = [name for name, _ in bench.columns("shaped")]
        check(found == names, f"step {number}: columns", found, "instead of", names)
        rows = bench.rows("shaped")
        check(len(rows) == (0 if "where false" in select else 1), f"step {number}: rows", rows)
        names_of.append(found)
    return f"{len(names_of)} shapes"


NAMES = {
    'order': "select", 'a "quoted" name': 'with "quotes"', "with space": "a column", "größe": "straße", "per-cent%": "100%",
    "it's": "it's", "emoji🦆": "🦆",
}


@case("rest", "local", "ducklake")
def names_of_all_kinds(bench: Bench):
    """Reserved words, quotes, spaces, non-ASCII letters in the names of columns, twice; and of tables (ASCII only, DuckDB)."""
    bench.write("models/named.sql", "select " + ", ".join(
        f'{number}::integer as "' + name.replace('"', '""') + '"' for number, name in enumerate(unique_names())) + "\n")
    bench.model("aliased", "select 1::integer as id", alias="Orders > 1")
    bench.compile()
    for _ in range(2):
        bench.dbt("run")
        check([name for name, _ in bench.columns("named")] == unique_names(), "columns:", bench.columns("named"))
        check(bench.rows("named") == [tuple(range(len(unique_names())))], "rows:", bench.rows("named"))
        check(bench.rows("Orders > 1") == [(1,)], "the aliased table")
    if bench.kind == "rest":
        bench.model("aliased", "select 1::integer as id", alias="größer")
        output = bench.dbt("run", "-s", "aliased", fails=True)
        check("give it an alias" in output, "a table's name that DuckDB can't write is not understandable:", output)


def unique_names() -> list[str]:
    return list(dict.fromkeys([*NAMES, *NAMES.values()]))


TYPES = {  # a DuckDB expression: the type that the catalog keeps
    "1::tinyint": "INTEGER", "1::smallint": "INTEGER", "1::utinyint": "INTEGER", "1::usmallint": "INTEGER",
    "1::uinteger": "BIGINT", "1::ubigint": "DECIMAL(20,0)", "1::hugeint": "DECIMAL(38,0)", "1::uhugeint": "DECIMAL(38,0)",
    "'a'::enum('a', 'b, TINYINT')": "VARCHAR", "interval 1 day": "VARCHAR", "'101'::bit": "VARCHAR", "'{}'::json": "VARCHAR",
    "'12:00:00+02'::timetz": "VARCHAR", "now()::timestamp_s": "TIMESTAMP", "now()::timestamp_ms": "TIMESTAMP",
    "now()::timestamp_ns": "TIMESTAMP", "[1, 2]::integer[2]": "INTEGER[]", "union_value(n := 1)": "VARCHAR",
    "{'json': 1::tinyint, 'n': [1::ubigint]}": 'STRUCT(json INTEGER, n DECIMAL(20,0)[])',
    "map {'k': 1::smallint}": "MAP(VARCHAR, INTEGER)", "null": "INTEGER",
    "true": "BOOLEAN", "1": "INTEGER", "1::bigint": "BIGINT", "1.5::float": "FLOAT", "1.5::double": "DOUBLE",
    "1.50::decimal(9,2)": "DECIMAL(9,2)", "'x'": "VARCHAR", "'x'::blob": "BLOB", "uuid()": "UUID", "today()": "DATE",
    "'12:00:00'::time": "TIME", "now()::timestamp": "TIMESTAMP", "now()": "TIMESTAMP WITH TIME ZONE",
}


@case("rest")
def types_that_iceberg_lacks(bench: Bench):
    """Each type of DuckDB lands in the nearest that Iceberg has, and a second run finds the same columns."""
    bench.write("models/typed.sql", "select " + ", ".join(f"{sql} as c{n}" for n, sql in enumerate(TYPES)) + "\n")
    bench.model("typed_incremental", "select * from {{ ref('typed') }}", materialized="incremental")
    bench.compile()
    bench.dbt("run")
    found = [type_.replace('"', "") for _, type_ in bench.columns("typed")]
    wrong = [(sql, type_, got) for (sql, type_), got in zip(TYPES.items(), found, strict=True) if got != type_]
    check(not wrong, "types:", wrong)
    bench.stack.rest.take()
    bench.dbt("run")
    swaps = [request for request in bench.stack.rest.take() if request.method == "DELETE"]
    check(not swaps, "a second run swapped the table: a type doesn't come back as it went")
    return f"{len(TYPES)} types"


@case("rest")
def own_rows_and_thirty_runs(bench: Bench):
    """A model that reads {{ this }} keeps its rows; 30 re-runs leave at most 21 delete files, and readers few requests."""
    runs = 22 if bench.quick else 30
    bench.write("models/grows.sql", (
        "{% set known = load_relation(this) is not none %}\n"
        "{% if known %}select id from {{ this }} union all select max(id) + 1 from {{ this }}{% else %}select 1 as id{% endif %}\n"))
    bench.compile()
    bench.dbt("run")
    bench.repeat(runs, "run")
    check(bench.rows("grows") == [(number,) for number in range(1, runs + 2)], "rows:", len(bench.rows("grows")))
    most = bench.delete_files("grows")
    check(most <= 21, f"{most} delete files")
    bench.stack.storage.take()
    bench.rows("grows")
    requests = len(bench.stack.storage.take())
    check(requests <= 130, f"a fresh reader makes {requests} S3 requests")
    return f"{runs} re-runs: {most} delete files, {requests} S3 requests of a fresh reader"


@case("rest")
def layout_and_properties(bench: Bench):
    """partitioned_by, sorted_by, table_properties, not null: written, and changed when the model changes."""
    bench.write("models/laid_out.sql", (
        "{{ config(" + bench.own("'partitioned_by': var('by', ['day(at_time)', 'bucket(4, id)']), 'sorted_by': 'id desc', "
                                 "'table_properties': {'owner': \"o'neil\"}") + ", persist_docs={'relation': true}, "
        "contract={'enforced': true}) }}\n"
        "select i::integer as id, timestamp '2024-01-01' + to_days((i % 2)::integer) as at_time from range(10) t(i)\n"))
    bench.write("models/schema.yml", "models:\n  - name: laid_out\n    description: \"It's laid out\"\n    columns:\n"
                "      - {name: id, data_type: integer, constraints: [{type: not_null}]}\n"
                "      - {name: at_time, data_type: timestamp}\n")
    bench.compile()
    for by, fields in ((None, ["day", "bucket[4]"]), (None, ["day", "bucket[4]"]), (["id"], ["identity"])):
        bench.dbt("run", **({"by": by} if by else {}))
        table = pyiceberg_catalog(bench.stack).load_table((bench.root, "silver", "laid_out"))
        check([str(field.transform) for field in table.spec().fields] == fields, "partition spec:", table.spec())
        check(table.properties["owner"] == "o'neil", "properties:", table.properties)
        check(table.properties["comment"] == "It's laid out", "comment:", table.properties)
        check(table.schema().find_field("id").required, "id is not required")
        check(len(bench.rows("laid_out")) == 10, "rows:", bench.rows("laid_out"))
