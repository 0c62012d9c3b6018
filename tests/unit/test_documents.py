"""Whole documents and files: first by bookyear, then what changed; they share their deletions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.fake_octopus import fake_octopus, records, run
from tests.unit.ledger import WHOLE, Ledger, loaded
from tests.unit.strategies import SCHEMAS

if TYPE_CHECKING:
    from tests.unit.fake_octopus import FakeOctopus, Output
    from tests.unit.strategies import Record

ONE: dict[str, Any] = {"dossier_ids": [1]}
SINCE = "2026-12-31T00:00:00.000+00:00"
EARLIER = "2026-12-30T00:00:00.000+00:00"
DELETIONS = "deleted_booking_documents"
LEDGER = ("bookings", DELETIONS, "sync_status")
DAY = 86_400
every_table = pytest.mark.parametrize(
    "stream", ["buysell_bookings", "financialdivers_bookings", "invoices", "delivery_notes"]
)


def state(**entries: dict[str, Any]) -> dict[str, Any]:
    """Return a state in which these streams were loaded a day ago, but for what is said."""
    whole = {"since": SINCE, "valid_from": SINCE, "synced_at": SINCE}
    return {"bookmarks": {stream: {"1": whole | more} for stream, more in entries.items()}}


def entry(output: Output, stream: str) -> dict[str, Any]:
    """Return what the state holds of a stream of dossier 1."""
    found: dict[str, Any] = output.state["bookmarks"][stream]["1"]
    return {"valid_from": found.get("synced_at"), **found}


def asked(octopus: FakeOctopus, word: str) -> list[dict[str, list[str]]]:
    """Return the queries of the requests whose path has a word in it."""
    return [r.query for r in octopus.sent if word in r.path]


def emptied(number: int = 1) -> Record:
    """Return a purchase without lines."""
    return records("buysell_bookings", number)[-1] | {"journalKey": "A1", "bookingLines": []}


@every_table
def test_first_load(stream: str) -> None:
    """A first load asks for each bookyear from 1980, newest first, and brings every document."""
    with fake_octopus() as octopus:
        output = run(select=(stream, "sync_status"), **ONE)

    queries = asked(octopus, "bookings/modified") or asked(octopus, "s/modified")
    assert [query["bookyearId"] for query in queries] == [["2"], ["1"]]
    assert {query["modifiedTimeStamp"][0] for query in queries} == {"1980-01-01 00:00:00.000"}
    assert not any("journalKey" in query for query in queries)
    assert len(output.rows(stream)) == 2
    assert entry(output, stream)["valid_from"] == output.rows(stream)[0]["synced_at"]


@every_table
def test_changes(stream: str) -> None:
    """After that one call for all bookyears brings what changed."""
    with fake_octopus() as octopus:
        output = run(state(**{stream: {}}), select=(stream,), **ONE)

    (query,) = asked(octopus, "s/modified")
    assert query == {"bookyearId": ["-1"], "modifiedTimeStamp": ["2026-12-30 23:00:00.000"]}
    assert entry(output, stream)["valid_from"] == SINCE


@every_table
def test_first_load_of_many_years(stream: str) -> None:
    """A first load of more bookyears than a day has calls goes on the next day, as one picture."""
    with fake_octopus(bookyears=records("bookyears", 50)) as octopus:
        first = run(select=(stream, "sync_status"), **ONE)
        spent = octopus.count(stream)
        octopus.now += DAY + 60
        second = run(first.state, select=(stream, "sync_status"), **ONE)

    assert (first.error, second.error) == (None, None)
    assert (first.status(1)[stream], second.status(1)[stream]) == ("partial", "complete")
    assert (spent, octopus.count(stream)) == (48, 50)
    assert entry(second, stream)["valid_from"] == entry(first, stream)["parts"]["synced_at"]


@pytest.mark.parametrize("stream", ["invoices", "delivery_notes"])
def test_a_module_that_is_not_paid_for(stream: str) -> None:
    """A 403 makes that stream refused, at one call, and the run succeeds with all else read."""
    with fake_octopus(**{stream: 403}) as octopus:
        output = run(**ONE)
        again = run(output.state, **ONE)

    assert (output.error, again.error) == (None, None)
    assert output.status(1)[stream] == "refused"
    assert {o for s, o in output.status(1).items() if s != stream} == {"complete"}
    assert octopus.count(stream) == 2


def test_emptied_document() -> None:
    """A document without lines buries its lines: it is told as deleted, later than they came."""
    with fake_octopus(bookings=Ledger(WHOLE, WHOLE), buysell_bookings=[emptied()]):
        begun = state(bookings={}, buysell_bookings={})
        output = run(begun, select=(*LEDGER, "buysell_bookings"), **ONE)

    (gone,) = output.rows(DELETIONS)
    (document,) = output.rows("buysell_bookings")
    assert (gone["journal_type"], gone["journal_nr"], gone["journal_key"]) == (1, 1, "A1")
    assert (gone["bookyear_id"], gone["document_sequence_nr"]) == (1, 1)
    assert gone["synced_at"] == document["synced_at"] > output.rows("bookings")[0]["synced_at"]
    assert output.status(1)[DELETIONS] == "complete"


def test_emptied_document_without_the_ledger() -> None:
    """What is read without the bookings is told as well, and their calls are not touched."""
    spent = loaded(calls=[1_798_761_600 - 100] * 48)["bookmarks"]
    begun = state(buysell_bookings={})
    begun["bookmarks"] |= spent

    with fake_octopus(buysell_bookings=[emptied()]) as octopus:
        output = run(begun, select=(*LEDGER, "buysell_bookings"), **ONE)

    assert octopus.count("bookings") == 0
    assert len(output.rows(DELETIONS)) == 1
    assert DELETIONS not in output.status(1)


def test_emptied_document_that_nobody_wanted() -> None:
    """One that was let go is never told again: wanted after all, the ledger is loaded anew."""
    begun = state(bookings={}, buysell_bookings={})

    with fake_octopus(bookings=Ledger(WHOLE, WHOLE), buysell_bookings=[emptied()]):
        without = run(begun, select=("buysell_bookings",), **ONE)
        output = run(without.state, select=LEDGER, **ONE)

    (told,) = [row for row in output.rows("sync_status") if row["stream"] == "bookings"]
    assert told["replication"] == "first_load"


def test_emptied_when_the_ledger_fails() -> None:
    """When the bookings cannot be read what was emptied is told all the same."""
    with fake_octopus(bookings=400, buysell_bookings=[emptied()]):
        begun = state(bookings={}, buysell_bookings={})
        output = run(begun, select=(*LEDGER, "buysell_bookings"), **ONE)

    assert output.status(1)["bookings"] == output.status(1)[DELETIONS] == "failed"
    assert len(output.rows(DELETIONS)) == 1


def test_as_far_back_as_the_deletions() -> None:
    """Documents reach back as far as the deletions: what is still there comes after them."""
    begun = state(bookings={"since": EARLIER}, buysell_bookings={})

    with fake_octopus() as octopus:
        run(begun, select=(*LEDGER, "buysell_bookings"), **ONE)

    asked_from = {query["modifiedTimeStamp"][0] for query in asked(octopus, "bookings/modified")}
    assert asked_from == {"2026-12-29 23:00:00.000"}


def test_a_ledger_that_began_anew() -> None:
    """When the bookings are loaded anew deletions may be lost: so are the documents."""
    begun = state(bookings={}, buysell_bookings={"valid_from": EARLIER}, invoices={})

    with fake_octopus():
        select = (*LEDGER, "buysell_bookings", "invoices")
        output = run(begun, select=select, **ONE)

    told = {row["stream"]: row["replication"] for row in output.rows("sync_status")}
    assert told["buysell_bookings"] == "first_load"
    assert told["invoices"] == told["bookings"] == "incremental"


def test_deletions_alone_come_before_the_documents() -> None:
    """Deletions that are read without the bookings never bury what the same run has seen."""
    with fake_octopus():
        begun = state(**{DELETIONS: {}, "buysell_bookings": {}, "booking_files": {}})
        select = (DELETIONS, "buysell_bookings", "booking_files")
        output = run(begun, select=select, **ONE)

    seen = {row["synced_at"] for stream in select[1:] for row in output.rows(stream)}
    assert output.rows(DELETIONS)[-1]["synced_at"] <= min(seen)


def test_files() -> None:
    """The files are asked for at their own address, in seconds, with the token of the dossier."""
    with fake_octopus() as octopus:
        first = run(select=("booking_files",), **ONE)
        octopus.now += DAY
        run(first.state, select=("booking_files",), **ONE)

    requests = [r for r in octopus.sent if "bookingfiles" in r.path]
    assert {r.url.split("?")[0] for r in requests} == {
        "http://localhost/files/dossiers/1/bookingfiles"
    }
    assert [r.query["modifiedTimeStamp"] for r in requests] == [
        ["1980-01-01 00:00:00"],
        ["2026-12-31 11:00:00"],
    ]
    assert {r.headers["dossierToken"] for r in requests} == {"d"}


def test_reminders_of_the_day() -> None:
    """Reminders are asked for at the server's date."""
    with fake_octopus() as octopus:
        output = run(select=("rappels",), **ONE)

    assert asked(octopus, "rappels") == [{"expirationDate": ["2027-01-01"]}]
    assert len(output.rows("rappels")) == len(records("rappels"))
    assert "invoice_list" in SCHEMAS["rappels"]["properties"]


