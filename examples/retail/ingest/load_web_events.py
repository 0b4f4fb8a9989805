#!/usr/bin/env python3
"""Write web_events.csv as a table into a DuckDB file: a stand-in for a collector.

usage: load_web_events.py DATABASE SCHEMA

It is no part of the dbt project. The collector's owners know where the bronze
layer is; the models find its table by source('bronze', 'web_events').
"""
import pathlib
import sys

import duckdb

COLUMNS = {
    "event_id": "varchar",
    "session_id": "varchar",
    "customer_id": "bigint",
    "traffic_source": "varchar",
    "event_name": "varchar",
    "occurred_at": "timestamp",
    "order_id": "bigint",
    "received_at": "timestamp",
}


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    database, schema = sys.argv[1:]
    events = pathlib.Path(__file__).with_name("web_events.csv")
    table = '"%s".web_events' % schema.replace('"', '""')
    with duckdb.connect(database) as connection:
        connection.execute('create schema if not exists "%s"' % schema.replace('"', '""'))
        rows = connection.read_csv(str(events), columns=COLUMNS, header=True)
        connection.execute(f"create or replace table {table} as from rows")
        (count,) = connection.execute(f"select count(*) from {table}").fetchone()
    print(f"{count} rows in {database}, {table}")


if __name__ == "__main__":
    main()
