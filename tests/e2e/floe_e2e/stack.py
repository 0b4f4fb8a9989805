"""The servers: S3 (moto), OAuth2 (oidc-provider), an Iceberg REST catalog (Nessie).

All on free loopback ports, each waited for until it answers, each in a process group of its own
that ends with this process, whatever ends it.
"""

import atexit
import copy
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from .proxy import Proxy

BUCKET = "warehouse"
SCOPE = "PRINCIPAL_ROLE:ALL"
REGION = "us-east-1"
READY_SECONDS_MAX = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _die_with_parent() -> None:
    """Linux: even a killed test run leaves no server behind."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


class Service:
    """A server process with its log and its readiness check."""

    def __init__(self, name: str, command: list[str], log: Path, ready, env: dict | None = None):
        self.name, self.command, self.log, self.ready = name, command, log, ready
        self.env = {**os.environ, **(env or {})}
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.env,
                start_new_session=True, preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        atexit.register(self.stop)
        end = time.monotonic() + READY_SECONDS_MAX
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise SystemExit(f"{self.name} did not start; the end of {self.log}:\n{self.tail()}")
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process is None:
            return
        for sig, seconds in ((signal.SIGTERM, 3), (signal.SIGKILL, 5)):
            try:
                os.killpg(self.process.pid, sig)
                self.process.wait(seconds)
                break
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue
        self.process.wait()
        self.process = None
        atexit.unregister(self.stop)

    def tail(self, lines: int = 30) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def _answers(url: str, *, any_status: bool = False):
    def ready() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return True
        except urllib.error.HTTPError:
            return any_status
        except OSError:
            return False
    return ready


class Stack:
    """S3, OAuth2 and the catalog, with a counting proxy before each."""

    def __init__(self, java: str, jar: Path, node: str, oidc: Path, logs: Path):
        self.logs = logs
        self.key_id, self.secret_key = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
        self.client_id, self.client_secret = os.environ["POLARIS_CLIENT_ID"], os.environ["POLARIS_CLIENT_SECRET"]
        s3_port, self.oauth2_port, catalog_port = free_port(), free_port(), free_port()
        self.s3_port, self.catalog_port, self.catalog_path = s3_port, catalog_port, "/iceberg"
        self.s3 = Service(
            "moto (S3)", [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(s3_port)],
            logs / "s3.log", _answers(f"http://127.0.0.1:{s3_port}/moto-api/data.json"))
        self.oauth2 = Service(
            "oidc-provider (OAuth2)", [node, "server.mjs"], logs / "oauth2.log",
            _answers(f"http://127.0.0.1:{self.oauth2_port}/.well-known/openid-configuration"),
            {"FLOE_OAUTH2_PORT": str(self.oauth2_port), "FLOE_OAUTH2_SCOPE": SCOPE})
        self.oauth2.command[1] = str(oidc / "server.mjs")
        management_port = free_port()
        self.catalog = Service(
            "Nessie (Iceberg REST)", [java, "-Xmx768m", *self._nessie(s3_port, catalog_port, management_port),
                                      "-jar", str(jar)],
            logs / "catalog.log", _answers(f"http://127.0.0.1:{management_port}/q/health/ready"),
            {"FLOE_S3_KEY_ID": self.key_id, "FLOE_S3_SECRET": self.secret_key})
        self.open_proxies()

    def _nessie(self, s3_port: int, port: int, management_port: int) -> list[str]:
        s3 = "nessie.catalog.service.s3.default-options"
        options = {
            "quarkus.http.host": "127.0.0.1",
            "quarkus.http.port": port,
            "quarkus.management.host": "127.0.0.1",
            "quarkus.management.port": management_port,
            "nessie.version.store.type": "IN_MEMORY",
            "nessie.catalog.default-warehouse": BUCKET,
            f"nessie.catalog.warehouses.{BUCKET}.location": f"s3://{BUCKET}/",
            f"{s3}.endpoint": f"http://127.0.0.1:{s3_port}/",
            f"{s3}.region": REGION,
            f"{s3}.path-style-access": "true",
            f"{s3}.request-signing-enabled": "false",
            f"{s3}.access-key": "urn:nessie-secret:quarkus:floe-s3",
            "floe-s3.name": "${FLOE_S3_KEY_ID}",
            "floe-s3.secret": "${FLOE_S3_SECRET}",
            "nessie.server.authentication.enabled": "true",
            "quarkus.oidc.tenant-enabled": "true",
            "quarkus.oidc.auth-server-url": f"http://127.0.0.1:{self.oauth2_port}",
            "quarkus.oidc.client-id": "nessie",
            "quarkus.oidc.application-type": "service",
            "quarkus.otel.sdk.disabled": "true",
        }
        return [f"-D{key}={value}" for key, value in options.items()]

    def open_proxies(self) -> None:
        self.rest, self.storage, self.tokens = Proxy(self.catalog_port), Proxy(self.s3_port), Proxy(self.oauth2_port)

    def close_proxies(self) -> None:
        for proxy in (self.rest, self.storage, self.tokens):
            proxy.close()

    def with_own_proxies(self) -> "Stack":
        """The same servers, with other proxies before them."""
        other = copy.copy(self)
        other.open_proxies()
        return other

    @contextmanager
    def with_iceberg_fixture(self, java: str, folder: Path):
        """Iceberg's own REST fixture in the place of Nessie, which shows no older versions of a table."""
        port = free_port()
        fixture = Service(
            "Iceberg's REST fixture", [java, "-Xmx512m", "-cp", f"{folder}/*", "org.apache.iceberg.rest.RESTCatalogServer"],
            self.logs / "fixture.log", _answers(f"http://127.0.0.1:{port}/v1/config"),
            {"CATALOG_REST_PORT": str(port), "AWS_REGION": REGION, "CATALOG_WAREHOUSE": f"s3://{BUCKET}/fixture",
             "CATALOG_URI": f"jdbc:sqlite:{self.logs}/fixture-{port}.db",
             "CATALOG_IO__IMPL": "org.apache.iceberg.aws.s3.S3FileIO",
             "CATALOG_S3_ENDPOINT": f"http://127.0.0.1:{self.s3_port}", "CATALOG_S3_PATH__STYLE__ACCESS": "true",
             "CATALOG_S3_ACCESS__KEY__ID": self.key_id, "CATALOG_S3_SECRET__ACCESS__KEY": self.secret_key})
        fixture.start()
        other = copy.copy(self)
        other.catalog_port, other.catalog_path = port, ""
        other.open_proxies()
        try:
            yield other
        finally:
            other.close_proxies()
            fixture.stop()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.rest.port}{self.catalog_path}"

    @property
    def token_uri(self) -> str:
        return f"http://127.0.0.1:{self.tokens.port}/v1/oauth/tokens"

    def start(self) -> None:
        self.s3.start()
        urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{self.s3_port}/{BUCKET}", method="PUT"))
        self.oauth2.start()
        self.catalog.start()

    def stop(self) -> None:
        for service in (self.catalog, self.oauth2, self.s3):
            service.stop()
        self.close_proxies()

    def token(self) -> str:
        body = f"grant_type=client_credentials&client_id={self.client_id}&client_secret={self.client_secret}&scope={SCOPE}"
        with urllib.request.urlopen(self.token_uri, body.encode()) as answer:
            return json.load(answer)["access_token"]
