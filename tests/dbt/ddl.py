"""CREATE TABLE as each adapter spells it, read from a statement and told from a write integration.

Both are a Table: the words, the relation without its quotes, and the options, each as it is
written there. A location that ends in a name made up by the adapter ends in '…' in both.
"""
import dataclasses
import re

COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.S)
CREATE = re.compile(r"(create (?:or replace )?(?:\w+ )*?table) (\S+)(.*?)(?: as (?:\(|select).*)?$",
                    re.S | re.I)
OPTION = re.compile(r"('[\w.]+'|\b\w+)\s*=\s*('[^']*'|\w+)")
MADE_UP = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclasses.dataclass
class Table:
    create: str
    relation: str
    words: str = ""
    options: dict = dataclasses.field(default_factory=dict)

    def __str__(self):
        options = ", ".join(f"{key} = {value}" for key, value in sorted(self.options.items()))
        return f"{self.create} {self.relation} {self.words} [{options}]"


def plain(statement):
    """A statement without comments and made-up names, each run of white space one blank."""
    text = MADE_UP.sub("…", COMMENT.sub("", statement))
    return re.sub(r"\s+", " ", text).strip(" ;")


def read(statement):
    """The table that a statement creates, or None."""
    found = CREATE.match(plain(statement))
    if not found:
        return None
    create, relation, rest = found.groups()
    words = re.sub(r"[(),]", " ", OPTION.sub("", rest)).split()
    return Table(create.lower(), re.sub(r"[\"`]", "", relation), " ".join(words).lower(),
                 {key: value if value.startswith("'") else value.upper()
                  for key, value in OPTION.findall(rest)})


def literal(value):
    return f"'{value}'" if isinstance(value, str) else str(value).upper()


def literals(**values):
    return {key: literal(value) for key, value in values.items() if value is not None}


def snowflake_built_in(integration, place, _):
    database, schema, name = place
    return Table("create or replace iceberg table", f"{database}.{schema}.{name}", "", literals(
        catalog="SNOWFLAKE",
        external_volume=integration.get("external_volume"),
        base_location=f"_dbt/{schema}/{name}",
        **integration.get("adapter_properties", {})))


def snowflake_iceberg_rest(integration, place, _):
    properties = dict(integration["adapter_properties"])
    del properties["catalog_linked_database"]
    # Glue can't create a table from a query: its columns are those of the query
    words = '"id" string' if properties.pop("catalog_linked_database_type", None) == "glue" else ""
    return Table("create iceberg table", ".".join(place), words, literals(**properties))


def bigquery(integration, place, _):
    _, schema, name = place
    return Table("create or replace table", ".".join(place), "with connection default options",
                 literals(table_format=integration["table_format"],
                          file_format=integration["file_format"],
                          storage_uri=f"{integration['external_volume']}/_dbt/{schema}/{name}"))


def databricks(integration, place, _):
    root = integration.get("adapter_properties", {}).get("location_root",
                                                         integration.get("external_volume"))
    location = f" location '{root}/{place[-1]}'" if root else ""
    iceberg = integration.get("table_format") == "iceberg"
    return Table("create or replace table", ".".join(place),
                 f"using {integration['file_format']}{location}" + " tblproperties" * iceberg,
                 {"'delta.enableIcebergCompatV2'": "'true'",
                  "'delta.universalFormat.enabledFormats'": "'iceberg'"} if iceberg else {})


def athena(integration, place, output):
    location = None
    if integration["catalog_type"] == "glue":
        folders = {"unique": "", "table_unique": f"{place[-1]}/",
                   "schema_table_unique": f"{place[1]}/{place[-1]}/"}
        root = (integration.get("external_volume") or output.get("s3_data_dir")
                or output["s3_staging_dir"].rstrip("/") + "/tables")
        location = f"{root.rstrip('/')}/{folders[output.get('s3_data_naming', 'table_unique')]}…"
    return Table("create table", ".".join(place), "with",
                 {**literals(table_type=integration.get("table_format", "iceberg"),
                             format=integration.get("file_format", "parquet"), location=location),
                  "is_external": "FALSE"})


def trino(integration, place, _):
    volume = integration.get("external_volume")
    options = literals(
        format=integration.get("file_format"), type=integration.get("table_format"),
        location=f"{volume}/_dbt/{place[1]}/{place[-1]}" if volume else None)
    return Table("create table", ".".join(place), "with" if options else "", options)


# the table that a model with catalog_name becomes, by adapter and catalog_type
ICEBERG = {
    ("snowflake", "built_in"): snowflake_built_in,
    ("snowflake", "iceberg_rest"): snowflake_iceberg_rest,
    ("bigquery", "biglake_metastore"): bigquery,
    ("databricks", "unity"): databricks,
    ("athena", "glue"): athena,
    ("athena", "s3_tables"): athena,
    ("trino", "trino"): trino,
}


def home(adapter, integration, output):
    """The database that a model with catalog_name goes to."""
    if adapter == "databricks":
        return integration["name"]
    linked = integration.get("adapter_properties", {}).get("catalog_linked_database")
    return linked or output[{"bigquery": "project"}.get(adapter, "database")]
