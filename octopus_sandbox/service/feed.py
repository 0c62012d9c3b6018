"""The tables that are read by what changed since a moment."""

from collections.abc import Iterable
from datetime import timedelta

from octopus_sandbox.books.feeds import Feed, Gone, Record
from octopus_sandbox.service.answers import Answer, Changes
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.timestamps import Window, window


def accounts(call: Call) -> Answer:
    """Answer `GET accounts/modified`."""
    feed = call.dossier.accounts()
    if call.world.switches.is_("accounts_modified", "newest year"):
        newest = call.dossier.bookyears()[-1]["bookyearKey"]
        live = (one for one in feed.live if one.record["accountKey"]["bookyearKey"] == newest)
        feed = Feed(live, feed.deleted)
    return changes(call, _asked(call), feed)


def relations(call: Call) -> Answer:
    """Answer `GET relations/modified`."""
    feed = call.dossier.relations()
    if call.world.switches.is_("inactive_relations", "hidden"):
        feed = Feed((one for one in feed.live if one.record["active"]), feed.deleted)
    return changes(call, _asked(call), feed)


def journals(call: Call) -> Answer:
    """Answer `GET journals/modified`."""
    by_booking = call.world.switches.is_("booking_touches_journal", "yes")
    feed = call.dossier.journals_feed(by_booking=by_booking)
    names = ("deletedJournalList", "modifiedJournalServiceDataList")
    return changes(call, _asked(call), feed, names)


def balancings(call: Call) -> Answer:
    """Answer `GET balancings/modified`."""
    asked = _asked(call)
    feed = call.dossier.balancings(asked.since)
    return changes(call, asked, feed, ("deletedBalancings", "modifiedBalancings"))


def _asked(call: Call) -> Window:
    return window(call.world.switches, call.arguments.get("modifiedTimeStamp"))


def changes(
    call: Call, asked: Window, feed: Feed, names: tuple[str, str] = ("deleted", "modified")
) -> Answer:
    """Answer with what a feed holds of the moments that were asked for."""
    changed = (record for modified_at, record in feed.live if asked.covers(modified_at))
    return Changes(names[0], reported_deletions(call, asked, feed.deleted), names[1], changed)


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
