"""Reads that take several calls, maybe over several days, and survive a crash in between."""

from __future__ import annotations

import typing as t

from tap_octopus.state import Progress

if t.TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tap_octopus.sync.stream_sync import StreamSync


def in_partitions(sync: StreamSync, partitions: Collection[str]) -> Iterator[str]:
    """Go through the partitions that are not done yet.

    A partition is done, and the state says so, when its rows have been written: that is when the
    next one is asked for. The read as a whole began when its first partition did. When a partition
    that is done is no longer there (its bookyear is gone, or left out now), the read begins anew:
    otherwise the rows of that partition would count as live.
    """
    progress = sync.bookmark.partitions
    if progress is None or not set(progress.done) <= set(partitions):
        progress = sync.bookmark.partitions = Progress(sync.began, sync.synced_at, [])
    sync.is_whole = not progress.done
    for partition in partitions:
        if partition in progress.done:
            continue
        unsafe = sync.rejected + sync.emptied
        yield partition
        if sync.rejected + sync.emptied == unsafe:
            progress.done.append(partition)
    sync.finished_partitions = {"began": progress.began, "synced_at": progress.synced_at}
