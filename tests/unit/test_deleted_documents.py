"""Deleted documents: they come with the bookings or alone, and none is ever lost."""

from __future__ import annotations

from tests.unit.fake_octopus import fake_octopus, record, run
from tests.unit.ledger import ONE, SINCE, WHOLE, Ledger, entry, loaded
from tests.unit.strategies import SCHEMAS


def test_deleted_documents() -> None:
    """Deleted documents come in a table of their own, as old as the lines of the same answer."""
    ledger = Ledger(WHOLE, WHOLE)
    ledger.deleted = [record(SCHEMAS["deleted_booking_documents"], 3)] * 2

    with fake_octopus(bookings=ledger):
        output = run(loaded(), select=("bookings", "deleted_booking_documents"), **ONE)

    (deleted,) = output.rows("deleted_booking_documents")
    assert deleted["document_sequence_nr"] == 3
    assert deleted["synced_at"] == output.rows("bookings")[0]["synced_at"]


def test_deleted_documents_alone() -> None:
    """Who wants the deletions only gets them, and the bookings keep their own bookmark."""
    ledger = Ledger(WHOLE, WHOLE)
    ledger.deleted = [record(SCHEMAS["deleted_booking_documents"], 3)]

    with fake_octopus(bookings=ledger):
        output = run(loaded(), select=("deleted_booking_documents",), **ONE)

    assert len(output.rows("deleted_booking_documents")) == 1
    assert output.rows("bookings") == []
    assert entry(output.state)["since"] == SINCE
    assert ledger.asked == [(-1, -1, "2026-12-30 23:00:00.000")]


def test_deleted_documents_before_the_bookings() -> None:
    """Whoever reads the bookings after the deletions gets all of them: nobody has read them yet."""
    ledger = Ledger([], WHOLE)

    with fake_octopus(bookings=ledger):
        alone = run(select=("deleted_booking_documents",), **ONE)
        asked = list(ledger.asked)
        output = run(alone.state, select=("bookings", "deleted_booking_documents"), **ONE)

    assert [(year, kind) for year, kind, _ in asked] == [(-1, -1)]
    assert asked[0][2] > "2026-12-31 22:00"
    assert len(output.rows("bookings")) == len(WHOLE)


def test_deletions_that_nobody_wanted() -> None:
    """Deletions that were let go never come again: wanted after all, the ledger is loaded anew."""
    ledger = Ledger([], WHOLE)
    both = ("bookings", "deleted_booking_documents", "sync_status")

    with fake_octopus(bookings=ledger):
        without = run(loaded(), select=("bookings",), **ONE)
        again = run(without.state, select=both, **ONE)
        ledger.asked.clear()
        run(again.state, select=both, **ONE)

    assert {s["replication"] for s in again.rows("sync_status") if s["stream"] in both} == {
        "first_load"
    }
    assert entry(again.state)["valid_from"] > SINCE
    assert ledger.parts == []


def test_deletions_of_a_first_load() -> None:
    """What was deleted before a first load is of no interest."""
    ledger = Ledger([], WHOLE)
    ledger.deleted = [record(SCHEMAS["deleted_booking_documents"], 3)]

    with fake_octopus(bookings=ledger):
        output = run(select=("bookings", "deleted_booking_documents"), **ONE)

    assert output.rows("deleted_booking_documents") == []


def test_deletion_that_cannot_be_read() -> None:
    """When a deletion cannot be read the bookings have failed as well, and no bookmark moves."""
    ledger = Ledger(WHOLE, WHOLE)
    ledger.deleted = [{"documentSequenceNr": "x"}]

    with fake_octopus(bookings=ledger):
        output = run(loaded(), **ONE)

    assert output.error is not None
    assert output.status(1)["bookings"] == output.status(1)["deleted_booking_documents"] == "failed"
    assert entry(output.state)["since"] == SINCE
