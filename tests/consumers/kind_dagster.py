"""deploy/dagster/: Dagster itself loads it, and builds assets of the example."""
import http.server
import json
import pathlib
import threading

HERE = pathlib.Path(__file__).resolve().parent
LAKE = """
observability:
  compute_logs: {manager_type: %s, bucket: run-logs, local_dir: logs/compute}
"""
LOADS = "import dagster as dg; print(type(dg.DagsterInstance.get().compute_log_manager).__name__)"
MANAGERS = {
    "s3": "S3ComputeLogManager",
    "gcs": "GCSComputeLogManager",
    "azure_blob": "AzureBlobComputeLogManager",
    "local": "LocalComputeLogManager",
    "noop": "NoOpComputeLogManager",
}
SCHEDULES = {
    "nightly": ["0 6 * * MON-FRI", "Europe/Berlin", "silver", "RUNNING"],
    "often": ["*/15 * * * *", "UTC", "call", "STOPPED"],
    "daily": ["30 2 * * *", "UTC", "money", "RUNNING"],
}
SENSORS = {"files": [60, "RUNNING"], "built": [30, "RUNNING"], "after": [30, "RUNNING"], "ask": [30, "RUNNING"],
           "backfill_january": [30, "STOPPED"], "automation": [30, "RUNNING"]}


class Bucket(http.server.BaseHTTPRequestHandler):
    """Google's storage, as far as it says that a bucket is there."""
    def log_message(self, *arguments):
        pass

    def do_GET(self):
        body = b'{"name": "run-logs"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def orchestrated(folder):
    with open(folder / "floe.yaml", "a") as file:
        file.write((HERE / "orchestration.yaml").read_text())
    for platform in folder.glob("platform/*/platform.yaml"):
        with open(platform, "a") as file:
            file.write("allowed_python: [os.path, bool.from_bytes]\n")


def differs(what, found, expected):
    return None if found == expected else f"{what}: {found}, expected {expected}"


def home(bench, project):
    folder = project / "home"
    folder.mkdir(exist_ok=True)
    (folder / "dagster.yaml").write_text((project / "deploy" / "dagster" / "dagster.yaml").read_text())
    return {"DAGSTER_HOME": str(folder), "PATH": f"{bench.venv()}:{bench.variables['PATH']}",
            # names for the managers of compute logs, which look for them when they are made
            "AZURE_STORAGE_ACCOUNT": "floe", "GOOGLE_CLOUD_PROJECT": "floe",
            "AWS_EC2_METADATA_DISABLED": "true"}


def probe(bench, project, *assets):
    output = bench.must(bench.venv() / "python", HERE / "probe_dagster.py",
                        "deploy/dagster/definitions.py", *assets, cwd=project, variables=home(bench, project))
    return json.loads(output[output.rindex('{"assets"'):])


def check_definitions(bench):
    version = f"{bench.version('dagster')}, dagster-dbt {bench.version('dagster-dbt')}"
    project = bench.project("local", "dagster", edit=orchestrated)
    found = probe(bench, project, "raw_customers", "stg_customers")
    nodes = json.loads((project / "target" / "manifest.json").read_text())["nodes"].values()
    models = sorted(node["name"] for node in nodes if node["resource_type"] in ("model", "seed", "snapshot"))
    names = sorted(key.rsplit("/", 1)[1] if "/" in key else key for key in found["assets"])
    file = "deploy/dagster/definitions.py"
    bench.row(f"{file}: an asset for each model", "dagster", version, differs("assets", names, models))
    bench.row(f"{file}: settings of assets", "dagster", version,
              differs("partitioned", found["partitioned"], ["daily_revenue"]),
              differs("automated", found["automated"], ["daily_revenue", "stg_orders"]),
              differs("groups", [found["groups"]["daily_revenue"], found["groups"]["stg_orders"]], ["money", "silver"]),
              differs("keys", found["keys"], {"shops": ["berlin", "köln \"x\" \\ ''' {{ y }} %s"]}))
    bench.row(f"{file}: jobs", "dagster", version,
              differs("jobs", sorted(found["jobs"]), ["call", "everything", "money", "silver"]),
              differs("description", found["jobs"]["everything"], '"""\nimport os # \u202e \\'))
    bench.row(f"{file}: schedules", "dagster", version, differs("schedules", found["schedules"], SCHEDULES))
    bench.row(f"{file}: sensors and backfills", "dagster", version,
              differs("sensors", found["sensors"], SENSORS),
              differs("runs asked for", found["asked"], {"files": 1, "built": 1, "backfill_january": 5}))
    bench.row(f"{file}: assets are built", "dagster, dbt-duckdb", version,
              differs("built", found["built"], ["raw_customers", "stg_customers"]))
    status, output = bench.run(bench.venv() / "dagster", "definitions", "validate", "-w",
                               "deploy/dagster/workspace.yaml", cwd=project, variables=home(bench, project))
    bench.row("deploy/dagster/workspace.yaml", "dagster", version, output if status else None)


def check_plain(bench):
    def one(folder):
        with open(folder / "floe.yaml", "a") as file:
            file.write("orchestration: {dbt: {manifest_path: target/manifest.json, observability_level: job_level}}\n")

    version = bench.version("dagster")
    found = probe(bench, bench.project("local", "dagster", edit=one))
    bench.row("deploy/dagster/definitions.py: one asset", "dagster", version,
              differs("assets", found["assets"], ["retail"]))


def check_logs(bench):
    version = bench.version("dagster")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    google = {"STORAGE_EMULATOR_HOST": f"http://127.0.0.1:{server.server_address[1]}"}
    for manager, expected in MANAGERS.items():
        def said(folder, manager=manager):
            with open(folder / "platform" / "local" / "platform.yaml", "a") as file:
                file.write(LAKE % manager)

        project = bench.project("local", "dagster", edit=said)
        status, output = bench.run(bench.venv() / "python", "-c", LOADS, cwd=project,
                                   variables={**home(bench, project), **google})
        bench.row(f"deploy/dagster/dagster.yaml ({manager})", "dagster", version,
                  output if status else differs("manager", output.split()[-1], expected))
    server.shutdown()


def check(bench):
    check_definitions(bench)
    check_plain(bench)
    check_logs(bench)
