"""Inputs in which fields are tried, and which part of the language in each."""
import collections
import copy

# at: paths of fields, as prefixes; not_at: exceptions of these.
Base = collections.namedtuple("Base", "name floe platform at not_at")

OBSERVABILITY = ["floe/observability", "platform/observability"]
CONNECTION = ["platform/storage", "platform/catalogs", "platform/layers", "platform/compute",
              "floe/storage", "floe/catalog", "floe/compute", "platform/allowed_python"]
EVERYWHERE_ONCE = ["floe", "platform"]

FLOE = {"name": "shop", "transforms": [{"type": "dbt", "path": "."}]}
SILVER = {"name": "silver", "storage_ref": "default", "namespace": "sales"}
KEYS = {"type": "s3", "bucket": "probe-lake", "region": "eu-west-1",
        "credentials": {"mode": "static", "secret_ref": "lake-credentials"}}
ROLE = {"type": "s3", "bucket": "probe-lake",
        "credentials": {"mode": "iam_role", "role_arn": "arn:aws:iam::123456789012:role/lake"}}
VENDED = {"type": "s3", "bucket": "probe-lake"}
STORAGES = {"keys": KEYS, "role": ROLE, "vended": VENDED,
            "endpoint": dict(KEYS, endpoint="https://s3.example.com", path_style_access=True),
            "anonymous": {"type": "s3", "bucket": "probe-lake", "endpoint": "https://s3.example.com"},
            "folder": {"type": "local", "bucket": "/tmp/lake"}}

OAUTH2 = {"mode": "oauth2", "client_id": {"secret_ref": "client-id"},
          "client_secret": {"secret_ref": "client-secret"}}
SERVER = {"uri": "https://catalog.example.com/api", "warehouse": "lake"}
CATALOGS = {
    "polaris-vends": dict(SERVER, type="polaris", credentials=OAUTH2, access_delegation="vended-credentials"),
    "polaris": dict(SERVER, type="polaris", credentials=OAUTH2),
    "polaris-open": dict(SERVER, type="polaris"),
    "rest": dict(SERVER, type="rest", credentials=OAUTH2),
    "rest-signed": dict(SERVER, type="rest", properties={"authorization_type": "sigv4"}),
    "nessie": dict(SERVER, type="nessie"),
    "glue": {"type": "glue", "warehouse": "123456789012"},
    "s3-tables": {"type": "glue", "warehouse": "arn:aws:s3tables:us-east-1:123456789012:bucket/lake"},
    "hive": {"type": "hive", "uri": "thrift://hive.example.com:9083"},
    "local": {"type": "local"},
    "ducklake": {"type": "ducklake", "path": "/tmp/lake.ducklake", "data_path": "/tmp/lake"},
}
ENGINES = {
    "duckdb": {"type": "duckdb"},
    "duckdb-1.4": {"type": "duckdb", "properties": {"duckdb_version": "1.4"}},
    "duckdb-inline": {"type": "duckdb", "properties": {"attach": "inline"}},
    "duckdb-plugin": {"type": "duckdb", "properties": {"attach": "plugin"}},
    "duckdb-settings": {"type": "duckdb", "properties": {"settings": {
        "memory_limit": "1GB", "temp_directory": "/tmp/duckdb", "extension_directory": "/opt/duckdb",
        "threads": "2"}}},
    "spark": {"type": "spark"},
    "trino": {"type": "trino", "properties": {"method": "none", "host": "trino.example.com", "port": 8080,
                                              "user": "floe"}},
}
# engine: catalog and storage
PAIRS = {
    "duckdb": ["polaris-vends vended", "polaris keys", "polaris endpoint", "polaris-open role", "rest keys",
               "rest-signed role", "nessie anonymous", "glue role", "glue keys", "s3-tables role", "local keys",
               "local folder", "ducklake keys", "ducklake folder"],
    "duckdb-1.4": ["polaris keys"],
    "duckdb-inline": ["polaris keys", "local folder"],
    "duckdb-plugin": ["polaris keys"],
    "duckdb-settings": ["polaris keys"],
    "spark": ["polaris-vends vended", "polaris keys", "rest keys", "rest-signed role", "nessie keys", "glue role",
              "hive keys"],
    "trino": ["polaris-vends vended", "polaris keys", "rest-signed role", "nessie role", "glue keys",
              "s3-tables role", "hive role"],
}

