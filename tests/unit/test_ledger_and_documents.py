"""What the ledger and the tables of documents tell each other, and what is told of both."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from tests.unit.doubles import MIDNIGHT
from tests.unit.fake_octopus import Output, fake_octopus, record, run
from tests.unit.ledger import ODD, ONE, SINCE, WHOLE, Ledger, entry, loaded
from tests.unit.strategies import SCHEMAS
from tests.unit.test_documents import DELETIONS, EARLIER, LEDGER, asked, emptied, state


def status(output: Output, stream: str = "bookings") -> dict[str, Any]:
    """Return the row of `sync_status` of a stream."""
    (found,) = [row for row in output.rows("sync_status") if row["stream"] == stream]
    return found


def reasons(output: Output) -> list[tuple[int, str]]:
    """Return the deleted documents and why they are gone."""
    return [(row["document_sequence_nr"], row["reason"]) for row in output.rows(DELETIONS)]


def test_reasons() -> None:
    """A document that has lost its lines is told apart from one that is deleted."""
    ledger = Ledger(WHOLE, WHOLE)
    ledger.deleted = [record(SCHEMAS[DELETIONS], 3)]
    begun = state(bookings={}, buysell_bookings={})

    with fake_octopus(bookings=ledger, buysell_bookings=[emptied()]):
        output = run(begun, select=(*LEDGER, "buysell_bookings"), **ONE)

    assert reasons(output) == [(1, "emptied"), (3, "deleted")]
    assert status(output, DELETIONS)["row_count"] == 2


def test_reason_of_deletions_alone() -> None:
    """Deletions that are read without the bookings have the same reason."""
    ledger = Ledger(WHOLE, WHOLE)
    ledger.deleted = [record(SCHEMAS[DELETIONS], 3)] * 2

    with fake_octopus(bookings=ledger):
        output = run(loaded(), select=(DELETIONS, "sync_status"), **ONE)

    assert reasons(output) == [(3, "deleted")]
    assert status(output, DELETIONS)["outcome"] == "complete"
    assert entry(output.state)["deletions_at"] == output.rows(DELETIONS)[0]["synced_at"]


@pytest.mark.parametrize("select", [LEDGER, (DELETIONS, "sync_status")])
def test_emptied_and_deleted(select: tuple[str, ...]) -> None:
    """A document that is emptied in one answer and deleted in another is told of once."""
    ledger = Ledger(WHOLE, WHOLE)
    numbers = {"journalType": 1, "journalSequenceNr": 1, "documentSequenceNr": 1}
    ledger.deleted = [{"bookyearKey": {"id": 1}} | numbers]
    begun = state(bookings={}, buysell_bookings={}, **{DELETIONS: {}})

    with fake_octopus(bookings=ledger, buysell_bookings=[emptied()]):
        output = run(begun, select=(*select, "buysell_bookings"), **ONE)

    assert reasons(output) == [(1, "emptied")]
    assert status(output, DELETIONS)["outcome"] == "complete"


def test_emptied_of_an_unknown_journal() -> None:
    """A document without lines in a journal without a letter is in no ledger."""
    odd = emptied() | {"journalKey": "X1"}

    with fake_octopus(bookings=Ledger(WHOLE, WHOLE), buysell_bookings=[odd]):
        begun = state(bookings={}, buysell_bookings={})
        output = run(begun, select=(*LEDGER, "buysell_bookings"), **ONE)

    assert output.error is None
    assert reasons(output) == []


@pytest.mark.parametrize(
    ("select", "bound"),
    [
        ((DELETIONS, "bookings", "buysell_bookings"), "2026-12-29 23:00:00.000"),
        ((DELETIONS, "buysell_bookings"), "2026-12-30 23:00:00.000"),
    ],
)
def test_as_far_back_as_the_deletions(select: tuple[str, ...], bound: str) -> None:
    """Documents reach back as far as the deletions that come in this run, and not further."""
    later = "2026-12-31T06:00:00.000+00:00"
    begun = state(
        bookings={"since": EARLIER}, buysell_bookings={"since": later, "synced_at": later},
        **{DELETIONS: {}},
    )  # fmt: skip

    with fake_octopus() as octopus:
        run(begun, select=select, **ONE)

    queries = asked(octopus, "buysellbookings") + asked(octopus, "/bookings/modified")
    assert {query["modifiedTimeStamp"][0] for query in queries} == {bound}


def test_files_after_a_deletion() -> None:
    """After a deletion all files are listed again, once."""
    begun = state(bookings={"deletions_at": SINCE}, booking_files={"valid_from": EARLIER})

    with fake_octopus() as octopus:
        first = run(begun, select=("booking_files",), **ONE)
        octopus.now += 86_400
        run(first.state, select=("booking_files",), **ONE)

    bounds = [query["modifiedTimeStamp"][0] for query in asked(octopus, "bookingfiles")]
    assert bounds == ["1980-01-01 00:00:00", "2026-12-31 23:00:00"]


def test_failed_ledger() -> None:
    """When the bookings cannot be read, the deletions say the same."""
    with fake_octopus(bookings=405):
        output = run(loaded(), select=LEDGER, **ONE)

    why = "GET /dossiers/{dossier}/bookyears/{bookyear}/bookings/modified: Octopus answered 405"
    for stream in ("bookings", DELETIONS):
        found = status(output, stream)
        assert (found["outcome"], found["message"]) == ("failed", why)
        assert found["replication"] == "incremental"
        assert found["modified_since"] == "2026-12-30T23:00:00.000+00:00"


def test_odd_document_of_a_first_load() -> None:
    """`sync_status` counts what is out of balance in a first load, too."""
    with fake_octopus(bookings=Ledger([], ODD)):
        output = run(select=("bookings", "sync_status"), **ONE)

    assert status(output)["unbalanced_document_count"] == 1
    assert len(entry(output.state)["odd"]) == 1


@pytest.mark.parametrize(("seconds", "lines"), [(31, 2), (29, 1), (1, 0)])
def test_progress(
    seconds: int, lines: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An answer that takes long to write is told of every half a minute."""
    now = iter(range(0, 1_000_000, seconds))
    monkeypatch.setattr(
        "tap_octopus.sync.ledger.time", SimpleNamespace(monotonic=lambda: next(now))
    )

    with fake_octopus(bookings=Ledger(WHOLE, WHOLE)), caplog.at_level(logging.INFO, "tap-octopus"):
        run(loaded(), select=("bookings",), **ONE)

    told = [text for text in caplog.messages if "so far" in text]
    assert (
        told
        == [f"dossier 1 (1 of 1): bookings, {count} rows so far" for count in (0, 2)][2 - lines :]
    )


def broken_off(calls: int) -> list[str]:
    """Run after a read of three bookyears that was killed when one was done."""
    then = {"began": SINCE, "synced_at": SINCE, "done": ["3"]}
    entries = {"parts": then, "reading": True, "calls": [int(MIDNIGHT) - 60] * calls}
    years = [
        {"bookyearKey": {"id": number}, "startDate": f"202{number}-01-01"} for number in (1, 2, 3)
    ]
    with fake_octopus(bookyears=years) as octopus:
        run(
            {"bookmarks": {"bookyear_details": {"1": entries}}}, select=("bookyear_details",), **ONE
        )
    return [s.path.rsplit("/", maxsplit=1)[-1] for s in octopus.sent if "/bookyears/" in s.path]


@pytest.mark.parametrize(
    ("calls", "read"), [(0, ["3", "2", "1"]), (21, ["3", "2", "1"]), (22, ["2", "1"])]
)
def test_read_that_was_killed(calls: int, read: list[str]) -> None:
    """A read that was killed begins anew where the calls are enough, and goes on where not."""
    assert broken_off(calls) == read
