"""The ledger: loaded in parts, kept up by changes, repaired when a document came in part."""

from __future__ import annotations

import datetime

import pytest

from tests.unit.doubles import MIDNIGHT
from tests.unit.fake_octopus import Answers, fake_octopus, line, run
from tests.unit.ledger import ODD, ONE, PART, SINCE, WHOLE, Ledger, entry, loaded


def test_first_load() -> None:
    """A first load asks for each bookyear and journal type from 1980, the newest year first."""
    ledger = Ledger([], WHOLE)

    with fake_octopus(bookings=ledger):
        output = run(select=("bookings",), **ONE)

    assert ledger.asked == [
        (year, kind, "1980-01-01 00:00:00.000") for year in (2, 1) for kind in (1, 2, 3, 4)
    ]
    assert len(output.rows("bookings")) == 2
    assert set(entry(output.state)) >= {"since", "synced_at", "valid_from"}
    assert "parts" not in entry(output.state)


def test_first_load_that_breaks() -> None:
    """A first load that breaks off goes on where it was, with the bookmark of its start."""
    broken = Ledger([], 400)
    whole = Ledger([], WHOLE)

    def first_year_only(path: str, query: dict[str, list[str]]) -> Answers | int:
        return (whole if "/bookyears/2/" in path else broken)(path, query)

    with fake_octopus(bookings=first_year_only):
        first = run(select=("bookings", "sync_status"), **ONE)
    whole.asked.clear()
    with fake_octopus(bookings=whole):
        second = run(first.state, select=("bookings", "sync_status"), **ONE)

    assert first.error is not None
    assert "since" not in entry(first.state)
    began = entry(first.state)["parts"]["began"]
    assert whole.parts == [(1, kind) for kind in (1, 2, 3, 4)]
    assert second.error is None
    half_a_day = datetime.timedelta(hours=12)
    since = datetime.datetime.fromisoformat(entry(second.state)["since"])
    assert since == datetime.datetime.fromisoformat(began) - half_a_day
    assert entry(second.state)["valid_from"] == entry(first.state)["parts"]["synced_at"]


def test_first_load_of_fewer_years() -> None:
    """A first load begins anew when the start date leaves out what it has read already."""
    whole, broken = Ledger([], [*WHOLE, line(2, 4)]), Ledger([], 400)

    def until_the_last(path: str, query: dict[str, list[str]]) -> Answers | int:
        is_last = "/bookyears/1/" in path and query["journalTypeId"] == ["4"]
        return (broken if is_last else whole)(path, query)

    with fake_octopus(bookings=until_the_last):
        first = run(select=("bookings",), **ONE)
        whole.asked.clear()
        second = run(first.state, select=("bookings",), start_date="2022-01-31", **ONE)

    left_out = [r["synced_at"] for r in first.rows("bookings") if r["bookyear_id"] == 1]
    assert left_out
    assert max(left_out) < entry(second.state)["valid_from"]
    assert whole.parts == [(2, kind) for kind in (1, 2, 3, 4)]


def test_changes() -> None:
    """After the first load one call brings what changed, from the last read less an overlap."""
    ledger = Ledger(WHOLE, WHOLE)

    with fake_octopus(bookings=ledger):
        output = run(loaded(), select=("bookings",), overlap_minutes=90, **ONE)

    assert ledger.asked == [(-1, -1, "2026-12-30 22:30:00.000")]
    assert len(output.rows("bookings")) == 2
    assert entry(output.state)["valid_from"] == SINCE
    assert entry(output.state)["since"] != SINCE


def test_partial_document() -> None:
    """A document that came in part has its bookyear and type read again in the same run."""
    ledger = Ledger(PART, WHOLE)

    with fake_octopus(bookings=ledger):
        output = run(loaded(), select=("bookings", "sync_status"), **ONE)

    rows = output.rows("bookings")
    assert ledger.parts == [(1, 2)]
    assert [(r["line_sequence_nr"], r["booking_amount"]) for r in rows] == [
        (1, 121), (1, 121), (2, -121),
    ]  # fmt: skip
    assert len({r["synced_at"] for r in rows}) == 1
    assert output.rows("sync_status")[-1]["unbalanced_document_count"] == 0
    assert "repair" not in entry(output.state)


