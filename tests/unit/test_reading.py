"""The kinds of reading: in full, by bookyear, by what changed; and what the target is told."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from tests.unit.doubles import SECRETS
from tests.unit.fake_octopus import FakeOctopus, Output, fake_octopus, record, records, run
from tests.unit.strategies import SCHEMAS

ONE: dict[str, Any] = {"dossier_ids": [1]}
THEN = "2026-12-31T00:00:00.000+00:00"
STATUS = ("sync_status",)
ODD = record(SCHEMAS["accounts"], 1) | {"description": [SECRETS[2]]}


def entry(output: Output, stream: str) -> dict[str, Any]:
    """Return what the state holds of a stream of dossier 1."""
    found: dict[str, Any] = output.state["bookmarks"][stream]["1"]
    return found


def status(output: Output, stream: str) -> dict[str, Any]:
    """Return the row of sync_status for a stream of dossier 1."""
    rows = [row for row in output.rows("sync_status") if row["stream"] == stream]
    return rows[-1]


def body_of_report(octopus: FakeOctopus) -> dict[str, Any]:
    """Return the body that the newest report was asked with."""
    found: dict[str, Any] = next(
        json.loads(r.body) for r in reversed(octopus.sent) if "/reports/" in r.path
    )
    return found


@pytest.mark.parametrize("stream", ["accounts", "relations", "balancings"])
def test_first_load(stream: str) -> None:
    """A first load asks for everything since 1980, and ignores what was deleted before it."""
    with fake_octopus() as octopus:
        output = run(select=(stream, *STATUS), **ONE)

    (asked,) = [r for r in octopus.sent if r.path.endswith("/modified")]
    assert asked.query == {"modifiedTimeStamp": ["1980-01-01 00:00:00.000"]}
    assert [row["_sdc_deleted_at"] for row in output.rows(stream)] == [None, None]
    found = status(output, stream)
    assert found["replication"] == "first_load"
    assert found["valid_from"] == found["synced_at"] == output.rows(stream)[0]["synced_at"]


@pytest.mark.parametrize("stream", ["accounts", "relations", "balancings"])
def test_changes(stream: str) -> None:
    """An increment goes on from the last read less the overlap, and brings what was deleted."""
    state = {"bookmarks": {stream: {"1": {"since": THEN, "valid_from": THEN}}}}

    with fake_octopus() as octopus:
        output = run(state, select=(stream, *STATUS), **ONE)

    (asked,) = [r for r in octopus.sent if r.path.endswith("/modified")]
    assert asked.query == {"modifiedTimeStamp": ["2026-12-30 23:00:00.000"]}
    deleted = [row["_sdc_deleted_at"] for row in output.rows(stream)]
    assert deleted == [None, None, output.rows(stream)[0]["synced_at"]]
    assert status(output, stream)["valid_from"] == THEN
    assert status(output, stream)["deleted_count"] == 1


def test_bookmark_is_the_beginning() -> None:
    """The bookmark is the server's clock when the read began, not when it ended."""

    def slowly(_: str, __: dict[str, list[str]]) -> dict[str, Any]:
        octopus.now += 3600
        return {"modified": []}

    with fake_octopus(accounts=slowly) as octopus:
        output = run(select=("accounts",), **ONE)

    assert entry(output, "accounts")["since"].startswith("2027-01-01T00:00:0")


def test_full_table_by_catalog() -> None:
    """A catalog that asks for the full table gets a first load each time."""
    state = {"bookmarks": {"accounts": {"1": {"since": THEN, "valid_from": THEN}}}}

    with fake_octopus() as octopus:
        run(state, select=("accounts",), methods={"accounts": "FULL_TABLE"}, **ONE)

    (asked,) = [r for r in octopus.sent if r.path.endswith("/modified")]
    assert asked.query == {"modifiedTimeStamp": ["1980-01-01 00:00:00.000"]}


def test_another_start_date() -> None:
    """Another start date begins anew: what was left out before is wanted now."""
    with fake_octopus():
        first = run(select=("accounts", *STATUS), start_date="2022-01-31", **ONE)
        second = run(first.state, select=("accounts", *STATUS), **ONE)

    assert [row["bookyear_id"] for row in first.rows("accounts")] == [2]
    assert [row["bookyear_id"] for row in second.rows("accounts")] == [1, 2]
    assert status(second, "accounts")["replication"] == "first_load"


def test_journals_of_many_years() -> None:
    """Journals of more years than a day has calls take two days, and are one picture."""
    with fake_octopus(bookyears=records("bookyears", 30), journals_modified=400) as octopus:
        first = run(select=("journals", *STATUS), **ONE)
        octopus.now += 86_400 + 60
        second = run(first.state, select=("journals", *STATUS), **ONE)

    rows = [*first.rows("journals"), *second.rows("journals")]
    assert (first.error, second.error) == (None, None)
    assert status(first, "journals")["outcome"] == "partial"
    assert status(second, "journals")["outcome"] == "complete"
    assert sorted({row["bookyear_id"] for row in rows}) == list(range(1, 31))
    assert status(first, "journals")["valid_from"] is None
    assert status(second, "journals")["valid_from"] == min(row["synced_at"] for row in rows)


