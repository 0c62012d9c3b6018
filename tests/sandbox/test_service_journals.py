"""Journals by what changed, in all bookyears at once; and lists that some dossiers refuse."""

from typing import Any

import pytest

from octopus_sandbox.service.routes import READS
from tests.sandbox.facts import FURTHER
from tests.sandbox.octopus import FIRST_LOAD, NEVER, Octopus
from tests.sandbox.test_against_facts import TYPES, walk

FACTS = FURTHER["journals_modified"]
LATER = "2026-06-15 12:00:00.000"
"""The moment at which the tests change something, in Brussels."""


def modified(octopus: Octopus, since: str = FIRST_LOAD, dossier: int = 1) -> list[dict[str, Any]]:
    """Give the journals that changed since a moment."""
    answer = octopus.get("/journals/modified", dossier, modifiedTimeStamp=since)
    assert answer.status_code == 200
    rows: list[dict[str, Any]] = answer.json()["modifiedJournalServiceDataList"]
    return rows


def key(row: dict[str, Any]) -> tuple[int, str]:
    """Give the bookyear and the name of a journal, of either shape."""
    if "journalKey" in row:
        return row["bookyearKey"]["id"], row["journalKey"]
    inner = row["journalKeyServiceData"]
    return inner["bookyearKey"]["id"], f"{inner['journalTypeCode']}{inner['sequenceNumber']}"


def test_operation_is_documented() -> None:
    """Its limit, parameters and missing 404 are those of the facts."""
    (operation,) = [read for read in READS if read.path.endswith("/journals/modified")]
    query = {p["name"]: p["required"] for p in FACTS["params"] if p["in"] == "query"}

    assert operation.limit == FACTS["daily_limit"] == 48
    assert {parameter.name: parameter.required for parameter in operation.query} == query
    assert not operation.none


def test_fields_are_as_documented(octopus: Octopus) -> None:
    """A record holds exactly the documented fields, of their types."""
    fields = {f["name"]: f for f in FACTS["fields"] if f["name"] != "dossier_id"}

    for dossier in (1, 2, 3):
        for record in modified(octopus, dossier=dossier):
            found = {
                name: value for name, value in walk(record) if not name.endswith("bookyearKey")
            }
            assert found.keys() == fields.keys()
            for name, value in found.items():
                kind = fields[name]["json_type"]
                assert isinstance(value, TYPES[kind])
                assert isinstance(value, bool) == (kind == "boolean")


def test_parameters(octopus: Octopus) -> None:
    """The moment is needed, and nothing else is known."""
    assert octopus.get("/journals/modified").status_code == 400
    assert (
        octopus.get("/journals/modified", modifiedTimeStamp=FIRST_LOAD, bookyearId=1).status_code
        == 400
    )


@pytest.mark.parametrize("dossier", [1, 2, 3])
def test_journals_of_all_bookyears_in_one_call(octopus: Octopus, dossier: int) -> None:
    """It tells of the same journals as the lists of all bookyears, and the same of each."""
    octopus.change("open_bookyear", dossier)
    octopus.change("close_bookyear", dossier)
    years = [year["bookyearKey"]["id"] for year in octopus.get("/bookyears", dossier).json()]
    listed = {
        key(row): row
        for year in years
        for row in octopus.get(f"/bookyears/{year}/journals", dossier).json()
    }

    found = {key(row): row for row in modified(octopus, dossier=dossier)}

    assert found.keys() == listed.keys()
    for place, row in found.items():
        other = listed[place]
        for name in ("closed", "closedPeriod", "protectedPeriod"):
            assert row[name] == other[name]
        assert row["nextDocumentNumber"] == other["lastBookedDocumentNr"] + 1
        assert other["name"] in {name["value"] for name in row["names"]}


def test_truth_holds_both(octopus: Octopus) -> None:
    """A perfect copy holds what the list tells, and what only the changes do."""
    rows = {key(row): row for row in modified(octopus)}

    truth = octopus.control("GET", "truth/journals?dossierId=1")

    assert {key(row) for row in truth} == rows.keys()
    for row in truth:
        assert row["nextDocumentNumber"] == rows[key(row)]["nextDocumentNumber"]
        assert row["names"] == rows[key(row)]["names"]
        assert "lastBookedDocumentNr" in row


