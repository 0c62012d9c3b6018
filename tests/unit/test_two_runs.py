"""A first run and one on the next day, whole: what is asked, told, logged and remembered."""

from __future__ import annotations

import datetime
import json
import logging
import re
from typing import Any, NamedTuple

import pytest

from tests.unit.fake_octopus import FakeOctopus, Output, fake_octopus, run

BEGIN = """
POST /v1/authentication {"user": "user-Pa4s", "password": "password-Xk9w"}
GET /v1/about/version
GET /v1/dossiers
POST /v1/dossiers?dossierId=1&localeId=0
GET /v1/dossiers/1/bookyears
GET /v1/dossiers/1/bookyears/2
GET /v1/dossiers/1/bookyears/1
GET /v1/dossiers/1/journals/modified?modifiedTimeStamp=1980
GET /v1/dossiers/1/bookyears/2/journals/F/1
GET /v1/dossiers/1/bookyears/1/journals/F/1
"""
LISTS = """
GET /v1/dossiers/1/bank/paymentlist
GET /v1/dossiers/1/bank/invoices
GET /v1/dossiers/1/bank/enveloppes
GET /v1/dossiers/1/costcentres
GET /v1/dossiers/1/customfields
GET /v1/dossiers/1/productgroups
GET /v1/dossiers/1/products
GET /v1/dossiers/1/vatcodes
POST /v1/dossiers/1/reports/clients/open OPEN
POST /v1/dossiers/1/reports/suppliers/open OPEN
"""
"""What each run asks for at its beginning and towards its end."""

FIRST = """
GET /v1/dossiers/1/accounts/modified?modifiedTimeStamp=1980
GET /v1/dossiers/1/accounts/amounts/modified?modifiedTimeStamp=1980
GET /v1/dossiers/1/relations/modified?modifiedTimeStamp=1980
GET /v1/dossiers/1/bookyears/2/bookings/modified?journalTypeId=1&modifiedTimeStamp=1980
GET /v1/dossiers/1/bookyears/2/bookings/modified?journalTypeId=2&modifiedTimeStamp=1980
GET /v1/dossiers/1/bookyears/2/bookings/modified?journalTypeId=3&modifiedTimeStamp=1980
GET /v1/dossiers/1/bookyears/2/bookings/modified?journalTypeId=4&modifiedTimeStamp=1980
GET /v1/dossiers/1/bookyears/1/bookings/modified?journalTypeId=1&modifiedTimeStamp=1980
GET /v1/dossiers/1/bookyears/1/bookings/modified?journalTypeId=2&modifiedTimeStamp=1980
GET /v1/dossiers/1/bookyears/1/bookings/modified?journalTypeId=3&modifiedTimeStamp=1980
GET /v1/dossiers/1/bookyears/1/bookings/modified?journalTypeId=4&modifiedTimeStamp=1980
GET /v1/dossiers/1/buysellbookings/modified?bookyearId=2&modifiedTimeStamp=1980
GET /v1/dossiers/1/buysellbookings/modified?bookyearId=1&modifiedTimeStamp=1980
GET /v1/dossiers/1/financialdiversbookings/modified?bookyearId=2&modifiedTimeStamp=1980
GET /v1/dossiers/1/financialdiversbookings/modified?bookyearId=1&modifiedTimeStamp=1980
GET /v1/dossiers/1/invoices/modified?bookyearId=2&modifiedTimeStamp=1980
GET /v1/dossiers/1/invoices/modified?bookyearId=1&modifiedTimeStamp=1980
POST /v1/dossiers/1/invoices/send/report/deliverystate DELIVERIES
GET /v1/dossiers/1/deliverynotes/modified?bookyearId=2&modifiedTimeStamp=1980
GET /v1/dossiers/1/deliverynotes/modified?bookyearId=1&modifiedTimeStamp=1980
GET /files/dossiers/1/bookingfiles?modifiedTimeStamp=1980
GET /v1/dossiers/1/balancings/modified?modifiedTimeStamp=1980
"""
"""The requests of a first run, in order; 1980 stands for the first moment of that year."""

