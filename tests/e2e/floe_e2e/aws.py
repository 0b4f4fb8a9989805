"""A stand-in for AWS: Glue's and S3 Tables' Iceberg REST endpoints, and the S3 behind them, as an HTTP proxy.

DuckDB builds the addresses of AWS itself (endpoint_type), so the stand-in is what $HTTP_PROXY names: it ends TLS for
*.amazonaws.com with a certificate of its own, which the bench makes httpfs trust, refuses what AWS refuses and passes
the rest on to the stack's catalog and S3. What AWS refuses comes from its documentation and from the public threads of
those who met it; of rename, a client's location and names the words are ours. Nobody ran it beside AWS.
"""

import datetime
import http.client
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit
from urllib.request import Request, urlopen

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from .proxy import HOP_BY_HOP, Server, read_body
from .stack import BUCKET, REGION

ACCOUNT = "123456789012"
TABLE_BUCKET = f"arn:aws:s3tables:{REGION}:{ACCOUNT}:bucket/shop"
PREFIXES = {"glue": f"catalogs/{ACCOUNT}", "s3tables": quote(TABLE_BUCKET, safe="")}


class Refusal(Exception):
    """What AWS answers instead of doing it."""

    def __init__(self, message: str, status: int = 400, kind: str = "InvalidInputException"):
        super().__init__(message)
        self.status = status
        self.body = json.dumps({"error": {"code": status, "message": message, "type": kind}}).encode()


def check_glue(method: str, parts: list[str], query: dict, body: dict) -> None:
    check_common(parts, body)
    if is_create(method, parts) and not body.get("location"):
        raise Refusal("Location information cannot be null while creating an iceberg table")
    if method == "DELETE" and query.get("purgeRequested") == ["true"]:
        raise Refusal("PurgeRequested cannot be true for Glue iceberg tables.")
    if parts == ["tables", "rename"]:
        raise Refusal("RenameTable is not supported for tables in Amazon S3")


def check_s3_tables(method: str, parts: list[str], query: dict, body: dict) -> None:
    check_common(parts, body)
    if is_create(method, parts) and body.get("location"):
        raise Refusal("The location of a table is assigned by S3 Tables", kind="BadRequestException")
    if method == "DELETE" and len(parts) == 4 and query.get("purgeRequested") != ["true"]:
        raise Refusal("S3 Tables only supports dropping tables with purge enabled.", kind="BadRequestException")
    names = [*parts[1::2], body.get("name", ""), *body.get("namespace", []), body.get("destination", {}).get("name", "")]
    if parts[0] == "namespaces" and any(name != name.lower() for name in names if isinstance(name, str)):
        raise Refusal("The specified table name is not valid.", kind="BadRequestException")


def check_common(parts: list[str], body: dict) -> None:
    if body.get("stage-create"):
        raise Refusal("Stage create is not supported")
    if parts[0] == "transactions" or "views" in parts:
        raise Refusal("Unknown operation", 404, "UnknownOperationException")
    if len(body.get("namespace", [])) > 1 or len(parts) > 1 and "\x1f" in parts[1]:
        raise Refusal("Only namespaces of one level are supported")


def is_create(method: str, parts: list[str]) -> bool:
    return method == "POST" and len(parts) == 3 and parts[2] == "tables"


CHECKS = {"glue": check_glue, "s3tables": check_s3_tables}


