"""The warehouse as an accountant sees it: the models of the dbt project, and its findings."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.rows import DictRow, dict_row

from demo.warehouse import RAW
from tests.support.built import Project
from tests.support.dbt import PROJECT, Dbt, on_postgres
from tests.support.sandbox import NOW

Findings = dict[str, list[str]]
"""What each check that found something says, in English."""


class Books:
    """A loaded warehouse over which the project is built, once by dbt and then without it.

    Args:
        address: The database, as a URL; the target has loaded into it.
        dbt: Builds the project.
        project: The project.
        options: What dbt is told besides.
    """

    def __init__(self, address: str, dbt: Dbt, project: Path = PROJECT, *options: str) -> None:
        place = on_postgres(address)
        self.built = dbt.run("build", place, *options, project=project, as_of=NOW[:10], now=NOW)
        self._connection = psycopg.connect(address, autocommit=True, row_factory=dict_row)

    @functools.cached_property
    def _project(self) -> Project:
        return Project(self.built.folder / "manifest.json")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(self, query: str) -> list[DictRow]:
        """Give the rows of a query."""
        return self._connection.execute(query.encode()).fetchall()

    def findings(self) -> Findings:
        """Build everything again; give what the checks find in what is loaded now."""
        self._project.refresh(self._connection)
        return self.found()

    def found(self) -> Findings:
        """Give what the checks found when everything was built last."""
        found: Findings = {}
        for row in self.ask("select check_name, sentence_en from marts.findings order by 1, 2"):
            found.setdefault(row["check_name"], []).append(row["sentence_en"])
        return found

    def made(self) -> set[str]:
        """Give the checks that can be made in some dossier now."""
        rows = self.ask("select distinct check_name from marts.check_results where is_made")
        return {row["check_name"] for row in rows}

    @property
    def checks(self) -> set[str]:
        """Every check that there is."""
        return {row["check_name"] for row in self.ask("select check_name from seeds.checks")}

    @contextmanager
    def harmed(self, sql: str) -> Iterator[None]:
        """Change the tables as long as the context lasts."""
        with self._connection.transaction(force_rollback=True):
            self._connection.execute(f"set local search_path to {RAW}".encode())
            self._connection.execute(sql.encode())
            yield
