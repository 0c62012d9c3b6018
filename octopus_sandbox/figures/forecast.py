"""How much money there will be: what is expected in and out in the thirteen weeks from a day on."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from octopus_sandbox.books.bank_envelopes import envelopes
from octopus_sandbox.books.bank_lists import payment_list
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import CUSTOMERS, SUPPLIERS
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.cash import cash_on
from octopus_sandbox.figures.open_items import OpenAt, open_at
from octopus_sandbox.figures.payments import average_days_late
from octopus_sandbox.figures.returns import vat_returns

_WEEKS = 13
_FLOWS = ("customers", "suppliers", "payment_list", "envelopes", "vat")
_Expected = tuple[str, date, int]
"""A source, a day, and what comes in then in cents."""


def cash_forecast(books: Books, profile: Profile, as_of: date) -> list[Record]:
    """Give what each source brings in a week, and what there will be at the end of it.

    Customers pay as late as they used to, suppliers and the State are paid in time.
    """
    first = as_of - timedelta(days=as_of.weekday())
    amounts = Counter[tuple[date, str]]()
    for source, day, cents in _expected(books, as_of):
        at = max(day, as_of)
        amounts[at - timedelta(days=at.weekday()), source] += cents
    amounts[first, "opening"] = balance = cash_on(books, profile, as_of)
    rows = []
    for number in range(_WEEKS):
        week = first + timedelta(weeks=number)
        balance += sum(amounts[week, source] for source in _FLOWS)
        rows += [
            {
                "week_start": week.isoformat(),
                "source": source,
                "amount": amounts[week, source],
                "balance_after": balance,
            }
            for source in (*(() if number else ("opening",)), *_FLOWS)
        ]
    return rows


def _expected(books: Books, as_of: date) -> Iterator[_Expected]:
    yield from _from_customers(books, as_of)
    yield from _by_bank(books, as_of)
    for row in vat_returns(books, as_of):
        if row["due_date_tolerated"] >= as_of.isoformat():
            yield "vat", date.fromisoformat(row["due_date_tolerated"]), -row["grid_71"]


def _from_customers(books: Books, as_of: date) -> Iterator[_Expected]:
    late, usual = average_days_late(books)
    for item in open_at(books, as_of, CUSTOMERS):
        days = _whole(late.get(item.relation, usual or "0"))
        yield "customers", item.expires + timedelta(days=days), item.cents


def _whole(days: str) -> int:
    return int(Decimal(days).quantize(Decimal(1), ROUND_HALF_UP))


def _by_bank(books: Books, as_of: date) -> Iterator[_Expected]:
    """Give what goes to suppliers: what is on the payment list, in envelopes, and the rest.

    Only payments in euro count, for the others are of an amount in another currency. An envelope
    that waits holds what the list has for its day: only what is beyond that counts.
    What it pays so are the suppliers that are due first.
    """
    waiting = [row for row in payment_list(books) if row["currencyCode"] == "EUR"]
    listed, sealed = Counter[str](), Counter[str]()
    paid = Counter[tuple[int, str, int]]()
    for row in waiting:
        cents = round(row["amount"] * 100)
        listed[row["payDate"]] += cents
        if "documentSequenceNr" in row:
            key = (row["bookyearKey"]["id"], row["journalKey"], row["documentSequenceNr"])
            paid[key] += cents
    for envelope in (each.record() for each in envelopes(books, waiting)):
        if not envelope["status"]:
            sealed[envelope["payDate"]] += round(envelope["amount"] * 100)
    beyond = {day: max(cents - listed[day], 0) for day, cents in sealed.items()}
    for day, cents in listed.items():
        yield "payment_list", date.fromisoformat(day), -cents
    for day, cents in beyond.items():
        yield "envelopes", date.fromisoformat(day), -cents
    yield from _to_suppliers(books, as_of, paid, sum(beyond.values()))


def _to_suppliers(
    books: Books, as_of: date, paid: Counter[tuple[int, str, int]], beyond: int
) -> Iterator[_Expected]:
    for item in sorted(open_at(books, as_of, SUPPLIERS), key=_due_first):
        left = item.cents
        if left < 0:
            left = min(left + paid[item.key], 0)
            taken = min(-left, beyond)
            left, beyond = left + taken, beyond - taken
        yield "suppliers", item.expires, left


def _due_first(item: OpenAt) -> tuple[date, int, str, int, int]:
    return (item.expires, *item.key, item.line)