def test_financial_journals_of_many_days() -> None:
    """More journals than a day has calls take two days, and are one picture."""
    many = [{"journalKey": f"F{number}", "bookyearKey": {"id": 1}} for number in range(1, 31)]
    year = [records("bookyears", 1)[0] | {"closed": False}]

    with fake_octopus(bookyears=year, journals=many, journals_modified=400) as octopus:
        first = run(select=("financial_journals", "sync_status"), **ONE)
        octopus.now += DAY + 60
        second = run(first.state, select=("financial_journals", "sync_status"), **ONE)

    rows = [*first.rows("financial_journals"), *second.rows("financial_journals")]
    assert (first.error, second.error) == (None, None)
    assert sorted(int(row["journal_key"][1:]) for row in rows) == list(range(1, 31))
    assert {row["bookyear_id"] for row in rows} == {1}
    assert octopus.count("financial_journals") == 30


def test_no_call_for_closed_bookyears() -> None:
    """A bookyear that is closed takes no call, neither for its journals nor for their details."""
    years = [year | {"closed": True} for year in records("bookyears", 2)]

    with fake_octopus(bookyears=years) as octopus:
        output = run(select=("financial_journals", "sync_status"), **ONE)

    assert output.status(1)["financial_journals"] == "complete"
    assert octopus.count("journals") == octopus.count("financial_journals") == 0


