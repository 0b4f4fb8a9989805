@include parts/header@
"""Put DuckDB's extensions into a folder: extensions.py FOLDER [NAME…]

From the package duckdb-extension-NAME where it is installed, else from
DuckDB's own server.
"""
import importlib.util
import pathlib
import shutil
import sys

import duckdb

folder = pathlib.Path(sys.argv[1])
connection = duckdb.connect(config={"extension_directory": str(folder)})
version = connection.execute("select version()").fetchone()[0]
platform = connection.execute("pragma platform").fetchone()[0]
place = folder / version / platform
place.mkdir(parents=True, exist_ok=True)
for name in sys.argv[2:]:
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    if package is None:
        connection.install_extension(name)
        continue
    source = pathlib.Path(package.origin).parent / "extensions" / version / f"{name}.duckdb_extension"
    shutil.copyfile(source, place / source.name)
for name in sys.argv[2:]:
    connection.load_extension(name)
