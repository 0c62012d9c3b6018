"""Every fault that can be ordered does what it says, when it should, and no longer."""

import time

import pytest
import requests

from octopus_sandbox.faults.kinds import KINDS
from tests.sandbox.octopus import Octopus

YEARS = "/bookyears"


def test_status(octopus: Octopus) -> None:
    """A status can be ordered with a Retry-After."""
    octopus.fault("status", YEARS, status=503, retry_after=2)

    answer = octopus.get(YEARS)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert list(answer.json()) == ["technicalInfo"]


def test_times_and_after(octopus: Octopus) -> None:
    """A fault waits for some good calls, strikes so many times, and is over."""
    octopus.fault("unauthorized", YEARS, after=1, times=2)

    statuses = [octopus.get(YEARS).status_code for _ in range(4)]

    assert statuses == [200, 401, 401, 200]


def test_one_dossier_only(octopus: Octopus) -> None:
    """A fault can be limited to a dossier; other operations are not touched either."""
    octopus.fault("status", YEARS, dossierId=2)

    assert octopus.get(YEARS, dossier=1).ok
    assert octopus.get("/relations", dossier=2).ok
    assert octopus.get(YEARS, dossier=2).status_code == 500


def test_faults_can_be_seen_and_cancelled(octopus: Octopus) -> None:
    """The list of faults tells how often each fired; one or all can be cancelled."""
    first, second = octopus.fault("status", YEARS), octopus.fault("status", YEARS, status=502)

    octopus.get(YEARS)

    assert [fault["fired"] for fault in octopus.control("GET", "faults")] == [1, 1]
    assert [f["id"] for f in octopus.control("DELETE", f"faults?id={first}")] == [second]
    assert octopus.control("DELETE", "faults") == []
    assert octopus.get(YEARS).ok


@pytest.mark.parametrize("status", [200, 404])
def test_html(octopus: Octopus, status: int) -> None:
    """A proxy's page comes with any status."""
    octopus.fault("html", YEARS, status=status)

    answer = octopus.get(YEARS)

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("kind", ["invalid_json", "empty_body"])
def test_bodies_that_are_no_json(octopus: Octopus, kind: str) -> None:
    """A body that calls itself JSON is none."""
    octopus.fault(kind, YEARS)

    answer = octopus.get(YEARS)

    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_drop(octopus: Octopus) -> None:
    """A connection is dropped before any answer; the call was made all the same."""
    octopus.dossier()
    octopus.fault("drop", YEARS, times=1)

    with pytest.raises(requests.ConnectionError):
        octopus.get(YEARS)

    assert octopus.control("GET", "calls")[-1]["count"] == 1
    assert octopus.get(YEARS).ok


@pytest.mark.parametrize("framing", ["chunked", "length"])
@pytest.mark.parametrize("size", [0, 100, 10**9])
def test_cut(octopus: Octopus, framing: str, size: int) -> None:
    """A body ends before its end, in chunks that never end or with a length that lies."""
    octopus.fault("cut", "/accounts", bytes=size, framing=framing)

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        octopus.get("/accounts", bookyearId=1)


def test_latency_and_slowness(octopus: Octopus) -> None:
    """An answer comes late, or a few bytes at a time, and is whole all the same."""
    octopus.fault("latency", YEARS, seconds=0.1, times=1)
    octopus.fault("slow", YEARS, bytes=500, seconds=0.02)
    whole = octopus.control("GET", "truth/bookyears?dossierId=1")

    begin = time.monotonic()
    answer = octopus.get(YEARS)

    assert time.monotonic() - begin > 0.15
    assert len(answer.json()) == len(whole)


def test_date_skew(octopus: Octopus) -> None:
    """The Date header is off by what was ordered."""
    octopus.fault("date_skew", YEARS, seconds=-7200)

    answer = octopus.get(YEARS)

    assert answer.headers["date"] == "Mon, 15 Jun 2026 08:00:00 GMT"


