"""The warehouse as an accountant sees it: the live views, the seeds, and the ten acceptance tests.

`live` holds the views that the demo makes, `seeds` what the API does not tell.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from demo.services import Postgres
from demo.warehouse import Warehouse as Views

HERE = Path(__file__).parent
TESTS = {int(path.name[:2]): path for path in sorted(HERE.glob("*.sql"))}
"""The ten tests by number; the rows that one returns are what is wrong."""

TABLES = {
    table for path in TESTS.values() for table in re.findall(r"live\.(\w+)", path.read_text())
}
"""The tables that they read."""

SEEDS = """
create schema seeds;
create table seeds.opening_journals (journal_key varchar);
create table seeds.vat_grids (
  code varchar, type integer, grid varchar, part varchar, factor integer
);
"""

SEED_FILES = HERE.parents[1] / "transform" / "seeds"

Answers = dict[int, list[Any]]


class Books:
    """A loaded warehouse of which questions are asked.

    Args:
        address: The database, as a URL; the target has loaded into it.
    """

    def __init__(self, address: str) -> None:
        views = Views(Postgres(address, Path()))
        views.make_views()
        views.close()
        self._connection = psycopg.connect(address, autocommit=True)
        self._connection.execute(SEEDS)
        for path in sorted(SEED_FILES.glob("*.csv")):
            into = f"copy seeds.{path.stem} from stdin with (format csv, header match)"
            with self._connection.cursor().copy(into.encode()) as copy:
                copy.write(path.read_bytes())

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(self, query: str) -> list[Any]:
        """Give the rows of a query."""
        return self._connection.execute(query.encode()).fetchall()

    def answers(self) -> Answers:
        """Give what each acceptance test finds wrong."""
        return {number: self.ask(path.read_text()) for number, path in TESTS.items()}

    @contextmanager
    def harmed(self, sql: str) -> Iterator[None]:
        """Change the tables as long as the context lasts."""
        with self._connection.transaction(force_rollback=True):
            self._connection.execute("set local search_path to octopus")
            self._connection.execute(sql.encode())
            yield
