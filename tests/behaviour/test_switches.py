"""Whatever the API leaves open, the warehouse equals Octopus after any history."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octopus_sandbox.switches import SWITCHES
from tests.behaviour.histories import HISTORIES, books, histories, so_many
from tests.behaviour.office import Office
from tests.support.contract import BANK_LISTS
from tests.support.sandbox import NOW, Sandbox
from tests.support.tap import by_refresh_token

Setting = dict[str, str | int]

OTHER_SETTINGS: list[Setting] = [{s.name: value} for s in SWITCHES for value in s.values[1:]]
"""Each switch at each value that is not its default."""

UNSEEN: dict[tuple[str, str | int], tuple[str, ...]] = {
    ("accounts_modified", "newest year"): ("accounts",),  # the finding account_missing tells it
    ("inactive_relations", "hidden"): ("relations",),  # nothing tells that one became inactive
    ("relations_400", "modified"): ("relations",),  # the plain list has the active ones only
    ("bank_access", "refused"): BANK_LISTS,
}
"""The tables that no caller can read whole under a setting; test_unknowable.py has what is told."""

FAILING: Setting = {"line_sequence": "repeated"}
"""Lines that share their key cannot be told apart: the run fails (test_unknowable.py)."""

BEGINNINGS = (
    NOW,
    "2026-03-28T20:30:00+00:00",
    "2026-03-29T00:10:00+00:00",
    "2026-10-24T22:30:00+00:00",
    "2026-10-25T00:10:00+00:00",
)
"""An ordinary moment, and some around the change to summer and to winter time."""


def name_of(setting: Setting) -> str:
    """Name a setting of a switch for people."""
    return "-".join(f"{name}={value}" for name, value in setting.items())


def tap_settings(switches: Setting, folder: Path) -> dict[str, Any]:
    """Give the settings of a tap whose user knows as much of Octopus as a user can."""
    known: dict[str, Any] = {"daily_limit_scope": switches.get("limit_scope", "dossier")}
    if switches.get("deletions_kept_days", "forever") != "forever":
        known["deletions_kept_days"] = switches["deletions_kept_days"]
    if {"refresh_token", "oauth_names"} & set(switches):
        token_file = folder / "token"
        token_file.unlink(missing_ok=True)
        known |= {"sign_in": by_refresh_token, "token_file": str(token_file)}
    return known


def holds(
    sandbox: Sandbox, switches: Setting, folder: Path, data: st.DataObject, *beginnings: str
) -> None:
    """Play a history under some switches, and check that all is as it is in Octopus."""
    begun_with = data.draw(books(), "books") | {"now": data.draw(st.sampled_from(beginnings))}
    history = data.draw(histories(), "history")
    unseen = {table for setting in switches.items() for table in UNSEEN.get(setting, ())}
    office = Office(sandbox, begun_with, switches, unseen=unseen, **tap_settings(switches, folder))

    office.play(history)
    office.settle()

    assert office.wrong() == ""
    assert sandbox.refused_calls() == 0


@pytest.mark.parametrize("switches", [s for s in OTHER_SETTINGS if s != FAILING], ids=name_of)
@so_many(max(2, HISTORIES // 50))
@given(data=st.data())
def test_each_switch(
    office_sandbox: Sandbox,
    tmp_path_factory: pytest.TempPathFactory,
    switches: Setting,
    data: st.DataObject,
) -> None:
    """One unknown at a time, answered otherwise than by default, changes nothing."""
    folder = tmp_path_factory.getbasetemp()
    times = (
        BEGINNINGS
        if set(switches) & {"timestamp_zone", "ambiguous_hour", "limit_reset"}
        else (NOW,)
    )
    holds(office_sandbox, switches, folder, data, *times)


@so_many(max(2, HISTORIES // 10))
@given(data=st.data())
def test_any_switches(
    office_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """All unknowns at once, answered at random, change nothing."""
    drawn = {s.name: st.sampled_from(s.values) for s in SWITCHES if s.name not in FAILING}
    switches = data.draw(st.fixed_dictionaries(drawn), "switches")
    if switches["error_codes"] == "never":  # too many connections look like any other refusal then
        switches["connections"] = "unlimited"
    # In the hour that comes twice, a time without a zone cannot be told (test_unknowable.py).
    no_zone = switches["delivery_date_time"] == "local"
    beginnings = BEGINNINGS[:3] if no_zone else BEGINNINGS
    folder = tmp_path_factory.getbasetemp()
    holds(office_sandbox, switches, folder, data, *beginnings)
