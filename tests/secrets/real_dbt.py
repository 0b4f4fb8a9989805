"""Real runs of dbt: the secrets reach DuckDB, and dbt shows them where we say so only."""
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import traceback

import servers
import support

EXAMPLE = support.TOP / "examples" / "retail"
LEFT_OVER = shutil.ignore_patterns("profiles.yml", "floe", "target", "logs", "*.duckdb*", ".floe.*",
                                   ".user.yml")
# what is in every log that SQL, Jinja or YAML could trip over
NASTY = "it's \"a\" \\ {{ x }} {% y }} #é€😀: -"
PROJECT = """\
name: shop
version: "1.0.0"
profile: shop
flags: {send_anonymous_usage_stats: false}
"""
PROBE = """\
{% macro probe() %}
  {% set rows = run_query("select count(*) from read_csv('s3://shop-lake/probe.csv')") %}
  {{ print("rows: " ~ rows.columns[0].values()[0]) }}
{% endmacro %}

{% macro tell() %}
  {% set rows = run_query("select options from duckdb_databases() where options is not null") %}
  {{ log("told: " ~ rows.columns[0].values() | list, info=true) }}
{% endmacro %}
"""


def extension_directory(folder):
    """DuckDB's extensions as their Python packages bring them: nothing is downloaded."""
    look = "import duckdb; print(duckdb.sql('pragma platform').fetchone()[0])"
    platform = subprocess.run([support.VENV / "bin" / "python", "-c", look], check=True,
                              capture_output=True, text=True).stdout.strip()
    for path in support.VENV.glob("lib/python3*/site-packages/duckdb_extension_*/extensions/*/*"):
        target = folder / path.parent.name / platform / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(path)
    return folder


def variables(folder, **more):
    path = f"{support.VENV / 'bin'}:{support.PATH}"
    return support.variables(folder, PATH=path, DO_NOT_TRACK="1", **more)


class Shop:
    """A small project with a catalog and a storage, its secrets mounted."""

    def __init__(self, folder, extensions, catalog, secrets, storage=None, **properties):
        self.folder = folder
        folder.mkdir()
        properties = {"path": "shop.duckdb", "extension_directory": str(extensions), **properties}
        platform = {
            "catalogs": {"main": catalog},
            "compute": {"small": {"type": "duckdb", "properties": properties}},
            "storage": {"lake": storage or {"type": "local"}},
        }
        support.shop(folder, support.FLOE, json.dumps(platform, indent=1))  # JSON is YAML
        support.write(folder, {"out/dbt_project.yml": PROJECT, "out/macros/probe.sql": PROBE})
        support.mount_as_kubernetes(folder / "mount", secrets)

    def run(self, *command, options=(), **more):
        return support.compile(self.folder, "-p", "platform.yaml", "-o", "out", "--secrets-dir",
                               "mount", *options, "--", *command,
                               env=variables(self.folder, DBT_PROJECT_DIR="out",
                                             DBT_PROFILES_DIR="out", **more))

    def logs(self):
        return b"".join(path.read_bytes() for path in self.folder.rglob("dbt.log"))


LOCAL = {"type": "local", "path": "x.duckdb"}


def s3_storage(server):
    return {"type": "s3", "bucket": "shop-lake", "endpoint": f"http://{server.address}",
            "path_style_access": True,
            "credentials": {"mode": "static", "secret_ref": "lake-credentials"}}


def s3_keys(server, end=b""):
    return {"lake-credentials/access_key_id": server.key_id.encode() + end,
            "lake-credentials/secret_access_key": server.secret + end}


def reaches_duckdb(report, folder, extensions):
    """The signature of a request proves the secret that DuckDB signed it with."""
    # A quote in the id too. 64 KiB go through Jinja and SQL as well.
    for title, key_id, secret, end in (
            ("quotes, braces, UTF-8, and a newline at the end", "AK'IA", NASTY.encode(), b"\n"),
            ("64 KiB", "AKIA", b"'\\{{}}x  " * 7281 + b"'" * 7, b"")):
        with servers.S3(key_id, secret) as s3:
            place = folder / f"s3-{len(secret)}"
            shop = Shop(place, extensions, LOCAL, s3_keys(s3, end), s3_storage(s3))
            debug = shop.run("dbt", "--no-use-colors", "debug") if end else None
            done = shop.run("dbt", "--no-use-colors", "run-operation", "probe")
            if debug:
                report.check(f"dbt debug passes with a secret of {title}", support.expect(debug, 0),
                             b"All checks passed" not in debug.stdout and support.shown(debug),
                             b'it\'s "a"' in debug.stdout + shop.logs() and "it shows the secret")
            report.check(f"DuckDB signs with a secret of {title}", support.expect(done, 0),
                         b"rows: 2" not in done.stdout and support.shown(done),
                         not s3.accepted and "no request had the right signature")
    with servers.S3("AKIA", b"right") as s3:
        shop = Shop(folder / "s3-wrong", extensions, LOCAL,
                    {**s3_keys(s3), "lake-credentials/secret_access_key": b"wrong"}, s3_storage(s3))
        done = shop.run("dbt", "--no-use-colors", "run-operation", "probe")
        report.check("the control: a wrong secret is refused, and dbt's 1 comes back", support.expect(done, 1),
                     s3.accepted and "accepted", not s3.requests and "nobody asked")


