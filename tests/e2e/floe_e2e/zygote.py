"""A process that has dbt imported and forks for each run: importing it takes longer than most runs of the tests.

Requests are lines of JSON on stdin: {"words", "cwd", "env", "output"}; the answer is the pid of the fork, which leads a
process group of its own, writes to the file `output`, and leaves its exit status in `output`.exit.
"""

import json
import os
import signal
import sys

import dbt.adapters.duckdb  # noqa: F401  (only to have it loaded)
from dbt.cli.main import cli


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks
    for line in sys.stdin:
        request = json.loads(line)
        pid = os.fork()
        if pid == 0:
            run(request)
        print(pid, flush=True)


def run(request: dict) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    output = os.open(request["output"], os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    for number in (1, 2):
        os.dup2(output, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    status = 1
    try:
        cli(request["words"])
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}")
    sys.stdout.flush()
    with open(request["output"] + ".exit", "w") as file:
        file.write(str(status))
    os._exit(0)


main()
