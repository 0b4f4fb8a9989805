"""floe.yaml and platform.yaml as pydantic models that refuse unknown keys.

Patterns and ranges are those of floe-runtime's models.  What floe-compile takes
beyond them is taken here too (keys that begin with x-, a floe.yaml without
version, local catalogs, names in cron, text without quotes), so that only the
mistake of a bad input is left to find.  Sections that describe only are mappings
of anything.
"""
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


def text(pattern=None, **limits):
    return Annotated[str, Field(pattern=pattern, **limits)]


def whole(least, most=None):
    return Annotated[int, Field(ge=least, le=most)]


FUNCTION = r"^[a-zA-Z][a-zA-Z0-9_]*(\.[a-zA-Z][a-zA-Z0-9_]*)*\.[a-zA-Z][a-zA-Z0-9_]*$"
Name = text(r"^[a-zA-Z][a-zA-Z0-9_-]*$")
Identifier = text(r"^[a-zA-Z][a-zA-Z0-9_]*$")
SecretName = text(r"^[a-zA-Z0-9][a-zA-Z0-9_-]{0,252}$")
Function = text(FUNCTION)
Cron = text(r"^([0-9A-Z*,/-]+\s){4,5}[0-9A-Z*,/-]+$")
Day = Annotated[text(r"^\d{4}-\d{2}-\d{2}$"), BeforeValidator(str)]
Interval = text(r"^\d+[smh]$")
Description = text(max_length=500)
RoleArn = text(r"^arn:aws(-us-gov|-cn)?:iam::\d{12}:role/[\w+=,.@/-]+$")
Filled = text(min_length=1, max_length=255)
FilledList = Annotated[list[str], Field(min_length=1)]


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def leave_out_free_keys(cls, data):
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if not str(key).startswith("x-")}


# floe.yaml

class TransformConfig(Record):
    type: Literal["dbt"]
    path: str | None = None
    name: str | None = None
    schema_: str | None = Field(None, alias="schema")
    target: str | None = None

    @model_validator(mode="after")
    def need_path(self):
        if self.path is None and self.name is None:
            raise ValueError("a transform needs a path")
        return self


class TimeWindowPartition(Record):
    type: Literal["time_window"]
    start: Day
    cron_schedule: Cron
    timezone: str = "UTC"
    end: Day | None = None
    fmt: str | None = None


class StaticPartition(Record):
    type: Literal["static"]
    partition_keys: FilledList


class DynamicPartition(Record):
    type: Literal["dynamic"]
    fn: Function | None = None


class MultiPartition(Record):
    type: Literal["multi"]
    partitions: Annotated[dict[str, "Partition"], Field(min_length=1)]


Partition = Annotated[TimeWindowPartition | StaticPartition | MultiPartition | DynamicPartition,
                      Field(discriminator="type")]


class AssetConfig(Record):
    partitions: Identifier | None = None
    automation_condition: Literal["eager", "on_cron", "on_missing"] | None = None
    backfill_policy: Literal["lazy", "eager"] | None = None
    compute_kind: str | None = None
    group_name: Identifier | None = None


class BatchJob(Record):
    type: Literal["batch"]
    selection: FilledList
    description: Description | None = None
    tags: dict[str, str] | None = None


class OpsJob(Record):
    type: Literal["ops"]
    target_function: Function
    args: dict[str, Any] | None = None
    description: Description | None = None
    tags: dict[str, str] | None = None


class ScheduleDefinition(Record):
    job: Identifier
    cron_schedule: Cron
    timezone: str = "UTC"
    enabled: bool = True
    partition_selector: Literal["latest", "all"] | None = None
    description: Description | None = None


class Sensor(Record):
    job: Identifier
    poll_interval_seconds: whole(1) = 30
    description: Description | None = None


class FileWatcherSensor(Sensor):
    type: Literal["file_watcher"]
    path: str
    pattern: str | None = None


class AssetSensor(Sensor):
    type: Literal["asset_sensor"]
    watched_assets: FilledList


class RunStatusSensor(Sensor):
    type: Literal["run_status"]
    watched_jobs: FilledList
    status: Literal["SUCCESS", "FAILURE", "STARTED"]


class CustomSensor(Sensor):
    type: Literal["custom"]
    target_function: Function
    args: dict[str, Any] | None = None


class PartitionRange(Record):
    start: str
    end: str


class BackfillDefinition(Record):
    job: Identifier
    partition_range: PartitionRange
    batch_size: whole(1) = 10
    description: Description | None = None
    tags: dict[str, str] | None = None