SECOND = """
GET /v1/dossiers/1/accounts/modified?modifiedTimeStamp=THEN
GET /v1/dossiers/1/accounts/amounts/modified?modifiedTimeStamp=THEN
GET /v1/dossiers/1/relations/modified?modifiedTimeStamp=THEN
GET /v1/dossiers/1/bookyears/-1/bookings/modified?journalTypeId=-1&modifiedTimeStamp=THEN
GET /v1/dossiers/1/buysellbookings/modified?bookyearId=-1&modifiedTimeStamp=THEN
GET /v1/dossiers/1/financialdiversbookings/modified?bookyearId=-1&modifiedTimeStamp=THEN
GET /v1/dossiers/1/invoices/modified?bookyearId=-1&modifiedTimeStamp=THEN
POST /v1/dossiers/1/invoices/send/report/deliverystate DELIVERIES
GET /v1/dossiers/1/deliverynotes/modified?bookyearId=-1&modifiedTimeStamp=THEN
GET /files/dossiers/1/bookingfiles?modifiedTimeStamp=1980
GET /v1/dossiers/1/balancings/modified?modifiedTimeStamp=THEN
"""
"""Those of the next day; THEN is half a day and an hour before the first run. Since a document was
deleted, all files are listed again."""

YEAR_1, YEAR_2 = {"id": 1}, {"id": 2}
BODIES = {
    "DELIVERIES": {
        "bookyearKey": YEAR_1, "journal": "V1",
        "documentSequenceNr": 1, "toDocumentSequenceNr": 999_999_999,
    },
    "OPEN": {
        "fromBookyearKey": YEAR_1, "fromBookyearPeriodNr": 1,
        "toBookyearKey": YEAR_2, "toBookyearPeriodNr": 2,
        "externalRelationId": -1, "relationId": -1,
    },
}  # fmt: skip

TOLD = """
dossiers                   full        full         1 0  0    -   1 0
bookyears                  full        full         2 0  1   23   2 0
bookyear_details           full        full         2 0  2   22   2 0
journals                   full        full         5 0  1   47   5 0
financial_journals         full        full         2 0  2   22   2 0
accounts                   first_load  incremental  2 0  1   47   2 1
account_amounts            first_load  incremental  2 0  1   47   2 1
relations                  first_load  incremental  2 0  1   47   2 1
bookings                   first_load  incremental  8 0  8   40   1 0
buysell_bookings           first_load  incremental  2 0  2   46   2 0
financialdivers_bookings   first_load  incremental  2 0  2   46   2 0
invoices                   first_load  incremental  2 0  2   46   2 0
invoice_deliveries         full        full         2 0  1  399   2 0
delivery_notes             first_load  incremental  2 0  2   46   2 0
booking_files              first_load  first_load   2 0  1   47   2 0
deleted_booking_documents  first_load  incremental  0 0  0    -   1 0
balancings                 first_load  incremental  2 0  1   47   2 1
bank_paymentlist           full        full         2 0  1   47   2 0
bank_unbalancedinvoices    full        full         2 0  1   47   2 0
bank_envelopes             full        full         2 0  1   47   2 0
costcentres                full        full         2 0  1    1   2 0
customfields               full        full         2 0  1    1   2 0
productgroups              full        full         2 0  1    1   2 0
products                   full        full         2 0  1    1   2 0
vat_codes                  full        full         2 0  1    1   2 0
report_open_clients        full        full         2 0  1   23   2 0
report_open_suppliers      full        full         2 0  1   23   2 0
rappels                    full        full         2 0  1  399   2 0
"""
"""By stream: the kind of both reads; of the first the rows, deletions, calls, and calls that are
left; of the second the rows and deletions."""

LINE = re.compile(r", \d\.\d s$")
HOUR = datetime.timedelta(hours=1)


class Runs(NamedTuple):
    """Two runs, a day and a minute apart."""

    octopus: FakeOctopus
    first: Output
    second: Output
    calls_of_first: int
    logged: list[str]
    counted: list[str]


