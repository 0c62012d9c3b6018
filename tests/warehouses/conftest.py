"""Books that a DuckDB holds, and what the project makes of them there."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.changes import change_books
from tests.support.dbt import Built, dbt, on_duckdb
from tests.support.duck import Duck
from tests.support.office import project_with, said_of
from tests.support.sandbox import NOW, serving
from tests.support.tap import Tap, by_password

DOSSIERS = (1, 2, 3)
DOCUMENTS = 50
"""Purchases, sales and payments of a dossier in a year."""

FIXED = {"as_of": NOW[:10], "now": f"{NOW[:10]}T23:30:00"}


@dataclass(frozen=True)
class Books:
    """Books as the tap loaded them, the office's project, and what it makes of them on DuckDB."""

    loaded: Path
    project: Path
    made: Path
    built: Built


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Load books that were changed once into a DuckDB, and build the project there."""
    folder = tmp_path_factory.mktemp("books")
    duck, loaded = Duck(folder / "books.duckdb"), folder / "loaded.duckdb"
    with serving() as sandbox:
        sandbox.reset(seed=1, documents_per_year=DOCUMENTS, now=NOW)
        tap = Tap(folder, by_password(sandbox))
        for turn in range(2):
            outcome = tap.run()
            assert outcome.exit_code == 0, outcome.log
            duck.load(outcome.messages)
            if not turn:
                change_books(sandbox, DOSSIERS, count=40)
        project = project_with(said_of(sandbox, DOSSIERS), folder)
    shutil.copy(duck.path, loaded)
    built = dbt(folder).run("build", on_duckdb(duck.path), project=project, **FIXED)
    assert built.success, built.log
    return Books(loaded, project, duck.path, built)