class DbtConfig(Record):
    manifest_path: str
    observability_level: Literal["per_model", "job_level"] = "per_model"
    project_dir: str | None = None
    profiles_dir: str | None = None
    target: Identifier | None = None


class OrchestrationConfig(Record):
    asset_modules: list[str] = []
    dbt: DbtConfig | None = None
    partitions: dict[Identifier, Partition] = {}
    assets: dict[str, AssetConfig] = {}
    jobs: dict[Identifier, Annotated[BatchJob | OpsJob, Field(discriminator="type")]] = {}
    schedules: dict[Identifier, ScheduleDefinition] = {}
    sensors: dict[Identifier, Annotated[
        FileWatcherSensor | AssetSensor | RunStatusSensor | CustomSensor,
        Field(discriminator="type")]] = {}
    backfills: dict[Identifier, BackfillDefinition] = {}


class FloeGovernance(Record):
    classification_source: Literal["dbt_meta", "external"] = "dbt_meta"
    policies: dict[str, Any] = {}
    emit_lineage: bool = True


class MetricsConfig(Record):
    scrape_interval: Interval = "15s"
    retention_days: whole(1, 365) = 15
    exporters: dict[str, bool] = {}
    alerting: dict[str, Any] = {}


class LoggingConfig(Record):
    level: Literal["DEBUG", "INFO", "WARN", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    log_format: Literal["json", "text"] = "json"
    backends: dict[str, bool] = {}


class ComputeLogsConfig(Record):
    enabled: bool = True
    manager_type: Literal["s3", "azure_blob", "gcs", "local", "noop"] = "s3"
    storage_ref: str | None = "default"
    bucket: str | None = None
    prefix: str = "dagster-compute-logs/"
    retention_days: whole(1, 365) = 30
    local_dir: str = "/tmp/dagster-compute-logs"
    upload_interval: whole(1, 300) = 30


class ObservabilityConfig(Record):
    traces: bool = True
    metrics: bool = True
    lineage: bool = True
    otlp_endpoint: str | None = None
    lineage_endpoint: str | None = None
    attributes: dict[str, str] = {}
    tracing: dict[str, Any] | None = None
    metrics_config: MetricsConfig | None = None
    logging: LoggingConfig | None = None
    compute_logs: ComputeLogsConfig | None = None


class ConsumptionConfig(Record):
    enabled: bool = False
    port: int = 4000
    api_secret_ref: SecretName | None = None
    database_type: str | None = None
    dev_mode: bool = False
    pre_aggregations: dict[str, Any] = {}
    security: dict[str, Any] = {}


class FloeSpec(Record):
    name: text(r"^[a-zA-Z][a-zA-Z0-9_-]{0,99}$", min_length=1, max_length=100)
    version: str | None = None
    storage: Name = "default"
    catalog: Name = "default"
    compute: Name = "default"
    transforms: list[TransformConfig] = []
    consumption: ConsumptionConfig | None = None
    governance: FloeGovernance | None = None
    observability: ObservabilityConfig | None = None
    orchestration: OrchestrationConfig | None = None
    service_account: Name | None = None
    principal_role: Name | None = None


# platform.yaml

class SecretReference(Record):
    secret_ref: SecretName


class CredentialConfig(Record):
    mode: Literal["static", "oauth2", "iam_role", "service_account"] = "static"
    client_id: str | SecretReference | None = None
    client_secret: SecretReference | None = None
    scope: str | None = None
    role_arn: RoleArn | None = None
    secret_ref: SecretName | None = None

    @model_validator(mode="after")
    def need_role(self):
        if self.mode == "iam_role" and self.role_arn is None:
            raise ValueError("mode iam_role needs role_arn")
        return self


class StorageProfile(Record):
    type: Literal["s3", "gcs", "azure", "local"] = "s3"
    endpoint: str | SecretReference = ""
    region: str = "us-east-1"
    bucket: text(min_length=3, max_length=63) | None = None
    path_style_access: bool = False
    credentials: CredentialConfig = CredentialConfig()
    retention: str | None = None
    replication: dict[str, Any] | None = None
    lifecycle: dict[str, Any] | None = None

    @model_validator(mode="after")
    def need_bucket(self):
        if self.type != "local" and self.bucket is None:
            raise ValueError("a storage needs a bucket")
        return self


class CatalogProfile(Record):
    type: Literal["polaris", "glue", "nessie", "rest", "hive", "local", "ducklake"] = "polaris"
    uri: str | SecretReference | None = None
    warehouse: Filled | None = None
    namespace: Filled = "default"
    path: str | None = None
    data_path: str | None = None
    alias: str | None = None
    credentials: CredentialConfig = CredentialConfig()
    access_delegation: Literal["vended-credentials", "remote-signing", "none", ""] = "none"
    token_refresh_enabled: bool = True
    properties: dict[str, str] = {}
    high_availability: dict[str, Any] | None = None

    @model_validator(mode="after")
    def need_server(self):
        if self.type in ("polaris", "nessie", "rest") and None in (self.uri, self.warehouse):
            raise ValueError("a catalog needs uri and warehouse")
        return self


class ComputeProfile(Record):
    type: Literal["duckdb", "snowflake", "bigquery", "redshift", "databricks", "postgres", "spark",
                  "trino", "athena", "clickhouse"] = "duckdb"
    properties: dict[str, Any] = {}
    credentials: CredentialConfig = CredentialConfig()


class LayerConfig(Record):
    name: text(r"^[a-zA-Z][a-zA-Z0-9_-]*$", min_length=1, max_length=100)
    description: Description = ""
    storage_ref: Name
    catalog_ref: Name = "default"
    namespace: Filled
    retention_days: whole(1, 36500) | None = None
    properties: dict[str, str] = {}


class Resources(Record):
    cpu: str
    memory: str


class ResourceProfile(Record):
    requests: Resources
    limits: Resources
    env: dict[str, str] = {}


class InfrastructureConfig(Record):
    timezone: str = "UTC"
    network: dict[str, Any] = {}
    cloud: dict[str, Any] = {}
    lifecycle: dict[str, Any] | None = None
    resource_profiles: dict[str, ResourceProfile] | None = None


class OidcConfig(Record):
    provider_url: str
    client_id: text(min_length=1)
    client_secret: SecretReference | None = None
    scopes: list[str] = []
    claims_mapping: dict[str, str] = {}


class AuthenticationConfig(Record):
    enabled: bool = False
    method: Literal["oidc", "oauth2", "saml", "static"] = "static"
    oidc: OidcConfig | None = None
    session: dict[str, Any] = {}
    mfa_required: bool = False

    @model_validator(mode="after")
    def need_oidc(self):
        if self.method == "oidc" and self.oidc is None:
            raise ValueError("method oidc needs oidc")
        return self


class KubernetesSecretBackend(Record):
    enabled: bool = True
    namespace: str = "default"
    mount_path: str = "/var/run/secrets"


class VaultSecretBackend(Record):
    enabled: bool = False
    server_url: str | None = None
    auth_method: Literal["kubernetes", "jwt", "approle"] = "kubernetes"
    kubernetes_role: str | None = None
    secret_path: str = "secret/data/floe"

    @model_validator(mode="after")
    def need_server(self):
        if self.enabled and self.server_url is None:
            raise ValueError("vault needs server_url")
        return self


class SecretBackendsConfig(Record):
    primary: Literal["kubernetes", "vault", "aws_secrets_manager"] = "kubernetes"
    kubernetes: KubernetesSecretBackend = KubernetesSecretBackend()
    vault: VaultSecretBackend = VaultSecretBackend()
    aws_secrets_manager: dict[str, Any] = {}
    external_secrets: dict[str, Any] = {}


class SecurityConfig(Record):
    authentication: AuthenticationConfig = AuthenticationConfig()
    authorization: dict[str, Any] = {}
    secret_backends: SecretBackendsConfig = SecretBackendsConfig()
    encryption: dict[str, Any] = {}
    audit: dict[str, Any] = {}
    abac: Any = None


class PlatformSpec(Record):
    version: text(r"^\d+\.\d+\.\d+$") = "1.2.0"
    storage: dict[Name, StorageProfile] = {}
    catalogs: dict[Name, CatalogProfile] = {}
    compute: dict[Name, ComputeProfile] = {}
    layers: dict[Name, LayerConfig] = {}
    allowed_python: list[str] = []
    infrastructure: InfrastructureConfig | None = None
    security: SecurityConfig | None = None
    governance: dict[str, Any] | None = None
    observability: ObservabilityConfig | None = None

    @model_validator(mode="after")
    def find_what_layers_name(self):
        for name, layer in self.layers.items():
            if layer.storage_ref not in self.storage:
                raise ValueError(f"layer {name}: no storage {layer.storage_ref}")
            if layer.catalog_ref not in self.catalogs and layer.catalog_ref != "default":
                raise ValueError(f"layer {name}: no catalog {layer.catalog_ref}")
        return self
