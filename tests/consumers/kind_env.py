"""The emitted .env: a shell, python-dotenv and docker compose's reader find the same; dbt-ol sends events where it says."""
import http.server
import json
import shutil
import threading

import bench as benches

COMPOSE_GO = "v2.9.1"
NAMES_OF_OURS = ("OPENLINEAGE_", "OTEL_", "ENV_")

VALUES = {
    "ENV_PLAIN": "a/b:c@d.e,f-g_h%i+j", "ENV_EMPTY": "", "ENV_SPACES": "  two  words # no comment ",
    "ENV_DOLLAR": "$HOME $5 $(ls) `ls`", "ENV_DOUBLE": 'say "so"', "ENV_SINGLE": "it's # here = there",
    "ENV_BACKSLASH": r"C:\temp\new \d", "ENV_LETTERS": "größe 🦆", "ENV_MARKS": "!history *?[a] ~ & | ; < > ( ) { }",
    "ENV_EXPORT": "export X=1", "ENV_JSON": '{"a": [1, "two"]}',
}

GO_PROGRAM = """package main

import (
	"encoding/json"
	"os"

	"github.com/compose-spec/compose-go/v2/dotenv"
)

func main() {
	values, err := dotenv.Read(os.Args[1])
	if err != nil {
		panic(err)
	}
	json.NewEncoder(os.Stdout).Encode(values)
}
"""


class Recorder(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.events.append((self.path, json.loads(body)))
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()


def edited(address):
    """Writes the values and the address into the example's platform."""
    def edit(folder):
        path = folder / "platform" / "local" / "platform.yaml"
        env = "".join(f"        {name}: {json.dumps(value.replace('${', '$${'), ensure_ascii=False)}\n" for name, value in VALUES.items())
        text = path.read_text()
        if "\ninfrastructure:" in text or "\nobservability:" in text:
            raise SystemExit("consumers: the example's platform has the sections that this test adds")
        path.write_text(text + "\ninfrastructure:\n  resource_profiles:\n    transform:\n"
                        "      requests: {cpu: '1', memory: 1Gi}\n      limits: {cpu: '2', memory: 4Gi}\n"
                        f"      env:\n{env}\nobservability:\n  traces: false\n  otlp_endpoint: http://127.0.0.1:4317\n"
                        f"  lineage_endpoint: {address}/api/v1/lineage\n  attributes: {{team: 'data, & co'}}\n")
    return edit


def read_by_go(bench, path):
    folder = benches.cache() / "compose-go"
    folder.mkdir(exist_ok=True)
    (folder / "main.go").write_text(GO_PROGRAM)
    if not (folder / "go.mod").exists() or COMPOSE_GO not in (folder / "go.mod").read_text():
        (folder / "go.mod").unlink(missing_ok=True)
        bench.go("mod", "init", "floe.test/dotenv", cwd=folder)
        bench.go("get", f"github.com/compose-spec/compose-go/v2/dotenv@{COMPOSE_GO}", cwd=folder)
    lines = bench.go("run", ".", path, cwd=folder)
    return json.loads(lines[lines.index("{"):])


def differing(found, wanted):
    wrong = {name: (found.get(name), value) for name, value in wanted.items() if found.get(name) != value}
    return f"read and given: {wrong}" if wrong else None


def check_readers(bench, project):
    path = project / ".env"
    handed = bench.must(benches.FLOE_COMPILE, "--env", "local", "-q", "--", bench.venv() / "python", "-c",
                        "import json, os; print(json.dumps(dict(os.environ)))", cwd=project)
    wanted = {name: value for name, value in json.loads(handed).items() if name.startswith(NAMES_OF_OURS)}
    bench.row("variables of -- COMMAND", "Python", "3", differing(wanted, VALUES))
    dotenv = json.loads(bench.must(bench.venv() / "python", "-c", (
        "import json, sys, dotenv; print(json.dumps(dotenv.dotenv_values(sys.argv[1])))"), path))
    bench.row(".env", "python-dotenv", bench.version("python-dotenv"), differing(dotenv, wanted))
    for shell in ("dash", "bash"):
        if shutil.which(shell) is None:
            raise SystemExit(f"consumers: no {shell}; install it")
        said = bench.must(shell, "-c", f'set -a; . ./.env; exec "{bench.venv() / "python"}" -c '
                          '"import json, os; print(json.dumps(dict(os.environ)))"', cwd=project)
        bench.row(".env", shell, "", differing(json.loads(said), wanted))
    bench.row(".env", "docker compose's reader (compose-go)", COMPOSE_GO[1:], differing(read_by_go(bench, path), wanted))


def check_lineage(bench, project, server):
    search = {"PATH": f"{bench.venv()}:{bench.variables['PATH']}", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
              "DBT_PROFILES_DIR": str(project)}
    for words in (("dbt", "seed"), ("dbt-ol", "run", "--exclude", "stg_web_events+")):
        bench.must(benches.FLOE_COMPILE, "--env", "local", "-q", "--", *words, cwd=project, variables=search, seconds=600)
    events = [event for path, event in server.events if path == "/api/v1/lineage"]
    kinds = {event["eventType"] for event in events}
    namespaces = {event["job"]["namespace"] for event in events}
    ran = json.loads((project / "target" / "run_results.json").read_text())["results"]
    models = sorted(result["unique_id"].removeprefix("model.") for result in ran)
    done = sorted(".".join(event["job"]["name"].split(".")[-2:]) for event in events
                  if event["eventType"] == "COMPLETE" and event["job"]["facets"]["jobType"]["jobType"] == "MODEL")
    version = bench.version("openlineage-dbt")
    bench.row("OPENLINEAGE_URL of -- dbt-ol run", "dbt-ol", version, None if "COMPLETE" in kinds else f"events: {kinds or 'none'}")
    bench.row("OPENLINEAGE_NAMESPACE", "dbt-ol", version, None if namespaces == {"retail"} else f"namespaces: {namespaces}")
    bench.row("an event for each model that ran", "dbt-ol", version,
              None if done == models != [] else f"of {done}, expected of {models}")


def check(bench):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    server.events = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    project = bench.project("local", "env", edit=edited(f"http://127.0.0.1:{server.server_address[1]}"))
    check_readers(bench, project)
    check_lineage(bench, project, server)
    server.shutdown()
