"""Hour after hour books change, the tap runs, a real target loads: no check says what is not so.

HOURS=48 plays two days.
"""

import os
from collections.abc import Iterator
from contextlib import closing

import pytest

from demo.warehouse import RAW
from tests.acceptance.books import Books
from tests.support.dbt import Dbt
from tests.support.office import project_with, said_of
from tests.support.sandbox import NOW, Sandbox, serving
from tests.support.tap import Tap, by_password
from tests.support.warehouse import Warehouse, postgres

HOUR = 3600
HOURS = int(os.environ.get("HOURS", "8"))
DOSSIERS = (1, 2, 3)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Serve three dossiers with a clock of their own."""
    with serving() as sandbox:
        sandbox.reset(seed=3, documents_per_year=20, now=NOW)
        sandbox.stop_clock()
        yield sandbox


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    """Give an empty warehouse."""
    with postgres() as server:
        yield server.database(RAW)


def test_no_false_finding(
    sandbox: Sandbox,
    warehouse: Warehouse,
    dbt_server: Dbt,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Findings are those that the books hold, although tables may be of two ages."""
    tap = Tap(tmp_path_factory.mktemp("hours"), by_password(sandbox))
    _load(tap, warehouse)
    project = project_with(said_of(sandbox, DOSSIERS), tmp_path_factory.mktemp("project"))
    with closing(Books(warehouse.address, dbt_server, project)) as books:
        assert books.built.success, books.built.log
        made = books.made()
        for hour in range(HOURS):
            for dossier in DOSSIERS:
                sandbox.change("book", dossier, seed=hour, journal=("A1", "V1", "F1")[hour % 3])
                sandbox.change("random", dossier, count=hour % 4, seed=hour)
            sandbox.pass_time(HOUR)
            _load(tap, warehouse)
            assert _found(books) == _true(sandbox), f"hour {hour}"
            made |= books.made()
        assert made == books.checks, "every check is made some time"


def _found(books: Books) -> set[str]:
    return set(books.findings())


def _true(sandbox: Sandbox) -> set[str]:
    """Give what an accountant would remark on."""
    found = (row for d in DOSSIERS for row in sandbox.figures("findings", d, NOW[:10]))
    return {row["check_name"] for row in found}


def _load(tap: Tap, warehouse: Warehouse) -> None:
    outcome = tap.load(warehouse)
    assert outcome.exit_code == 0, outcome.log
