"""Good books, loaded, changed at random and loaded again."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from demo.warehouse import RAW
from tests.acceptance.books import Books, Findings
from tests.support.changes import change_at_random
from tests.support.dbt import dbt
from tests.support.office import project_with, said_of
from tests.support.sandbox import HALF_A_DAY, NOW, serving
from tests.support.tap import Tap, by_password
from tests.support.warehouse import Warehouse, postgres

DOCUMENTS = 50
"""Purchases, sales and payments of a dossier in a year."""

DOSSIERS = (1, 2, 3)
"""Between them they hold every trap; the second has a broken bookyear, the third a long one."""


@dataclass(frozen=True)
class Loaded:
    """Good books, and what is found in them."""

    books: Books
    good: Findings


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """Give the books."""
    folder = tmp_path_factory.mktemp("books")
    dbt_server = dbt(folder)
    with serving() as sandbox, postgres() as server:
        warehouse = server.database(RAW)
        sandbox.reset(seed=1, documents_per_year=DOCUMENTS, now=NOW)
        tap = Tap(folder, by_password(sandbox))
        _load(tap, warehouse)
        for dossier in DOSSIERS:
            change_at_random(sandbox, dossier, count=40, seed=1)
        sandbox.change("delete_last", 1, journal="V1")
        sandbox.change("empty", 1, journal="A1")
        sandbox.pass_time(HALF_A_DAY)
        _load(tap, warehouse)
        project = project_with(said_of(sandbox, DOSSIERS), folder)
        with closing(Books(warehouse.address, dbt_server, project)) as books:
            assert books.built.success, books.built.log
            yield Loaded(books, books.findings())


def _load(tap: Tap, warehouse: Warehouse) -> None:
    outcome = tap.load(warehouse)
    assert outcome.exit_code == 0, outcome.log
