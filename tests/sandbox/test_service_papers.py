"""The service of what lies behind the ledger: module, switches, file sync, faults, truth."""

from typing import Any

import pytest
import requests

from octopus_sandbox.control.columns import rows
from tests.sandbox.octopus import FIRST_LOAD, Json, Octopus

TODAY = "2026-06-15"
YESTERDAY = "2026-06-14 00:00:00.000"
DOCUMENTS = {
    "buysell_bookings": "/buysellbookings/modified",
    "financialdivers_bookings": "/financialdiversbookings/modified",
    "invoices": "/invoices/modified",
    "delivery_notes": "/deliverynotes/modified",
}
SETTINGS: list[dict[str, str | int]] = [
    {},
    {"reverse_charge_vat": "zero", "account_amounts": "cumulative"},
    {"vanished_amount": "zero", "overdue": "on the day", "order": "sorted"},
]


def changed(octopus: Octopus, path: str, since: str = FIRST_LOAD, **params: Json) -> Json:
    """Read whole documents; nothing found is an empty list."""
    query = {"bookyearId": -1, "modifiedTimeStamp": since, **params}
    answer = octopus.get(path, **query)
    assert answer.status_code in (200, 404)
    return answer.json() if answer.ok else []


def files(
    octopus: Octopus, since: str = "1980-01-01 00:00:00", **params: Json
) -> requests.Response:
    """Ask the file sync API for the files of dossier 1."""
    address = f"{octopus.account['file_sync_url']}/dossiers/1/bookingfiles"
    query = {"modifiedTimeStamp": since, **params}
    return octopus.session.get(address, headers=octopus.dossier(), params=query, timeout=10)


def served(octopus: Octopus) -> dict[str, list[dict[str, Any]]]:
    """Give what the API hands out of every table, by a first load."""
    years = [year["bookyearKey"]["id"] for year in octopus.get("/bookyears").json()]
    details = [(y, n) for y in years for n in (1, 2)]
    return {
        **{table: changed(octopus, path) for table, path in DOCUMENTS.items()},
        "vat_codes": octopus.get("/vatcodes").json(),
        "account_amounts": octopus.get("/accounts/amounts/modified").json()["modified"],
        "bookyear_details": [octopus.get(f"/bookyears/{year}").json() for year in years],
        "financial_journals": [
            octopus.get(f"/bookyears/{year}/journals/F/{n}").json() for year, n in details
        ],
        "bank_envelopes": octopus.get("/bank/enveloppes").json(),
        "rappels": octopus.get("/rappels", expirationDate=TODAY).json(),
        "booking_files": files(octopus).json(),
    }


@pytest.mark.parametrize("settings", SETTINGS)
def test_truth_equals_a_first_load(octopus: Octopus, settings: dict[str, str | int]) -> None:
    """After changes and under any switches, the truth holds the rows of what the API hands out."""
    octopus.switch(**settings)
    octopus.change("random", count=20, seed=3)

    for table, records in served(octopus).items():
        truth = octopus.control("GET", f"truth/{table}?dossierId=1")
        assert truth
        assert sorted(map(str, rows(table, records, 1))) == sorted(map(str, truth)), table


@pytest.mark.parametrize("path", ["/invoices/modified", "/deliverynotes/modified"])
@pytest.mark.parametrize("status", [403, 404])
def test_invoicing_is_a_paid_module(octopus: Octopus, path: str, status: int) -> None:
    """Dossiers without the module are refused its documents, and hold none of them."""
    octopus.switch(missing_module_status=status)

    answer = octopus.get(path, 2, bookyearId=-1, modifiedTimeStamp=FIRST_LOAD)

    assert answer.status_code == status
    assert list(answer.json()) == ["technicalInfo"]
    assert octopus.control("GET", "truth/invoices?dossierId=2") == []
    assert octopus.control("GET", "truth/delivery_notes?dossierId=2") == []


