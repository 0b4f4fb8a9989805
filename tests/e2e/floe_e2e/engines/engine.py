"""A dbt project with two targets on one catalog: DuckDB ('rest') and another engine."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from ..bench import COMPILER, Bench, Failed, check, tail

SECONDS_MAX = 900
SECRETS = ("POLARIS_CLIENT_SECRET", "AWS_SECRET_ACCESS_KEY")


class EngineBench(Bench):
    def __init__(self, name, work, stack, zygote, engine):
        super().__init__(name, "rest", work, stack, zygote)
        self.engine = engine
        self.environments = f"rest,{engine.name}"
        self.processes: dict[int, bytes] = {}  # what stood in the process list while the engine ran

    def compile_both(self) -> None:
        """One profiles.yml and one set of macros for both targets."""
        self.compile()
        self.write_platform(self.engine.compute())
        self.floe_compile()

    def compile_alone(self, **properties) -> None:
        """The engine's target without DuckDB's beside it; `properties` are more of its compute.properties."""
        compute = self.engine.compute()
        compute["properties"].update(properties)
        self.write_platform(compute)
        self.environments = self.engine.name
        self.floe_compile()

    def write_platform(self, compute: dict) -> None:
        platform = self.platform()
        platform["compute"] = {"default": compute}
        self.write(f"platform/{self.engine.name}/platform.yaml", json.dumps(platform, indent=2))

    def floe_compile(self, *words: str, emit: str = "", command: tuple = ()) -> subprocess.Popen | None:
        line = [COMPILER, "--env", self.environments, "--profile", "e2e",
                *([f"--emit={emit}"] if emit else []), *words, "floe.yaml"]
        if not command:
            result = subprocess.run(line, cwd=self.folder, capture_output=True, text=True, env={**os.environ, **self.joined()})
            check(result.returncode == 0, "floe-compile:", result.stderr)
            check("F0903" not in result.stderr, "a variable is missing:", result.stderr)
            return None
        return subprocess.Popen([*line, "--", *command], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, env=self.environment(), start_new_session=True)

    def joined(self) -> dict:
        """What `--` sets by itself: without it the compiler says that it is missing."""
        return {"POLARIS_CREDENTIAL": "set"}

    def environment(self) -> dict:
        return {**super().environment(), **self.engine.environment()}

    def on(self, target: str, *words: str, fails: bool = False, **variables) -> str:
        """dbt for one of the targets, as COMMAND of floe-compile: the secrets come from it."""
        dbt = str(Path(sys.executable).with_name("dbt"))
        command = (dbt, *self.words(words, variables), "--target", target)
        process = self.floe_compile(command=command)
        watcher = threading.Thread(target=self.watch, args=(process,), daemon=True)
        watcher.start()
        try:
            output, _ = process.communicate(timeout=SECONDS_MAX)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            raise Failed(f"dbt {' '.join(words)} on {target} took more than {SECONDS_MAX} s") from None
        watcher.join()
        (self.folder / f"{target}-{words[0]}.log").write_text(output)
        if (process.returncode == 0) == fails:
            raise Failed(f"dbt {' '.join(words)} on {target} ended with {process.returncode}:\n{tail(said(output), 40)}")
        return output

    def watch(self, process: subprocess.Popen) -> None:
        while process.poll() is None:
            for place in Path("/proc").glob("[0-9]*"):
                try:
                    if os.getsid(int(place.name)) == process.pid:
                        self.processes[int(place.name)] = (place / "cmdline").read_bytes()
                except OSError:
                    continue
            time.sleep(0.5)

    def check_secrets(self) -> None:
        """No secret in the process list, in the files of the project, or in what dbt logged."""
        values = [os.environ[name].encode() for name in SECRETS]
        for line in self.processes.values():
            check(not any(value in line for value in values), "a secret is in the process list:", line[:200])
        for file in self.folder.rglob("*"):
            if file.is_file():
                text = file.read_bytes()
                check(not any(value in text for value in values), "a secret is in", file)


def said(output: str) -> str:
    """Without what Spark's progress bars left."""
    return "\n".join(line.split("\r")[-1] for line in output.splitlines() if line.strip() and "[Stage " not in line)