def test_odd_document() -> None:
    """A document that is out of balance in Octopus itself is counted, and read again once only."""
    ledger = Ledger(ODD, ODD)

    with fake_octopus(bookings=ledger):
        first = run(loaded(), select=("bookings", "sync_status"), **ONE)
        ledger.asked.clear()
        second = run(first.state, select=("bookings", "sync_status"), **ONE)

    assert first.rows("sync_status")[-1]["unbalanced_document_count"] == 1
    assert ledger.parts == []
    assert second.rows("sync_status")[-1]["unbalanced_document_count"] == 1
    assert (first.error, second.error) == (None, None)


def test_odd_document_of_a_first_load() -> None:
    """What is out of balance in a first load is known to be so: a change of it repairs nothing."""
    ledger = Ledger(ODD, ODD)

    with fake_octopus(bookings=ledger):
        first = run(select=("bookings",), **ONE)
        ledger.asked.clear()
        run(first.state, select=("bookings",), **ONE)

    assert ledger.asked[0][:2] == (-1, -1)
    assert ledger.parts == []


def test_odd_document_that_comes_in_part() -> None:
    """A document known to be odd that is odd in another way has come in part: it is read again."""
    held = [*ODD, line(1, 2, document=5, number=2, amount=7)]
    ledger = Ledger(ODD, held)

    with fake_octopus(bookings=ledger):
        first = run(select=("bookings",), **ONE)
        ledger.asked.clear()
        run(first.state, select=("bookings",), **ONE)

    assert ledger.parts == [(1, 2)]


def test_repair_that_waits() -> None:
    """When no call is left for the repair it is made by the next run that has one."""
    ledger = Ledger(PART, WHOLE)
    spent = loaded(calls=[int(MIDNIGHT) - 80_000] * 47)
    select = ("bookings", "sync_status")

    with fake_octopus(bookings=ledger):
        first = run(spent, select=select, **ONE)
        waiting = entry(first.state)
        ledger.changed = []
        waiting["calls"] = []
        second = run(first.state, select=select, **ONE)

    assert waiting["repair"] == ["1:2"]
    assert first.error is None
    assert ledger.parts == [(1, 2)]
    assert [r["line_sequence_nr"] for r in second.rows("bookings")] == [1, 2]
    assert "repair" not in entry(second.state)


def test_parts_that_wait_and_come_again() -> None:
    """A document that comes in part again after a repair that waited is repaired again."""
    parts = [line(1, kind, number=1, amount=121) for kind in (1, 2)]
    ledger = Ledger(parts, [*parts, *(line(1, kind, number=2, amount=-121) for kind in (1, 2))])
    spent = loaded(calls=[int(MIDNIGHT) - 80_000] * 47)
    select = ("bookings", "sync_status")

    with fake_octopus(bookings=ledger):
        first = run(spent, select=select, **ONE)
        entry(first.state)["calls"] = []
        second = run(first.state, select=select, **ONE)
        ledger.asked.clear()
        run(second.state, select=select, **ONE)

    assert first.rows("sync_status")[-1]["unbalanced_document_count"] == 2
    assert ledger.parts == [(1, 1), (1, 2)]


@pytest.mark.parametrize("kind", [0, 7])
def test_types_that_cannot_be_asked_for(kind: int) -> None:
    """A line of a type that cannot be asked for is kept, and starts no repair."""
    ledger = Ledger([line(1, kind, amount=5)], [])

    with fake_octopus(bookings=ledger):
        output = run(loaded(), select=("bookings",), **ONE)

    assert [r["journal_type"] for r in output.rows("bookings")] == [kind]
    assert ledger.parts == []


@pytest.mark.parametrize("wrong", [{"bookingAmount": "x"}, {"lineSequenceNr": 1}])
def test_line_that_is_left_out(wrong: dict[str, object]) -> None:
    """Where a line is left out its document keeps its last good picture: none of it is written."""
    pair = [line(1, 2, document=7, number=n) for n in (1, 2)]
    ledger = Ledger([*WHOLE, pair[0], pair[1] | wrong], WHOLE)

    with fake_octopus(bookings=ledger):
        output = run(loaded(), select=("bookings", "sync_status"), **ONE)

    (status,) = (row for row in output.rows("sync_status") if row["stream"] == "bookings")
    assert output.error is not None
    assert {row["document_sequence_nr"] for row in output.rows("bookings")} == {1}
    assert (status["outcome"], status["row_count"], status["rejected_row_count"]) == (
        "failed",
        2,
        1,
    )
    assert "and 1 other lines of their documents" in status["message"]
    assert ledger.parts == []
    assert entry(output.state)["since"] == SINCE
