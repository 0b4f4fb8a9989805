"""What the kinds share: a compiled copy of the example, the consumers, and the report."""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import venv

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
EXAMPLE = TOP / "examples" / "retail"
FLOE_COMPILE = pathlib.Path(os.environ.get("FLOE_COMPILE") or TOP / "build" / "floe-compile").resolve()
GENERATED = ("profiles.yml", "floe", "target", "logs", "*.duckdb*", ".floe.*", ".user.yml", "deploy")
OURS = ("DBT_", "FLOE_", "DUCKDB_", "DAGSTER_", "POLARIS_", "AWS_")


def cache():
    base = os.environ.get("FLOE_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "floe-compile")
    folder = pathlib.Path(base) / "consumers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Bench:
    def __init__(self, folder):
        self.folder = folder
        self.kind = ""
        self.rows = []
        self.projects = 0
        self.variables = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}

    def run(self, *command, cwd=None, variables=None, text=None, seconds=300):
        """The status and all that was printed."""
        done = subprocess.run([str(word) for word in command], cwd=cwd or self.folder, input=text,
                              env={**self.variables, **(variables or {})}, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=seconds)
        return done.returncode, done.stdout

    def must(self, *command, **options):
        status, output = self.run(*command, **options)
        if status != 0:
            raise SystemExit(f"consumers: exit {status} of {' '.join(map(str, command))}\n{output}")
        return output

    def project(self, environment, emit, *options, edit=None):
        """A copy of the example, compiled."""
        self.projects += 1
        folder = self.folder / f"project-{self.projects}" / "retail"
        shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(*GENERATED))
        if edit is not None:
            edit(folder)
        self.must(FLOE_COMPILE, "--env", environment, "--secrets=defer",
                  f"--emit=profiles,macros,{emit}", *options, cwd=folder)
        return folder

    def venv(self):
        """The folder of programs of a venv with the pinned packages."""
        pins = HERE / "requirements.txt"
        digest = hashlib.sha256(pins.read_bytes()).hexdigest()
        folder = cache() / "venv"
        stamp = folder / ".floe-consumers"
        if not stamp.exists() or stamp.read_text() != digest:
            print("consumers: install the pinned packages", flush=True)
            venv.create(folder, with_pip=True, clear=True)
            self.must(folder / "bin" / "python", "-m", "pip", "install", "-q", "-r", pins, seconds=900)
            stamp.write_text(digest)
        return folder / "bin"

    def version(self, package):
        python = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
        return self.must(self.venv() / "python", "-c", python, package).strip()

    def yaml(self, path):
        """A file as PyYAML reads it; of several documents the list."""
        python = "import json, sys, yaml; json.dump(list(yaml.safe_load_all(open(sys.argv[1]))), sys.stdout)"
        documents = json.loads(self.must(self.venv() / "python", "-c", python, path))
        return documents[0] if len(documents) == 1 else documents

    def go(self, *arguments, cwd=None):
        """Go's own client, with its caches beside ours."""
        if shutil.which("go") is None:
            raise SystemExit("consumers: no Go: install golang 1.24 or newer")
        places = {"GOPATH": str(cache() / "go"), "GOBIN": str(cache() / "bin"), "GOFLAGS": "-modcacherw"}
        return self.must("go", *arguments, cwd=cwd, variables=places, seconds=900)

    def go_program(self, package, version):
        program = cache() / "bin" / package.rsplit("/", 1)[1]
        stamp = cache() / f"{program.name}.version"
        if not program.exists() or not stamp.exists() or stamp.read_text() != version:
            print(f"consumers: build {program.name} {version}", flush=True)
            self.go("install", f"{package}@{version}")
            stamp.write_text(version)
        return program

    def go_module(self, module, version):
        """The folder of a module's source."""
        lines = self.go("mod", "download", "-json", f"{module}@{version}")
        return pathlib.Path(json.loads(lines[lines.index("{"):])["Dir"])

    def row(self, file, consumer, version, *troubles):
        """What a consumer says of a file; no trouble: it took it."""
        troubles = [str(trouble) for trouble in troubles if trouble]
        self.rows.append((self.kind, file, consumer, version, not troubles))
        print(f"{'FAIL' if troubles else 'ok  '}  {file}: {consumer}", flush=True)
        for trouble in troubles:
            print("\n".join(f"      {line}" for line in trouble.splitlines()), flush=True)

    def close(self):
        heads = ("emitted file", "consumer", "version")
        table = [row[1:4] for row in self.rows]
        widths = [max(len(line[i]) for line in [heads, *table]) for i in range(3)]
        print()
        for line, passed in [(heads, None), *zip(table, (row[4] for row in self.rows))]:
            mark = {None: "", True: "ok", False: "FAIL"}[passed]
            print(("  ".join(cell.ljust(width) for cell, width in zip(line, widths)) + "  " + mark).rstrip())
        failed = sum(not row[4] for row in self.rows)
        print(f"{len(self.rows) - failed} passed, {failed} failed")
        return 1 if failed or not self.rows else 0
