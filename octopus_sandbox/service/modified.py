"""The tables that are read by what changed since a moment."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from octopus_sandbox.books.feeds import Gone, Record
from octopus_sandbox.service.answers import Answer, Changes
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.timestamps import Window, window


def feed(
    name: str, deleted: str = "deleted", modified: str = "modified"
) -> Callable[[Call], Answer]:
    """Make the answer of a table that the books know by this name, with its two lists."""
    return lambda call: _changes(call, name, deleted, modified)


def _changes(call: Call, name: str, deleted: str, modified: str) -> Answer:
    asked = window(call.world.switches, call.arguments.get("modifiedTimeStamp"))
    live, gone = getattr(call.dossier, name)()
    changed = (record for modified_at, record in live if asked.covers(modified_at))
    return Changes(deleted, reported_deletions(call, asked, gone), modified, changed)


def reported_deletions(call: Call, asked: Window, gone: Iterable[Gone]) -> list[Record]:
    """Give the deletions that an answer lists: not pruned, and in a first load by its switch."""
    switches = call.world.switches
    if asked.is_first_load and switches.is_("deletions_in_first_load", "no"):
        return []
    kept = switches["deletions_kept_days"]
    oldest = None if kept == "forever" else call.at - timedelta(days=int(kept))
    return [
        record
        for deleted_at, record in gone
        if asked.covers(deleted_at) and (oldest is None or deleted_at >= oldest)
    ]