ORCHESTRATION = {
    "dbt": {"manifest_path": "target/manifest.json"},
    "partitions": {
        "probe": {"type": "time_window", "start": "2023-01-01", "cron_schedule": "0 0 * * *"},
        "other": {"type": "static", "partition_keys": ["a"]},
        "both": {"type": "multi", "partitions": {"probe": {"type": "static", "partition_keys": ["a"]}}},
        "free": {"type": "dynamic"},
    },
    "jobs": {
        "probe": {"type": "batch", "selection": ["*"]},
        "other": {"type": "ops", "target_function": "probe.function"},
    },
}
RESOURCES = {"transform": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"cpu": "2", "memory": "8Gi"}}}


def engine_bases():
    for engine, pairs in PAIRS.items():
        for pair in pairs:
            catalog, storage = pair.split()
            platform = {
                "storage": {"default": STORAGES[storage], "other": dict(KEYS, bucket="other-lake")},
                "catalogs": {"default": CATALOGS[catalog]},
                "compute": {"default": ENGINES[engine]},
                "layers": {"silver": SILVER},
            }
            yield Base(f"{engine} {catalog} {storage}", FLOE, platform, CONNECTION, [])


def warehouse_bases(language):
    for compute, methods in language.methods.items():
        for index, method in enumerate(methods):
            platform = {
                "compute": {"default": {"type": compute, "properties": language.properties(compute, method)}},
                "layers": {"silver": SILVER},
                "storage": {"default": KEYS},
                "catalogs": {"default": CATALOGS["polaris"]},
            }
            at = ["platform/compute"]
            if index == 0 and compute not in ENGINES:
                at = CONNECTION
            yield Base(f"{compute} {method}", FLOE, platform, at, [])


def bases(language):
    two = {
        "allowed_python": ["probe", "other"],
        "storage": {"default": KEYS, "other": dict(KEYS, bucket="other-lake")},
        "catalogs": {"default": CATALOGS["polaris"],
                     "other": dict(CATALOGS["polaris"], warehouse="other")},
        "compute": {"default": {"type": "duckdb"}, "other": {"type": "duckdb", "properties": {"threads": 2}}},
        "layers": {"silver": SILVER},
        "infrastructure": {"resource_profiles": RESOURCES},
    }
    floe = dict(FLOE, orchestration=ORCHESTRATION)
    yield Base("all", floe, two, EVERYWHERE_ONCE,
               ["platform/storage", "platform/catalogs", "platform/compute"])
    spare = {section: {"spare": entries["other"], **entries} for section, entries in two.items()
             if section in ("storage", "catalogs", "compute")}
    spare["infrastructure"] = {"resource_profiles": {"spare": RESOURCES["transform"], **RESOURCES}}
    yield Base("spare profiles", floe, dict(two, **spare),
               ["platform/storage", "platform/catalogs", "platform/compute", "platform/infrastructure"],
               ["platform/infrastructure/network", "platform/infrastructure/cloud",
                "platform/infrastructure/lifecycle"])
    dbt = {"manifest_path": "target/manifest.json", "project_dir": "probe"}
    found = {"name": "shop", "orchestration": {"dbt": dbt}}
    yield Base("found by the orchestrator", found, two, ["floe/orchestration/dbt"], [])
    told = {"otlp_endpoint": "https://otlp.example.com", "lineage_endpoint": "https://lineage.example.com/api"}
    yield Base("observed", dict(floe, observability=told), two, OBSERVABILITY, [])
    yield Base("observed by the platform", floe, dict(two, observability=told), OBSERVABILITY, [])
    yield from (copy.deepcopy(base) for base in engine_bases())
    yield from (copy.deepcopy(base) for base in warehouse_bases(language))
