"""What stands on the accounts of the ledger: trial balance and fixed assets."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import Document
from octopus_sandbox.books.routine import depreciation_account
from octopus_sandbox.books.store import Books

_FIXED_ASSETS = 2
_RESULT = 600_000
EARLIER_RESULT = 0
"""The account of the results of earlier bookyears that were not carried over."""
_ENTRY, _CARRIED, _NONE = "entry", "carried", "none"


class Closing(NamedTuple):
    """What a bookyear left: the balances of classes 0 to 5, and the result of the others."""

    balances: Counter[int]
    result: int

    def carried(self) -> Counter[int]:
        """Give what goes on when nothing is carried over: the result on an account of its own."""
        carried = Counter(self.balances)
        carried[EARLIER_RESULT] += self.result
        return carried


def trial_balance(books: Books) -> list[Record]:
    """Give what each account opened with in a bookyear, what was booked then, and its balance.

    A bookyear without an opening entry goes on from what the ones before left.
    """
    rows: list[Record] = []
    before: Closing | None = None
    for year in books.years:
        found = _of_year(books, year.id, before)
        rows += found
        if before is not None or found:
            before = _closing(found)
    return rows


def fixed_assets(books: Books) -> list[Record]:
    """Give of each account of class 2 what was bought, sold and written down in a bookyear."""
    rows = []
    for row in trial_balance(books):
        account, opening, balance = row["account_nr"], row["opening"], row["balance"]
        if account // 100_000 != _FIXED_ASSETS or not any(
            row[name] for name in ("opening", "debit", "credit", "balance")
        ):
            continue
        written_down = account == depreciation_account(account // 1000 * 1000, books.habits)
        rows.append(
            {
                "bookyear_id": row["bookyear_id"],
                "account_nr": account,
                "opening": opening,
                "acquisitions": 0 if written_down else row["debit"],
                "disposals": 0 if written_down else row["credit"],
                "write_downs": opening - balance if written_down else 0,
                "book_value": balance,
                "is_provisional": row["is_provisional"],
            }
        )
    return rows


def moving(books: Books) -> Iterator[Document]:
    """Give the documents that move something; later openings only repeat what stood there."""
    first = books.years[0].id
    for document in books.documents():
        if document.journal != books.habits.opening or document.bookyear == first:
            yield document


def _of_year(books: Books, bookyear: int, before: Closing | None) -> list[Record]:
    opened, debit, credit = Counter[int](), Counter[int](), Counter[int]()
    for document in books.documents(bookyear):
        for line in document.lines:
            if document.journal == books.habits.opening:
                opened[line.account] += line.cents
            else:
                side = debit if line.cents > 0 else credit
                side[line.account] += abs(line.cents)
    entry = books.opening(bookyear) is not None
    provisional = not entry and before is not None
    closed = Counter[int]()
    if before is not None:
        closed = before.balances if entry else before.carried()
        opened = opened if entry else closed
    source = _ENTRY if entry else _CARRIED if provisional else _NONE
    rows = []
    for account in sorted({*opened, *debit, *credit, *closed}):
        closing = None if before is None or account >= _RESULT else closed[account]
        opening = opened[account]
        balance = opening + debit[account] - credit[account]
        difference = None if closing is None or provisional else opening - closing
        row = {
            "bookyear_id": bookyear,
            "account_nr": account,
            "opening": opening,
            "opening_source": source,
            "debit": debit[account],
            "credit": credit[account],
            "balance": balance,
            "is_provisional": provisional,
            "closing_before": closing,
            "carry_over_difference": difference,
        }
        if opening or debit[account] or credit[account] or balance or difference:
            rows.append(row)
    return rows


def _closing(rows: list[Record]) -> Closing:
    balances = {row["account_nr"]: row["balance"] for row in rows}
    result = sum(cents for account, cents in balances.items() if account >= _RESULT)
    return Closing(Counter({a: c for a, c in balances.items() if a < _RESULT}), result)
