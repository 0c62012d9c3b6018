"""What an office sees of a dossier on a day: its next return and what stands in its way."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from octopus_sandbox.books.bookyears import add_months
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import CONTROL, FINANCIAL, PURCHASE, SALE, Document
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.annual import income_statement
from octopus_sandbox.figures.cash import cash_on
from octopus_sandbox.figures.findings import findings
from octopus_sandbox.figures.ledger import moving
from octopus_sandbox.figures.open_items import open_items
from octopus_sandbox.figures.returns import vat_returns
from octopus_sandbox.figures.sums import quotient, twelve_months

_SUSPENSE, _TRANSFERS = 499, 58
_HINTS = frozenset(("carried_result_differs", "vat_rule_o", "vat_rule_s"))
_OF_VAT = "vat_"
_LONG_OVERDUE, _MONTHS = 60, 12
_RESULT = "9904"


def office_desk(books: Books, profile: Profile, as_of: date) -> list[Record]:
    """Give the one row of a dossier; amounts that are owed by either side are positive."""
    following = next_return(books, as_of)
    suspense, transfers = _waiting(books, as_of)
    days = {
        f"last_{name}_date": _newest(books, kind, as_of)
        for name, kind in (("purchase", PURCHASE), ("sale", SALE), ("statement", FINANCIAL))
    }
    stated = days["last_statement_date"]
    documents, lines = _booked_per_month(books, as_of)
    return [
        {
            "as_of": as_of.isoformat(),
            **_told_of(following),
            **days,
            "days_without_statement": (as_of - date.fromisoformat(stated)).days if stated else None,
            "suspense_amount": suspense,
            "transfer_amount": transfers,
            "unmatched_bank_lines": _unmatched(books),
            "documents_not_booked": _not_booked(books, profile),
            **_counted(books, as_of),
            "can_be_filed": can_be_filed(books, profile, as_of),
            **_owed(books, as_of),
            "cash": cash_on(books, profile, as_of),
            **_results(books, as_of),
            "documents_per_month": documents,
            "lines_per_month": lines,
        }
    ]


def next_return(books: Books, as_of: date) -> Record | None:
    """Give the oldest return that can still be filed in time, or else the newest one."""
    rows = vat_returns(books, as_of)
    in_time = [row for row in rows if row["due_date_tolerated"] >= as_of.isoformat()]
    return next(iter(in_time or rows[-1:]), None)


def can_be_filed(books: Books, profile: Profile, as_of: date) -> bool:
    """Tell whether the next return is over and nothing stands in its way."""
    following = next_return(books, as_of)
    if following is None or following["return_end"] >= as_of.isoformat():
        return False
    stated = _newest(books, FINANCIAL, as_of)
    return (
        not any(_waiting(books, as_of))
        and not _not_booked(books, profile)
        and not any(_warns_of_vat(row) for row in findings(books, as_of))
        and stated is not None
        and stated >= following["return_end"]
    )


def _told_of(following: Record | None) -> Record:
    found = following or Counter()
    return {
        "return_start": found["return_start"] or None,
        "return_end": found["return_end"] or None,
        "vat_due_date": found["due_date_tolerated"] or None,
        "vat_amount": found["grid_71"] - found["grid_72"],
        "declarant_type": found["declarant_type"] or None,
    }


def _newest(books: Books, kind: int, as_of: date) -> str | None:
    days = (d.date for d in books.documents(journal_type=kind) if d.lines)
    return max((day for day in days if day <= as_of.isoformat()), default=None)


def _waiting(books: Books, as_of: date) -> tuple[int, int]:
    """Give what stands on suspense accounts, and on those of transfers."""
    found = Counter[str]()
    for document in moving(books):
        if document.date <= as_of.isoformat():
            for line in document.lines:
                found["suspense"] += line.cents * (line.account // 1_000 == _SUSPENSE)
                found["transfers"] += line.cents * (line.account // 10_000 == _TRANSFERS)
    return found["suspense"], found["transfers"]


def _unmatched(books: Books) -> int:
    return sum(
        abs(line.cents) != books.matches.settled(document.item(number)).cents
        for document in books.documents(journal_type=FINANCIAL)
        for number, line in enumerate(document.lines, 1)
        if line.account in CONTROL
    )


def _not_booked(books: Books, profile: Profile) -> int:
    """Count the invoices without a line in the ledger: drafts, and those that were emptied."""
    if not profile.products:
        return 0
    waiting = (d for d in books.drafts if d.number > len(books.journal(d.bookyear, d.journal)))
    emptied = (d for d in books.documents(journal_type=SALE) if not d.lines)
    return sum(1 for _ in (*waiting, *emptied))


def _counted(books: Books, as_of: date) -> Record:
    found = findings(books, as_of)
    hints = sum(row["check_name"] in _HINTS for row in found)
    return {"errors": 0, "warnings": len(found) - hints, "hints": hints}


def _warns_of_vat(finding: Record) -> bool:
    name = str(finding["check_name"])
    return name.startswith(_OF_VAT) and name not in _HINTS


def _owed(books: Books, as_of: date) -> Record:
    found = Counter[str]()
    for row in open_items(books, as_of):
        cents = row["open_amount"]
        if row["side"] == "suppliers":
            found["open_payable"] -= cents
            continue
        found["open_receivable"] += cents
        found["overdue_over_60"] += cents * (row["days_overdue"] > _LONG_OVERDUE)
    return {n: found[n] for n in ("overdue_over_60", "open_receivable", "open_payable")}


def _results(books: Books, as_of: date) -> Record:
    by_month = {
        row["month"]: row["amount"]
        for row in income_statement(books, as_of)
        if row["line"] == _RESULT
    }
    newest = max((m for m in by_month if m <= as_of.isoformat()), default=None)
    if newest is None:
        return {"result": None, "result_last_year": None}
    before = add_months(date.fromisoformat(newest), -_MONTHS).isoformat()
    return {"result": by_month[newest], "result_last_year": by_month.get(before)}


def _booked_per_month(books: Books, as_of: date) -> tuple[str, str]:
    first, last = twelve_months(as_of)
    found = [d for d in _entered(books) if first <= d.date < last]
    lines = sum(len(document.lines) for document in found)
    return quotient(len(found), _MONTHS, 1), quotient(lines, _MONTHS, 1)


def _entered(books: Books) -> Iterator[Document]:
    """Give the documents that hold anything, but for opening entries."""
    for document in books.documents():
        if document.lines and document.journal != books.habits.opening:
            yield document
