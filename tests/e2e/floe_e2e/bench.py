"""A dbt project of a test, compiled by floe-compile for one of the catalogs, and what to do with it."""

import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import duckdb

from . import setup
from .for_dbt2 import write_for_dbt2
from .aws import ACCOUNT, TABLE_BUCKET, Aws
from .runs import Program, Run, Zygote
from .stack import BUCKET, REGION, SCOPE, Stack

KINDS = ("rest", "local", "ducklake", "glue", "s3tables")
ALIAS = "polaris_catalog"
COMPILER = Path(os.environ.get("FLOE_COMPILE") or setup.TOP / "build" / "floe-compile").resolve()
SECONDS_MAX = 300


class Failed(AssertionError):
    """A check that did not hold; its text is all that the reader gets."""


def check(condition, *what) -> None:
    if not condition:
        raise Failed(" ".join(str(part) for part in what))


class Bench:
    def __init__(self, name: str, kind: str, work: Path, stack: Stack, runner: Zygote | Program):
        self.kind, self.stack, self.runner = kind, stack, runner
        self.quick = False
        self.root = f"{name}_{kind}".replace("-", "_")  # the namespace that all layers are below
        self.folder = work / f"{name}-{kind}"
        self.data = work / "data" / f"{name}-{kind}"
        self.threads = 1 if kind == "ducklake" else 4  # DuckLake 1.5.5 loses a table made in one of two transactions at once
        self.aws = Aws(stack, work / f"{name}-{kind}.pem") if kind in ("glue", "s3tables") else None
        self.broken: dict = {}  # what a case changes in platform.yaml: secret, scope, warehouse
        for folder in (self.folder / "models", self.data):
            folder.mkdir(parents=True)
        self.write("dbt_project.yml", (
            "name: e2e\nversion: '1.0'\nprofile: e2e\nmodels: {e2e: {+materialized: table, +schema: silver}}\n"
            "seeds: {e2e: {+schema: bronze}}\nsnapshots: {e2e: {+schema: silver}}\n"
            "flags: {send_anonymous_usage_stats: false}\n"))

    @property
    def is_dbt2(self) -> bool:
        return self.runner.line == "2"

    # the project

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def model(self, name: str, sql: str, **config) -> None:
        settings = ", ".join(f"{key}={value!r}" for key, value in config.items())
        self.write(f"models/{name}.sql", ("{{ config(" + settings + ") }}\n" if config else "") + sql + "\n")

    def own(self, settings: str) -> str:
        """Configs that dbt doesn't know, 'name: value, …' in config(…): dbt 2 takes them below meta only."""
        return f"meta={{{settings}}}" if self.is_dbt2 else f"**{{{settings}}}"

    def namespace(self, layer: str) -> str:
        return f"{self.root}.{layer}" if self.kind == "rest" else f"{self.root}_{layer}"

    def compile(self, environment: str | None = None, **changes) -> None:
        """Writes floe.yaml and platform.yaml and lets floe-compile write the rest."""
        environment = environment or self.kind
        self.write("floe.yaml", "name: e2e\nversion: '1.0.0'\nstorage: default\ncatalog: default\ncompute: default\n"
                                "transforms:\n  - {type: dbt, path: '.'}\n")
        platform = self.platform(**changes)
        self.write(f"platform/{environment}/platform.yaml", json.dumps(platform, indent=2))
        result = subprocess.run(
            [COMPILER, "--env", environment, "--profile", "e2e", "floe.yaml"],
            cwd=self.folder, capture_output=True, text=True, timeout=SECONDS_MAX)
        check(result.returncode == 0, f"floe-compile ended with {result.returncode}:", result.stderr)
        if self.aws:
            self.trust_aws()
        if self.is_dbt2:
            write_for_dbt2(self.folder, environment)

    def trust_aws(self) -> None:
        """The stand-in's certificate has to be known before ATTACH: no setting of the platform is."""
        profiles = self.folder / "profiles.yml"
        text, line = profiles.read_text(), "      config_options:\n"
        check(line in text, "the profile has no config_options:", text)
        profiles.write_text(text.replace(line, f'{line}        ca_cert_file: "{self.aws.certificate}"\n'))

    def platform(self, namespaces: dict | None = None, **properties) -> dict:
        """platform.yaml; `properties` are more of compute.properties."""
        catalog = {
            "rest": {
                "type": "rest", "uri": self.stack.endpoint, "warehouse": self.broken.get("warehouse", BUCKET),
                "credentials": {
                    "mode": "oauth2", "client_id": {"secret_ref": "polaris-client-id"},
                    "client_secret": {"secret_ref": self.broken.get("secret", "polaris-client-secret")},
                    "scope": self.broken.get("scope", SCOPE)},
                "access_delegation": "none",
                "properties": {"oauth2_server_uri": self.stack.token_uri},
            },
            "local": {"type": "local", "path": str(self.data / "catalog.duckdb")},
            "ducklake": {"type": "ducklake", "path": str(self.data / "catalog.ducklake"),
                         "data_path": str(self.data / "lake")},
            "glue": {"type": "glue", "warehouse": ACCOUNT, "access_delegation": "none"},
            "s3tables": {"type": "glue", "warehouse": TABLE_BUCKET, "access_delegation": "vended-credentials"},
        }[self.kind]
        storage = {"type": "local", "bucket": str(self.data)}
        if self.kind in ("rest", "glue", "s3tables"):
            storage = {"type": "s3", "region": REGION, "bucket": BUCKET,
                       "credentials": {"mode": "static", "secret_ref": "aws-credentials"}}
        if self.kind == "rest":
            storage |= {"endpoint": f"http://127.0.0.1:{self.stack.storage.port}", "path_style_access": True}
        compute = {"path": ":memory:", "threads": self.threads, "extension_directory": str(setup.extensions()), **properties}
        return {
            "version": "1.2.0",
            "storage": {"default": storage},
            "catalogs": {"default": catalog},
            "compute": {"default": {"type": "duckdb", "properties": compute}},
            "layers": {layer: {"name": layer, "storage_ref": "default", "catalog_ref": "default",
                               "namespace": (namespaces or {}).get(layer) or self.namespace(layer)}
                       for layer in ("bronze", "silver", "gold")},
        }

    # dbt

    def words(self, words: tuple, variables: dict) -> list[str]:
        return [*([] if self.is_dbt2 else ["--no-use-colors"]), *words, "--project-dir", str(self.folder), "--profiles-dir", str(self.folder),
                *(["--vars", json.dumps(variables)] if variables else [])]

    def environment(self) -> dict:
        aws = self.aws.environment if self.aws else {}
        return {**os.environ, "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", **aws, **self.broken.get("env", {})}

    def start(self, *words: str, **variables) -> Run:
        return self.runner.start(self.words(words, variables), self.folder, self.environment())

    def dbt(self, *words: str, fails: bool = False, **variables) -> str:
        """Runs dbt and returns what it said. It must end as it is expected to."""
        run = self.start(*words, **variables)
        output = run.wait(SECONDS_MAX)
        if run.returncode not in ((1, 2) if fails else (0,)):
            raise Failed(f"dbt {' '.join(words)} ended with {run.returncode}:\n{tail(output)}")
        return output

    def repeat(self, times: int, *words: str, vars_of=None) -> list[str]:
        """Runs dbt several times. Returns a line for each run."""
        runs = [self.words(words, vars_of(number) if vars_of else {}) for number in range(times)]
        status, output = self.runner.repeat(runs, self.folder, self.environment(), 4 * SECONDS_MAX)
        if status != 0:
            raise Failed(f"dbt {' '.join(words)}, {times} times:\n{tail(output)}")
        return output.splitlines()

    def docs_words(self) -> tuple:
        return ("compile", "--write-catalog") if self.is_dbt2 else ("docs", "generate")

    def docs(self) -> dict:
        """catalog.json, made anew."""
        self.dbt(*self.docs_words())
        return json.loads((self.folder / "target" / "catalog.json").read_text())

    def ended(self) -> Counter:
        """How many nodes of the last run ended how."""
        results = json.loads((self.folder / "target" / "run_results.json").read_text())["results"]
        return Counter(result["status"] for result in results)

    # what is in the catalog

    def connect(self, writes: bool = False) -> duckdb.DuckDBPyConnection:
        """A connection of its own, with nothing cached."""
        connection = duckdb.connect(config={"extension_directory": str(setup.extensions())})
        if self.kind == "local":
            connection.execute(f"attach '{self.data}/catalog.duckdb' as {ALIAS} ({'read_write' if writes else 'read_only'})")
        elif self.kind == "ducklake":
            connection.execute("load ducklake")
            connection.execute(f"attach 'ducklake:{self.data}/catalog.ducklake' as {ALIAS} (data_path '{self.data}/lake')")
        else:
            attach_rest(connection, self.stack)
        return connection

    def table(self, name: str, layer: str = "silver") -> str:
        return f'{ALIAS}."{self.namespace(layer)}"."{name}"'

    def rows(self, name: str, layer: str = "silver", columns: str = "*") -> list[tuple]:
        with self.connect() as connection:
            return connection.execute(f"select {columns} from {self.table(name, layer)} order by all").fetchall()

    def columns(self, name: str, layer: str = "silver") -> list[tuple]:
        with self.connect() as connection:
            return [row[:2] for row in connection.execute(f"describe {self.table(name, layer)}").fetchall()]

    def exists(self, name: str, layer: str = "silver") -> bool:
        with self.connect() as connection:
            try:
                connection.execute(f"describe {self.table(name, layer)}")
            except duckdb.CatalogException:
                return False
        return True

    def write_table(self, name: str, layer: str, select: str) -> None:
        """A table that dbt did not make."""
        with self.connect(writes=True) as connection:
            levels = self.namespace(layer).split(".")
            for depth in range(1, len(levels) + 1):
                connection.execute(f'create schema if not exists {ALIAS}."{".".join(levels[:depth])}"')
            connection.execute(f"drop table if exists {self.table(name, layer)}")
            connection.execute(f"create table {self.table(name, layer)} as {select}")

    def delete_files(self, name: str, layer: str = "silver") -> int:
        with self.connect() as connection:
            return connection.execute(
                f"select count(*) from iceberg_metadata('{self.table(name, layer)}') "
                "where manifest_content = 'DELETE' and status <> 'DELETED'").fetchone()[0]


