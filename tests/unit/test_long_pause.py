"""How long Octopus lists what was deleted is not known: a tap that was away too long says so."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.doubles import MIDNIGHT
from tests.unit.fake_octopus import fake_octopus, records, run

if TYPE_CHECKING:
    from tests.unit.fake_octopus import Output

ONE: dict[str, Any] = {"dossier_ids": [1]}
STREAMS = ("accounts", "relations", "balancings", "bookings")
SINCE = "2026-12-31T00:00:00.000+00:00"
DAY = 86_400


def state() -> dict[str, Any]:
    """Return the state after first loads on the last day of 2026."""
    entry = {"since": SINCE, "synced_at": SINCE, "valid_from": SINCE}
    return {"bookmarks": {stream: {"1": dict(entry)} for stream in STREAMS}}


def later(days: float, **config: object) -> Output:
    """Run so many days after the last read."""
    with fake_octopus() as octopus:
        octopus.now = MIDNIGHT + int((days - 1) * DAY)
        return run(state(), select=(*STREAMS, "sync_status"), **ONE | config)


def told(output: Output, name: str) -> set[Any]:
    """Return what sync_status says of the streams."""
    return {row[name] for row in output.rows("sync_status")}


def test_no_pause() -> None:
    """After a day and a little nothing is said: a daily schedule is never quite exact."""
    output = later(1 + 0.9 / 24)

    assert told(output, "replication") == {"incremental"}
    assert told(output, "message") == {None}


def test_some_days() -> None:
    """After some days the changes are read, and sync_status says what may be missing."""
    output = later(3.5)

    assert told(output, "replication") == {"incremental"}
    assert told(output, "outcome") == {"complete"}
    assert told(output, "message") == {"not read for 3.5 days: deletions may have been missed"}


@pytest.mark.parametrize("config", [{}, {"deletions_kept_days": 5}])
def test_too_many_days(config: dict[str, int], caplog: pytest.LogCaptureFixture) -> None:
    """After more days than deletions are kept everything is read again, which buries what went."""
    with caplog.at_level(logging.INFO):
        output = later(config.get("deletions_kept_days", 7), **config)

    assert told(output, "replication") == {"first_load"}
    assert {row["valid_from"] == row["synced_at"] for row in output.rows("sync_status")} == {True}
    lines = [f"{stream} was not read for" in caplog.text for stream in STREAMS]
    assert lines == [True] * len(STREAMS)


def test_a_first_load_of_many_days() -> None:
    """A first load that itself takes longer than deletions are kept is not begun for ever."""
    config = ONE | {"deletions_kept_days": 1}
    with fake_octopus(bookyears=records("bookyears", 30)) as octopus:
        output = run(select=("bookings",), **config)
        for _ in range(2):
            octopus.now += DAY + 60
            output = run(output.state, select=("bookings",), **config)
        entry = output.state["bookmarks"]["bookings"]["1"]
        octopus.now += DAY // 2 + 600
        after = run(output.state, select=("bookings", "sync_status"), **config)

    assert entry["finished"] > entry["since"]
    assert told(after, "replication") == {"incremental"}
    assert "finished" not in after.state["bookmarks"]["bookings"]["1"]
