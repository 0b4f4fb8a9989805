"""What the tests need from outside: a venv, DuckDB's extensions, npm packages, a jar, a Java.

All of it comes from package registries by their own clients, is kept in the cache folder, and is fetched once.
Nothing is skipped: what is missing ends the run with how to get it.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
import venv
from pathlib import Path

from .runs import Program, Zygote

HERE = Path(__file__).resolve().parent.parent
TOP = HERE.parent.parent
sys.path.insert(0, str(TOP / "tests" / "lib"))
import dbt2  # noqa: E402

LINES = ("1.11", "1.12", "2")
NESSIE_VERSION = "0.99.0"
JAVA_VERSION_MIN = 21
FETCHING = threading.Lock()  # cases run at the same time


def cache() -> Path:
    base = os.environ.get("FLOE_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "floe-compile")
    folder = Path(base) / "e2e"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def enter_venv(engine: str | None = None) -> None:
    """Runs this program again with the Python of the tests' venv, which is made or brought up to date first.

    An engine beside DuckDB has a venv of its own, in the cache: pyspark alone is 300 MB."""
    folder = cache() / f"venv-{engine}" if engine else Path(os.environ.get("FLOE_VENV") or TOP / ".venv")
    enter(folder, HERE / "requirements.txt", *([HERE / f"requirements-{engine}.txt"] if engine else []))


def enter_venv_of(line: str, version: str) -> None:
    """The same for a line of dbt and a version of DuckDB. Those of dbt 2 are no Python."""
    over = [f"requirements-{name}.txt" for name, other in (("dbt-1.12", line == "1.12"), ("duckdb-2.0", version == "2.0")) if other]
    if not over:
        return enter_venv()
    enter(cache() / f"venv-dbt-{line}-duckdb-{version}", HERE / "requirements.txt", over=[HERE / name for name in over])


def enter(folder: Path, *requirements: Path, over: list[Path] = ()) -> None:
    python = folder / "bin" / "python"
    if Path(sys.prefix).resolve() == folder.resolve():
        return
    install(folder, *requirements, over=over)
    os.execv(python, [str(python), *sys.argv])


def install(folder: Path, *requirements: Path, over: list[Path] = ()) -> None:
    """Makes a venv or brings it up to date; what is in `over` goes over the rest, without what it asks for."""
    python, stamp = folder / "bin" / "python", folder / ".floe-e2e"
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in [*requirements, *over])).hexdigest()
    if not stamp.exists() or stamp.read_text() != digest:
        print(f"e2e: install the pinned packages into {folder}", flush=True)
        if not python.exists():
            venv.create(folder, with_pip=True)
        run([str(python), "-m", "pip", "install", "-q", *[word for file in requirements for word in ("-r", str(file))]],
            "the pinned Python packages")
        for file in over:
            run([str(python), "-m", "pip", "install", "-q", "--no-deps", "-r", str(file)], f"the packages of {file.name}")
        stamp.write_text(digest)


def extensions() -> Path:
    """A DuckDB extension_directory, made of the extensions' Python packages: no download by DuckDB."""
    import duckdb
    return collect_extensions(Path(duckdb.__file__).parent.parent)


def collect_extensions(packages: Path) -> Path:
    """Adds the extensions that are installed in `packages` to the extension_directory, which keeps them by version."""
    folder = cache() / "extensions"
    for source in packages.glob("duckdb_extension_*/extensions/v*/*.duckdb_extension"):
        target = folder / source.parent.name / duckdb_platform() / source.name
        if not target.exists() or target.stat().st_size != source.stat().st_size:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    return folder


def duckdb_platform() -> str:
    import duckdb
    return duckdb.connect().execute("pragma platform").fetchone()[0]


def dbt(line: str, logs: Path) -> Zygote | Program:
    """What runs dbt of this line."""
    if line != "2":
        return Zygote(logs, line=line)
    try:
        return Program(logs, dbt2.fetch(), dbt2.environment(extensions()))
    except dbt2.Missing as missing:
        raise SystemExit(f"e2e: {missing}") from None


def duckdb_of(line: str) -> str:
    """The version of DuckDB that dbt runs."""
    import duckdb
    return dbt2.LIBRARY.split("-")[0] if line == "2" else duckdb.__version__