def test_report() -> None:
    """The report of open items is asked for over all bookyears, with both filters off."""
    with fake_octopus() as octopus:
        run(select=("report_open_clients",), **ONE)

    assert body_of_report(octopus) == {
        "fromBookyearKey": {"id": 1},
        "fromBookyearPeriodNr": 1,
        "toBookyearKey": {"id": 2},
        "toBookyearPeriodNr": 2,
        "externalRelationId": -1,
        "relationId": -1,
    }


def test_report_without_bookyears() -> None:
    """A dossier without bookyears has nothing open, and is not asked."""
    with fake_octopus(bookyears=[]) as octopus:
        output = run(select=("report_open_clients", *STATUS), **ONE)

    assert output.error is None
    assert octopus.count("report_open_clients") == 0
    assert status(output, "report_open_clients")["outcome"] == "complete"


def test_an_empty_answer() -> None:
    """An empty table is a complete read of no rows: it empties the table."""
    with fake_octopus(products=404):
        output = run(select=("products", *STATUS), **ONE)

    found = status(output, "products")
    assert output.error is None
    assert (found["outcome"], found["row_count"]) == ("complete", 0)
    assert found["valid_from"] is not None


def versions(output: Output) -> list[str]:
    """Return the streams for which the target is told to drop older rows, which comes last."""
    kinds = [(m["type"], m.get("stream")) for m in output.messages]
    for place, (kind, stream) in enumerate(kinds):
        assert kind != "ACTIVATE_VERSION" or ("RECORD", stream) not in kinds[place:]
    return [str(stream) for kind, stream in kinds if kind == "ACTIVATE_VERSION"]


@pytest.mark.parametrize(
    ("config", "answers", "expected"),
    [
        ({}, {}, []),
        ({"emit_activate_version_messages": True}, {}, ["products", "dossiers"]),
        ({"emit_activate_version_messages": True}, {"products": 400}, ["dossiers"]),
        ({"emit_activate_version_messages": True}, {"connect": 403}, ["dossiers"]),
        ({"emit_activate_version_messages": True, "dossier_ids": [1]}, {}, []),
    ],
)
def test_versions(config: dict[str, Any], answers: dict[str, Any], expected: list[str]) -> None:
    """Older rows are dropped after the rows, of full tables that were read whole everywhere."""
    with fake_octopus(**answers):
        output = run(select=("dossiers", "products", "accounts", *STATUS), **config)

    assert sorted(versions(output)) == sorted(expected)


def test_versions_of_a_read_that_went_on() -> None:
    """A read in parts that began in an earlier run drops nothing: rows of its own are older."""
    select: tuple[str, ...] = ("journals", *STATUS)
    config: dict[str, Any] = {"emit_activate_version_messages": True}

    with fake_octopus(bookyears=records("bookyears", 30), journals_modified=400) as octopus:
        first = run(select=select, **config)
        octopus.now += 86_400 + 60
        second = run(first.state, select=select, **config)

    assert status(second, "journals")["outcome"] == "complete"
    assert versions(first) == versions(second) == []


def test_versions_of_deletions() -> None:
    """Deletions never drop older ones, not even when the catalog asks for the full table."""
    state = {"bookmarks": {"bookings": {"1": {"since": THEN, "valid_from": THEN}}}}
    config = ONE | {"emit_activate_version_messages": True}
    method = {"deleted_booking_documents": "FULL_TABLE"}

    with fake_octopus():
        output = run(state, select=("bookings", *method), methods=method, **config)

    assert output.rows("deleted_booking_documents")
    assert versions(output) == []


@pytest.mark.parametrize(
    "answers",
    [
        {"sign_in": 401},
        {"sign_in": {"error": SECRETS[2]}},
        {"connect": 401},
        {"connect": {"error": SECRETS[2]}},
        {"dossiers": [{"dossierKey": SECRETS[2]}]},
        {"accounts": {"modified": [{"accountKey": SECRETS[2]}]}},
        {"accounts": {"modified": [ODD]}},
        {"accounts": SECRETS[2]},
        {"products": 400},
    ],
)
def test_nothing_private_is_told(answers: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    """However a run fails: no secret and no value is in the log, the error, state or status."""
    with fake_octopus(**answers), caplog.at_level(logging.DEBUG):
        output = run()

    told = " ".join(
        [
            caplog.text,
            repr(output.error),
            str(output.error),
            json.dumps([m for m in output.messages if m["type"] == "STATE"]),
            json.dumps(output.rows("sync_status")),
        ]
    )
    assert output.error is not None
    assert [secret for secret in SECRETS if secret in told] == []
