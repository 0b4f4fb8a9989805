"""Trino's own server, from Maven Central, on the catalog file that floe-compile emits."""

import json
import os
import shutil
import urllib.request
from pathlib import Path

from .. import setup
from ..bench import ALIAS, COMPILER, check
from ..stack import Service, free_port

VERSION = "476"


def server() -> Path:
    """The server with the one plugin that is needed; the archive holds fifty more."""
    name = f"trino-server-{VERSION}"
    folder = setup.cache() / name
    if folder.exists():
        return folder
    archive = setup.maven("io.trino", "trino-server", VERSION, "tar.gz", megabytes=821)
    unpacked = setup.cache() / "trino-unpacked"
    shutil.rmtree(unpacked, ignore_errors=True)
    unpacked.mkdir()
    parts = [f"{name}/{part}" for part in ("bin", "lib", "plugin/iceberg", "secrets-plugin")]
    setup.run(["tar", "-xzf", str(archive), "-C", str(unpacked), *parts], "the Trino server out of its archive")
    (unpacked / name).rename(folder)
    unpacked.rmdir()
    return folder


class Trino:
    name = "trino"

    def __init__(self, stack, work: Path):
        self.java = setup.java(24, 999, f"Trino {VERSION}")
        self.server = server()
        self.port = free_port()
        self.etc, self.data, self.log = work / "trino" / "etc", work / "trino" / "data", work / "logs" / "trino.log"
        self.catalog = self.etc / "catalog" / f"{ALIAS}.properties"
        self.glue = ""
        self.service: Service | None = None

    def compute(self, glue: str = "") -> dict:
        """With the address of a Glue that is not AWS's, which start() puts into the catalog file."""
        self.glue = glue
        return {"type": "trino", "properties": {"host": "127.0.0.1", "port": self.port, "user": "e2e", "threads": 4}}

    def environment(self) -> dict:
        return {"JAVA_HOME": str(Path(self.java).parent.parent)}

    def start(self, bench) -> None:
        """Once for each catalog: on the emitted file, with the secrets that floe-compile hands over."""
        bench.floe_compile(emit="trino")
        emitted = next((bench.folder / "deploy" / "trino").rglob(f"etc/catalog/{ALIAS}.properties"), None)
        check(emitted, "floe-compile emitted no catalog file")
        text = emitted.read_text() + (f"hive.metastore.glue.endpoint-url={self.glue}\n" if self.glue else "")
        if self.service and text == self.catalog.read_text():
            return
        self.stop()
        self.catalog.parent.mkdir(parents=True, exist_ok=True)
        self.catalog.write_text(text)
        (self.etc / "node.properties").write_text(f"node.environment=e2e\nnode.data-dir={self.data}\nnode.bind-ip=127.0.0.1\nnode.internal-address=127.0.0.1\n")
        (self.etc / "config.properties").write_text(
            f"coordinator=true\nnode-scheduler.include-coordinator=true\nhttp-server.http.port={self.port}\n"
            f"discovery.uri=http://127.0.0.1:{self.port}\n")
        (self.etc / "jvm.config").write_text("-Xmx1G\n")
        launch = [str(self.server / "bin" / "launcher"), "run", "-etc-dir", str(self.etc), "-data-dir", str(self.data)]
        self.service = Service(
            "Trino", [str(COMPILER), "--env", bench.environments, "--profile", "e2e", "-o", str(bench.folder),
                      str(bench.folder / "floe.yaml"), "--", *launch],
            self.log, self.ready, self.environment())
        self.service.start()

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/v1/info", timeout=2) as answer:
                return not json.load(answer)["starting"]
        except OSError:
            return False

    def stop(self) -> None:
        if self.service:
            secrets = [os.environ[name].encode() for name in ("POLARIS_CLIENT_SECRET", "AWS_SECRET_ACCESS_KEY")]
            self.service.stop()
            text = self.log.read_bytes()
            check(not any(secret in text for secret in secrets), "a secret is in Trino's log", self.log)
            self.service = None
