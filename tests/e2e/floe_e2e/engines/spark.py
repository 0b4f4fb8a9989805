"""dbt-spark's session: Spark in dbt's own process, with Iceberg from Maven Central."""

from pathlib import Path

from .. import setup
from ..bench import ALIAS

SPARK = "3.5_2.12"
ICEBERG = "1.10.1"


class Spark:
    name = "spark"

    def __init__(self, stack, work: Path):
        self.java = setup.java(17, 21, "Spark 3.5")
        group = "org.apache.iceberg"
        self.jars = [
            setup.maven(group, f"iceberg-spark-runtime-{SPARK}", ICEBERG, megabytes=47),
            setup.maven(group, "iceberg-aws-bundle", ICEBERG, megabytes=63),
        ]

    def compute(self, glue: str = "") -> dict:
        """Jars from the disk, a small Spark on loopback; what the catalog needs comes from floe-compile."""
        at = {f"spark.sql.catalog.{ALIAS}.glue.endpoint": glue} if glue else {}
        return {"type": "spark", "properties": {"threads": 4, "server_side_parameters": {
            **at,
            "spark.jars": ",".join(map(str, self.jars)),
            "spark.master": "local[2]",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": "2",
            "spark.ui.showConsoleProgress": "false",
        }}}

    def environment(self) -> dict:
        return {"JAVA_HOME": str(Path(self.java).parent.parent), "SPARK_LOCAL_IP": "127.0.0.1", "PYTHONWARNINGS": "ignore"}

    def start(self, bench) -> None:
        """It starts with dbt."""

    def stop(self) -> None:
        """It ends with dbt."""
