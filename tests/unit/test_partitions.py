"""Reads in several partitions go on where they were broken off, or begin anew."""

from __future__ import annotations

import pytest

from tap_octopus.state import Bookmark, Progress
from tests.unit.test_stream_sync import LATER, THEN, begun


def test_partitions_in_order() -> None:
    """Partitions are gone through once each, in order, and then the read has its beginning."""
    sync = begun()

    gone = list(sync.in_partitions(["1", "2", "3"]))

    assert gone == ["1", "2", "3"]
    assert sync.finished_partitions == {"began": sync.began, "synced_at": sync.synced_at}
    assert sync.is_whole


def test_partition_is_done_when_the_next_is_asked_for() -> None:
    """A partition counts as done once its rows are written: when the next one is asked for."""
    sync = begun()
    partitions = sync.in_partitions(["1", "2"])

    next(partitions)
    assert sync.bookmark.partitions
    before = list(sync.bookmark.partitions.done)
    next(partitions)

    assert before == []
    assert sync.bookmark.partitions.done == ["1"]


def test_partitions_go_on() -> None:
    """What was done before is not done again, and the read began when its first partition did."""
    sync = begun(bookmark=Bookmark(partitions=Progress(THEN, LATER, ["2"])))

    gone = list(sync.in_partitions(["1", "2", "3"]))

    assert gone == ["1", "3"]
    assert sync.finished_partitions == {"began": THEN, "synced_at": LATER}
    assert not sync.is_whole


def test_partitions_begin_anew() -> None:
    """When a partition that was done is no longer there, all others are read again, as of now."""
    sync = begun(bookmark=Bookmark(partitions=Progress(THEN, LATER, ["2", "9"])))

    gone = list(sync.in_partitions(["1", "2", "3"]))

    assert gone == ["1", "2", "3"]
    assert sync.finished_partitions == {"began": sync.began, "synced_at": sync.synced_at}


@pytest.mark.parametrize("unsafe", ["rejected", "emptied"])
def test_partition_that_is_not_safe(unsafe: str) -> None:
    """A partition of which a row was left out, or which is not told to the end, is read again."""
    sync = begun()

    for partition in sync.in_partitions(["1", "2"]):
        if partition == "1":
            setattr(sync, unsafe, 1)

    assert sync.bookmark.partitions
    assert sync.bookmark.partitions.done == ["2"]
