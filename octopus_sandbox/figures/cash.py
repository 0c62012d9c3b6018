"""Money in and out of the accounts of bank and cash by month."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.journal_details import bank_account
from octopus_sandbox.books.model import CONTROL, FINANCIAL, Document, journal_name
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.ledger import moving
from octopus_sandbox.figures.sums import month

_SUSPENSE, _TRANSFERS = 499, 58
_Month = tuple[int, str]
"""An account and the first day of a month."""


def cash_position(books: Books, profile: Profile) -> list[Record]:
    """Give what came in and went out of each account, and what stood there at the month's end.

    An account counts once, however many journals are kept on it. Beside it stands what its bank
    lines of the month left unmatched, in suspense and under way.
    """
    journals: dict[int, list[str]] = {}
    for journal in books.journal_keys:
        if journal[0] == FINANCIAL:
            journals.setdefault(bank_account(profile, journal), []).append(journal_name(journal))
    figures: dict[_Month, Counter[str]] = {}
    for key, name, cents in _parts(books, profile, frozenset(journals)):
        figures.setdefault(key, Counter())[name] += cents
    balances: Counter[int] = Counter()
    rows = []
    for account, first in sorted(figures):
        found = figures[account, first]
        movement = found["money_in"] - found["money_out"]
        balances[account] += found["opening"] + movement
        rows.append(
            {
                "account_nr": account,
                "month": first,
                "journal_keys": ", ".join(sorted(journals[account])),
                **{name: found[name] for name in ("opening", "money_in", "money_out")},
                "movement": movement,
                "balance": balances[account],
                **{name: found[name] for name in _BESIDE},
            }
        )
    return [row for row in rows if any(row[name] for name in _FIGURES)]


def cash_on(books: Books, profile: Profile, as_of: date) -> int:
    """Give what all accounts together stand at by the end of the month of a day."""
    newest = {
        row["account_nr"]: row["balance"]
        for row in cash_position(books, profile)
        if row["month"] <= as_of.isoformat()
    }
    return sum(newest.values())


_BESIDE = ("unmatched_amount", "suspense_amount", "transfer_amount")
_FIGURES = ("opening", "money_in", "money_out", "movement", *_BESIDE)


def _parts(
    books: Books, profile: Profile, accounts: frozenset[int]
) -> Iterator[tuple[_Month, str, int]]:
    for document in moving(books):
        at = month(document.date)
        opens = document.journal == books.habits.opening
        for line in document.lines:
            if line.account in accounts:
                key = (line.account, at)
                if opens:
                    yield key, "opening", line.cents
                else:
                    yield key, "money_in", max(line.cents, 0)
                    yield key, "money_out", max(-line.cents, 0)
        if document.journal_type == FINANCIAL:
            own = bank_account(profile, document.journal)
            for name, cents in _beside(books, document):
                yield (own, at), name, cents


def _beside(books: Books, document: Document) -> Iterator[tuple[str, int]]:
    """Give what is unsettled of the lines of a bank document, received positive."""
    for number, line in enumerate(document.lines, 1):
        if line.account in CONTROL:
            settled = books.matches.settled(document.item(number)).cents
            yield _BESIDE[0], -line.cents + (settled if line.cents > 0 else -settled)
        elif line.account // 1000 == _SUSPENSE:
            yield _BESIDE[1], -line.cents
        elif line.account // 10_000 == _TRANSFERS:
            yield _BESIDE[2], -line.cents
