"""Items that are settled without money: written off, or set off against each other."""

import random

from octopus_sandbox.books.diary import Diary
from octopus_sandbox.books.model import SUPPLIERS
from octopus_sandbox.books.payments import Clearing, settle
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.sundry import VARIOUS, sundry


def book_clearings(
    books: Books, diary: Diary, clearings: list[Clearing], rng: random.Random
) -> list[Clearing]:
    """Book what falls in a bookyear as various operations; give what falls after it."""
    for clearing in clearings:
        day = max(clearing.day, diary.first)
        if day <= diary.last:
            _book(books, diary, clearing._replace(day=day), rng)
    return [clearing for clearing in clearings if clearing.day > diary.last]


def _book(books: Books, diary: Diary, clearing: Clearing, rng: random.Random) -> None:
    day, posts, comment, settles = clearing
    at = diary.moment(day, rng)
    period = diary.period(day)
    document = books.add(sundry(diary.year.id, VARIOUS, day, period, posts, at, comment))
    for line, part in settles:
        post = posts[line - 1]
        supplier = post.account == SUPPLIERS
        settle(books, document.item(line), post.relation or 0, part, at, supplier=supplier)
