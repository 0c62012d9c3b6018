"""For half a day after a first load, reads go back to before it: others may have loaded too."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.unit.doubles import MIDNIGHT
from tests.unit.fake_octopus import Output, fake_octopus, run

ONE: dict[str, Any] = {"dossier_ids": [1]}
SELECT = ("accounts", "sync_status")
HOUR = 3600
NOON = "2026-12-31T12:00:00.000+00:00"
EVENING = "2026-12-31T18:00:00.000+00:00"


def state(**entry: object) -> dict[str, Any]:
    """Return a state with this bookmark of the accounts."""
    return {"bookmarks": {"accounts": {"1": entry}}}


def later(hours: float, before: dict[str, Any], **config: object) -> tuple[Output, str, Any]:
    """Run some hours after midnight; return what came, the bound that was asked, and its status."""
    with fake_octopus() as octopus:
        octopus.now = MIDNIGHT + hours * HOUR
        output = run(before, select=SELECT, **ONE | config)
    (bound,) = [s.query["modifiedTimeStamp"][0] for s in octopus.sent if "/accounts/" in s.path]
    (status,) = output.rows("sync_status")
    return output, bound, status


def entry(output: Output) -> dict[str, Any]:
    """Return the bookmark of the accounts, without the calls."""
    found = dict(output.state["bookmarks"]["accounts"]["1"])
    found.pop("calls")
    return found


MORNING = "2027-01-01T06:00:00.000+00:00"
OPEN = {"since": NOON, "synced_at": EVENING, "finished": EVENING, "open_until": MORNING}
"""A first load at six in the evening."""


def test_while_it_is_open() -> None:
    """A read in that time begins half a day before the first load, and the next one too."""
    output, bound, status = later(5, state(**OPEN))

    assert bound == "2026-12-31 11:00:00.000"
    assert status["modified_since"] == "2026-12-31T11:00:00.000+00:00"
    assert entry(output) == {
        "since": NOON,
        "synced_at": status["synced_at"],
        "valid_from": NOON,
        "finished": status["attempted_at"],
        "open_until": OPEN["open_until"],
    }
    assert status["valid_from"] == NOON


def test_when_it_closes() -> None:
    """The first read after that time goes back once more, and is then the bound of the next."""
    output, bound, status = later(7, state(**OPEN))

    assert bound == "2026-12-31 11:00:00.000"
    assert entry(output) == {
        "since": status["attempted_at"],
        "synced_at": status["synced_at"],
        "valid_from": NOON,
    }


def test_long_ago() -> None:
    """A first load that took longer than deletions are kept leaves its rows as they are."""
    long_ago = "2026-12-20T12:00:00.000+00:00"
    output, bound, status = later(7, state(**OPEN | {"since": long_ago}))

    assert bound == "2026-12-20 11:00:00.000"
    assert status["valid_from"] == EVENING
    assert entry(output)["since"] == status["attempted_at"]


def test_second_first_load() -> None:
    """A first load of a stream that was known before has nothing to wait for."""
    output, bound, status = later(7, state(**OPEN), deletions_kept_days=1, start_date="2021-01-31")

    assert bound == "1980-01-01 00:00:00.000"
    assert entry(output) == {
        "since": status["attempted_at"],
        "synced_at": status["synced_at"],
        "start_date": "2021-01-31",
    }


def test_what_the_start_date_leaves_out_is_kept() -> None:
    """A first load notes the bookyears that it leaves out; later reads leave out the same."""
    first, _, _ = later(0, {}, start_date="2022-01-31")
    before = entry(first)
    second, _, _ = later(24, first.state, start_date="2022-01-31")

    assert (before["start_date"], before["left_out"]) == ("2022-01-31", [1])
    assert (entry(second)["start_date"], entry(second)["left_out"]) == ("2022-01-31", [1])
    rows = [row for output in (first, second) for row in output.rows("accounts")]
    assert {row["bookyear_id"] for row in rows if not row["_sdc_deleted_at"]} == {2}


@pytest.mark.parametrize(
    ("minutes", "replication"), [(60, "incremental"), (61, "incremental"), (62, "first_load")]
)
def test_how_far_in_the_future(minutes: int, replication: str) -> None:
    """A bookmark may be ahead by the overlap and a minute: clocks are never quite the same."""
    moment = f"2027-01-01T0{minutes // 60}:0{minutes % 60}:00.000+00:00"

    _, _, status = later(0, state(since=moment, synced_at=moment))

    assert status["replication"] == replication
    assert status["synced_at"] > moment


@pytest.mark.parametrize(
    ("hours", "message"),
    [
        (24.99, None),
        (25.1, "not read for 1.0 days: deletions may have been missed"),
        (48, "not read for 2.0 days: loaded from the start again"),
    ],
)
def test_pause(hours: float, message: str | None) -> None:
    """More than a day is told; when deletions may be forgotten, all is read again."""
    midnight = "2027-01-01T00:00:00.000+00:00"

    _, _, status = later(hours, state(since=midnight, synced_at=midnight), deletions_kept_days=2)

    assert status["message"] == message


def test_clock_that_is_ahead() -> None:
    """When the server's clock is ahead, the next bound goes by the earlier one, and it is told."""
    with fake_octopus() as octopus:
        octopus.now = time.time() + 5 * HOUR
        output = run(select=SELECT, **ONE)

    (status,) = output.rows("sync_status")
    assert status["message"] == "Octopus' Date header is 5.0 hours ahead of this machine's clock"
    assert entry(output)["finished"] < status["attempted_at"]
    assert status["outcome"] == "complete"
