"""Fifty dossiers of which six go wrong, each in its own way: the others do not notice."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.behaviour.inside import run
from tests.behaviour.pictures import differing, live, truth, work
from tests.support import calls
from tests.support.sandbox import DAY, Sandbox, serving
from tests.support.tables import Tables
from tests.support.tap import Outcome, Tap, by_password

DISABLED, BROKEN, KEYLESS, MISTYPED, CUT, REJECTED = SICK = (4, 11, 19, 26, 33, 48)
ALL = list(range(1, 51))
HEALTHY = [dossier for dossier in ALL if dossier not in SICK]
REASONS = {
    DISABLED: "Octopus answered 403",
    BROKEN: "Octopus answered 500",
    KEYLESS: "the key column relation_id has no value",
    MISTYPED: "the value for client is not true or false",
    CUT: "the answer was cut off",
    REJECTED: "Octopus answered 401",
}
TIMES = {"attempted_at", "synced_at", "valid_from", "duration_seconds", "modified_since"}
RUN = 60
"""Seconds that each of the two sandboxes is put forward between two runs by more than a day."""


@pytest.fixture
def offices() -> Iterator[tuple[Sandbox, Sandbox]]:
    """Give two offices with the same books."""
    options = {"dossiers": len(ALL), "documents_per_year": 3, "bookyears": 1}
    with serving(**options) as one, serving(**options) as other:
        yield one, other
        assert one.writes() == other.writes() == []


def test_fifty_dossiers(offices: tuple[Sandbox, Sandbox], tmp_path: Path) -> None:
    """Six sick dossiers change nothing of the other 44, are named with reasons, and recover."""
    well, sick = offices
    tap, twin = Tap(tmp_path, by_password(sick)), by_password(well)
    tables, twins = Tables(), Tables()
    loaded, tap.state = run(tap.config), None
    tap.state = loaded.state
    model = run(twin)
    for office in offices:
        _another_day(office)
    _make_sick(sick)
    tables.load(loaded.messages)
    twins.load(model.messages)

    began = time.monotonic()
    outcome = tap.run()
    seconds = time.monotonic() - began
    expected = run(twin, model.state)
    tables.load(outcome.messages)
    twins.load(expected.messages)

    assert outcome.exit_code == 1
    assert expected.exit_code == 0, expected.log
    assert _facts(outcome, HEALTHY) == _facts(expected, HEALTHY)
    assert _places(outcome, HEALTHY) == _places(expected, HEALTHY)
    assert differing(live(twins, HEALTHY), live(tables, HEALTHY)) == []
    assert differing(truth(sick, HEALTHY), live(tables, HEALTHY)) == []
    _assert_named(outcome)
    assert _lines(outcome) <= len(ALL) + 60
    assert seconds < 60

    _recover(sick)
    again = run(tap.config, tap.state)
    tables.load(again.messages)
    assert again.exit_code == 0, again.log
    assert differing(truth(sick, ALL), live(tables, ALL)) == []


def _assert_named(outcome: Outcome) -> None:
    """Each sick dossier is named with its reason, in the log, the summary and `sync_status`."""
    (summary,) = [part for part in outcome.log.split("Error: ") if "Not everything" in part]
    for dossier, reason in REASONS.items():
        rows = [r for (d, _), r in outcome.status().items() if d == dossier and r["message"]]
        named = [line for line in outcome.log.splitlines() if f"dossier {dossier} (" in line]
        assert any(reason in row["message"] for row in rows), (dossier, rows)
        assert any(reason in line for line in named), dossier
        assert (f"dossier {dossier} (" in summary) == (dossier != DISABLED)
    assert outcome.outcomes(DISABLED) == {"refused"}
    assert all("failed" in outcome.outcomes(dossier) for dossier in SICK[1:])
    assert all(outcome.outcomes(dossier) <= {"complete", "refused"} for dossier in HEALTHY)


def _make_sick(sandbox: Sandbox) -> None:
    sandbox.change("disable", DISABLED)
    sandbox.fault("status", dossier=BROKEN)
    key = "relationIdentificationServiceData.relationKey"
    sandbox.fault("field_missing", calls.RELATIONS, dossier=KEYLESS, field=key)
    sandbox.change("edit_relation", KEYLESS)
    sandbox.change("edit_relation", MISTYPED)
    sandbox.fault("field_value", calls.RELATIONS, dossier=MISTYPED, field="client", value="maybe")
    sandbox.fault("cut", dossier=CUT)
    sandbox.fault("unauthorized", dossier=REJECTED, after=6)


def _another_day(sandbox: Sandbox) -> None:
    sandbox.pass_time(DAY + RUN)
    for dossier in ALL:
        work(sandbox, dossier)


def _recover(sandbox: Sandbox) -> None:
    sandbox.repair()
    sandbox.change("enable", DISABLED)
    sandbox.pass_time(DAY + RUN)


def _facts(outcome: Outcome, dossiers: list[int]) -> dict[tuple[int, str], dict[str, Any]]:
    """Give `sync_status` without its times."""
    return {
        place: {name: value for name, value in row.items() if name not in TIMES}
        for place, row in outcome.status().items()
        if place[0] in dossiers
    }


def _places(outcome: Outcome, dossiers: list[int]) -> dict[tuple[str, str], list[str]]:
    """Give what the state knows of which dossier, times aside."""
    assert outcome.state
    return {
        (stream, key): sorted(entry)
        for stream, entries in outcome.state["bookmarks"].items()
        for key, entry in entries.items()
        if key.isdigit() and int(key) in dossiers
    }


def _lines(outcome: Outcome) -> int:
    return len(outcome.log.splitlines())