def term_reaches_dbt(report, folder, extensions):
    with servers.S3("AKIA", b"x") as s3:
        s3.hang()
        shop = Shop(folder / "term", extensions, LOCAL, s3_keys(s3), s3_storage(s3))
        process = support.start(
            shop.folder, "-p", "platform.yaml", "-o", "out", "--secrets-dir", "mount", "--", "dbt",
            "run-operation", "probe", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=variables(shop.folder, DBT_PROJECT_DIR="out", DBT_PROFILES_DIR="out"))
        asked = s3.asked.wait(support.SECONDS_MAX)
        name = pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes() if asked else b""
        process.send_signal(signal.SIGTERM)
        try:
            said, _ = process.communicate(timeout=support.SECONDS_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            said, _ = process.communicate()
        report.check("SIGTERM to the PID of floe-compile ends dbt, in a query that hangs",
                     not asked and said.decode(), b"/dbt\0" not in name and f"it is {name}",
                     process.returncode not in (-signal.SIGTERM, 128 + signal.SIGTERM)
                     and f"ends with {process.returncode}")


def status_of_dbt(report, folder, extensions):
    shop = Shop(folder / "status", extensions, LOCAL, {})
    done = shop.run("dbt", "no-such-command")
    report.check("the exit status of dbt comes back", support.expect(done, 2))


def container(report, folder, extensions):
    """env -i, a home that is empty, and mounts only: a Docker entrypoint."""
    project = folder / "container"
    shutil.copytree(EXAMPLE, project, ignore=LEFT_OVER)
    (project / "data").mkdir(exist_ok=True)
    home = folder / "home"
    home.mkdir()
    mount = support.mount_volume_each(folder / "run-secrets", {
        "lake-credentials/access_key_id": support.mark("container", "id"),
        "lake-credentials/secret_access_key": support.mark("container", "secret")})
    path = project / "platform" / "local" / "platform.yaml"
    text = path.read_text()
    text, count = re.subn(r"(?m)^    type: local\n    bucket: data\n",
                          "    type: s3\n    bucket: lake\n    endpoint: http://127.0.0.1:9\n"
                          "    credentials: {mode: static, secret_ref: lake-credentials}\n", text)
    text, more = re.subn(r"(?m)^      threads: 4\n",
                         f"      threads: 4\n      extension_directory: {extensions}\n", text)
    path.write_text(text + f"security:\n  secret_backends:\n    kubernetes:\n"
                           f"      mount_path: {mount}\n")
    assert count and more, "examples/retail has changed"
    loader = [support.VENV / "bin" / "python", "ingest/load_web_events.py", "data/retail.duckdb",
              "retail_bronze"]
    subprocess.run(loader, cwd=project, check=True, capture_output=True)
    bare = ["env", "-i", f"PATH={support.VENV / 'bin'}:{support.PATH}", f"HOME={home}"]
    done = support.run([*bare, support.PROGRAM, "--env", "local", "--", "dbt", "--no-use-colors",
                        "build"], project)
    report.check("env -i floe-compile -- dbt build passes with mounts only", support.expect(done, 0),
                 b"Completed successfully" not in done.stdout and support.shown(done))
    profiles = (project / "profiles.yml").read_text()
    report.check("its profile reads the secret", "env_var('LAKE_SECRET_ACCESS_KEY')" not in profiles
                 and profiles)
    files = [path for path in project.rglob("*") if path.is_file()]
    files += [path for path in home.rglob("*") if path.is_file()]
    report.check(f"and left it in none of {len(files)} files, logs and the database included",
                 *(str(path.relative_to(folder)) for path in files
                   if support.is_marked(path.read_bytes())),
                 support.is_marked(done.stdout + done.stderr) and "it is shown")
    done = support.run([*bare, support.VENV / "bin" / "dbt", "parse"], project)
    report.check("the control: dbt alone lacks it", done.status == 0 and "exit 0",
                 b"Env var required but not provided" not in done.stdout and support.shown(done))


def polaris(server, **more):
    return {"type": "polaris", "uri": f"http://{server.address}", "warehouse": "shop",
            "access_delegation": "vended-credentials", "credentials": {"mode": "oauth2"}, **more}


def attach(report, folder, extensions):
    """How the catalog is reached, and what dbt debug prints of it."""
    client = support.mark("client", "id"), support.mark("client", "secret")
    files = {"polaris-client-id": client[0], "polaris-client-secret": client[1]}
    for way, options, shows in (("secret", (), False), ("inline", (), True),
                                ("inline", ("--secret-prefix", "DBT_ENV_SECRET_"), False)):
        title = " ".join(["attach:", way, *options])
        with servers.Catalog(*client) as catalog:
            shop = Shop(folder / f"attach-{way}{len(options)}", extensions, polaris(catalog), files,
                        attach=way)
            done = shop.run("dbt", "--no-use-colors", "--log-level-file", "debug", "debug",
                            options=options)
            report.check(f"{title}: dbt debug passes, and the catalog knows the client",
                         support.expect(done, 0), not catalog.accepted and "no token was given",
                         b"All checks passed" not in done.stdout and support.shown(done))
            shown = client[1].encode() in done.stdout + shop.logs()
            says = f"{title}: dbt debug {'prints' if shows else 'does not print'} the client secret"
            report.check(says, shown != shows and support.shown(done))
            report.check(f"{title}: {'warns' if way == 'inline' else 'does not warn'} with F0904",
                         (b"F0904" in done.stderr) != (way == "inline") and support.shown(done))
            if options:
                told = shop.run("dbt", "--no-use-colors", "--log-level", "debug", "run-operation",
                                "tell", options=options)
                report.check(f"{title}: and dbt masks what duckdb_databases() shows",
                             support.expect(told, 0), b"told: " not in told.stdout
                             and support.shown(told), client[1].encode()
                             in told.stdout + told.stderr + shop.logs() and "it is shown",
                             b"*****" not in told.stdout and support.shown(told))


PLUGIN = """\
import json, os
from dbt.adapters.duckdb.plugins import BasePlugin

class Plugin(BasePlugin):
    def initialize(self, config):
        with open(os.environ["PLUGIN_SAW"], "w") as file:
            json.dump({"name": self.name, "config": config}, file)

    def configure_connection(self, connection):
        connection.execute("attach if not exists ':memory:' as polaris_catalog")
"""


def plugin(report, folder, extensions):
    secrets = {name: support.mark("plugin", name) for name in support.SECRETS}
    with servers.S3("x", b"x") as s3:
        catalog = polaris(s3, access_delegation="none",
                          credentials={"mode": "oauth2", "scope": "PRINCIPAL_ROLE:etl"})
        shop = Shop(folder / "plugin", extensions, catalog, secrets,
                    {**s3_storage(s3), "region": "eu-central-1"}, attach="plugin")
        support.write(shop.folder, {"python/floe_dbt/__init__.py": "",
                                    "python/floe_dbt/plugins/__init__.py": "",
                                    "python/floe_dbt/plugins/polaris.py": PLUGIN})
        saw = shop.folder / "saw.json"
        done = shop.run("dbt", "--no-use-colors", "debug", PYTHONPATH=str(shop.folder / "python"),
                        PLUGIN_SAW=str(saw))
        expected = {
            "catalog_uri": f"http://{s3.address}", "warehouse": "shop",
            "scope": "PRINCIPAL_ROLE:etl", "s3_region": "eu-central-1",
            "client_id": secrets["polaris-client-id"],
            "client_secret": secrets["polaris-client-secret"],
            "s3_access_key_id": secrets["lake-credentials/access_key_id"],
            "s3_secret_access_key": secrets["lake-credentials/secret_access_key"],
        }
        found = json.loads(saw.read_text()) if saw.exists() else {"name": None, "config": {}}
        endpoint = found["config"].pop("s3_endpoint", None)
        report.check("attach: plugin: floe_dbt.plugins.polaris gets its keys",
                     support.expect(done, 0), found["name"] != "polaris" and f"it is {found['name']}",
                     endpoint not in (s3.address, f"http://{s3.address}")
                     and f"s3_endpoint is {endpoint}",
                     *(f"{key} is {found['config'].get(key)}, expected {expected.get(key)}"
                       for key in sorted(expected.keys() | found["config"].keys())
                       if expected.get(key) != found["config"].get(key)))
        report.check("attach: plugin: dbt debug prints its settings, and F0904 says so",
                     not support.is_marked(done.stdout) and support.shown(done),
                     b"F0904" not in done.stderr and support.shown(done))


def check(report, folder):
    if not os.access(support.VENV / "bin" / "dbt", os.X_OK):
        return report.check("there is a dbt to test with", "no dbt in $FLOE_VENV or .venv: "
                                                           "run scripts/venv")
    extensions = extension_directory(folder / "extensions")
    parts = container, attach, reaches_duckdb, plugin, term_reaches_dbt, status_of_dbt
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        own = [support.Report(held=True) for _ in parts]
        done = [pool.submit(part, each, folder, extensions) for part, each in zip(parts, own)]
        for future, each in zip(done, own):
            try:
                future.result()
            except Exception:  # the other parts go on
                each.check("this part runs to its end", traceback.format_exc())
            report.add(each)