def test_nothing_changed(octopus: Octopus) -> None:
    """Both lists are there and empty, as the specification requires."""
    answer = octopus.get("/journals/modified", modifiedTimeStamp=NEVER)

    assert answer.status_code == 200
    assert answer.json() == {"deletedJournalList": [], "modifiedJournalServiceDataList": []}


@pytest.mark.parametrize(("setting", "told"), [("yes", True), ("no", False)])
def test_booking_changes_a_journal(octopus: Octopus, setting: str, told: bool) -> None:  # noqa: FBT001 table
    """Another document, or one less, is a change of its journal, or of the ledger alone."""
    octopus.switch(booking_touches_journal=setting)
    before = modified(octopus, LATER)
    done = octopus.change("book", journal="V1")
    booked = modified(octopus, LATER)
    octopus.change("delete_last", journal="V1", bookyear=done["bookyear"])

    deleted = modified(octopus, LATER)

    assert before == []
    assert [key(row) for row in booked] == ([(done["bookyear"], "V1")] if told else [])
    if told:
        assert booked[0]["nextDocumentNumber"] == done["number"] + 1
        assert deleted[0]["nextDocumentNumber"] == done["number"]


def test_closing_changes_all_journals_of_a_bookyear(octopus: Octopus) -> None:
    """Closing a bookyear closes and protects its journals up to its last period."""
    octopus.change("open_bookyear")
    opened = {key(row)[0] for row in modified(octopus, LATER)}
    octopus.pass_time(60)
    done = octopus.change("close_bookyear")

    rows = modified(octopus, "2026-06-15 12:01:00.000")

    (closed,) = [
        y for y in octopus.get("/bookyears").json() if y["bookyearKey"]["id"] == done["bookyear"]
    ]
    last = closed["periods"][-1]["bookyearPeriod"]
    assert len(opened) == 1
    assert done["bookyear"] not in opened
    assert {key(row)[0] for row in rows if row["closed"]} == {done["bookyear"]}
    assert all(r["closedPeriod"] == r["protectedPeriod"] == last for r in rows if r["closed"])


def test_deleted_journal(octopus: Octopus) -> None:
    """A journal that was deleted is told by its key, and is back when something is booked in it."""
    done = octopus.change("delete_journal", 2, journal="V2")
    place = (done["bookyear"], "V2")
    told = octopus.get("/journals/modified", 2, modifiedTimeStamp=LATER).json()
    listed = octopus.get(f"/bookyears/{place[0]}/journals", 2).json()
    truth = octopus.control("GET", "truth/journals?dossierId=2")

    again = octopus.ask(
        "POST",
        "changes",
        {"change": "backdate", "dossierId": 2, "journal": "V2", "bookyear": place[0]},
    )
    back = octopus.get("/journals/modified", 2, modifiedTimeStamp=LATER).json()

    (record,) = told["deletedJournalList"]
    assert record == {"bookyearKey": {"id": place[0]}, "journalTypeCode": "V", "sequenceNumber": 2}
    assert "V2" not in {row["journalKey"] for row in listed}
    assert place not in {key(row) for row in truth}
    assert again.ok, again.text
    assert back["deletedJournalList"] == []
    assert place in {key(row) for row in back["modifiedJournalServiceDataList"]}


@pytest.mark.parametrize("table", ["journals", "accounts", "relations"])
@pytest.mark.parametrize("failing", ["neither", "list", "modified"])
def test_lists_that_fail(octopus: Octopus, table: str, failing: str) -> None:
    """On some real dossiers one of the two ways to read a table is a 400, which tells no code."""
    octopus.switch(**{f"{table}_400": failing})
    path = {"journals": "/bookyears/1/journals", "accounts": "/accounts?bookyearId=1"}

    answers = {
        "list": octopus.get(path.get(table, f"/{table}")),
        "modified": octopus.get(f"/{table}/modified", modifiedTimeStamp=FIRST_LOAD),
    }

    for name, answer in answers.items():
        assert answer.status_code == (400 if name == failing else 200)
        assert answer.ok or list(answer.json()) == ["technicalInfo"]
