"""What a person should be told now, each with a key that stays."""

from datetime import date, timedelta

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import CUSTOMERS
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.desk import can_be_filed, next_return
from octopus_sandbox.figures.open_items import open_at

_OVERDUE, _SOON = timedelta(days=60), timedelta(days=7)


def alerts(books: Books, profile: Profile, as_of: date) -> list[Record]:
    """Give customers' items that are long overdue, and a return that is due and not ready."""
    rows = []
    for item in open_at(books, as_of, CUSTOMERS):
        if item.cents > 0 and as_of - item.expires > _OVERDUE:
            bookyear, journal, number = item.key
            subject = (bookyear, journal, number, item.line)
            rows.append(_row("open_item_old", profile, subject, item.cents, item.expires))
    following = next_return(books, as_of)
    if following is not None and not following["is_protected"]:
        due = date.fromisoformat(following["due_date_tolerated"])
        if as_of <= due <= as_of + _SOON and not can_be_filed(books, profile, as_of):
            cents = following["grid_71"] - following["grid_72"]
            rows.append(_row("return_due", profile, (following["return_start"],), cents, due))
    return rows


def _row(kind: str, profile: Profile, subject: tuple[object, ...], cents: int, due: date) -> Record:
    key = ":".join(map(str, (kind, profile.id, *subject)))
    return {"alert_key": key, "kind": kind, "amount": cents, "due_date": due.isoformat()}