@pytest.mark.parametrize(("table", "journal"), [("buysell_bookings", "A1"), ("invoices", "V1")])
def test_journal_and_bookyear(octopus: Octopus, table: str, journal: str) -> None:
    """Documents can be read per bookyear and per journal; a bookyear must exist."""
    path = DOCUMENTS[table]
    whole = changed(octopus, path)

    found = changed(octopus, path, bookyearId=1, journalKey=journal)
    unknown = octopus.get(path, bookyearId=99, modifiedTimeStamp=FIRST_LOAD)

    expected = [r for r in whole if (r["bookyearKey"]["id"], r["journalKey"]) == (1, journal)]
    assert found
    assert sorted(map(str, found)) == sorted(map(str, expected))
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    ("table", "journal", "lines"),
    [
        ("buysell_bookings", "A1", "bookingLines"),
        ("financialdivers_bookings", "F1", "bookingLines"),
        ("invoices", "V1", "invoiceLines"),
    ],
)
def test_changes_are_told(octopus: Octopus, table: str, journal: str, lines: str) -> None:
    """Whole documents come again after an edit and without lines when emptied; deleted, never."""
    path = DOCUMENTS[table]
    before = changed(octopus, path, YESTERDAY)
    octopus.change("edit", journal=journal)
    (edited,) = changed(octopus, path, YESTERDAY, journalKey=journal)
    octopus.pass_time(60)
    key = {"bookyear": edited["bookyearKey"]["id"], "number": edited["documentSequenceNr"]}
    octopus.change("empty", journal=journal, **key)
    (emptied,) = changed(octopus, path, YESTERDAY, journalKey=journal)
    octopus.change("delete_last", journal=journal)
    after = changed(octopus, path, YESTERDAY, journalKey=journal)

    assert not [row for row in before if row["journalKey"] == journal]
    assert edited[lines]
    assert emptied[lines] == []
    assert len(after) <= 1


@pytest.mark.parametrize(("setting", "again"), [("when attached", 0), ("with document", 1)])
def test_file_of_an_emptied_document(octopus: Octopus, setting: str, again: int) -> None:
    """A file outlives the lines of its document; whether it comes again with it is a switch."""
    octopus.switch(files_modified=setting)
    octopus.change("empty", journal="A1", bookyear=1, number=1)

    answer = files(octopus, YESTERDAY.split(".", maxsplit=1)[0])
    told = answer.json() if answer.ok else []
    key = {"journalType": 1, "journalSequenceNr": 1, "documentSequenceNr": 1}
    kept = [row["documentKey"] for row in files(octopus).json()]

    assert len(told) == again
    assert key | {"bookyearKey": {"id": 1}} in kept


def test_account_amounts(octopus: Octopus) -> None:
    """An amount whose last line is gone is told as deleted, or as zero."""
    octopus.control("POST", "reset", {"documents_per_year": 0, "now": "2026-06-15T10:00:00"})
    done = octopus.change("book", journal="A1")
    octopus.change("empty", journal="A1", number=done["number"])
    told = octopus.get("/accounts/amounts/modified", modifiedTimeStamp=YESTERDAY).json()

    octopus.switch(vanished_amount="zero")
    kept = octopus.get("/accounts/amounts/modified", modifiedTimeStamp=YESTERDAY).json()

    assert told["modified"] == kept["deleted"] == []
    assert len(told["deleted"]) == done["lines"]
    assert sorted(map(str, told["deleted"])) == sorted(map(str, kept["modified"]))
    assert all(row["balance"] == 0.0 for row in kept["modified"])


def key_of(row: dict[str, Any]) -> str:
    """Give the key of an amount."""
    return str(row["accountAmountKey"])


def test_cumulative_amounts(octopus: Octopus) -> None:
    """The balance is that of the period, or of the bookyear up to its end."""
    movement = octopus.get("/accounts/amounts/modified").json()["modified"]
    octopus.switch(account_amounts="cumulative")

    running = octopus.get("/accounts/amounts/modified").json()["modified"]

    assert sorted(map(key_of, movement)) == sorted(map(key_of, running))
    assert sorted(map(str, movement)) != sorted(map(str, running))


def test_reverse_charge(octopus: Octopus) -> None:
    """VAT that is shifted to the buyer stands on the line, or not; the amount never has it."""
    shown = reverse_charged(octopus)
    octopus.switch(reverse_charge_vat="zero")
    zero = reverse_charged(octopus)

    assert all(line["vatAmount"] > 0 for _, line in shown)
    assert all(line["vatAmount"] == 0.0 for _, line in zero)
    assert all(amount == line["baseAmount"] for amount, line in [*shown, *zero])


