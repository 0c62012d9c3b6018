"""What changes in a return after it is filed is told, document by document, and nothing else.

Documents are edited, backdated, shortened and deleted between two builds. What they put into the
grids before and after is what the sandbox works out from its own books.
"""

import itertools
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from demo.warehouse import RAW
from tests.support.dbt import Dbt, Place, on_duckdb, on_postgres
from tests.support.duck import Duck
from tests.support.office import project_with, said_of
from tests.support.sandbox import HALF_A_DAY, NOW, Sandbox, serving
from tests.support.tap import Tap, by_password
from tests.support.truth import Row
from tests.support.warehouse import Warehouse, postgres
from tests.transform.conftest import DOCUMENTS, DOSSIERS

TODAY = "2026-08-17"
"""By then the returns of the sandbox's present are filed, and so the newest documents count."""

FIRST_RETURN = "2024-08-01"
ONCE_MORE = 2
CHANGES = ("edit", "shorten", "backdate", "delete_last")
Changed = dict[tuple[object, ...], tuple[int, int]]
"""The amounts before and after, in cents, by dossier, return, document and grid."""


class Outcome(NamedTuple):
    """What happened to the books, and what the mart said of it at each build."""

    expected: Changed
    told: dict[str, list[Changed]]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory, dbt_server: Dbt) -> Outcome:
    """Build before the documents change, after that, and in DuckDB once more."""
    folder = tmp_path_factory.mktemp("changes")
    with serving() as sandbox, postgres() as server:
        sandbox.reset(seed=1, documents_per_year=DOCUMENTS, now=NOW)
        tap = Tap(folder, by_password(sandbox))
        warehouse, duck = server.database(RAW), Duck(folder / "changes.duckdb")
        project = project_with(said_of(sandbox, DOSSIERS), folder)
        places: dict[str, tuple[Duck | Warehouse, Place]] = {
            "postgres": (warehouse, on_postgres(warehouse.address)),
            "duckdb": (duck, on_duckdb(duck.path)),
        }
        told: dict[str, list[Changed]] = {name: [] for name in places}
        before = _grids(sandbox)
        for turn in range(ONCE_MORE + 1):
            if turn == 1:
                for kind, dossier in itertools.product(CHANGES, DOSSIERS):
                    sandbox.change(kind, dossier, seed=1, journal="A1")
            loaded = tap.load(warehouse)
            assert loaded.exit_code == 0, loaded.log
            duck.load(loaded.messages)
            sandbox.pass_time(HALF_A_DAY)
            for name, (asked, place) in places.items():
                if turn == ONCE_MORE and name == "postgres":
                    continue  # it takes a quarter of a minute
                told[name].append(_told(dbt_server, project, place, asked))
        after = _grids(sandbox)
    expected = {
        key: (before[key], after[key])
        for key in before.keys() | after.keys()
        if before[key] != after[key]
    }
    return Outcome(expected, told)


@pytest.mark.parametrize("target", ["postgres", "duckdb"])
def test_period_changes(outcome: Outcome, target: str) -> None:
    """Each amount that changed is told once, with what it was and is; at first there is none."""
    first, *later = outcome.told[target]

    assert first == {}
    assert later == [outcome.expected] * len(later)
    assert later
    assert {bool(before) for before, _ in outcome.expected.values()} == {True, False}
    assert {bool(after) for _, after in outcome.expected.values()} == {True, False}


def _grids(sandbox: Sandbox) -> Counter[tuple[object, ...]]:
    """Sum up what each document puts into the grids of filed returns."""
    sums: Counter[tuple[object, ...]] = Counter()
    for dossier in DOSSIERS:
        returns = [
            row
            for row in sandbox.figures("vat_returns", dossier, TODAY)
            if row["return_start"] >= FIRST_RETURN
            and (row["is_protected"] or row["due_date_tolerated"] < TODAY)
        ]
        for line in sandbox.figures("vat_lines", dossier, TODAY):
            for filed in returns:
                if filed["return_start"] <= line["booking_date"] <= filed["return_end"]:
                    sums[_key(line | {"return_start": filed["return_start"]})] += line["amount"]
    return sums


def _told(dbt: Dbt, project: Path, place: Place, warehouse: Duck | Warehouse) -> Changed:
    built = dbt.run(
        "build", place, "--select=+period_changes", "--exclude-resource-type=test",
        project=project, as_of=TODAY,
    )  # fmt: skip
    assert built.success, built.log
    rows = warehouse.query("select * from marts.period_changes")
    changed = {
        _key(row): (int(row["amount_before"] * 100), int(row["amount_after"] * 100)) for row in rows
    }
    assert len(changed) == len(rows)
    return changed


def _key(row: Row) -> tuple[object, ...]:
    names = "dossier_id bookyear_id journal_key document_sequence_nr grid"
    return (str(row["return_start"]), *(row[name] for name in names.split()))
