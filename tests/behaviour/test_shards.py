"""Runs that divide the dossiers among themselves come to what one run comes to.

`SHARD_DOSSIERS=400 PATIENCE=1800 pytest tests/behaviour/test_shards.py -k as_one_run -s` does it
with so many.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tap_octopus.tap import TapOctopus
from tests.behaviour.inside import State, run
from tests.behaviour.pictures import Picture, differing, live, truth, work
from tests.support.sandbox import DAY, HALF_A_DAY, Sandbox, serving
from tests.support.tables import Tables
from tests.support.tap import Outcome, Tap, by_password

DOSSIERS = list(range(1, int(os.environ.get("SHARD_DOSSIERS", "24")) + 1))
SHARDS = 8
MOMENTS = {"attempted_at", "synced_at", "valid_from", "duration_seconds", "modified_since"}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Give a sandbox with many small dossiers."""
    with serving(dossiers=len(DOSSIERS), documents_per_year=3, bookyears=1) as served:
        yield served
        assert served.writes() == []


@pytest.fixture
def few(office_sandbox: Sandbox) -> Sandbox:
    """Give a sandbox with a few small dossiers."""
    office_sandbox.reset(dossiers=6, documents_per_year=3, bookyears=1, seed=1)
    return office_sandbox


class Shards:
    """Taps that divide the dossiers among themselves, into one warehouse.

    Args:
        folder: Where their files are.
        config: The settings of all of them.
    """

    def __init__(self, folder: Path, config: dict[str, Any]) -> None:
        self.tables = Tables()
        self._taps = []
        for number in range(1, SHARDS + 1):
            place = folder / str(number)
            place.mkdir()
            self._taps.append(Tap(place, {**config, "dossier_shard": f"{number}/{SHARDS}"}))

    def run(self) -> list[Outcome]:
        """Run all at the same time, each in a process of its own."""
        outcomes = [running.finished() for running in [tap.start() for tap in self._taps]]
        for tap, outcome in zip(self._taps, outcomes, strict=True):
            assert outcome.exit_code == 0, outcome.log
            tap.state = outcome.state
            self.tables.load(outcome.messages)
        return outcomes


def test_as_one_run(sandbox: Sandbox, tmp_path: Path) -> None:
    """Eight shards at the same time end as one run does, in all tables, and change for change."""
    config = by_password(sandbox, parallel_dossiers=1)
    one, shards = Tables(), Shards(tmp_path, config)
    state: State | None = None
    for _ in range(2):
        began = time.monotonic()
        alone = run(config, state)
        took = time.monotonic() - began
        state = alone.state
        one.load(alone.messages)
        began = time.monotonic()
        divided = shards.run()
        print(f"one run {took:.1f} s, {SHARDS} shards {time.monotonic() - began:.1f} s")  # noqa: T201

        assert _statuses(divided) == _statuses([alone])
        true = truth(sandbox, DOSSIERS)
        assert differing(true, live(one, DOSSIERS)) == []
        assert differing(true, live(shards.tables, DOSSIERS)) == []
        assert sandbox.refused_calls() == 0
        sandbox.pass_time(DAY + 60)
        for dossier in DOSSIERS[:24]:
            work(sandbox, dossier)