def test_header(octopus: Octopus) -> None:
    """Any header can be added to a good answer."""
    octopus.fault("header", YEARS, name="Retry-After", value="1")

    assert octopus.get(YEARS).headers["retry-after"] == "1"


def test_dossier_without_key(octopus: Octopus) -> None:
    """The list of dossiers holds one more row, and that one has no key."""
    order = {"kind": "field_missing", "operation": "GET /dossiers", "field": "dossierKey"}
    octopus.control("POST", "faults", {**order, "copy": True})

    rows = octopus.send("GET", "/dossiers", headers=octopus.user()).json()

    assert len(rows) == 4
    assert sum("dossierKey" not in row for row in rows) == 1


@pytest.mark.parametrize("row", [0, "all"])
def test_missing_field(octopus: Octopus, row: int | str) -> None:
    """A field, also one inside another, is missing in one row or in all of them."""
    octopus.fault("field_missing", "/accounts", field="accountKey.id", row=row)

    rows = octopus.get("/accounts", bookyearId=1).json()

    without = sum("id" not in r["accountKey"] for r in rows)
    assert without == (1 if row == 0 else len(rows))


def test_fields_in_modified_lists(octopus: Octopus) -> None:
    """In an answer of two lists a fault meets the modified records."""
    octopus.fault("field_value", "/accounts/modified", field="accountKey.id", value="x", row="all")

    answer = octopus.get("/accounts/modified", modifiedTimeStamp="1980-01-01 00:00:00.000").json()

    assert {row["accountKey"]["id"] for row in answer["modified"]} == {"x"}


def test_booking_lines_can_be_spoilt(octopus: Octopus) -> None:
    """Lines of the ledger take faults as other records do."""
    path = "/bookyears/{bookyearId}/bookings/modified"
    octopus.fault("field_value", path, field="bookingAmount", value="12.5")

    lines = octopus.bookings().json()["modifiedBookings"]

    assert [line["bookingAmount"] for line in lines].count("12.5") == 1


@pytest.mark.parametrize("raw", ["NaN", "1e309", '"\\ud800"', '"\\u0000"', "9223372036854775808"])
def test_raw_values(octopus: Octopus, raw: str) -> None:
    """A field can hold any text that calls itself JSON."""
    octopus.fault("field_value", YEARS, field="bookyearDescription", raw=raw)

    assert f'"bookyearDescription":{raw}' in octopus.get(YEARS).text


def test_extra_field(octopus: Octopus) -> None:
    """Every row has a field that no one knows."""
    octopus.fault("extra_field", YEARS)

    assert all(row["sandboxField"] == "new" for row in octopus.get(YEARS).json())


def test_row_twice(octopus: Octopus) -> None:
    """A row comes twice in one answer."""
    octopus.fault("row_twice", YEARS)

    rows = octopus.get(YEARS).json()

    assert rows[0] == rows[1]


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ({"kind": "fire"}, "latency"),
        ({}, "latency"),
        ({"kind": "cut", "size": 3}, "bytes, framing"),
        ({"kind": "field_missing"}, "field"),
        ({"kind": "drop", "operation": "GET /nothing"}, "GET /dossiers"),
        ({"kind": "drop", "times": "twice"}, "times"),
    ],
)
def test_impossible_fault(octopus: Octopus, order: dict[str, object], names: str) -> None:
    """A fault that does not exist is refused with what does."""
    answer = octopus.ask("POST", "faults", order)

    assert answer.status_code == 400
    assert names in answer.json()["error"]


def test_every_kind_is_tried_here() -> None:
    """No fault is without a test: this is the list of those above."""
    tried = {"status", "unauthorized", "html", "invalid_json", "empty_body", "drop", "cut"}
    tried |= {"latency", "slow", "date_skew", "header", "field_missing", "field_value"}
    tried |= {"extra_field", "row_twice"}

    assert tried == set(KINDS)
