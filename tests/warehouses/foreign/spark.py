"""Spark in the process of dbt, which finds the session that is begun here.

It reads `raw/*.parquet` as tables of the schema octopus, and writes what dbt made, tables and views
alike, to `made/SCHEMA/TABLE`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dbt.adapters.spark.session import NUMBERS, SessionConnectionWrapper
from pyspark.sql import SparkSession

RAW = "octopus"
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "1",
}


def literal(value: object) -> object:
    """Write a value of a seed. The adapter itself has 'None' for null, and no escaped quotes."""
    if value is None or isinstance(value, NUMBERS):
        return "null" if value is None else str(value)
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"


@contextmanager
def around() -> Iterator[None]:
    """Begin Spark in this folder, and keep what a build made."""
    SessionConnectionWrapper._fix_binding = staticmethod(literal)
    here = Path.cwd()
    builder = SparkSession.builder.master(f"local[{os.cpu_count()}]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.config("spark.sql.warehouse.dir", str(here / "warehouse")).getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    spark.sql(f"create schema {RAW}")
    for file in sorted((here / "raw").iterdir()):
        spark.sql(f"create table {RAW}.{file.stem} using parquet location '{file}'")
    yield
    for database in spark.catalog.listDatabases():
        if database.name not in (RAW, "default"):
            for table in spark.catalog.listTables(database.name):
                made = spark.table(f"{database.name}.{table.name}")
                made.write.parquet(str(here / "made" / database.name / table.name))
    spark.stop()