class Aws:
    """Before the proxies of a stack, so that these count the requests and may be stopped as ever."""

    def __init__(self, stack, certificate: Path):
        self.rest, self.storage = stack.rest, stack.storage
        self.headers = {"Authorization": f"Bearer {stack.token()}"}
        with urlopen(Request(f"{stack.endpoint}/v1/config", headers=self.headers)) as answer:
            config = json.load(answer)
        self.prefix = quote({**config["defaults"], **config["overrides"]}["prefix"], safe="%")
        self.refused: list[str] = []
        self.locations: list[str] = []  # that Glue was told
        self.certificate, self.tls = certificate, make_certificate(certificate)
        self._server = Server(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def environment(self) -> dict:
        return {"HTTP_PROXY": f"http://127.0.0.1:{self.port}"}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, host: str, method: str, target: str, headers: dict, body: bytes):
        """(status, headers, body) of a request to a host of AWS."""
        service = host.split(".")[0]
        if service in CHECKS:
            try:
                status, answered, data = self.catalog(service, method, target, headers, body)
            except Refusal as refusal:
                self.refused.append(f"{method} {target}: {refusal}")
                status, answered, data = refusal.status, [("Content-Type", "application/json")], refusal.body
            return status, answered, data
        bucket = host.split(".s3.")[0] if ".s3." in host else None
        return ask(self.storage.port, method, f"/{bucket}{target}" if bucket else target, headers, body)

    def catalog(self, service: str, method: str, target: str, headers: dict, body: bytes):
        url = urlsplit(target)
        path = url.path.removeprefix("/iceberg/v1/")
        if path == "config":
            config = {"defaults": {}, "overrides": {"prefix": PREFIXES[service]}}
            return 200, [("Content-Type", "application/json")], json.dumps(config).encode()
        prefix = path.split("/namespaces")[0].split("/tables/rename")[0].split("/transactions")[0]
        if unquote(prefix) != unquote(PREFIXES[service]):
            raise Refusal(f"no such catalog: {path}", 404, "NotFoundException")
        path = path.removeprefix(prefix + "/")
        sent = json.loads(body) if body else {}
        if service == "glue":  # the Data Catalog keeps names in small letters
            path, sent = quote(unquote(path).lower(), safe="/"), in_small_letters(sent)
        parts = [unquote(part) for part in path.split("/")]
        CHECKS[service](method, parts, parse_qs(url.query), sent)
        if service == "glue" and is_create(method, parts):
            self.check_location(sent["location"], f"s3://{BUCKET}/{parts[1]}/{sent['name']}__")
        query = f"?{url.query}" if url.query else ""
        status, answered, data = ask(
            self.rest.port, method, f"/iceberg/v1/{self.prefix}/{path}{query}",
            {**{k: v for k, v in headers.items() if not k.lower().startswith(("x-amz", "authorization"))}, **self.headers},
            json.dumps(sent).encode() if body else b"")
        if status == 200 and "/tables" in path and method in ("GET", "POST"):
            data = without_config(data)
        return status, answered, data

    def check_location(self, location: str, start: str) -> None:
        """Glue takes any, and leaves the files of a dropped table where they are."""
        if location in self.locations or not location.startswith(start):
            raise Refusal(f"{location} was used before, or does not begin with {start}")
        self.locations.append(location)

    def _handler(aws):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            host = None

            def log_message(self, *_):
                pass

            def do_CONNECT(self):
                self.send_response_only(200)
                self.end_headers()
                self.host = self.path.rsplit(":", 1)[0]
                self.connection = aws.tls.wrap_socket(self.connection, server_side=True)
                self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
                self.close_connection = False

            def forward(self):
                body = read_body(self)
                headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP | {"host"}}
                try:
                    if self.host:
                        status, answered, data = aws.answer(self.host, self.command, self.path, headers, body)
                    else:
                        url = urlsplit(self.path)
                        target = url.path + (f"?{url.query}" if url.query else "")
                        headers["Host"] = url.netloc
                        status, answered, data = ask(url.port, self.command, target, headers, body)
                except (OSError, http.client.HTTPException):
                    self.close_connection = True
                    return
                self.send_response_only(status)
                for name, value in answered:
                    if name.lower() not in HOP_BY_HOP and (name.lower() != "content-length" or self.command == "HEAD"):
                        self.send_header(name, value)
                if self.command != "HEAD":
                    self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = forward

        return Handler


def ask(port: int, method: str, target: str, headers: dict, body: bytes):
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    if body or method in ("POST", "PUT"):
        headers = {**{k: v for k, v in headers.items() if k.lower() != "content-length"}, "Content-Length": str(len(body))}
    try:
        link.request(method, target, body or None, headers)
        answer = link.getresponse()
        return answer.status, answer.getheaders(), answer.read()
    finally:
        link.close()


def in_small_letters(sent: dict) -> dict:
    for key in ("name", "namespace"):
        if key in sent:
            sent[key] = [part.lower() for part in sent[key]] if isinstance(sent[key], list) else sent[key].lower()
    return sent


def without_config(data: bytes) -> bytes:
    """Without the addresses and keys that the stack's catalog would tell."""
    answer = json.loads(data)
    return json.dumps({key: value for key, value in answer.items() if key not in ("config", "storage-credentials")}).encode()


HOSTS = tuple(f"{name}.{REGION}.amazonaws.com" for name in ("glue", "s3tables", "s3", "*.s3"))


def make_certificate(file: Path) -> ssl.SSLContext:
    """A self-signed certificate for the hosts of AWS, in `file` for those who are to trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "amazonaws.com")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in HOSTS]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256()))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