@pytest.fixture
def runs(caplog: pytest.LogCaptureFixture) -> Runs:
    """Run twice."""
    caplog.set_level(logging.INFO, "tap-octopus")
    caplog.set_level(logging.INFO, "singer_sdk.metrics")
    with fake_octopus(version="7.3.1") as octopus:
        first = run(dossier_ids=[1])
        calls = len(octopus.sent)
        octopus.now += 86_460
        second = run(first.state, dossier_ids=[1])
    logged = [f"{r.levelname} {r.getMessage()}" for r in caplog.records if r.name == "tap-octopus"]
    counted = [r.getMessage() for r in caplog.records if r.name == "singer_sdk.metrics"]
    return Runs(octopus, first, second, calls, [LINE.sub("", line) for line in logged], counted)


def asked(runs: Runs) -> tuple[list[str], list[str]]:
    """Return the requests of both runs as lines."""
    lines = []
    for sent in runs.octopus.sent:
        url = sent.url.removeprefix("http://localhost")
        url = re.sub(r"1980-01-01%2000%3A00%3A00(\.000)?$", "1980", url)
        url = re.sub(r"2026-12-31%2011%3A00%3A0\d\.\d\d\d$", "THEN", url)
        body = sent.body.decode()
        names = [name for name, known in BODIES.items() if body and json.loads(body) == known]
        lines.append(f"{sent.method} {url} {(names or [body])[0]}".strip())
    return lines[: runs.calls_of_first], lines[runs.calls_of_first :]


def test_requests(runs: Runs) -> None:
    """Nothing is asked but this, in this order, and nothing twice."""
    reminders = "GET /v1/dossiers/1/rappels?expirationDate=2027-01-0"
    expected = [BEGIN + FIRST + LISTS + f"{reminders}1", BEGIN + SECOND + LISTS + f"{reminders}2"]

    assert [*asked(runs)] == [[*filter(None, lines.split("\n"))] for lines in expected]


def test_tokens(runs: Runs) -> None:
    """Signing in sends the id of the software house; after it each request has its own token."""
    names = ("softwareHouseUuid", "Token", "dossierToken")
    found = [
        {name: sent.headers[name] for name in names if name in sent.headers}
        for sent in runs.octopus.sent[: runs.calls_of_first]
    ]

    assert found[0] == {"softwareHouseUuid": "uuid-Ru7u"}
    assert found[1:4] == [{"Token": "u"}] * 3
    assert found[4:] == [{"dossierToken": "d"}] * (len(found) - 4)


def status(output: Output) -> dict[str, dict[str, Any]]:
    """Return the rows of `sync_status` by stream."""
    return {row["stream"]: row for row in output.rows("sync_status")}


def test_status(runs: Runs) -> None:
    """`sync_status` has a row for each table that was read: how, how much, and what is left."""
    kinds = ("replication",)
    counts = ("row_count", "deleted_count", "call_count", "calls_left")
    first, second = status(runs.first), status(runs.second)
    found = [
        [
            name,
            *(row[kind] for row in (first[name], second[name]) for kind in kinds),
            *("-" if first[name][count] is None else str(first[name][count]) for count in counts),
            *(str(second[name][count]) for count in counts[:2]),
        ]
        for name in first
    ]

    assert found == [line.split() for line in TOLD.strip().split("\n")]
    rows = [*first.values(), *second.values()]
    assert {row["outcome"] for row in rows} == {"complete"}
    assert {row["message"] for row in rows} == {None}
    assert {row["rejected_row_count"] for row in rows} == {0}
    assert {row["stream"]: row["api_version"] for row in rows if row["api_version"]} == {
        "dossiers": "7.3.1"
    }
    assert {
        (row["stream"], row["unbalanced_document_count"])
        for row in rows if row["unbalanced_document_count"] is not None
    } == {("bookings", 0)}  # fmt: skip
    assert all(0 <= row["duration_seconds"] < 10 for row in rows)


def test_versions_of_rows(runs: Runs) -> None:
    """Rows of a table say when they were read, and the table from when on they are live."""
    first, second = status(runs.first), status(runs.second)

    for name, row in first.items():
        assert {r["synced_at"] for r in runs.first.rows(name)} <= {row["synced_at"]}
        assert row["valid_from"] == row["synced_at"]
        assert row["modified_since"] is None
    for name, row in second.items():
        assert {r["synced_at"] for r in runs.second.rows(name)} <= {row["synced_at"]}
        if row["replication"] == "incremental":
            assert row["modified_since"] < row["valid_from"] < first[name]["attempted_at"]
        else:
            assert (row["valid_from"], row["modified_since"]) == (row["synced_at"], None)


