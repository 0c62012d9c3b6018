"""What stands on the accounts of the ledger: trial balance and fixed assets."""

from collections.abc import Iterator

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import Document, Line
from octopus_sandbox.books.store import OPENING, Books
from octopus_sandbox.figures.sums import Part, summed

_FIXED_ASSETS, _WRITTEN_DOWN = 2, 9
"""The class of fixed assets, and the fourth digit of the accounts they are written down on."""


def trial_balance(books: Books) -> list[Record]:
    """Give what each account opened with in a bookyear, what was booked then, and its balance."""
    return summed(
        "bookyear_id account_nr",
        "opening debit credit balance",
        (_on_account(document, line) for document in books.documents() for line in document.lines),
    )


def fixed_assets(books: Books) -> list[Record]:
    """Give of each account of class 2 what was bought, sold and written down in a bookyear."""
    rows = []
    for row in trial_balance(books):
        account, opening, balance = row["account_nr"], row["opening"], row["balance"]
        if account // 100_000 != _FIXED_ASSETS:
            continue
        written_down = account // 100 % 10 == _WRITTEN_DOWN
        rows.append(
            {
                "bookyear_id": row["bookyear_id"],
                "account_nr": account,
                "opening": opening,
                "acquisitions": 0 if written_down else row["debit"],
                "disposals": 0 if written_down else row["credit"],
                "write_downs": opening - balance if written_down else 0,
                "book_value": balance,
            }
        )
    return rows


def moving(books: Books) -> Iterator[Document]:
    """Give the documents that move something; later openings only repeat what stood there."""
    first = books.years[0].id
    for document in books.documents():
        if document.journal != OPENING or document.bookyear == first:
            yield document


def _on_account(document: Document, line: Line) -> Part:
    key, cents = (document.bookyear, line.account), line.cents
    if document.journal == OPENING:
        return key, (cents, 0, 0, cents)
    return key, (0, max(cents, 0), max(-cents, 0), cents)