def attach_rest(connection: duckdb.DuckDBPyConnection, stack: Stack) -> None:
    for name in ("avro", "httpfs", "iceberg"):
        connection.execute(f"load {name}")
    connection.execute("set catalog_error_max_schemas = 0")
    connection.execute(
        f"create secret catalog (type iceberg, client_id '{stack.client_id}', client_secret '{stack.client_secret}', "
        f"oauth2_server_uri '{stack.token_uri}', oauth2_scope '{SCOPE}')")
    connection.execute(
        f"create secret storage (type s3, scope 's3://{BUCKET}/', key_id '{stack.key_id}', secret '{stack.secret_key}', "
        f"endpoint '127.0.0.1:{stack.storage.port}', region '{REGION}', url_style 'path', use_ssl false)")
    connection.execute(
        f"attach '{BUCKET}' as {ALIAS} (type iceberg, secret catalog, endpoint '{stack.endpoint}', "
        "access_delegation_mode 'none', support_nested_namespaces true)")


def pyiceberg_catalog(stack: Stack):
    """The same catalog for a reader that shares no code with DuckDB."""
    from pyiceberg.catalog import load_catalog
    return load_catalog(
        "rest", type="rest", uri=stack.endpoint, warehouse=BUCKET, token=stack.token(),
        **{"s3.endpoint": f"http://127.0.0.1:{stack.storage.port}", "s3.access-key-id": stack.key_id,
           "s3.secret-access-key": stack.secret_key, "s3.region": REGION, "s3.path-style-access": "true",
           "s3.remote-signing-enabled": "false", "py-io-impl": "pyiceberg.io.pyarrow.PyArrowFileIO"})


def copy_example(bench: Bench, name: str) -> None:
    """The project of an example, without what was generated there."""
    shutil.copytree(setup.TOP / "examples" / name, bench.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(
        "target", "logs", "profiles.yml", "floe", "platform", "floe.yaml", "*.duckdb*", ".user.yml", ".floe.*", "Makefile"))


def tail(text: str, lines: int = 25) -> str:
    return "\n".join(text.rstrip().splitlines()[-lines:])
