"""Shards divide dossiers and calls: nothing is in two of them, and nothing in none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_octopus.client import operations as api
from tap_octopus.client.limits import DAY, LONGEST_DAY
from tap_octopus.shards import MOST, Shard
from tap_octopus.state import Bookmark, Bookmarks
from tests.unit.doubles import MIDNIGHT
from tests.unit.fake_octopus import fake_octopus, records, run

LIMITS = sorted({o.limit for o in api.OPERATIONS if o.limit})
FEW = ("dossiers", "bookyears", "accounts", "sync_status")
LISTED = list(range(1, 13))


def owner(dossier: int, count: int) -> int:
    """Tell in which shard a dossier is; it fails unless that is exactly one."""
    (found,) = [n for n in range(1, count + 1) if Shard(n, count).has(dossier)]
    return found


@given(st.integers(0, 10**10), st.integers(1, 20))
def test_one_shard_each(dossier: int, count: int) -> None:
    """However many shards there are, every dossier is in exactly one."""
    assert 1 <= owner(dossier, count) <= count


@given(st.integers(0, 10**10), st.integers(1, 20))
def test_a_further_shard(dossier: int, count: int) -> None:
    """With one shard more a dossier stays where it was, or goes to the new one."""
    assert owner(dossier, count + 1) in {owner(dossier, count), count + 1}


def test_even_shards() -> None:
    """Shards are about equally large."""
    sizes = [sum(Shard(n, 8).has(dossier) for dossier in range(1, 801)) for n in range(1, 9)]

    assert sum(sizes) == 800
    assert min(sizes) > 70
    assert max(sizes) < 130


def test_the_same_for_ever() -> None:
    """What is in a shard does not change from version to version: states go by it."""
    assert [dossier for dossier in range(1, 25) if Shard(3, 8).has(dossier)] == THIRD_OF_EIGHT


THIRD_OF_EIGHT = [15, 16]


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("count", [2, 3, 8, 25, 49, MOST])
def test_shares(limit: int, count: int) -> None:
    """No day, wherever it begins, has more calls of all shards than Octopus allows."""
    step, made = 977, list[tuple[int, int]]()
    last: dict[int, list[int]] = {number: [] for number in range(1, count + 1)}
    for moment in range(int(MIDNIGHT), int(MIDNIGHT) + 3 * DAY, step):
        for number, calls in last.items():
            share = Shard(number, count).share(limit, moment)
            if sum(call > moment - LONGEST_DAY for call in calls) < share:
                calls.append(moment)
                made.append((moment, number))
    moments = [moment for moment, _ in made]

    most = max(sum(begin <= m < begin + LONGEST_DAY for m in moments) for begin in moments)

    assert 0 < most <= limit


def in_shards(count: int, state: dict[str, Any] | None = None, **config: Any) -> list[Any]:  # noqa: ANN401
    """Run each shard, all with the same state."""
    shards = [f"{number}/{count}" for number in range(1, count + 1)]
    return [run(state, select=FEW, dossier_shard=shard, **config) for shard in shards]


def test_each_is_synced_once() -> None:
    """Together the shards sync each dossier once, and the first lists them all, in one table."""
    with fake_octopus(dossiers=records("dossiers", 12)):
        outputs = in_shards(3)

    assert sorted(row["dossier_id"] for o in outputs for row in o.rows("bookyears")[::2]) == LISTED
    assert [[row["dossier_id"] for row in o.rows("dossiers")] for o in outputs] == [LISTED, [], []]
    assert sorted(
        row["dossier_id"] for o in outputs for row in o.rows("sync_status")
        if row["stream"] == "dossiers"
    ) == LISTED  # fmt: skip


def test_a_state_for_all_shards() -> None:
    """Shards go on from the state of a run that was not divided, each with its own dossiers."""
    with fake_octopus(dossiers=records("dossiers", 12)) as octopus:
        before = run(select=FEW)
        octopus.now += DAY + 60
        outputs = in_shards(3, before.state)

    rows = [row for o in outputs for row in o.rows("sync_status") if row["stream"] == "accounts"]
    assert {row["replication"] for row in rows} == {"incremental"}
    states = [set(o.state["bookmarks"]["accounts"]) for o in outputs]
    assert sum(map(len, states)) == len(set.union(*states)) == 12


def test_calls_are_not_forgotten() -> None:
    """The calls of a dossier that is in another shard now still count, until their day is over."""
    then, recent = "2026-12-31T00:00:00.000+00:00", [int(MIDNIGHT) - 9]
    entries = {
        "1": Bookmark(since=then, synced_at=then, calls=recent),
        "2": Bookmark(since=then, synced_at=then, calls=recent),
        "3": Bookmark(since=then, synced_at=then, calls=[int(MIDNIGHT) - 2 * DAY]),
        "account": Bookmark(calls=[1]),
    }

    bookmarks = Bookmarks({"bookmarks": {"accounts": entries}})
    bookmarks.forget_others(lambda dossier: dossier == 1, MIDNIGHT)

    assert entries == {
        "1": Bookmark(since=then, synced_at=then, calls=recent),
        "2": Bookmark(calls=recent),
        "account": Bookmark(calls=[1]),
    }


def test_an_empty_shard(caplog: pytest.LogCaptureFixture) -> None:
    """A shard without dossiers has a successful run, with a warning."""
    with fake_octopus(dossiers=records("dossiers", 1)):
        outputs = in_shards(8)

    assert [output.error for output in outputs] == [None] * 8
    assert sum("dossier_shard has none" in record.message for record in caplog.records) == 7


def test_unknown_dossier() -> None:
    """A dossier that the settings name and Octopus does not list is told by its shard only."""
    with fake_octopus(dossiers=records("dossiers", 12)):
        outputs = in_shards(3, dossier_ids=[*LISTED, 99])

    assert [output.error is not None for output in outputs].count(True) == 1


def test_no_versions() -> None:
    """A shard is never all there is: it tells no target to drop what it has not brought."""
    with fake_octopus(dossiers=records("dossiers", 12)):
        outputs = in_shards(2, emit_activate_version_messages=True)

    assert [m for o in outputs for m in o.messages if m["type"] == "ACTIVATE_VERSION"] == []
