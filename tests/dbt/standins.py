"""Warehouses that are not there: their drivers are stood in for, and every statement is kept.

The adapters are the real ones, and so are the drivers where they speak over HTTP (BigQuery, AWS):
there the call itself is answered. A metadata query finds nothing, so each model is built for the
first time. Nobody logs in (tests/dbt/adapters asks what each method of doing so needs). Whatever
asks for the network all the same is an error that names the address.
"""
import contextlib
import re
import socket
from unittest import mock

import botocore.client
import botocore.exceptions
import botocore.session
import databricks.sql
import dbt.adapters.bigquery.clients
import dbt.adapters.databricks.connections
import google.auth.credentials
import google.cloud.bigquery._http
import google.cloud.exceptions
import snowflake.connector
import trino.dbapi
from dbt.adapters.databricks.credentials import DatabricksCredentials
from dbt.adapters.snowflake import SnowflakeCredentials

# what dbt-snowflake selects from an answer to SHOW, even an empty one
SHOWN = ("database_name", "schema_name", "name", "kind", "is_dynamic", "is_iceberg",
         "catalog_name", "is_builtin")
COLUMNS = ("id",)
TEXT = 2  # the type of each, as Snowflake counts them


class Record:
    """What was sent, and which addresses were asked for beyond the stand-ins."""

    def __init__(self):
        self.statements = []
        self.network = []

    def refuse(self, address):
        asked = f"the network was asked for: {address}"
        if asked not in self.network:
            self.network.append(asked)
        raise OSError(asked)


class Cursor:
    """A DB-API cursor that keeps what it is told and finds nothing."""
    sqlstate = None
    sfqid = "0"
    query_id = "0"
    query = ""
    update_type = None
    rowcount = 0
    stats = None

    def __init__(self, connection):
        self.connection = connection
        self.description = []
        self.rows = []

    def execute(self, sql, *_, **__):
        self.connection.statements.append(sql)
        self.description = [(name, TEXT, None, None, None, None, None)
                            for name in (SHOWN if sql.lstrip().startswith("show ") else COLUMNS)]
        self.rows = [("here",)] if re.search(r"current_catalog\(\)", sql) else []
        return self

    def schemas(self, *_, **__):
        return self

    tables = schemas

    def fetchall(self):
        rows, self.rows = self.rows, []
        return rows

    def fetchmany(self, _):
        return self.fetchall()

    def fetchone(self):
        return next(iter(self.fetchall()), None)

    def cancel(self):
        pass

    close = cancel

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


class Connection:
    session_id = "0"

    def __init__(self, statements):
        self.statements = statements

    def cursor(self, *_, **__):
        return Cursor(self)

    def get_session_id_hex(self):
        return self.session_id

    def is_closed(self):
        return False

    def commit(self):
        pass

    close = rollback = commit

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def aws(statements):
    """Every call of boto3, whichever service."""
    def call(client, operation, arguments):
        if operation == "StartQueryExecution":
            statements.append(arguments["QueryString"])
            return {"QueryExecutionId": "0"}
        if operation in ("GetTable", "GetDatabase"):
            raise botocore.exceptions.ClientError(
                {"Error": {"Code": "EntityNotFoundException", "Message": "none here"}}, operation)
        return {
            "GetCallerIdentity": {"Account": "123456789012"},
            "GetQueryExecution": {"QueryExecution": {"Status": {"State": "SUCCEEDED"},
                                                     "StatementType": "DDL"}},
            "GetQueryResults": {"ResultSet": {"Rows": []}},
            "GetDatabases": {"DatabaseList": []},
            "GetTables": {"TableList": []},
            "GetTableVersions": {"TableVersions": []},
            "GetWorkGroup": {"WorkGroup": {}},
            "ListObjectsV2": {"KeyCount": 0},
        }[operation]
    return call


def bigquery(statements):
    """Every request of the BigQuery client."""
    def request(_, method, path, data=None, **__):
        if method == "POST" and path.endswith("/jobs"):
            statements.append(data["configuration"]["query"]["query"])
            return {**data, "status": {"state": "DONE"},
                    "statistics": {"query": {"statementType": "SCRIPT"}}}
        if "/queries/" in path:
            return {"jobComplete": True, "totalRows": "0", "schema": {"fields": []},
                    "jobReference": {"projectId": "p", "jobId": "0"}}
        if re.search(r"/(tables|routines)/", path):
            raise google.cloud.exceptions.NotFound("none here")
        return data if method == "POST" else {}
    return request


@contextlib.contextmanager
def warehouses():
    """All of them at once. Yields the Record of what they were asked."""
    record = Record()
    statements = record.statements
    with contextlib.ExitStack() as stack:
        for owner, name, stand_in in (
                (snowflake.connector, "connect", lambda **_: Connection(statements)),
                (databricks.sql, "connect", lambda **_: Connection(statements)),
                (trino.dbapi, "connect", lambda **_: Connection(statements)),
                (SnowflakeCredentials, "auth_args", lambda _: {}),
                (DatabricksCredentials, "authenticate", mock.Mock()),
                (dbt.adapters.databricks.connections, "check_spog_preconditions", mock.Mock()),
                (dbt.adapters.bigquery.clients, "create_google_credentials",
                 lambda _: google.auth.credentials.AnonymousCredentials()),
                (botocore.session.Session, "get_credentials", lambda _: None),
                (botocore.client.BaseClient, "_make_api_call", aws(statements)),
                (google.cloud.bigquery._http.Connection, "api_request", bigquery(statements)),
                (socket.socket, "connect", lambda _, address: record.refuse(address)),
                (socket.socket, "connect_ex", lambda _, address: record.refuse(address)),
                (socket, "getaddrinfo", lambda host, *_, **__: record.refuse(host))):
            stack.enter_context(mock.patch.object(owner, name, stand_in))
        yield record
