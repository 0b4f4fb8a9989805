"""What the groups share: where things are, running programs, mounts, marks, the report."""
import collections
import hashlib
import os
import pathlib
import re
import subprocess
import time

from place import PROGRAM, TOP, VENV  # noqa: F401
from report import Report  # noqa: F401

PATH = "/usr/local/bin:/usr/bin:/bin"
SECONDS_MAX = 300  # on a loaded machine

# In memory where that is possible: what is written is synced, and disks are slow.
FOLDER = next((path for path in ("/dev/shm",) if os.access(path, os.W_OK | os.X_OK)), None)

# Both ends of a mark are looked for, so that half a value is found too.
MARK_ENDS = b"c4n4ry", b"yr4n4c"

Done = collections.namedtuple("Done", "status stdout stderr")


def mark(*words):
    """A value that stands nowhere else; the same words give the same one."""
    middle = hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]
    return f"c4n4ry-{middle}-yr4n4c"


def is_marked(data):
    return any(end in data for end in MARK_ENDS)


# A sanitized program dies by its signals and passes its limits on, as the released one does.
SANITIZERS = "handle_segv=0:handle_abort=0:disable_coredump=0"


def variables(folder, **more):
    """A small environment: nothing of the caller's is in it."""
    return {"PATH": PATH, "HOME": str(folder), "LC_ALL": "C.UTF-8", "TMPDIR": str(folder),
            "ASAN_OPTIONS": SANITIZERS, **more}


def run(arguments, folder, env=None, **options):
    options.setdefault("stdin", subprocess.DEVNULL)
    options.setdefault("timeout", SECONDS_MAX)
    if "input" in options:
        del options["stdin"]
    done = subprocess.run([os.fspath(argument) for argument in arguments], cwd=folder,
                          env=variables(folder) if env is None else env, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, **options)
    return Done(done.returncode, done.stdout, done.stderr)


def compile(folder, *arguments, env=None, **options):
    return run([PROGRAM, *arguments], folder, env, **options)


def start(folder, *arguments, env=None, **options):
    return subprocess.Popen([PROGRAM, *arguments], cwd=folder,
                            env=variables(folder) if env is None else env, **options)


def shown(done):
    """What a program said, for a trouble."""
    text = (done.stdout + done.stderr).decode("utf-8", "replace")
    return f"exit {done.status}\n" + "\n".join(text.splitlines()[-25:])


def expect(done, status):
    return None if done.status == status else f"expected exit {status}\n{shown(done)}"


def write(folder, files):
    for name, text in files.items():
        path = pathlib.Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def words_of(option):
    """The values that the program takes for it, as it says when it gets another."""
    said = compile(TOP, f"--{option}=?").stderr.decode()
    words = re.findall(r"[a-z]+", said.partition("expected")[2].partition("\n")[0])
    return [word for word in words if word not in ("one", "of", "or", "nothing")]


def marked_lines(data):
    lines = [line.strip() for line in data.splitlines() if is_marked(line)]
    return b"\n  ".join([b"", *lines[:3]]).decode("utf-8", "replace")


# ---- mounts ----

STAMP = "..2026_01_31_06_00_00.123456789"


def mount_as_kubernetes(mount, files):
    """One projected volume: NAME -> ..data/NAME, ..data -> ..TIME."""
    mount = pathlib.Path(mount)
    (mount / STAMP).mkdir(parents=True)
    write(mount / STAMP, files)
    (mount / "..data").symlink_to(STAMP)
    for name in {name.split("/")[0] for name in files}:
        (mount / name).symlink_to(f"..data/{name}")
    return mount


def mount_volume_each(mount, files):
    """Each secret is a volume of its own below the mount: NAME/KEY -> ..data/KEY."""
    mount = pathlib.Path(mount)
    for name in {name.split("/")[0] for name in files}:
        keys = {path.partition("/")[2] or "value": data for path, data in files.items()
                if path.split("/")[0] == name}
        mount_as_kubernetes(mount / name, keys)
    return mount


# ---- a product with all that has a secret ----

FLOE = """\
name: shop
storage: lake
catalog: main
compute: small
"""

PLATFORM = """\
storage:
  lake:
    type: s3
    bucket: shop-lake
    endpoint: http://127.0.0.1:9
    path_style_access: true
    credentials: {mode: static, secret_ref: lake-credentials}
catalogs:
  main:
    type: polaris
    uri: http://127.0.0.1:9
    warehouse: shop
    access_delegation: none
    credentials:
      mode: oauth2
      client_id: {secret_ref: polaris-client-id}
      client_secret: {secret_ref: polaris-client-secret}
compute:
  small: {type: duckdb}
"""

# path below the mount -> variable
SECRETS = {
    "polaris-client-id": "POLARIS_CLIENT_ID",
    "polaris-client-secret": "POLARIS_CLIENT_SECRET",
    "lake-credentials/access_key_id": "LAKE_ACCESS_KEY_ID",
    "lake-credentials/secret_access_key": "LAKE_SECRET_ACCESS_KEY",
}


def shop(folder, floe=FLOE, platform=PLATFORM):
    folder = pathlib.Path(folder)
    write(folder, {"floe.yaml": floe, "platform.yaml": platform})
    return folder


def wait_until(what, condition, seconds=SECONDS_MAX):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"never came: {what}")
        time.sleep(0.005)


def wait_until_asleep(process):
    """Sleeping at five looks in a row: it waits for what we hold."""
    looks = []

    def is_asleep():
        if process.poll() is not None:
            raise RuntimeError(f"it ended with {process.returncode}")
        stat = pathlib.Path(f"/proc/{process.pid}/stat").read_text()
        looks.append(stat.rpartition(")")[2].split()[0] == "S")
        time.sleep(0.005)
        return len(looks) >= 5 and all(looks[-5:])

    wait_until("a sleeping process", is_asleep)
