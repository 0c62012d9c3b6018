"""What the tap says, word for word: it is all that someone has whose run has failed."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest

from tap_octopus.errors import AnswerError, RowRejected, TemporaryError
from tap_octopus.rows.values import converter
from tests.unit.doubles import answer
from tests.unit.fake_octopus import fake_octopus, records, run
from tests.unit.ledger import PART, WHOLE, Ledger, loaded
from tests.unit.test_answers import received

ONE = "dossier 1 (1 of 1)"
MISSING = "Not everything was read ({}). The next run tries again what is missing:\n  "
GONE_BAD = Ledger(WHOLE, WHOLE)
GONE_BAD.deleted = [{"bookyearKey": {"id": "x"}}]
BAD_LINE = Ledger([WHOLE[0], WHOLE[1] | {"bookingAmount": "x"}], WHOLE)
SPENT = [1_798_761_000] * 47


def read_at(moment: str, stream: str = "accounts") -> dict[str, Any]:
    """Return the state after a read at a moment."""
    moment = f"{moment}T00:00:00.000+00:00"
    return {"bookmarks": {stream: {"1": {"since": moment, "synced_at": moment}}}}


def accounts_failed(why: str, calls: int = 2, rows: int = 0, name: str = "accounts") -> list[str]:
    """Return what is said when one table fails."""
    return [
        (
            f"ERROR {ONE}: failed, {rows} rows, 0 deletions, {calls} calls, 0.0 s; "
            f"{name} failed: {why}"
        ),
        "INFO dossiers: 1 failed",
        MISSING.format("1 failed") + f"{ONE}; {name} failed: {why}",
    ]


RUNS: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "first load": (
        {"bookings": Ledger(WHOLE, WHOLE)},
        {"select": ("bookings",)},
        [
            (
                f"INFO {ONE}: first load of bookings, bookyear 2 (2022-01-31 to 2022-01-31), "
                "0 rows so far, 48 calls left"
            ),
            (
                f"INFO {ONE}: first load of bookings, bookyear 1 (2021-01-31 to 2021-01-31), "
                "0 rows so far, 44 calls left"
            ),
            f"INFO {ONE}: complete, 2 rows, 0 deletions, 10 calls, 0.0 s",
            "INFO dossiers: 1 complete",
        ],
    ),
    "nothing to be read": (
        {"accounts": {"modified": [{"a": 1}, 5]}},
        {},
        [
            "WARNING Octopus sends a field without a column: a",
            *accounts_failed("2 rows were left out: the key column bookyear_id has no value"),
        ],
    ),
    "twice": (
        {"accounts": {"modified": records("accounts") * 2}},
        {},
        accounts_failed("2 rows were left out: a key comes twice in one answer", rows=2),
    ),
    "a bookyear without an id": (
        {"bookyears": [{"closed": True}]},
        {"select": ("bookyear_details",)},
        accounts_failed(
            "Octopus lists a bookyear without an id: please report it", name="bookyear_details"
        ),
    ),
    "every dossier is refused": (
        {"connect": 403},
        {},
        [
            (
                f"WARNING {ONE}: refused, 0 rows, 0 deletions, 1 calls, 0.0 s; "
                "accounts refused: POST /dossiers: Octopus answered 403"
            ),
            "INFO dossiers: 1 refused",
            MISSING.format("1 refused")
            + f"{ONE}: refused; the setting dossier_ids names this dossier\n"
            "  every dossier was refused: check the user's rights",
        ],
    ),
    "a dossier that is not listed": (
        {},
        {"dossier_ids": [1, 99]},
        [
            "ERROR dossier_ids names 99, which this user cannot reach in Octopus",
            f"INFO {ONE}: complete, 2 rows, 0 deletions, 2 calls, 0.0 s",
            "INFO dossiers: 1 complete",
            MISSING.format("1 complete")
            + "dossier_ids names 99, which this user cannot reach in Octopus",
        ],
    ),
    "no dossier": (
        {"dossiers": []},
        {"dossier_ids": []},
        [
            "WARNING There is no dossier to read: check the user's rights and dossier_ids",
            "INFO dossiers: none",
        ],
    ),
    "no dossier in the shard": (
        {"dossiers": records("dossiers", 1)},
        {"dossier_ids": [], "dossier_shard": "150/150"},
        ["WARNING There is no dossier to read: dossier_shard has none", "INFO dossiers: none"],
    ),
    "a dossier that is listed twice, and two that are none": (
        {
            "dossiers": [
                *records("dossiers", 1) * 2,
                {"dossierKey": {"id": "x"}},
                {"dossierKey": {}},
            ]
        },
        {},
        [
            "WARNING Octopus lists dossier 1 twice: the second is ignored",
            (
                "WARNING Octopus lists a dossier that cannot be read: "
                "the value for dossier_id is not a whole number"
            ),
            (
                "WARNING Octopus lists a dossier that cannot be read: "
                "the key column dossier_id has no value"
            ),
            f"INFO {ONE}: complete, 2 rows, 0 deletions, 2 calls, 0.0 s",
            "INFO dossiers: 1 complete",
            MISSING.format("1 complete") + "Octopus lists a dossier that cannot be read: "
            "the value for dossier_id is not a whole number",
        ],
    ),
    "no list of dossiers": (
        {},
        {
            "state": {
                "bookmarks": {"dossiers": {"account": {"calls": [1_798_761_000] * 150}, "1": {}}}
            }
        },
        [
            "INFO no call is left to list the dossiers: those of earlier runs are synced",
            f"INFO {ONE}: complete, 2 rows, 0 deletions, 2 calls, 0.0 s",
            "INFO dossiers: 1 complete",
        ],
    ),
    "no user token": (
        {"sign_in": {}},
        {},
        ["Octopus signed in without a token: check api_url (or oauth_url)"],
    ),
    "no dossier token": (
        {"connect": {}},
        {},
        accounts_failed("Octopus connected to the dossier without a token: please report it", 1),
    ),
    "token rejected": (
        {"accounts": 401},
        {},
        accounts_failed(
            "GET /dossiers/{dossier}/accounts/modified: Octopus answered 401, "
            "also with a new token: check the user's rights",
            calls=4,
        ),
    ),
    "sign-in refused": (
        {"sign_in": 401},
        {},
        [
            (
                "POST /authentication: Octopus answered 401. Check user, password and "
                "software_house_uuid (and api_url); the tap does not try again by itself, because "
                "Octopus counts failed logins"
            )
        ],
    ),
    "a bookmark in the future": (
        {},
        {"state": read_at("2028-01-01")},
        [
            (
                f"WARNING {ONE}: the state says that accounts was read at "
                "2028-01-01T00:00:00.000+00:00, which is in the future: it is loaded from the "
                "start again"
            ),
            f"INFO {ONE}: complete, 2 rows, 0 deletions, 2 calls, 0.0 s",
            "INFO dossiers: 1 complete",
        ],
    ),
    "a month ago": (
        {},
        {"state": read_at("2026-12-01")},
        [
            f"INFO {ONE}: accounts was not read for 31.0 days: loaded from the start again",
            (
                f"INFO {ONE}: complete, 2 rows, 0 deletions, 2 calls, 0.0 s; "
                "accounts complete: not read for 31.0 days: loaded from the start again"
            ),
            "INFO dossiers: 1 complete",
        ],
    ),
    "three days ago": (
        {},
        {"state": read_at("2026-12-29")},
        [
            (
                f"INFO {ONE}: complete, 2 rows, 1 deletions, 2 calls, 0.0 s; "
                "accounts complete: not read for 3.0 days: deletions may have been missed"
            ),
            "INFO dossiers: 1 complete",
        ],
    ),
    "a deletion that cannot be read": (
        {"bookings": GONE_BAD},
        {"state": loaded(), "select": ("bookings", "deleted_booking_documents")},
        [
            (
                f"ERROR {ONE}: failed, 2 rows, 0 deletions, 2 calls, 0.0 s; bookings failed: a "
                "deleted document could not be read; deleted_booking_documents failed: 1 rows "
                "were left out: the value for bookyear_id is not a whole number"
            ),
            "INFO dossiers: 1 failed",
            MISSING.format("1 failed")
            + f"{ONE}; bookings failed: a deleted document could not be read; "
            "deleted_booking_documents failed: 1 rows were left out: the value for bookyear_id is "
            "not a whole number",
        ],
    ),
    "a line that cannot be read": (
        {"bookings": BAD_LINE},
        {"state": loaded(), "select": ("bookings",)},
        accounts_failed(
            "1 rows were left out (and 1 other lines of their documents): "
            "the value for booking_amount is not a number",
            name="bookings",
        ),
    ),
    "no calls for a repair": (
        {"bookings": Ledger(PART, WHOLE)},
        {"state": loaded(calls=SPENT, reading=True), "select": ("bookings",)},
        [
            (
                f"INFO {ONE}: complete, 1 rows, 0 deletions, 2 calls, 0.0 s; bookings complete: "
                "some documents came incomplete: they are read again when calls are left"
            ),
            "INFO dossiers: 1 complete",
        ],
    ),
}


@pytest.mark.parametrize("name", RUNS)
def test_runs(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """What a run says in its log and at its end is just this."""
    answers, how, expected = RUNS[name]
    how = {"select": ("accounts",), "dossier_ids": [1]} | how

    with fake_octopus(**answers), caplog.at_level(logging.INFO, "tap-octopus"):
        output = run(**how)

    logged = [f"{r.levelname} {r.getMessage()}" for r in caplog.records]
    of_the_sdk = ("INFO Skipping parse", "INFO METRIC")
    said = [line for line in logged if not line.startswith(of_the_sdk)]
    said += [str(output.error)] if output.error else []
    assert [re.sub(r"\d+\.\d s", "0.0 s", line) for line in said] == expected


@pytest.mark.parametrize(
    ("body", "names", "why"),
    [
        ("[1,,2]", [None], "is not JSON"),
        ('{"x": []}', ["modified", "deleted"], "has none of the documented lists"),
        ("[]", ["modified"], "is not an object"),
        ('{"modified": {}}', ["modified"], "has no list of records"),
        ("{}", [None], "has no list of records"),
    ],
)
def test_answers(body: str, names: list[str | None], why: str) -> None:
    """Why an answer cannot be used is said with the operation, and without what is in it."""
    with pytest.raises(AnswerError) as raised:
        received(body).records(*names)

    assert str(raised.value) == f"GET /it: the answer {why}"


def test_other_answers() -> None:
    """The same goes for an answer that is one record, or none, or that was cut off."""
    with pytest.raises(AnswerError) as record:
        answer([]).record(["id"])
    with pytest.raises(AnswerError) as content:
        received("[1,,2]").content()
    with pytest.raises(TemporaryError) as cut_off:
        received("[1, 2")

    assert [str(raised.value) for raised in (record, content, cut_off)] == [
        "GET /it: the answer is not the documented record",
        "GET /it: the answer is not JSON",
        "GET /it: the answer is not complete JSON",
    ]


@pytest.mark.parametrize(
    ("kind", "value", "what"),
    [
        ({"type": "integer"}, "1.5", "a whole number"),
        ({"type": "number"}, "much", "a number"),
        ({"type": "number"}, 10**300, "a number below 1e300"),
        ({"type": "boolean"}, "maybe", "true or false"),
        ({"type": "string"}, [], "a text"),
        ({"type": "string", "format": "date"}, "2027-02-30", "a date"),
        ({"type": "array", "items": {"type": "string"}}, "text", "a list"),
    ],
)
def test_values(kind: dict[str, Any], value: object, what: str) -> None:
    """Why a value does not fit is said with its column, and without the value."""
    with pytest.raises(RowRejected) as raised:
        converter(kind)(value, "it")

    assert str(raised.value) == f"the value for it is not {what}"