def shifted(text: str, hours: int) -> str:
    """Return a moment of the state some hours later."""
    moment = datetime.datetime.fromisoformat(text) + hours * HOUR
    return moment.isoformat(timespec="milliseconds")


def remembered(output: Output, stream: str) -> dict[str, Any]:
    """Return what the state holds of a table of the dossier, but for the calls."""
    found: dict[str, Any] = dict(output.state["bookmarks"][stream]["1"])
    found.pop("calls", None)
    return found


def test_bookmarks(runs: Runs) -> None:
    """A first load is open for half a day; the next read begins where the last one began."""
    for stream in ("accounts", "bookings", "invoices", "balancings"):
        began, row = (status(output)[stream] for output in (runs.first, runs.second))
        # Documents reach back as far as the deletions, which come with the bookings.
        with_it = "bookings" if stream == "invoices" else stream
        assert remembered(runs.first, stream) == {
            "since": shifted(began["attempted_at"], -12),
            "synced_at": began["synced_at"],
            "finished": began["attempted_at"],
            "open_until": shifted(began["attempted_at"], 12),
        }
        assert remembered(runs.second, stream) == {
            "since": row["attempted_at"],
            "synced_at": row["synced_at"],
            "valid_from": remembered(runs.first, with_it)["since"],
        } | ({"deletions_at": row["synced_at"]} if stream == "bookings" else {})


COUNTS = {"bookyears": 2, "financial_journals": 2, "invoice_deliveries": 1}


def test_other_bookmarks(runs: Runs) -> None:
    """Of a table that is read whole the state keeps when, and how many calls it takes."""
    for output in (runs.first, runs.second):
        for stream in (*COUNTS, "journals", "products", "bookyear_details"):
            more = {"count": COUNTS[stream]} if stream in COUNTS else {}
            synced_at = status(output)[stream]["synced_at"]
            assert remembered(output, stream) == {"synced_at": synced_at} | more
    found = runs.first.state["bookmarks"]["dossiers"]
    assert set(found) == {"account", "1"}
    assert found["account"]["last_read"] == status(runs.first)["dossiers"]["synced_at"]
    assert found["1"]["last_read"] == max(r["synced_at"] for r in runs.first.rows("sync_status"))
    assert "start_with" not in found["account"]
    assert len(found["account"]["calls"]) == len(found["1"]["calls"]) == 1


def test_log(runs: Runs) -> None:
    """The log says what goes on in a few lines, and no more."""
    place = "dossier 1 (1 of 1)"
    years = ("2 (2022-01-31 to 2022-01-31), 0", "1 (2021-01-31 to 2021-01-31), 4")
    version = "INFO Octopus API version: 7.3.1"
    found = [line for line in runs.logged if "env var" not in line]

    assert found == [
        version,
        *(
            f"INFO {place}: first load of bookings, bookyear {year} rows so far, {left} calls left"
            for year, left in zip(years, (48, 44), strict=True)
        ),
        f"INFO {place}: complete, 62 rows, 0 deletions, 40 calls",
        "INFO dossiers: 1 complete",
        version,
        f"INFO {place}: complete, 56 rows, 4 deletions, 29 calls",
        "INFO dossiers: 1 complete",
    ]


def test_counts_for_machines(runs: Runs) -> None:
    """The SDK's count of records is logged once for each stream, in its own form."""
    found = [json.loads(text.removeprefix("METRIC: ")) for text in runs.counted]
    first = found[: len(found) // 2]

    assert {(m["type"], m["metric"]) for m in found} == {("counter", "record_count")}
    assert {m["tags"]["stream"]: m["value"] for m in first} == {
        name: len(runs.first.rows(name)) for name in (*status(runs.first), "sync_status")
    }
    assert len(first) == len({m["tags"]["stream"] for m in first})
