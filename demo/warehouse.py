"""What the demo asks of the warehouse: the queries of `queries/`, over the live views of dbt."""

from __future__ import annotations

import typing as t
from pathlib import Path

import psycopg
from psycopg import sql

if t.TYPE_CHECKING:
    from demo.services import Postgres

HERE = Path(__file__).parent
RAW, LIVE, OWN = "octopus", "live", "demo"
"""Schemas: of the target's tables, of the views, and of what the demo keeps for itself."""

EVERYTHING = sql.SQL("")


class Answer(t.NamedTuple):
    """The rows of a query under the names of its columns."""

    names: list[str]
    rows: list[tuple[t.Any, ...]]

    def column(self, name: str) -> list[t.Any]:
        """Give one column."""
        place = self.names.index(name)
        return [row[place] for row in self.rows]


class Warehouse:
    """A connection to the PostgreSQL that the target loads into."""

    def __init__(self, postgres: Postgres) -> None:
        self._connection = psycopg.connect(postgres.url, autocommit=True)
        self._connection.execute(f"create schema {OWN}; set search_path to {RAW}, {OWN}")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def answer(self, query: str) -> Answer:
        """Run a query of `queries/`."""
        return self._ask(_read(f"queries/{query}.sql"))

    def keep_documents(self, name: str) -> None:
        """Keep what the live documents are now, to compare them with another time."""
        table = sql.SQL("create table {} as ").format(sql.Identifier(OWN, name))
        self._connection.execute(table + _read("queries/documents.sql"))

    def counts(self, schema: str) -> dict[str, int]:
        """Count the rows of every table or view of a schema."""
        tables = self._connection.execute(
            "select table_name from information_schema.tables where table_schema = %s order by 1",
            [schema],
        )
        return {name: self._count(sql.Identifier(schema, name)) for (name,) in tables.fetchall()}

    def newest_read(self) -> object:
        """Tell when the newest read began."""
        return self._ask(sql.SQL("select max(synced_at) from sync_status")).rows[0][0]

    def written_since(self, moment: object) -> int:
        """Count the rows that were written by reads after a moment."""
        newer = sql.SQL(" where synced_at > {}").format(moment)
        return sum(self._count(sql.Identifier(RAW, name), newer) for name in self.counts(RAW))

    def _count(self, table: sql.Identifier, where: sql.Composable = EVERYTHING) -> int:
        rows = self._ask(sql.SQL("select count(*) from {}{}").format(table, where)).rows
        return t.cast("int", rows[0][0])

    def _ask(self, query: sql.SQL | sql.Composed) -> Answer:
        cursor = self._connection.execute(query)
        return Answer([column.name for column in cursor.description or ()], cursor.fetchall())


def _read(file: str) -> sql.SQL:
    """Read a query."""
    return sql.SQL((HERE / file).read_text())
