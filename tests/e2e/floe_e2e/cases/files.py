"""The files that --emit adds, each read by the program that it is for."""

import json
import os
import subprocess
import sys

from ..bench import BUCKET, COMPILER, SECONDS_MAX, Bench, check
from . import case

SECRETS = ("POLARIS_CLIENT_ID", "POLARIS_CLIENT_SECRET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")

READER = """
import json, os, sys
from pyiceberg.catalog import load_catalog
catalog = load_catalog()
root = sys.argv[1]
tables = sorted(table for layer in catalog.list_namespaces((root,)) for table in catalog.list_tables(layer))
rows = {".".join(table): catalog.load_table(table).scan().to_arrow().to_pylist() for table in tables}
print(json.dumps({"catalog": catalog.name, "rows": rows}))
"""


@case("rest")
def pyiceberg_reads_by_the_emitted_file(bench: Bench):
    """PyIceberg, given .pyiceberg.yaml and what floe-compile hands over of mounted secrets, lists and reads the tables."""
    bench.model("base", "select i::integer as id from range(3) t(i)")
    bench.model("top", "select max(id) as most from {{ ref('base') }}", schema="gold")
    bench.compile()
    bench.dbt("run")
    secrets = bench.folder / "secrets"
    for name, value in (("polaris-client-id", bench.stack.client_id), ("polaris-client-secret", bench.stack.client_secret),
                        ("aws-credentials/access_key_id", bench.stack.key_id),
                        ("aws-credentials/secret_access_key", bench.stack.secret_key)):
        bench.write(f"secrets/{name}", value)
    found = json.loads(handed_over(bench, "pyiceberg", f"--secrets-dir={secrets}", command=[
        "env", "-u", "AWS_ACCESS_KEY_ID", "-u", "AWS_SECRET_ACCESS_KEY", f"PYICEBERG_HOME={bench.folder}",
        sys.executable, "-P", "-c", READER, bench.root]))
    check(found["catalog"] == "polaris-catalog", "the default catalog is", found["catalog"])
    expected = {f"{bench.namespace('silver')}.base": [{"id": 0}, {"id": 1}, {"id": 2}],
                f"{bench.namespace('gold')}.top": [{"most": 2}]}
    check(found["rows"] == expected, "PyIceberg reads", found["rows"], "instead of", expected)
    text = (bench.folder / ".pyiceberg.yaml").read_text()
    for value in (bench.stack.client_secret, bench.stack.secret_key, bench.stack.key_id):
        check(value not in text, "a secret is in .pyiceberg.yaml")
    check(BUCKET in text, "the warehouse is not in .pyiceberg.yaml")
    return f"{len(expected)} tables"


def handed_over(bench: Bench, kind: str, *options: str, command: list[str]) -> str:
    """Runs a command behind floe-compile, which has no secrets in its own environment."""
    environment = {name: value for name, value in os.environ.items() if name not in SECRETS}
    result = subprocess.run(
        [COMPILER, "--env", bench.kind, "--profile", "e2e", f"--emit=profiles,macros,{kind}", *options, "floe.yaml",
         "--", *command],
        cwd=bench.folder, env=environment, capture_output=True, text=True, timeout=SECONDS_MAX)
    check(result.returncode == 0, f"{command[0]} behind floe-compile ended with {result.returncode}:",
          result.stdout[-2000:], result.stderr[-2000:])
    return result.stdout
