"""Octopus' own totals: what was booked on each account in each period."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import NamedTuple

from octopus_sandbox.books.feeds import Feed, Gone, Live, Record
from octopus_sandbox.books.store import AmountKey, Books

EVER = datetime(1900, 1, 1, tzinfo=UTC)


class Amount(NamedTuple):
    """What stands on an account in a period, when it last changed, and whether any line is left."""

    key: AmountKey
    cents: int
    at: datetime
    booked: bool


def account_amounts(books: Books, *, cumulative: bool, keeps_zero: bool) -> Feed:
    """Give every amount: of the period alone, or of the bookyear up to its end.

    An amount without any line left is told as deleted, or with `keeps_zero` stays.
    """
    amounts = list(_running(_movements(books)) if cumulative else _movements(books))
    live = [Live(a.at, amount_record(a)) for a in amounts if a.booked or keeps_zero]
    gone = [Gone(a.at, amount_record(a)) for a in amounts if not (a.booked or keeps_zero)]
    return Feed(live, sorted(gone, key=lambda one: one.deleted_at))


def amount_record(amount: Amount) -> Record:
    """Write an amount, debit positive like the bookings (the reference does not tell)."""
    bookyear, period, account = amount.key
    return {
        "accountAmountKey": {
            "accountKey": {"bookyearKey": {"id": bookyear}, "id": account},
            "bookyearPeriodKey": {"bookyearKey": {"id": bookyear}, "bookyearPeriodNr": period},
        },
        "balance": amount.cents / 100,
    }


def _movements(books: Books) -> Iterator[Amount]:
    """Walk all lines: this is asked for rarely, and so the books need not keep it at hand."""
    cents: dict[AmountKey, int] = {}
    moments: dict[AmountKey, datetime] = {}
    for document in books.documents():
        bookyear, period, at = document.bookyear, document.period, document.modified_at
        for line in document.lines:
            key = (bookyear, period, line.account)
            cents[key] = cents.get(key, 0) + line.cents
            if key not in moments or at > moments[key]:
                moments[key] = at
    for key, at in books.touched.items():
        moments[key] = max(at, moments.get(key, at))
    for key in sorted(moments):
        yield Amount(key, cents.get(key, 0), moments[key], booked=key in cents)


def _running(amounts: Iterator[Amount]) -> Iterator[Amount]:
    """Add up the periods of each account; what changes in one changes all after it."""
    by_account = sorted(amounts, key=lambda a: (a.key[0], a.key[2], a.key[1]))
    for _, periods in groupby(by_account, key=lambda a: (a.key[0], a.key[2])):
        cents, at = 0, EVER
        for amount in periods:
            cents, at = cents + amount.cents, max(at, amount.at)
            yield amount._replace(cents=cents, at=at)