def reverse_charged(octopus: Octopus) -> list[tuple[float, dict[str, Any]]]:
    """Give the amounts of documents with one line, whose VAT is shifted, and that line."""
    return [
        (row["amount"], row["bookingLines"][0])
        for row in changed(octopus, "/buysellbookings/modified")
        if [line["vatCodeKey"] for line in row["bookingLines"]] in (["EU21"], ["MC21"], ["IMP21"])
        and row["amount"] > 0
    ]


@pytest.mark.parametrize(("setting", "told"), [("after", False), ("on the day", True)])
def test_overdue(octopus: Octopus, setting: str, told: bool) -> None:  # noqa: FBT001 table
    """A sale is overdue after its day of expiry, or on it."""
    octopus.switch(overdue=setting)
    truth = octopus.control("GET", "truth/rappels?dossierId=1&expirationDate=2100-01-01")
    invoice = truth[0]["invoice_list"][0]

    day = invoice["expiration_date"]
    answer = octopus.get("/rappels", expirationDate=day)

    found = [i for row in (answer.json() if answer.ok else []) for i in row["invoiceList"]]
    numbers = {(i["bookyearKey"]["id"], i["documentSequenceNr"]) for i in found}
    assert ((invoice["bookyear_id"], invoice["document_sequence_nr"]) in numbers) == told


def test_no_rappels(octopus: Octopus) -> None:
    """When nothing is overdue there is nothing to find."""
    assert octopus.get("/rappels", expirationDate="1980-01-01").status_code == 404


def test_files_have_an_address_of_their_own(octopus: Octopus) -> None:
    """The file sync API lists files below its own address only, by its own form of timestamp."""
    whole = files(octopus).json()
    some = files(octopus, bookyearId=1, journal="A1", documentSequenceNr=1).json()
    nothing = files(octopus, "2026-06-14 00:00:00")
    octopus.change("book", journal="A2")
    booked = files(octopus, "2026-06-14 00:00:00")

    assert len(some) == 1
    assert some[0] in whole
    assert nothing.status_code == 404
    assert list(nothing.json()) == ["technicalInfo"]
    assert {row["documentKey"]["journalSequenceNr"] for row in booked.json()} <= {2}
    assert files(octopus, FIRST_LOAD).status_code == 400
    assert octopus.get("/bookingfiles", modifiedTimeStamp=FIRST_LOAD).status_code == 404


def test_files_cannot_be_fetched(octopus: Octopus) -> None:
    """Downloading is no part of the sandbox."""
    address = f"{octopus.account['file_sync_url']}/dossiers/1/bookingfiles"

    answer = octopus.session.post(address, headers=octopus.dossier(), json={}, timeout=10)

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path", ["/bookyears/9", "/bookyears/9/journals/F/1", "/bookyears/1/journals/F/9"]
)
def test_unknown_details(octopus: Octopus, path: str) -> None:
    """Where no 404 is documented, a bookyear or journal that does not exist is a bad request."""
    answer = octopus.get(path)

    assert answer.status_code == 400
    assert list(answer.json()) == ["technicalInfo"]


def test_faults_in_a_single_record(octopus: Octopus) -> None:
    """Faults in records strike an answer that is one record as well."""
    octopus.fault("extra_field", "/bookyears/{bookyearId}")
    octopus.fault("field_missing", "/bookyears/{bookyearId}", field="bookyearKey.id")

    answer = octopus.get("/bookyears/1").json()

    assert answer["sandboxField"] == "new"
    assert answer["bookyearKey"] == {}


def test_faults_of_the_file_list(octopus: Octopus) -> None:
    """A fault can be ordered for the file sync API by the name of its operation."""
    operation = "GET /octopus-filesync-api/v1/dossiers/{dossierId}/bookingfiles"
    octopus.control("POST", "faults", {"kind": "status", "status": 503, "operation": operation})

    assert files(octopus).status_code == 503
    calls = [call for call in octopus.control("GET", "calls") if call["operation"] == operation]
    assert calls[0]["statuses"] == {"503": 1}


def test_impossible_date(octopus: Octopus) -> None:
    """The truth of the reminders wants a date."""
    assert octopus.ask("GET", "truth/rappels?dossierId=1&expirationDate=soon").status_code == 400
