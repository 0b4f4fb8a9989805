"""Loopback servers that write down what they are asked: an S3 and an Iceberg REST catalog."""
import base64
import hashlib
import hmac
import http.server
import json
import re
import threading
import urllib.parse


class Server:
    """Runs while the context is open; .requests is what was asked."""

    def __init__(self):
        self.requests = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                size = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(size)
                outer.requests.append((self.command, self.path, dict(self.headers), body))
                status, reply, kind = outer.reply(self.command, self.path, self.headers, body)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(reply)))
                self.send_header("Last-Modified", "Sat, 31 Jan 2026 06:00:00 GMT")
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(reply)

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, *arguments):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.address = f"127.0.0.1:{self.http.server_port}"

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *ignored):
        self.http.shutdown()
        self.http.server_close()


def signature(secret, method, path, headers):
    """AWS Signature Version 4, recomputed from what came in."""
    parts = re.search(r"Credential=(.*)/(\d{8})/([^/]+)/s3/aws4_request, ?"
                      r"SignedHeaders=([^,]+), ?Signature=(\w+)", headers["Authorization"])
    _, day, region, signed, given = parts.groups()
    resource, _, query = path.partition("?")
    canonical = "\n".join([
        method, resource, "&".join(sorted(query.split("&"))),
        *(f"{name}:{' '.join(headers[name].split())}" for name in signed.split(";")), "",
        signed, headers["x-amz-content-sha256"]])
    scope = f"{day}/{region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", headers["x-amz-date"], scope,
                      hashlib.sha256(canonical.encode()).hexdigest()])
    key = b"AWS4" + secret
    for word in (day, region, "s3", "aws4_request"):
        key = hmac.digest(key, word.encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest(), given


class S3(Server):
    """Has one object for who signs with the right keys; hang() makes it never answer."""

    def __init__(self, key_id, secret, data=b"id,name\n1,a\n2,b\n"):
        super().__init__()
        self.key_id, self.secret, self.data = key_id, secret, data
        self.accepted = 0
        self.asked = threading.Event()
        self.gate = threading.Event()
        self.gate.set()

    def hang(self):
        self.gate.clear()

    def __exit__(self, *ignored):
        self.gate.set()
        super().__exit__()

    def reply(self, method, path, headers, body):
        self.asked.set()
        self.gate.wait(600)
        authorization = headers.get("Authorization", "")
        right = f"Credential={self.key_id}/" in authorization
        if right:
            ours, given = signature(self.secret, method, path, headers)
            right = hmac.compare_digest(ours, given)
        if not right:
            return 403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>", "application/xml"
        self.accepted += 1
        first, last = 0, len(self.data) - 1
        found = re.fullmatch(r"bytes=(\d+)-(\d*)", headers.get("Range", ""))
        if found:
            first, last = int(found[1]), int(found[2] or last)
        return (206 if found else 200), self.data[first:last + 1], "text/csv"


class Catalog(Server):
    """As much of Iceberg's REST API as it takes to attach, for one client."""

    def __init__(self, client_id, client_secret):
        super().__init__()
        self.client = client_id, client_secret
        self.accepted = 0

    def credentials(self, headers, body):
        """In the body, or as HTTP Basic; the latter is what DuckDB does with inline ones."""
        words = urllib.parse.parse_qs(body.decode())
        kind, _, text = headers.get("Authorization", "").partition(" ")
        if kind == "Basic":
            return tuple(base64.b64decode(text).decode().split(":", 1))
        return words.get("client_id", [""])[0], words.get("client_secret", [""])[0]

    def reply(self, method, path, headers, body):
        path = path.partition("?")[0]
        if path == "/v1/oauth/tokens":
            if self.credentials(headers, body) != self.client:
                return 401, b'{"error": "invalid_client"}', "application/json"
            self.accepted += 1
            token = {"access_token": "t0ken", "token_type": "bearer", "expires_in": 3600,
                     "issued_token_type": "urn:ietf:params:oauth:token-type:access_token"}
            return 200, json.dumps(token).encode(), "application/json"
        if headers.get("Authorization") != "Bearer t0ken":
            return 401, b"{}", "application/json"
        if path == "/v1/config":
            return 200, b'{"defaults": {}, "overrides": {}}', "application/json"
        if path.endswith("/namespaces"):
            return 200, b'{"namespaces": [["default"]]}', "application/json"
        return 404, b'{"error": {"message": "no", "type": "NoSuch", "code": 404}}', "application/json"
