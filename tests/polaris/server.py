"""A Polaris that keeps what it is told, and every request: the part of the management API and of the REST catalog
that the set-up uses. What a body may hold is checked here, as Polaris' OpenAPI description says it."""

import http.server
import json
import threading
import urllib.parse

CLIENT = ("root", "made for this test & no other=%")
TOKEN = "token-of-this-test"

# fields of a body: name -> type, or a table of its own; * marks those that must be there
ROLE = {"*name": str, "federated": bool, "properties": dict}
STORAGE = {"*storageType": ("S3", "GCS", "AZURE", "FILE"), "allowedLocations": [str], "storageName": str, "roleArn": str,
           "externalId": str, "userArn": str, "region": str, "endpoint": str, "stsEndpoint": str, "stsUnavailable": bool,
           "endpointInternal": str, "pathStyleAccess": bool}
CATALOG = {"*type": ("INTERNAL", "EXTERNAL"), "*name": str, "*properties": {"*default-base-location": str},
           "*storageConfigInfo": STORAGE}
PRIVILEGES = (
    "CATALOG_MANAGE_ACCESS", "CATALOG_MANAGE_CONTENT", "CATALOG_MANAGE_METADATA", "CATALOG_READ_PROPERTIES",
    "CATALOG_WRITE_PROPERTIES", "NAMESPACE_CREATE", "NAMESPACE_DROP", "NAMESPACE_LIST", "NAMESPACE_READ_PROPERTIES",
    "TABLE_CREATE", "TABLE_DROP", "TABLE_LIST", "TABLE_READ_DATA", "TABLE_READ_PROPERTIES", "TABLE_WRITE_DATA",
    "VIEW_LIST", "VIEW_READ_PROPERTIES")
BODIES = {
    "catalogs": {"*catalog": CATALOG}, "principal-roles": {"*principalRole": ROLE}, "catalog-roles": {"*catalogRole": ROLE},
    "grants": {"*grant": {"*type": ("catalog",), "*privilege": PRIVILEGES}},
    "namespaces": {"*namespace": [str], "properties": {"location": str}},
}


def fault(body, table, path="body"):
    """What is wrong with a body, None when nothing is."""
    if isinstance(table, dict):
        if not isinstance(body, dict):
            return f"{path} is no object"
        names = {name.lstrip("*"): (name, kind) for name, kind in table.items()}
        for name in body:
            if name not in names:
                return f"{path}.{name} is no field"
        for name, (marked, kind) in names.items():
            if name in body:
                if wrong := fault(body[name], kind, f"{path}.{name}"):
                    return wrong
            elif marked.startswith("*"):
                return f"{path}.{name} is missing"
        return None
    if isinstance(table, list):
        if not isinstance(body, list) or not body:
            return f"{path} is no list, or empty"
        return next((wrong for entry in body if (wrong := fault(entry, table[0], f"{path}[]"))), None)
    if isinstance(table, tuple):
        return None if body in table else f"{path} is {body!r}"
    return None if type(body) is table else f"{path} is {body!r}"


class Polaris:
    """The things by their address below the API, and the lists of what was granted and assigned."""

    def __init__(self, unready=0, port=0):
        self.things, self.lists, self.requests, self.faults = {}, {}, [], []
        self.unready = unready  # answers of 503 before it is ready
        self.refuses = None  # a method that is forbidden
        self.style = {}  # of json.dumps
        handler = type("Bound", (Handler,), {"polaris": self})
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def changes(self):
        return [request for request in self.requests if request[0] != "GET" and "oauth" not in request[1]]

    def bodies(self, kind):
        return [body for _, path, body in self.changes() if path.rstrip("/").split("/")[-1].startswith(kind)]


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def answer(self, status, body=None):
        data = b"" if body is None else json.dumps(body, **self.polaris.style).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, status, message):
        self.answer(status, {"error": {"message": message, "type": "Refused", "code": status}})

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()

    def do_GET(self):
        if not self.allowed():
            return
        polaris, path = self.polaris, self.path
        polaris.requests.append(("GET", path, None))
        if path in polaris.things:
            self.answer(200, polaris.things[path])
        elif path.endswith("/grants"):
            self.answer(200, {"grants": polaris.lists.get(path, [])})
        elif path.endswith("/principal-roles") or "/principal-roles/" in path and "/catalog-roles/" in path:
            self.answer(200, {"roles": polaris.lists.get(path, [])})
        else:
            self.refuse(404, "not there")

    def do_POST(self):
        if self.path.endswith("/oauth/tokens"):
            self.give_token()
        elif self.allowed():
            self.change("POST")

    def do_PUT(self):
        if self.polaris.refuses == "PUT":
            self.refuse(403, "not allowed")
        elif self.allowed():
            self.change("PUT")

    def give_token(self):
        polaris = self.polaris
        form = dict(urllib.parse.parse_qsl(self.body(), keep_blank_values=True))
        polaris.requests.append(("POST", self.path, form))
        if polaris.unready > 0:
            polaris.unready -= 1
            self.refuse(503, "starting")
        elif (form.get("client_id"), form.get("client_secret")) != CLIENT or form.get("grant_type") != "client_credentials":
            self.refuse(401, "unauthorized_client")
        else:
            self.answer(200, {"access_token": TOKEN, "token_type": "bearer", "expires_in": 3600})

    def allowed(self):
        if self.headers.get("Authorization") == f"Bearer {TOKEN}":
            return True
        self.refuse(401, "no token")
        return False

    def change(self, method):
        polaris, path = self.polaris, self.path
        body = json.loads(self.body())
        polaris.requests.append((method, path, body))
        kind = "grants" if path.endswith("/grants") else path.split("/")[-1]
        if method == "PUT" and kind != "grants":
            kind = "catalog-roles" if "/catalog-roles/" in path else "principal-roles"
        wrong = fault(body, BODIES[kind])
        if wrong:
            polaris.faults.append(f"{method} {path}: {wrong}")
            self.refuse(400, wrong)
        elif method == "PUT":
            entry = next(iter(body.values()))
            polaris.lists.setdefault(path, []).append(entry)
            self.answer(201)
        else:
            self.make(kind, body)

    def make(self, kind, body):
        polaris, path = self.polaris, self.path
        if kind == "namespaces":
            name, thing = "\x1f".join(body["namespace"]), body
            parent = f"{path}/{quoted(chr(31).join(body['namespace'][:-1]))}"
            if len(body["namespace"]) > 1 and parent not in polaris.things:
                self.refuse(404, "no parent")
                return
        else:
            thing = next(iter(body.values()))
            name = thing["name"]
        address = f"{path}/{quoted(name)}"
        if address in polaris.things:
            self.refuse(409, "already there")
            return
        polaris.things[address] = thing
        self.answer(200 if kind == "namespaces" else 201, thing)


def quoted(name):
    return urllib.parse.quote(name, safe="")
