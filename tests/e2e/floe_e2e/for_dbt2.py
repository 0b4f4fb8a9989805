"""What floe-compile doesn't write yet for dbt 2, put into the files that it wrote: the only place that does so.

dbt 2 attaches without the options of the profile. So the iceberg secret also holds the endpoint, by which the profile's ATTACH
succeeds; and floe_platform has the options, with which floe_attach attaches again before anything is written. DuckLake
gets a secret with its two paths, since a first ATTACH without data_path would decide where the files go.
"""

import json
from pathlib import Path

import yaml


def write_for_dbt2(folder: Path, target: str) -> None:
    file = folder / "profiles.yml"
    before = file.read_text()
    profiles = yaml.safe_load(before)
    output = next(iter(profiles.values()))["outputs"][target]
    attach = {}
    for catalog in output.get("attach", []):
        options = catalog.get("options", {})
        if catalog.get("type") == "iceberg":
            for secret in output["secrets"]:
                if secret["name"] == catalog.get("secret"):
                    secret["endpoint"] = options["endpoint"]
            secret = {"secret": catalog["secret"]} if "secret" in catalog else {}
            attach[catalog["alias"]] = {"path": catalog["path"], "options": {"type": "iceberg", **secret, **options}}
        elif catalog["path"].startswith("ducklake:") and "data_path" in options:
            output.setdefault("secrets", []).append({
                "type": "ducklake", "name": "lake_" + catalog["alias"], "metadata_path": catalog["path"].removeprefix("ducklake:"),
                "data_path": options.pop("data_path")})
            catalog["path"] = "ducklake:lake_" + catalog["alias"]
    mark = "".join(before.splitlines(keepends=True)[:2])
    file.write_text(mark + yaml.safe_dump(profiles, sort_keys=False))
    platform = folder / "macros" / "floe" / "floe_platform.sql"
    text = platform.read_text()
    assert "'catalogs': {" in text
    platform.write_text(text.replace("'catalogs': {", f"'attach': {json.dumps(attach)}, 'catalogs': {{", 1))
