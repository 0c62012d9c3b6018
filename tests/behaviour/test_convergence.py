"""After any history the warehouse equals Octopus, and equals one that is loaded afresh."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.behaviour.histories import (
    ANYWHERE,
    DAY,
    HISTORIES,
    IN_A_JOURNAL,
    Change,
    History,
    Pause,
    Run,
    books,
    histories,
    so_many,
    two_first_loads,
)
from tests.behaviour.office import Office
from tests.support.compare import difference
from tests.support.contract import TABLES
from tests.support.sandbox import HALF_A_DAY, Sandbox
from tests.support.warehouse import postgres

SMALL = {"seed": 7, "documents_per_year": 2, "bookyears": 2}


@so_many(HISTORIES)
@given(data=st.data(), begun_with=books())
def test_any_history(
    office_sandbox: Sandbox, begun_with: dict[str, Any], data: st.DataObject
) -> None:
    """Whatever happens, whenever the tap comes by, whatever is selected: all is as in Octopus."""
    emptied = data.draw(st.sampled_from(["nowhere", "deleted"]), "emptied_document")
    filed = data.draw(st.sampled_from(["when attached", "with document"]), "files_modified")
    history = data.draw(histories(), "history")
    switches = {"emptied_document": emptied, "files_modified": filed}
    office = Office(office_sandbox, begun_with, switches)

    office.play(history)
    office.settle()

    assert office.wrong() == ""
    assert office_sandbox.refused_calls() == 0
    assert office_sandbox.writes() == []


@so_many(max(2, HISTORIES // 10))
@given(begun_with=books(), begins=two_first_loads(), goes_on=histories())
def test_any_two_first_loads(
    office_sandbox: Sandbox, begun_with: dict[str, Any], begins: History, goes_on: History
) -> None:
    """Two first loads fill one warehouse in any order: the runs after them make all exact."""
    office = Office(office_sandbox, begun_with)

    office.play([*begins, Pause(DAY), *goes_on])
    office.settle()

    assert office.wrong() == ""


def test_every_kind_of_change(office_sandbox: Sandbox, tmp_path: Path) -> None:
    """PostgreSQL ends with the same as the tables in memory that stand in for it elsewhere."""
    office = Office(office_sandbox, SMALL, {"emptied_document": "deleted"})
    for kinds in (IN_A_JOURNAL, ANYWHERE):
        office.play([Run(), Pause(HALF_A_DAY), *[Change(kind, 1, 3) for kind in kinds]])
    office.settle()

    with postgres() as server:
        warehouse = server.warehouse()
        for outcome in office.follower.runs:
            warehouse.load(outcome.stdout, tmp_path)
        told = [
            difference(table, warehouse.live(table), office.follower.tables.live(table))
            for table in TABLES
        ]

    assert [text for text in told if text] == []
    assert office.wrong() == ""