def test_deletions_without_the_ledger() -> None:
    """Read without the ledger, the deletions are asked for from the last run on."""
    select = ("buysell_bookings", DELETIONS, "sync_status")
    with fake_octopus() as octopus:
        first = run(select=select, **ONE)
        octopus.now += 10 * 3600
        run(first.state, select=select, **ONE)

    (_, query) = asked(octopus, "/bookings/modified")
    assert query["modifiedTimeStamp"][0].startswith("2026-12-31 11:00:0")


def test_emptied_document_of_a_run_that_was_killed() -> None:
    """A document without lines is told of by the next run when a first load was broken off."""

    def purchases(_: str, query: dict[str, list[str]]) -> list[Record]:
        newest = query["bookyearId"] == ["2"]
        return [emptied() | {"bookyearKey": {"id": 2}}] if newest else []

    select = (*LEDGER, "buysell_bookings")
    with fake_octopus(bookings=Ledger(WHOLE, WHOLE), buysell_bookings=purchases) as octopus:
        whole = run(state(bookings={}), select=select, **ONE)
        places = [(m["type"], m.get("stream")) for m in whole.messages]
        killed = whole.messages[: places.index(("RECORD", DELETIONS))]
        last = [m["value"] for m in killed if m["type"] == "STATE"][-1]
        octopus.now += 60
        resumed = run(last, select=select, **ONE)

    assert "parts" in last["bookmarks"]["buysell_bookings"]["1"]
    assert len(whole.rows(DELETIONS)) == len(resumed.rows(DELETIONS)) == 1


def test_journals_that_were_broken_off() -> None:
    """What was broken off is read again at once, whatever the pace of the bookyears says."""
    select = ("bookyears", "journals", "sync_status")
    with fake_octopus(journals_modified=400) as octopus:
        first = run(select=select, **ONE)
        marks = first.state["bookmarks"]
        for stream in ("bookyears", "journals"):
            marks[stream]["1"]["calls"] = [int(octopus.now) - 60 * n for n in range(8, 0, -1)]
        marks["journals"]["1"]["reading"] = True
        octopus.asked.clear()
        run(first.state, select=select, **ONE)

    assert octopus.count("journals") == 2
