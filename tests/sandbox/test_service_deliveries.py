"""How invoices were delivered, what an envelope of payments holds, and the version of the API."""

from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests

from tests.sandbox.facts import FACTS
from tests.sandbox.octopus import Octopus
from tests.sandbox.test_documents_facts import SELECTION

PATH = "/dossiers/{}/invoices/send/report/deliverystate"
BELGIUM = ZoneInfo("Europe/Brussels")
HOUR, DAY = 3600, 24 * 3600


def ask(octopus: Octopus, dossier: int = 1, **changed: Any) -> requests.Response:  # noqa: ANN401 any JSON
    """Ask for the delivery state of invoices."""
    body = {name: value for name, value in {**SELECTION, **changed}.items() if value is not None}
    return octopus.send("POST", PATH.format(dossier), headers=octopus.dossier(dossier), json=body)


def states(octopus: Octopus, dossier: int = 1) -> dict[tuple[int, str, int], dict[str, Any]]:
    """Give all deliveries of a dossier by document."""
    rows = octopus.control("GET", f"truth/invoice_deliveries?dossierId={dossier}")
    return {(r["bookyear_id"], r["journal_key"], r["document_sequence_nr"]): r for r in rows}


def test_one_row_per_invoice(octopus: Octopus) -> None:
    """Every invoice, booked or not, has a state of the documented ones; ranges are its answers."""
    invoices = octopus.control("GET", "truth/invoices?dossierId=1")
    places = {(r["bookyear_id"], r["journal_key"]) for r in invoices}

    answers = [
        row
        for year, journal in sorted(places)
        for row in ask(octopus, bookyearKey={"id": year}, journal=journal).json()
    ]

    truth = states(octopus)
    keys = {(r["bookyear_id"], r["journal_key"], r["document_sequence_nr"]) for r in invoices}
    assert len(answers) == len(truth) == len(keys)
    assert truth.keys() == keys
    assert {row["deliveryState"] for row in answers} <= set(FACTS["enums"]["deliveryState"])


def test_range_of_documents(octopus: Octopus) -> None:
    """Only documents of the range are told; one beyond the books is no error."""
    rows = ask(octopus, documentSequenceNr=2, toDocumentSequenceNr=3).json()
    nothing = ask(octopus, documentSequenceNr=900_000)

    assert {row["documentKey"]["documentSequenceNr"] for row in rows} == {2, 3}
    assert (nothing.status_code, nothing.json()) == (200, [])


@pytest.mark.parametrize(
    "changed",
    [
        {"bookyearKey": None},
        {"journal": None},
        {"documentSequenceNr": None},
        {"toDocumentSequenceNr": None},
        {"documentSequenceNr": "1"},
        {"page": 2},
        {"journal": "A1"},
        {"journal": "V9"},
        {"bookyearKey": {"id": 99}},
    ],
)
def test_body_is_as_documented(octopus: Octopus, changed: dict[str, Any]) -> None:
    """All four properties are required, nothing else is known, and they must exist."""
    assert ask(octopus, **changed).status_code == 400


def test_parameters_in_the_address_are_refused(octopus: Octopus) -> None:
    """The query stands in the body alone."""
    path, headers = PATH.format(1), octopus.dossier()

    answer = octopus.send("POST", path, headers=headers, json=SELECTION, params={"journal": "V1"})

    assert answer.status_code == 400


@pytest.mark.parametrize("status", [403, 404])
def test_deliveries_are_of_the_module(octopus: Octopus, status: int) -> None:
    """A dossier that did not pay for invoicing is refused, and holds none."""
    octopus.switch(missing_module_status=status)

    assert ask(octopus, 2).status_code == status
    assert states(octopus, 2) == {}


def test_reading_is_no_write(octopus: Octopus) -> None:
    """Its parent sends invoices and is a write; this path only reads."""
    ask(octopus)
    octopus.send("POST", "/dossiers/1/invoices/send", headers=octopus.dossier(), json={})

    (write,) = octopus.control("GET", "writes")
    assert write["operation"] == "POST /dossiers/{dossierId}/invoices/send"


def test_deliveries_grow_with_the_books_and_go_on(octopus: Octopus) -> None:
    """An invoice is not sent at first, then on its way, then there or failed for a reason."""
    before = states(octopus)
    booked = [octopus.change("book", journal="V1") for _ in range(24)]
    new = {(done["bookyear"], "V1", done["number"]) for done in booked}

    steps = []
    for seconds in (0, 2 * HOUR, 2 * HOUR, 4 * DAY):
        octopus.pass_time(seconds)
        told = states(octopus)
        steps.append([told[place] for place in new])

    seen = [Counter(row["delivery_state"] for row in rows) for rows in steps]
    failed = [row for row in steps[2] if row["delivery_state"] == "PEPPOL_SEND_FAILED"]
    assert new.isdisjoint(before)
    assert seen[0] == {"NONE": len(new)}
    assert all(row["delivery_date_time"] is None for row in steps[0])
    assert seen[1]["PEPPOL_SENDING_IN_PROGRESS"] > 0
    assert failed
    assert all(row["comment"] for row in failed)
    assert seen[2]["PEPPOL_SEND_OK"] > 0
    assert seen[3]["PEPPOL_SEND_FAILED"] < seen[2]["PEPPOL_SEND_FAILED"]


def test_moment_of_a_delivery(octopus: Octopus) -> None:
    """The moment has a zone; or it has none, and is what a Belgian clock shows."""
    zoned: list[str] = []
    local: list[str] = []
    for setting, found in (("zoned", zoned), ("local", local)):
        octopus.switch(delivery_date_time=setting)
        found += [r["deliveryDateTime"] for r in ask(octopus).json() if "deliveryDateTime" in r]

    shown = [datetime.fromisoformat(text).astimezone(BELGIUM) for text in zoned]
    assert local
    assert local == [moment.isoformat()[: len("2026-06-15T10:00:00")] for moment in shown]
    assert all(text.endswith("+00:00") for text in zoned)


def test_answer_is_of_its_moment(octopus: Octopus) -> None:
    """The same question gets another answer later, although nothing was booked."""
    done = octopus.change("book", journal="V1")
    bookyear = {"id": done["bookyear"]}
    first = ask(octopus, bookyearKey=bookyear).json()
    octopus.pass_time(5 * DAY)
    later = Octopus(octopus.address)

    second = ask(later, bookyearKey=bookyear).json()

    later.session.close()
    assert first != second


def test_payments_in_an_envelope(octopus: Octopus) -> None:
    """An envelope holds as many payments as it says, which add up to its amount."""
    for row in octopus.get("/bank/enveloppes").json()[:20]:
        payments = octopus.get(f"/bank/enveloppes/{row['enveloppeKey']['id']}").json()

        cents = sum(round(payment["amount"] * 100) for payment in payments)
        assert (len(payments), cents) == (row["paymentCount"], round(row["amount"] * 100))


def test_unknown_envelope(octopus: Octopus) -> None:
    """No 404 is documented: an envelope that is not there is a bad request."""
    answer = octopus.get("/bank/enveloppes/999999")

    assert answer.status_code == 400
    assert list(answer.json()) == ["technicalInfo"]


def test_version(octopus: Octopus) -> None:
    """The version is a plain text that everybody may read, and that a test can change."""
    first = octopus.send("GET", "/about/version")
    octopus.control("PUT", "version", {"version": "52.0.1"})

    second = octopus.send("GET", "/about/version")

    assert (first.text, second.text) == ("51.9.17", "52.0.1")
    assert second.headers["content-type"].startswith("text/plain")
    assert octopus.ask("PUT", "version", {}).status_code == 400
