"""What the demo asks of the warehouse: views of what is live, and the queries of `queries/`."""

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

EXAMPLES = {
    "full": "report_open_clients",
    "incremental": "relations",
    "documents": "buysell_bookings",
}
"""The table that each of these files in `live/` is written for, as an example of its kind."""


KINDS = dict.fromkeys(("accounts", "account_amounts", "relations", "balancings"), "incremental")
"""The tables of changes that tell of their own deletions."""


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

    def make_views(self) -> None:
        """Make a view of what is live for each table that comes from Octopus."""
        kinds = self._ask(sql.SQL("select distinct stream, replication from sync_status"))
        for table, replication in kinds.rows:
            if table != "deleted_booking_documents":
                view = sql.SQL("create view {} as ").format(sql.Identifier(LIVE, table))
                self._connection.execute(view + _rule(table, replication))

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


def _rule(table: str, replication: str) -> sql.SQL:
    """Give the query for the live rows of a table."""
    if table in ("bookings", "dossiers"):
        return _read(f"live/{table}.sql")
    kind = "full" if replication == "full" else KINDS.get(table, "documents")
    return _read(f"live/{kind}.sql", EXAMPLES[kind], table)


def _read(file: str, example: str = "", table: str = "") -> sql.SQL:
    """Read a query; where it names an example, it is meant for a table."""
    text = (HERE / file).read_text()
    if table == "booking_files":
        text = text.replace(*BY_JOURNAL)
    return sql.SQL(text.replace(example, table) if example else text)


BY_JOURNAL = (
    "gone.journal_key = t.journal_key",
    "gone.journal_type = t.journal_type and gone.journal_nr = t.journal_nr",
)
"""How the files name the journal of their document."""
