"""The journals of the bookyears, and when something about one of them last changed."""

from collections.abc import Iterator
from datetime import datetime

from octopus_sandbox.books.bookyears import Bookyear
from octopus_sandbox.books.feeds import Feed, Gone, Live
from octopus_sandbox.books.journal_details import common_journal, journal_key
from octopus_sandbox.books.model import JournalKey
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.records import DELIVERIES
from octopus_sandbox.books.store import Books


def journals_of(books: Books, profile: Profile, year: Bookyear) -> Iterator[tuple[JournalKey, int]]:
    """Give the journals of a bookyear, each with the number of its last document."""
    for journal in books.journal_keys:
        if (year.id, journal) not in books.journals_gone:
            yield journal, len(books.journal(year.id, journal))
    if profile.products:
        yield DELIVERIES, 0


def journals_feed(books: Books, profile: Profile, *, by_booking: bool) -> Feed:
    """Give the journals of all bookyears in detail, live and deleted."""
    live = [
        Live(
            _changed(books, year, journal, by_booking=by_booking),
            common_journal(year, journal, last, profile),
        )
        for year in books.years
        for journal, last in journals_of(books, profile, year)
    ]
    gone = [Gone(at, journal_key(*place)) for place, at in books.journals_gone.items()]
    return Feed(live, sorted(gone, key=lambda one: one.deleted_at))


def _changed(books: Books, year: Bookyear, journal: JournalKey, *, by_booking: bool) -> datetime:
    settled = books.settled[year.id]
    booked = books.booked.get((year.id, journal), settled)
    return max(settled, booked) if by_booking else settled
