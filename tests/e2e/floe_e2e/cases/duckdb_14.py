"""dbt on DuckDB 1.4, in a venv of its own: what it can do works, the rest is refused before anything is changed."""

from .. import setup
from ..bench import Bench, check
from ..runs import Zygote
from . import case

REFUSED = (  # what is refused, the model's name and its variables
    ("a change of columns", "kept", {"more": ", 2::integer as more"}),
    ("the incremental strategy merge", "merged", {"strategy": "merge"}),
    ("on_schema_change", "grown", {"more": ", 2::integer as more"}),
    ("partitioned_by", "laid_out", {"by": ["id"]}),
)


@case("rest", engine={"2": "DuckDB 1.5 alone"})
def duckdb_14_is_refused_before_a_change(bench: Bench):
    """dbt on a real DuckDB 1.4."""
    bench.write("models/kept.sql", "select {{ var('id', 1) }}::integer as id {{ var('more', '') }}\n")
    bench.write("models/merged.sql", "{{ config(materialized='incremental', incremental_strategy=var('strategy', 'delete+insert'), "
                "unique_key='id') }}\nselect {{ var('id', 1) }}::integer as id, 1::tinyint as small\n")
    bench.write("models/grown.sql", "{{ config(materialized='incremental', on_schema_change='append_new_columns') }}\n"
                "select {{ var('id', 1) }}::integer as id {{ var('more', '') }}\n")
    bench.write("models/laid_out.sql", "{{ config(partitioned_by=var('by', none)) }}\nselect 1::integer as id\n")
    bench.write("seeds/countries.csv", "code\nde\nfr\n")
    bench.write("snapshots/history.yml", "snapshots:\n  - name: history\n    relation: ref('kept')\n"
                "    config: {unique_key: id, strategy: check, check_cols: all}\n")
    bench.write("models/schema.yml", "models:\n  - name: kept\n    columns: [{name: id, data_tests: [not_null, "
                "{accepted_values: {arguments: {values: [0]}, config: {store_failures: true, severity: warn}}}]}]\n")
    bench.runner = Zygote(bench.folder / "logs-1.4", setup.duckdb_14())
    try:
        bench.compile(duckdb_version="1.4")
        version = bench.dbt("show", "--inline", "select version() as version", "--no-populate-cache")
        check("v1.4." in version, "this is not DuckDB 1.4:", version)
        for number in (1, 2):
            bench.dbt("build", id=number)
        check(bench.rows("kept") == [(2,)], "table:", bench.rows("kept"))
        check(bench.rows("merged") == [(1, 1), (2, 1)], "delete+insert:", bench.rows("merged"))
        check(bench.rows("grown") == [(1,), (2,)], "append:", bench.rows("grown"))
        check(bench.rows("countries", "bronze") == [("de",), ("fr",)], "seed:", bench.rows("countries", "bronze"))
        check(len(bench.rows("history")) == 2, "snapshot:", bench.rows("history"))
        bench.dbt("docs", "generate")
        for what, name, variables in REFUSED:
            refuse(bench, what, name, "run", "-s", name, **variables)
        for what, name, command in (("a rebuild", "kept", "run"), ("a rebuild", "merged", "run"), ("a rebuild", "countries", "seed")):
            refuse(bench, what, name, command, "-s", name, "--full-refresh")
    finally:
        bench.runner.stop()
    return f"{len(REFUSED) + 3} refusals"


def refuse(bench: Bench, what: str, name: str, *words: str, **variables) -> None:
    layer = "bronze" if name == "countries" else "silver"
    before = bench.rows(name, layer)
    output = bench.dbt(*words, fails=True, id=9, **variables)
    check(what in output and "needs DuckDB 1.5; this target runs 1.4" in output, f"{what} is not said:", output)
    check(bench.rows(name, layer) == before, f"{what} changed the table")
