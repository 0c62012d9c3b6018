"""Various operations as documents: plain lines, and the opening entries among them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from octopus_sandbox.books.diary import iso
from octopus_sandbox.books.ledger import carried
from octopus_sandbox.books.model import SUNDRY, Document, JournalKey, Line, Post
from octopus_sandbox.books.store import Books

Posts = Sequence[Post]
VARIOUS: JournalKey = (SUNDRY, 2)


def sundry(  # noqa: PLR0913, PLR0917 the header of a document
    bookyear: int,
    journal: JournalKey,
    day: int,
    period: int,
    posts: Posts,
    at: datetime,
    comment: str = "Opening",
) -> Document:
    """Write a document of plain lines; the store gives it its number."""
    lines = tuple(
        Line(post.account, post.cents, post.cents, post.relation, post.grid, None, None, at)
        for post in posts
    )
    header = (bookyear, *journal, 1, period, iso(day), None, "EUR", 1.0, None, comment, "")
    return Document(*header, (), lines, at)


def opening(books: Books, place: int, at: datetime) -> Document:
    """Write the opening entry of a bookyear (the how-many-th): last year's closing balances.

    What was corrected late is not in it, until the bookyear before is closed.
    """
    before, year = books.years[place - 1], books.years[place]
    balances = Counter(books.ledger.closing(before.id))
    for key in books.late:
        if key[0] == before.id:
            for line in books.document(key).lines:
                balances[line.account] -= line.cents
    posts = [Post(*leg) for leg in carried(balances, sole_trader=books.habits.sole_trader)]
    journal, first = books.habits.opening, year.periods[0].number
    return sundry(year.id, journal, year.start.toordinal(), first, posts, at)
