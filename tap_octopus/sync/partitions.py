"""Reads that take several calls, maybe over several days, and survive a crash in between."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tap_octopus.sync.stream_sync import StreamSync


def in_partitions(attempt: StreamSync, parts: Collection[str]) -> Iterator[str]:
    """Go through the parts that are not done yet.

    A part is done, and the state says so, when its rows have been written: that is when the next
    one is asked for. The read as a whole began when its first part did. When a part that is done
    is no longer there (its bookyear is gone, or left out now) the read begins anew: otherwise the
    rows of that part would be in the picture.
    """
    progress = attempt.known.get("parts")
    if progress is None or not set(progress["done"]) <= set(parts):
        progress = {"began": attempt.began, "synced_at": attempt.synced_at, "done": []}
        attempt.known["parts"] = progress
    attempt.is_whole = not progress["done"]
    for part in parts:
        if part in progress["done"]:
            continue
        unsafe = attempt.rejected + attempt.emptied
        yield part
        if attempt.rejected + attempt.emptied == unsafe:
            progress["done"].append(part)
    attempt.finished_partitions = {k: v for k, v in progress.items() if k != "done"}
