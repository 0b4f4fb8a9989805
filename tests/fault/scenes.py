"""What is run under faults: a folder as it was, a command, and what comes of it."""
import collections
import os
import pathlib
import shutil
import stat
import subprocess
import tempfile

from place import PROGRAM, TOP

BUILD = TOP / "build" / "fault"
TRACE, SHIM = BUILD / "trace", BUILD / "shim.so"
DEPFILE = "out.d"
GUARD = "out/macros/floe/interrupted.sql"
SECONDS_MAX = 120

# In memory where that is possible: what is written is synced, and disks are slow.
FOLDER = next((path for path in ("/dev/shm",) if os.access(path, os.W_OK | os.X_OK)), None)

MARK = "c4n4ry"  # in every secret
USUAL = ["-p", "platform.yaml", "-o", "out"]
MOUNTED = [*USUAL, "--secrets-dir", "mount"]
FLOE = "name: shop\nstorage: lake\ncatalog: main\ncompute: small\n"
PLATFORM = """\
storage:
  lake:
    type: s3
    bucket: shop-lake
    endpoint: http://127.0.0.1:9
    path_style_access: true
    credentials: {{mode: static, secret_ref: lake-credentials}}
catalogs:
  main:
    type: polaris
    uri: http://127.0.0.1:9
    warehouse: {warehouse}
    access_delegation: none
    credentials:
      mode: oauth2
      client_id: {{secret_ref: polaris-client-id}}
      client_secret: {{secret_ref: polaris-client-secret}}
compute:
  small: {{type: duckdb}}
layers:
  silver: {{name: silver, storage_ref: lake, catalog_ref: main, namespace: {warehouse}_silver}}
"""
PROJECT = FLOE + "transforms:\n  - {type: dbt, path: out}\n"
MODEL = "sources:\n  - {name: raw, tables: [{name: orders}]}\n"
SECRETS = ("polaris-client-id", "polaris-client-secret", "lake-credentials/access_key_id",
           "lake-credentials/secret_access_key")
VARIABLES = {"polaris-client-id": "POLARIS_CLIENT_ID",
             "polaris-client-secret": "POLARIS_CLIENT_SECRET",
             "lake-credentials/access_key_id": "LAKE_ACCESS_KEY_ID",
             "lake-credentials/secret_access_key": "LAKE_SECRET_ACCESS_KEY"}

Scene = collections.namedtuple("Scene", "name arguments status compiled mounted stdin")
Done = collections.namedtuple("Done", "status stdout stderr files")


def scene(name, *arguments, status=0, compiled=True, mounted=False, stdin=""):
    return Scene(name, arguments, status, compiled, mounted, stdin)


SHOW = 'test -n "$POLARIS_CLIENT_SECRET" && echo the command ran'
SCENES = [
    scene("first", *USUAL, "floe.yaml", compiled=False),
    scene("again", *USUAL, "floe.yaml"),
    scene("command", *MOUNTED, "floe.yaml", "--", "sh", "-c", SHOW, mounted=True),
    scene("print-env", *MOUNTED, "--print=env", "floe.yaml", mounted=True),
    scene("mounted", *MOUNTED, "--depfile", DEPFILE, "floe.yaml", compiled=False, mounted=True),
    scene("project", "-p", "platform.yaml", "project.yaml"),
    scene("check", *USUAL, "--check", "floe.yaml", status=3),
    scene("diff", *USUAL, "--diff", "--verbose", "floe.yaml", status=3),
    scene("stdin", *USUAL, "--print=profiles", "-", compiled=False, stdin=FLOE),
]


def value_of(name):
    return f"{MARK}-{name.replace('/', '-')}-value"


def environment(folder, scene, **more):
    variables = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    if not scene.mounted:
        variables |= {VARIABLES[name]: value_of(name) for name in SECRETS}
    return variables | more


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def lay_out(folder, scene):
    """The folder before the run: compiled for another platform, with a macro that is gone by now."""
    folder.mkdir()
    write(folder, {"floe.yaml": FLOE, "project.yaml": PROJECT,
                   "platform.yaml": PLATFORM.format(warehouse="old")})
    if scene.mounted:
        write(folder / "mount", {name: value_of(name) + "\n" for name in SECRETS})
    if scene.compiled:
        subprocess.run([PROGRAM, *USUAL, "--secrets=defer", "--profile=shop_profile", "floe.yaml"],
                       cwd=folder, check=True)
        write(folder, {"out/dbt_project.yml": "name: shop\nprofile: shop_profile\nversion: '1.0'\n",
                       "out/models/sources.yml": MODEL, "out/macros/own.sql": "-- mine\n"})
        head = (folder / "out/macros/floe/floe_platform.sql").read_text().partition("\n")[0]
        write(folder, {"out/macros/floe/gone/old.sql": head + "\n"})
    write(folder, {"platform.yaml": PLATFORM.format(warehouse="new")})
    return folder


def look(folder):
    """Mode and bytes of every file, and every folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        name = path.relative_to(folder).as_posix()
        is_file = stat.S_ISREG(status.st_mode)
        found[name] = (oct(status.st_mode), path.read_bytes() if is_file else b"")
    return found


def run(folder, scene, before=(), **more):
    """Runs the scene's command, behind the words of before."""
    command = [*before, PROGRAM, *scene.arguments]
    done = subprocess.run([str(word) for word in command], cwd=folder, input=scene.stdin.encode(),
                          env=environment(folder, scene, **more), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=SECONDS_MAX)
    return Done(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"), look(folder))


class Stage:
    """Fresh copies of one scene's folder."""

    def __init__(self, scene):
        self.scene = scene
        self.top = tempfile.TemporaryDirectory(prefix="floe-fault-", dir=FOLDER)
        self.first = lay_out(pathlib.Path(self.top.name).resolve() / "first", scene)
        self.before = look(self.first)
        self.right = self.play(lambda folder: run(folder, scene))
        self.after = self.right.files
        if self.right.status != scene.status:
            raise RuntimeError(f"{scene.name} without a fault: {self.right}")

    def play(self, function):
        with tempfile.TemporaryDirectory(dir=self.top.name) as above:
            folder = pathlib.Path(above) / "case"
            shutil.copytree(self.first, folder, symlinks=True)
            return function(folder)

    def calls(self):
        """(name, first argument) of each system call, in order."""
        def listed(folder):
            log = folder.parent / "log"
            run(folder, self.scene, [TRACE, "list", log])
            return [tuple(line.rsplit(" ", 1)) for line in log.read_text().splitlines()]
        return self.play(listed)
