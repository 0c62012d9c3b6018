"""Books of several seeds, loaded, changed at random and loaded again."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from demo.warehouse import RAW
from tests.acceptance.books import Answers, Books
from tests.support.changes import change_at_random
from tests.support.dbt import dbt
from tests.support.sandbox import HALF_A_DAY, NOW, Sandbox, serving
from tests.support.tap import Tap, by_password
from tests.support.warehouse import Warehouse, postgres

DOCUMENTS = 50
"""Purchases, sales and payments of a dossier in a year."""

DOSSIERS = (1, 2, 3)
"""Between them they hold every trap; the second has a broken bookyear, the third a long one."""


@dataclass(frozen=True)
class Loaded:
    """What the tests found after a first run, and after changes and a second one."""

    books: Books
    first: Answers
    second: Answers


@pytest.fixture(scope="module")
def _sandbox() -> Iterator[Sandbox]:
    with serving() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def _warehouse() -> Iterator[Warehouse]:
    with postgres() as server:
        yield server.database(RAW)


@pytest.fixture(scope="module")
def _books(
    _sandbox: Sandbox, _warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Books]:
    """Give a warehouse with every table, over which dbt has built its project."""
    folder = tmp_path_factory.mktemp("dbt")
    _sandbox.reset(documents_per_year=1, now=NOW)
    _load(Tap(folder, by_password(_sandbox)), _warehouse)
    with dbt(folder) as server, closing(Books(_warehouse.address, server)) as books:
        assert books.built.success, books.built.log
        yield books


@pytest.fixture(scope="module", params=[1, 2], ids="seed{}".format)
def loaded(
    request: pytest.FixtureRequest,
    _sandbox: Sandbox,
    _warehouse: Warehouse,
    _books: Books,
    tmp_path_factory: pytest.TempPathFactory,
) -> Loaded:
    """Give the books of a seed."""
    _sandbox.reset(seed=request.param, documents_per_year=DOCUMENTS, now=NOW)
    tap = Tap(tmp_path_factory.mktemp("books"), by_password(_sandbox))
    _books.forget()
    _load(tap, _warehouse)
    first = _books.answers()
    for dossier in DOSSIERS:
        change_at_random(_sandbox, dossier, count=40, seed=request.param)
    _sandbox.change("delete_last", 1, journal="V1")
    _sandbox.change("empty", 1, journal="A1")
    _sandbox.pass_time(HALF_A_DAY)
    _load(tap, _warehouse)
    return Loaded(_books, first, _books.answers())


def _load(tap: Tap, warehouse: Warehouse) -> None:
    outcome = tap.load(warehouse)
    assert outcome.exit_code == 0, outcome.log
