"""AWS Glue as the catalog: moto answers Glue's API beside S3's."""

from ..stack import REGION
from .engine import EngineBench

ACCOUNT = "123456789012"  # moto's


class GlueBench(EngineBench):
    """One target, and a catalog that DuckDB has no part in."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.environments = self.engine.name

    def namespace(self, layer: str) -> str:
        return f"{self.root}_{layer}"  # Glue has one level

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.stack.storage.port}"

    def platform(self) -> dict:
        platform = super().platform()
        platform["catalogs"]["default"] = {"type": "glue", "warehouse": ACCOUNT, "access_delegation": "none"}
        platform["compute"]["default"] = self.engine.compute(glue=self.endpoint)
        return platform

    def compile_both(self) -> None:
        self.compile(self.engine.name)

    def environment(self) -> dict:
        return {**super().environment(), "AWS_REGION": REGION}

    def load(self, name: str, layer: str = "silver"):
        """A table, found by a client of Glue that is neither engine's."""
        from pyiceberg.catalog import load_catalog
        catalog = load_catalog("glue", type="glue", **{
            "glue.endpoint": self.endpoint, "glue.region": REGION, "glue.access-key-id": self.stack.key_id,
            "glue.secret-access-key": self.stack.secret_key, "s3.endpoint": self.endpoint, "s3.region": REGION,
            "s3.access-key-id": self.stack.key_id, "s3.secret-access-key": self.stack.secret_key})
        return catalog.load_table((self.namespace(layer), name))

    def rows(self, name: str, layer: str = "silver", columns: tuple = ("*",)) -> list[tuple]:
        return sorted(tuple(row.values()) for row in self.load(name, layer).scan(selected_fields=columns).to_arrow().to_pylist())

    def columns(self, name: str, layer: str = "silver") -> list[str]:
        return [field.name for field in self.load(name, layer).schema().fields]
