"""Engines that build the project: how each gets the rows, and where DuckDB finds what it made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tests.support.commands import beside

FOREIGN = Path(__file__).with_name("foreign")
RAW = "octopus"


@dataclass(frozen=True)
class Engine:
    """An engine.

    Attributes:
        name: The target of dbt, the environment beside this one, and the program in `foreign`.
        environment: Variables for the profile.
        fill: Takes the tables of a DuckDB, attached as `books`, to a folder.
        show: Attaches what was made in a folder to a DuckDB, as `made`.
        options: What dbt is told besides.
        absent: Models that cannot be built there, with the reason.
        wrong: Columns that the engine has wrong, with the reason.
    """

    name: str
    environment: Mapping[str, str]
    fill: Callable[[duckdb.DuckDBPyConnection, Path], None]
    show: Callable[[duckdb.DuckDBPyConnection, Path], None]
    options: tuple[str, ...] = ()
    absent: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def python(self) -> Path:
        """Give the Python that has it."""
        return Path(beside(self.name, "python"))

    @property
    def around(self) -> Path:
        """Give the program that puts it around dbt."""
        return FOREIGN / f"{self.name}.py"


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'books' and schema_name = $1",
        [RAW],
    )
    return [name for (name,) in found.fetchall()]


def _parquet(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    (folder / "raw").mkdir()
    for table in _tables(connection):
        connection.execute(f"copy books.{RAW}.{table} to '{folder}/raw/{table}.parquet'")


def _show_parquet(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    connection.execute("attach ':memory:' as made")
    for schema in (folder / "made").iterdir():
        connection.execute(f"create schema made.{schema.name}")
        for table in schema.iterdir():
            connection.execute(
                f"create view made.{schema.name}.{table.name} as"
                f" from read_parquet('{table}/*.parquet')"
            )


def _in_capitals(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Make the database of the emulator: names are in capitals, as Snowflake has them."""
    connection.execute(f"attach '{folder}/WAREHOUSE.db' as WAREHOUSE")
    connection.execute("create schema WAREHOUSE.OCTOPUS")
    for table in _tables(connection):
        names = connection.table(f"books.{RAW}.{table}").columns
        renamed = ", ".join(f"{name} as {name.upper()}" for name in names)
        connection.execute(
            f"create table WAREHOUSE.OCTOPUS.{table.upper()} as"  # noqa: S608 - ours
            f" select {renamed} from books.{RAW}.{table}"
        )


def _attach(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    connection.execute(f"attach '{folder}/WAREHOUSE.db' as made (read_only)")


ENGINES = (
    Engine(
        "snowflake",
        {
            "DBT_SNOWFLAKE_ACCOUNT": "none",
            "DBT_SNOWFLAKE_USER": "nobody",
            "DBT_SNOWFLAKE_PASSWORD": "none",
            "DBT_SNOWFLAKE_DATABASE": "warehouse",
        },
        _in_capitals,
        _attach,
        wrong=dict.fromkeys(
            ("statement_lines.coda_text", "bank_lines.coda_text"),
            "the emulator's to_array puts an array that is in a variant into another array",
        ),
    ),
    Engine(
        "spark",
        {"DBT_SPARK_METHOD": "session"},
        _parquet,
        _show_parquet,
        # The tests of dbt ask the same of the same rows, and take as long as the models.
        options=("--exclude-resource-type=test",),
        absent={
            "snap_document_grids": "dbt makes snapshots of Delta, Iceberg and Hudi tables alone",
            "period_changes": "it reads the snapshot",
        },
    ),
)
