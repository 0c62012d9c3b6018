"""Balance sheet and income statement at the end of any month."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from octopus_sandbox.books.bookyears import Bookyear, add_months
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.ledger import EARLIER_RESULT, trial_balance
from octopus_sandbox.figures.statutory import (
    ASSETS,
    BALANCE_TOTALS,
    INCOME_TOTALS,
    TAKEN_OFF,
    income_lines,
    line_of,
    with_totals,
)
from octopus_sandbox.figures.vat_lines import booked_on

_FIRST, _RESULT = 100_000, 600_000
_UNALLOCATED, _BEFORE = "unallocated", "unallocated_before"
_CASH, _SUSPENSE = range(50, 59), 499
_BANK_DEBTS, _DEFERRED = "430/8", "492/3"
_CARRIED = 14
Balances = Counter[int]


def balance_sheet(books: Books, today: date) -> list[Record]:
    """Give the lines of the balance sheet; assets debit positive, liabilities credit positive.

    `presented_amount` shows banks in the red, and a credit on the suspense account, as debts.
    """
    rows = []
    for year, month, opening, booked, provisional in _months(books, today):
        balances = _added(opening, booked)
        amounts = with_totals(_balance(balances), BALANCE_TOTALS)
        presented = with_totals(_presented(balances), BALANCE_TOTALS)
        for line in sorted({*amounts, *presented}):
            total = line in BALANCE_TOTALS
            amount, shown = amounts.get(line, 0), presented.get(line, 0)
            if total or amount or shown:
                rows.append(
                    {
                        "bookyear_id": year.id,
                        "month": month.isoformat(),
                        "line": line,
                        "side": "assets" if line in ASSETS else "liabilities",
                        "is_total": total,
                        "amount": amount,
                        "presented_amount": shown,
                        "is_provisional": provisional,
                    }
                )
    return rows


def income_statement(books: Books, today: date) -> list[Record]:
    """Give the lines of the result from the start of the bookyear to the end of a month."""
    rows = []
    before: dict[str, int] = {}
    last: Bookyear | None = None
    for year, month, opening, booked, _ in _months(books, today):
        before = before if year is last else {}
        last = year
        lines = income_lines((a, c) for a, c in booked.items() if a >= _RESULT)
        amounts = with_totals(lines, INCOME_TOTALS)
        carried = -sum(c for a, c in opening.items() if a // 10_000 == _CARRIED)
        amounts["9906"] = amounts["9905"] + carried
        amounts["14"] = carried - sum(c for a, c in booked.items() if a // 10_000 == _CARRIED)
        for line in sorted(amounts):
            amount, moved = amounts[line], amounts[line] - before.get(line, 0)
            total = line in INCOME_TOTALS or line == "9906"
            if amount or moved or total:
                rows.append(
                    {
                        "bookyear_id": year.id,
                        "month": month.isoformat(),
                        "line": line,
                        "is_total": total,
                        "amount": amount,
                        "month_amount": moved,
                    }
                )
        before = amounts
    return rows


def _months(books: Books, today: date) -> Iterator[tuple[Bookyear, date, Balances, Balances, bool]]:
    """Give each month with what the bookyear opened with and what was booked up to its end."""
    openings: dict[int, Balances] = {year.id: Counter() for year in books.years}
    provisional: dict[int, bool] = {}
    for row in trial_balance(books):
        openings[row["bookyear_id"]][row["account_nr"]] = row["opening"]
        provisional[row["bookyear_id"]] = row["is_provisional"]
    for year in books.years:
        moved: dict[date, Balances] = {}
        for document in books.documents(year.id):
            if document.journal != books.habits.opening:
                counted = moved.setdefault(booked_on(books, document).replace(day=1), Counter())
                for line in document.lines:
                    counted[line.account] += line.cents
        months = [m for m in moved if any(moved[m].values())]
        last = max((min(today, year.end).replace(day=1), *months))
        booked: Balances = Counter()
        month = year.start
        while month <= last and year.id in provisional:
            booked.update(moved.get(month, Counter()))
            yield year, month, openings[year.id], booked, provisional[year.id]
            month = add_months(month, 1)


def _added(opening: Balances, booked: Balances) -> Balances:
    total = Counter(opening)
    total.update(booked)
    return total


def _balance(balances: Balances) -> Counter[str]:
    lines = Counter[str]()
    for account, cents in balances.items():
        line = _line(account)
        if line is not None:
            lines[line] += cents if line in ASSETS or line in TAKEN_OFF else -cents
    return lines


def _line(account: int) -> str | None:
    if account == EARLIER_RESULT:
        return _BEFORE
    if account < _FIRST:
        return None
    return _UNALLOCATED if account >= _RESULT else line_of(account)


def _presented(balances: Balances) -> Counter[str]:
    lines = _balance(balances)
    for account, cents in balances.items():
        in_the_red = account // 10_000 in _CASH and cents < 0
        if in_the_red or (account // 1_000 == _SUSPENSE and cents < 0):
            lines[_line(account) or ""] -= cents
            lines[_BANK_DEBTS if in_the_red else _DEFERRED] -= cents
    return lines