def duckdb_14() -> str:
    """The Python of a venv with dbt on DuckDB 1.4."""
    folder = cache() / "venv-duckdb-1.4"
    install(folder, HERE / "requirements-duckdb-1.4.txt")
    for packages in folder.glob("lib/python*/site-packages"):
        collect_extensions(packages)
    return str(folder / "bin" / "python")


def oauth2_server() -> Path:
    """The folder of the OAuth2 server with its packages."""
    folder = cache() / "oidc"
    folder.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json", "server.mjs"):
        shutil.copyfile(HERE / "oidc" / name, folder / name)
    lock = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".floe-e2e"
    if not stamp.exists() or stamp.read_text() != lock:
        require("npm", "Node.js 20 or newer with npm")
        run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], "the npm packages of the OAuth2 server", cwd=folder)
        stamp.write_text(lock)
    return folder


def nessie() -> Path:
    """The Iceberg REST catalog, one jar, from Maven."""
    return maven("org.projectnessie.nessie", "nessie-quarkus", NESSIE_VERSION, "jar", "runner", megabytes=245)


def iceberg_fixture() -> Path:
    """The folder of the REST catalog of Iceberg's own tests with what it needs (iceberg/pom.xml)."""
    with FETCHING:
        return _iceberg_fixture()


def _iceberg_fixture() -> Path:
    pom = HERE / "iceberg" / "pom.xml"
    digest = hashlib.sha256(pom.read_bytes()).hexdigest()
    folder = cache() / "iceberg-rest-fixture"
    stamp = folder / ".floe-e2e"
    if not stamp.exists() or stamp.read_text() != digest:
        require("mvn", "Maven 3")
        print("e2e: fetch Iceberg's REST fixture (142 MB, once)", flush=True)
        run(["mvn", "-B", "-ntp", "-q", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={folder}"],
            "Iceberg's REST fixture")
        stamp.write_text(digest)
    return folder


def maven(group: str, artifact: str, version: str, kind: str = "jar", classifier: str = "", megabytes: int = 1) -> Path:
    """A file of Maven Central, kept in the cache."""
    name = "-".join(filter(None, (artifact, version, classifier)))
    file = cache() / f"{name}.{kind}"
    if not file.exists():
        require("mvn", "Maven 3")
        print(f"e2e: fetch {artifact} ({megabytes} MB, once)", flush=True)
        coordinates = ":".join(filter(None, (group, artifact, version, kind, classifier)))
        run(["mvn", "-B", "-ntp", "-q", "dependency:copy", f"-Dartifact={coordinates}",
             f"-DoutputDirectory={file.parent}", "-Dmdep.useBaseVersion=true"], artifact)
        if not file.exists():
            raise SystemExit(f"e2e: Maven gave no {file.name}")
    return file


def java(least: int = JAVA_VERSION_MIN, most: int = 999, what: str = "Nessie") -> str:
    """A Java that is new enough, and not too new: $JAVA_HOME, the path, /usr/lib/jvm."""
    home = os.environ.get("JAVA_HOME")
    places = [Path(home) / "bin" / "java"] if home else []
    found = shutil.which("java")
    places += [Path(found)] if found else []
    places += sorted(Path("/usr/lib/jvm").glob("*/bin/java"))
    seen = []
    for place in places:
        if place.exists():
            version = java_version(place)
            if least <= version <= most:
                return str(place)
            seen.append(f"{place} is {version}")
    wanted = f"{least} or newer" if most == 999 else f"{least} to {most}"
    raise SystemExit(
        f"e2e: no Java {wanted}, which {what} needs ({'; '.join(seen) or 'none found'}); "
        f"looked at $JAVA_HOME, $PATH and /usr/lib/jvm. Install one (openjdk-{least}-jre-headless, temurin-25-jdk) "
        "or set JAVA_HOME")


def java_version(path: Path) -> int:
    text = subprocess.run([path, "-version"], capture_output=True, text=True).stderr
    match = re.search(r'version "(\d+)', text)
    return int(match.group(1)) if match else 0


def require(program: str, what: str) -> str:
    found = shutil.which(program)
    if not found:
        raise SystemExit(f"e2e: '{program}' is not on the path; install {what}")
    return found


def run(command: list[str], what: str, cwd: Path | None = None) -> None:
    result = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode != 0:
        raise SystemExit(f"e2e: could not get {what} ({' '.join(command[:3])} …):\n{result.stdout[-2000:]}")
