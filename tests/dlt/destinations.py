"""Destinations of dlt that run here, and what they hold."""

import json
from abc import ABC, abstractmethod
from decimal import Decimal
from pathlib import Path
from typing import Any

import dlt
import duckdb
from deltalake import DeltaTable

from tap_octopus.dlt import load, octopus
from tests.support.contract import OWN, TABLES, columns, keys
from tests.support.live import live
from tests.support.truth import Row
from tests.support.warehouse import Postgres, Warehouse

SCHEMA = "octopus"


class Destination(ABC):
    """A destination, and the pipeline that loads into it.

    Args:
        folder: Where its files are.
        server: Where there is room for a warehouse.
    """

    def __init__(self, folder: Path, server: Postgres | None = None) -> None:  # noqa: ARG002
        self.folder = folder
        self.pipelines = folder / "pipelines"

    def pipeline(self, **options: Any) -> dlt.Pipeline:  # noqa: ANN401 - those of dlt
        """Make the pipeline as a new process would: what it knows is in its folder."""
        pipeline: dlt.Pipeline = dlt.pipeline(
            "octopus",
            destination=self.destination(),
            dataset_name=SCHEMA,
            pipelines_dir=str(self.pipelines),
            **options,
        )
        return pipeline

    def load(self, config: dict[str, Any], *tables: str, **options: Any) -> None:  # noqa: ANN401
        """Load what changed: of all tables, or of some."""
        source = octopus(**config)
        load(self.pipeline(), source.with_resources(*tables) if tables else source, **options)

    @abstractmethod
    def destination(self) -> Any:  # noqa: ANN401 - of dlt
        """Give the destination."""

    @abstractmethod
    def query(self, sql: str) -> list[Row]:
        """Ask something."""

    def rows(self, table: str) -> list[Row]:
        """Give all rows of a table, the newest of each key."""
        return self.query(f"select * from {SCHEMA}.{table}")  # noqa: S608 - a name of ours

    def live(self, table: str) -> list[Row]:
        """Give the live rows of a table."""
        return [_parsed(row, table) for row in self.query(live(table, SCHEMA))]

    def types(self) -> dict[str, set[str]]:
        """Give the types of columns, by the kind of the contract."""
        rows = self.query("select * from information_schema.columns")
        made = {(row["table_name"], row["column_name"]): _type(row) for row in rows}
        found: dict[str, set[str]] = {}
        for table in (*TABLES, *OWN):
            for column in columns(table):
                found.setdefault(column.kind, set()).add(made[table, column.name])
        return found


class InDuckDB(Destination):
    """A DuckDB in a file."""

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / "books.duckdb"

    def destination(self) -> Any:  # noqa: ANN401 - of dlt
        """Give the destination."""
        return dlt.destinations.duckdb(str(self.path))

    def query(self, sql: str) -> list[Row]:
        """Ask something."""
        with duckdb.connect(self.path) as connection:
            return asked(connection, sql)


class InFiles(Destination):
    """A folder of Parquet files, to which rows are added only: the newest of each key counts."""

    def destination(self) -> Any:  # noqa: ANN401 - of dlt
        """Give the destination."""
        return dlt.destinations.filesystem(str(self.folder / "files"))

    def query(self, sql: str) -> list[Row]:
        """Ask something of the newest rows."""
        with duckdb.connect() as connection:
            connection.execute(f"create schema {SCHEMA}")
            loaded = self.folder / "files" / SCHEMA
            for table in {*TABLES, *OWN} & {each.name for each in loaded.iterdir()}:
                connection.execute(
                    f"create view {SCHEMA}.{table} as from '{loaded}/{table}/*.parquet'"
                    " qualify row_number()"
                    f" over (partition by {', '.join(keys(table))} order by synced_at desc) = 1"
                )
            return asked(connection, sql)


class InDelta(InFiles):
    """A folder of Delta tables, whose rows are updated."""

    def load(self, config: dict[str, Any], *tables: str, **options: Any) -> None:  # noqa: ANN401
        """Load what changed."""
        super().load(config, *tables, table_format="delta", **options)

    def query(self, sql: str) -> list[Row]:
        """Ask something of the rows."""
        with duckdb.connect() as connection:
            connection.execute(f"create schema {SCHEMA}")
            for place in (self.folder / "files" / SCHEMA).glob("*/_delta_log"):
                table = place.parent.name
                connection.register("rows", DeltaTable(place.parent).to_pyarrow_dataset())
                connection.execute(f"create table {SCHEMA}.{table} as from rows")
            return asked(connection, sql)


class InPostgres(Destination):
    """A PostgreSQL."""

    def __init__(
        self, folder: Path, server: Postgres | None = None, warehouse: Warehouse | None = None
    ) -> None:
        super().__init__(folder)
        if not warehouse:
            assert server
            warehouse = server.database(SCHEMA)
        self.warehouse = warehouse

    def destination(self) -> Any:  # noqa: ANN401 - of dlt
        """Give the destination."""
        # dlt insists on a host and a password; what counts is the folder with the socket.
        address = self.warehouse.address.replace("postgres:@/", "postgres:none@localhost:5432/")
        return dlt.destinations.postgres(credentials=address)

    def query(self, sql: str) -> list[Row]:
        """Ask something."""
        return self.warehouse.query(sql)


def asked(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    """Ask something of a DuckDB."""
    answer = connection.execute(sql)
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _type(row: Row) -> str:
    """Write the type of a column; PostgreSQL tells digits beside it."""
    digits = f"({row['numeric_precision']},{row['numeric_scale']})"
    name = str(row["data_type"]).lower()
    return f"{name}{digits}" if name == "numeric" else name


def _parsed(row: Row, table: str) -> Row:
    """Read the arrays of a row, which may be texts of JSON."""
    arrays = {column.name for column in columns(table) if column.kind == "array"}
    return {
        name: json.loads(value, parse_float=Decimal)
        if name in arrays and isinstance(value, str)
        else value
        for name, value in row.items()
    }
