"""dbt runs of the tests: of dbt 1 forks of one zygote (zygote.py), of dbt 2 processes of its program."""

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


class ProgramRun(Run):
    """The same of a program, which is this process's child."""

    def __init__(self, process: subprocess.Popen, output: Path):
        super().__init__(process.pid, output)
        self.process = process

    def wait(self, seconds: float) -> str:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
        self.returncode = self.process.wait()
        return self.output.read_text(errors="replace")


class Program:
    """dbt 2: one program, quick to start."""

    line = "2"

    def __init__(self, outputs: Path, program: Path, environment: dict):
        self.outputs, self.program, self.environment, self.numbers = outputs, program, environment, itertools.count()
        outputs.mkdir(exist_ok=True)
        self.runs: list[ProgramRun] = []

    def start(self, words: list[str], cwd: Path, env: dict) -> Run:
        output = self.outputs / f"dbt-{next(self.numbers):04}.log"
        with open(output, "wb") as file:
            process = subprocess.Popen([self.program, *words], cwd=cwd, env={**env, **self.environment}, stdin=subprocess.DEVNULL,
                                       stdout=file, stderr=file, start_new_session=True)
        run = ProgramRun(process, output)
        self.runs.append(run)
        return run

    def repeat(self, runs: list[list[str]], cwd: Path, env: dict, seconds: float) -> tuple[int, str]:
        """One run after the other. Returns the exit status and a line for each run, or what the failed one said."""
        said = []
        for words in runs:
            began = time.monotonic()
            run = self.start(words, cwd, env)
            output = run.wait(seconds)
            if run.returncode != 0:
                return run.returncode, output
            said.append(f"ok {time.monotonic() - began:.2f}")
        return 0, "\n".join(said)

    def stop(self) -> None:
        for run in self.runs:
            run.kill() if run.process.poll() is None else None


class Zygote:
    def __init__(self, outputs: Path, python: str = sys.executable, line: str = "1.11"):
        self.outputs, self.python, self.line, self.numbers = outputs, python, line, itertools.count()
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

    def repeat(self, runs: list[list[str]], cwd: Path, env: dict, seconds: float) -> tuple[int, str]:
        """The same in one process: its start takes longer than most of these runs."""
        result = subprocess.run([self.python, "-P", str(Path(__file__).with_name("repeat.py"))], input=json.dumps(runs), cwd=cwd,
                                env=env, capture_output=True, text=True, timeout=seconds)
        return result.returncode, result.stdout + result.stderr

    def stop(self) -> None:
        for pid in self.pids:
            Run(pid, self.outputs).kill() if alive(pid) else None
        self.process.kill()
        self.process.wait()
        atexit.unregister(self.stop)