def test_calls_of_the_account(sandbox: Sandbox, tmp_path: Path) -> None:
    """Eight shards at the same time never pass the limits of the account they share."""
    sandbox.switch(limit_scope="account")
    shards = Shards(tmp_path, by_password(sandbox, daily_limit_scope="account"))

    for _ in range(3):
        shards.run()
        sandbox.pass_time(HALF_A_DAY // 3)

    assert sandbox.refused_calls() == 0


def in_shards(
    config: dict[str, Any],
    states: list[State | None],
    tables: Tables,
    select: Callable[[TapOctopus], None] = lambda _: None,
) -> tuple[list[State | None], list[Outcome]]:
    """Run a shard for each state, one after the other; give the states that they leave."""
    outcomes = [
        run({**config, "dossier_shard": f"{number}/{len(states)}"}, state, select)
        for number, state in enumerate(states, start=1)
    ]
    for outcome in outcomes:
        assert outcome.exit_code == 0, outcome.log
        tables.load(outcome.messages)
    return [outcome.state for outcome in outcomes], outcomes


def test_nothing_starves(few: Sandbox) -> None:
    """With more shards than calls for a table they take turns, until all have read all."""
    few.switch(limit_scope="account")
    config, tables = by_password(few, daily_limit_scope="account"), Tables()
    states: list[State | None] = [None] * 3
    wanted = {(dossier, table) for dossier in range(1, 7) for table in ("products", "bookings")}
    for _ in range(80):
        states, outcomes = in_shards(config, states, tables, only_two)
        done = {k for o in outcomes for k, v in o.status().items() if v["outcome"] == "complete"}
        wanted -= done
        if not wanted:
            break
        few.pass_time(HALF_A_DAY)

    assert wanted == set()
    assert few.refused_calls() == 0


def only_two(tap: TapOctopus) -> None:
    """Select a table with two calls a day, and one that takes several of its 48 at once."""
    for name, stream in tap.streams.items():
        stream.selected = name in {"products", "bookings", "sync_status"}


@pytest.mark.parametrize("begins", ["with nothing", "with the states of all"])
def test_a_further_shard(few: Sandbox, begins: str) -> None:
    """With one shard more nothing is lost, whether it begins with nothing or with all states."""
    config, tables = by_password(few), Tables()
    states, _ = in_shards(config, [None] * 2, tables)
    few.pass_time(DAY + 60)
    before = dossiers_of(states)
    change(few)

    states, outcomes = in_shards(
        config, [*states, merged(states) if "all" in begins else None], tables
    )

    after = dossiers_of(states)
    assert after[2]
    assert all(now <= then for now, then in zip(after[:2], before, strict=True))
    assert set.union(*after) == set(range(1, 7))
    kinds = {
        row["replication"] for place, row in outcomes[2].status().items() if "bookings" in place
    }
    assert kinds == {"incremental" if "all" in begins else "first_load"}
    assert differing(picture(few), live(tables, [*range(1, 7)])) == []


def test_a_shard_less(few: Sandbox) -> None:
    """With one shard less the others take its dossiers over, and go on from its state."""
    config, tables = by_password(few), Tables()
    states, _ = in_shards(config, [None] * 3, tables)
    few.pass_time(DAY + 60)
    change(few)

    states, outcomes = in_shards(config, [merged([s, states[2]]) for s in states[:2]], tables)

    rows = [row for o in outcomes for place, row in o.status().items() if "bookings" in place]
    assert [row["replication"] for row in rows] == ["incremental"] * 6
    assert set.union(*dossiers_of(states)) == set(range(1, 7))
    assert differing(picture(few), live(tables, [*range(1, 7)])) == []


def test_back_again(few: Sandbox) -> None:
    """A dossier that comes back to a shard after others have read it is right as well."""
    config, tables = by_password(few), Tables()
    two, _ = in_shards(config, [None] * 2, tables)
    for count in (3, 2):
        few.pass_time(DAY + 60)
        change(few)
        two, _ = in_shards(config, [*two, None][:count], tables)
        assert differing(picture(few), live(tables, [*range(1, 7)])) == []


def change(sandbox: Sandbox) -> None:
    """Change some of all books, a deletion among it."""
    for dossier in range(1, 7):
        work(sandbox, dossier)
        sandbox.change("delete_last", dossier, journal="A1")


def picture(sandbox: Sandbox) -> Picture:
    """Take the picture of the truth of the few dossiers."""
    return truth(sandbox, [*range(1, 7)])


def dossiers_of(states: list[State | None]) -> list[set[int]]:
    """Give the dossiers of which each state tells what was read."""
    return [{int(key) for key in state["bookmarks"]["accounts"]} for state in states if state]


def merged(states: list[State | None]) -> State:
    """Merge states as Meltano and jq do: what is in several of them is taken from the last."""
    found: State = {"bookmarks": {}}
    for state in filter(None, states):
        for stream, entries in state["bookmarks"].items():
            found["bookmarks"].setdefault(stream, {}).update(entries)
    return found


def _statuses(outcomes: list[Outcome]) -> dict[tuple[int, str], dict[str, Any]]:
    return {
        place: {name: value for name, value in row.items() if name not in MOMENTS}
        for outcome in outcomes
        for place, row in outcome.status().items()
    }
