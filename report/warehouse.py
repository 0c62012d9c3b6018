"""Where the answers are read: a PostgreSQL, or the file of a DuckDB."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t
from pathlib import Path

import duckdb
import psycopg

if t.TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

QUERIES = Path(__file__).parent / "queries"
Row = dict[str, t.Any]
ERRORS = (psycopg.Error, duckdb.Error)
"""What goes wrong in a warehouse."""


class Cursor(t.Protocol):
    """What both databases give for a query."""

    @property
    def description(self) -> Sequence[t.Any] | None:
        """The columns, each with its name in front."""

    def fetchall(self) -> list[t.Any]:
        """Give all rows."""


class Connection(t.Protocol):
    """What runs a query."""

    def execute(self, query: t.Any, /) -> Cursor:  # noqa: ANN401 - each takes a type of its own
        """Run a query."""


@dataclasses.dataclass(frozen=True)
class Schemas:
    """The schemas of the dbt project."""

    marts: str = "marts"
    live: str = "live"
    staging: str = "staging"
    seeds: str = "seeds"


class Warehouse:
    """Runs the queries of `queries/`.

    Args:
        connection: A database.
        schemas: Where dbt has put its models.
    """

    def __init__(self, connection: Connection, schemas: Schemas) -> None:
        self._connection = connection
        self._schemas = {
            name: '"{}"'.format(schema.replace('"', '""'))
            for name, schema in dataclasses.asdict(schemas).items()
        }

    def ask(
        self,
        query: str,
        day: datetime.date | None = None,
        dossiers: Sequence[int] = (),
        relation: int | None = None,
    ) -> list[Row]:
        """Run a query by its name: as of a day, over some dossiers, for a relation."""
        given = {
            **self._schemas,
            "as_of": f"cast('{day}' as date)",
            "dossiers": ", ".join(map(str, dossiers)) or "null",
            "relation": relation,
        }
        given["window"] = _read("window").format_map(given)
        cursor = self._connection.execute(_read(query).format_map(given))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextlib.contextmanager
def warehouse(database: str, schemas: Schemas) -> Iterator[Warehouse]:
    """Open a PostgreSQL by its URL, or a DuckDB by its file, only to read."""
    if database.startswith(("postgresql://", "postgres://")):
        with psycopg.connect(database) as connection:
            connection.read_only = True
            yield Warehouse(t.cast("Connection", connection), schemas)
    else:
        with duckdb.connect(database, read_only=True) as connection:
            # A table that is missing is missing, whatever variables of Python are called.
            connection.execute("set python_enable_replacements = false")
            yield Warehouse(connection, schemas)


def _read(query: str) -> str:
    return (QUERIES / f"{query}.sql").read_text(encoding="utf-8")
