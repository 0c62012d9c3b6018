"""The end of a bookyear: taxes and the appropriation of the result, and what is corrected late."""

import random
from datetime import UTC, datetime, time, timedelta

from octopus_sandbox.books.diary import Diary
from octopus_sandbox.books.ledger import RESULT_LOSS, RESULT_PROFIT, result_of
from octopus_sandbox.books.model import Post
from octopus_sandbox.books.payments import Movement
from octopus_sandbox.books.routine import book
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.sundry import VARIOUS, sundry

_TAX, _TAX_TO_PAY = 670000, 450000
_TO_RESERVES, _RESERVES = 692000, 130000
_PROFIT_FORWARD, _LOSS_FORWARD = 693000, 793000
_PAID_AFTER = 240
_LATE = timedelta(days=45)
_FEES, _TO_RECEIVE = 613200, 444000
_LATE_CENTS = 125_000


def appropriate(books: Books, diary: Diary, rng: random.Random) -> list[Movement]:
    """Tax and appropriate the result of a closed bookyear of a company; give what is to be paid."""
    if not diary.year.closed or books.habits.sole_trader:
        return []
    profit = -result_of(books.ledger.closing(diary.year.id))
    tax = max(profit, 0) * 20 // 100
    book(books, diary, diary.last, [Post(_TAX, tax), Post(_TAX_TO_PAY, -tax)], "Belastingen", rng)
    left = profit - tax
    reserved = max(left, 0) * 5 // 100
    forward = left - reserved
    posts = [
        Post(_TO_RESERVES, reserved),
        Post(_RESERVES, -reserved),
        Post(_PROFIT_FORWARD if left > 0 else _LOSS_FORWARD, forward),
        Post(RESULT_PROFIT if left > 0 else RESULT_LOSS, -forward),
    ]
    book(books, diary, diary.last, posts, "Resultaatverwerking", rng)
    paid = Movement(diary.last + _PAID_AFTER, (Post(_TAX_TO_PAY, tax),), "Vennootschapsbelasting")
    return [paid] if tax else []


def correct_late(books: Books, place: int, now: datetime) -> None:
    """Book in the bookyear before, which is open still, what its carry-over does not hold."""
    before, year = books.years[place - 1], books.years[place]
    at = datetime.combine(year.start, time(9), UTC) + _LATE
    if before.closed or not books.habits.corrects_late or at >= now:
        return
    posts = (Post(_FEES, _LATE_CENTS), Post(_TO_RECEIVE, -_LATE_CENTS))
    day, period = before.end.toordinal(), before.periods[-1].number
    late = sundry(before.id, VARIOUS, day, period, posts, at, "Te ontvangen facturen")
    books.late.add(books.add(late).key)
