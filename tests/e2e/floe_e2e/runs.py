"""dbt runs of the tests: forks of one zygote (zygote.py)."""

import atexit
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path


class Run:
    """A dbt run under way, or ended."""

    def __init__(self, pid: int, output: Path):
        self.pid, self.output, self.returncode = pid, output, None

    def kill(self) -> None:
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def wait(self, seconds: float) -> str:
        """What it said. A run that takes longer is killed: returncode -9, as for one that somebody else killed."""
        end = time.monotonic() + seconds
        while alive(self.pid):
            if time.monotonic() > end:
                self.kill()
            time.sleep(0.02)
        status = Path(f"{self.output}.exit")
        self.returncode = int(status.read_text()) if status.exists() else -signal.SIGKILL
        return self.output.read_text(errors="replace")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class Zygote:
    def __init__(self, outputs: Path, python: str = sys.executable):
        self.outputs, self.numbers = outputs, itertools.count()
        outputs.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [python, "-P", str(Path(__file__).with_name("zygote.py"))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.pids: list[int] = []
        self.lock = threading.Lock()
        atexit.register(self.stop)

    def start(self, words: list[str], cwd: Path, env: dict) -> Run:
        output = self.outputs / f"dbt-{next(self.numbers):04}.log"
        request = {"words": words, "cwd": str(cwd), "env": env, "output": str(output)}
        with self.lock:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            run = Run(int(self.process.stdout.readline()), output)
            self.pids.append(run.pid)
        return run

    def stop(self) -> None:
        for pid in self.pids:
            Run(pid, self.outputs).kill() if alive(pid) else None
        self.process.kill()
        self.process.wait()
        atexit.unregister(self.stop)
