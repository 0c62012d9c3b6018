"""A PostgreSQL and a DuckDB with the same books, and the project built over both."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from demo.warehouse import RAW
from tests.support.changes import change_books
from tests.support.dbt import Built, Dbt, dbt, on_duckdb, on_postgres
from tests.support.duck import Duck
from tests.support.office import project_with, said_of
from tests.support.sandbox import NOW, serving
from tests.support.tap import Tap, by_password
from tests.support.warehouse import Warehouse, postgres

TODAY = NOW[:10]
DOSSIERS = (1, 2, 3)
DOCUMENTS = 50
"""Purchases, sales and payments of a dossier in a year."""


@dataclass(frozen=True)
class Books:
    """Books of the sandbox in two warehouses, changed once since they were first loaded."""

    postgres: Warehouse
    duck: Duck
    dbt: Dbt
    built: dict[str, Built]
    remarks: set[str]
    """The checks with which an accountant would find something in these books."""


@pytest.fixture(scope="session")
def dbt_server(tmp_path_factory: pytest.TempPathFactory) -> Dbt:
    """Have dbt wait for commands."""
    return dbt(tmp_path_factory.mktemp("dbt"))


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory, dbt_server: Dbt) -> Iterator[Books]:
    """Give books that were loaded, changed and loaded again."""
    folder = tmp_path_factory.mktemp("books")
    with serving() as sandbox, postgres() as server:
        sandbox.reset(seed=1, documents_per_year=DOCUMENTS, now=NOW)
        tap = Tap(folder, by_password(sandbox))
        warehouse, duck = server.database(RAW), Duck(folder / "books.duckdb")
        for turn in range(2):
            outcome = tap.load(warehouse)
            assert outcome.exit_code == 0, outcome.log
            duck.load(outcome.messages)
            if not turn:
                change_books(sandbox, DOSSIERS, count=40)
        project = project_with(said_of(sandbox, DOSSIERS), folder)
        built = {
            place.target: dbt_server.run("build", place, as_of=TODAY, project=project)
            for place in (on_postgres(warehouse.address), on_duckdb(duck.path))
        }
        remarks = {
            row["check_name"] for d in DOSSIERS for row in sandbox.figures("findings", d, TODAY)
        }
        yield Books(warehouse, duck, dbt_server, built, remarks)


@pytest.fixture
def unread(tmp_path: Path) -> Duck:
    """Give a warehouse in which the tap has read one dossier that holds nothing."""
    duck = Duck(tmp_path / "unread.duckdb")
    with duckdb.connect(duck.path) as connection:
        connection.execute("create schema octopus")
        connection.execute(
            "create table octopus.sync_status as select 7 as dossier_id, 'dossiers' as stream,"
            " 'complete' as outcome, timestamp '2026-06-15 09:00:00' as attempted_at,"
            " timestamp '2026-06-15 09:00:00' as synced_at, null::timestamp as valid_from,"
            " 'full' as replication, null::timestamp as modified_since, 1 as row_count,"
            " 0 as deleted_count, 1 as call_count, 9 as calls_left, 0.1 as duration_seconds,"
            " 0 as unbalanced_document_count, 0 as rejected_row_count, null::varchar as message,"
            " null::varchar as api_version"
        )
    return duck
