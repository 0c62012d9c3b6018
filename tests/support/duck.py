"""A DuckDB that holds what a tap says: loaded by our own hands, as target-duckdb loses rows."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from tests.support.contract import columns
from tests.support.messages import Message
from tests.support.tables import Tables
from tests.support.truth import Row

TYPES = {
    "integer": "bigint",
    "number": "decimal(38, 10)",
    "string": "varchar",
    "boolean": "boolean",
    "date": "date",
    "date-time": "timestamp",
    "array": "json",
}


class Duck:
    """A DuckDB database in a file.

    Args:
        path: The file.
        schema: The schema of the tap's tables.
    """

    def __init__(self, path: Path, schema: str = "octopus") -> None:
        self.path = path
        self.schema = schema
        self._tables = Tables()

    def load(self, messages: Iterable[Message]) -> None:
        """Take what a tap says: the tables that it has a schema of."""
        messages = list(messages)
        self._tables.load(messages)
        with duckdb.connect(self.path) as connection:
            connection.execute(f"create schema if not exists {self.schema}")
            for table in (m["stream"] for m in messages if m["type"] == "SCHEMA"):
                self._write(connection, table)

    def query(self, sql: str) -> list[Row]:
        """Ask something."""
        with duckdb.connect(self.path) as connection:
            answer = connection.execute(sql)
            names = [column[0] for column in answer.description or ()]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def _write(self, connection: duckdb.DuckDBPyConnection, table: str) -> None:
        types = {column.name: TYPES[column.kind] for column in columns(table)}
        declared = ", ".join(f"{name} {kind}" for name, kind in types.items())
        connection.execute(f"create or replace table {self.schema}.{table} ({declared})")
        file = self.path.with_suffix(".jsonl")
        file.write_text("".join(f"{_line(row, table)}\n" for row in self._tables.rows(table)))
        connection.execute(
            f"insert into {self.schema}.{table} from read_json($1, columns=$2,"
            " format='newline_delimited', maximum_object_size=100000000)",
            [str(file), types],
        )


def _line(row: Row, table: str) -> str:
    """Write a row; amounts as texts, which DuckDB reads exactly, unlike numbers."""
    arrays = {column.name for column in columns(table) if column.kind == "array"}
    return json.dumps({k: _plain(v) if k in arrays else v for k, v in row.items()}, default=str)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Write the amounts in an array as the tap does: as numbers."""
    return json.loads(json.dumps(value, default=float))
