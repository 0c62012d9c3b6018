"""What an office planned for a dossier, and where its result came from on those lines."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from octopus_sandbox.books.bookyears import add_months
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.statutory import INCOME_TOTALS, income_lines, with_totals
from octopus_sandbox.figures.sums import month
from octopus_sandbox.figures.vat_lines import booked_on

_RESULT, _WHOLE = 600_000, -1
_PLANNED = (("70", 60_00), ("60", 25_00), ("61", 9_50), ("9900", 25_50))
"""Lines of the income statement, and cents a month for each document of a year."""
_SHOP, _SHARE = 1, 4
_Line = tuple[str, int, str]
"""Month, cost centre and line of a budget."""


def plan(books: Books, profile: Profile) -> list[Record]:
    """Give the office's budget: of every month of the last bookyear, a cost centre apart.

    A month is written as any of its days, and a line may be planned in two rows.
    """
    year = books.years[-1]
    rows: list[Record] = []
    first = year.start.replace(day=1)
    while first <= year.end:
        for line, cents in _PLANNED:
            amount = cents * profile.documents_per_year
            rows.append(_planned(first.isoformat(), None, line, amount))
        rows.append(_planned(first.replace(day=28).isoformat(), None, _PLANNED[0][0], 1))
        if profile.cost_centres:
            amount = _PLANNED[0][1] * profile.documents_per_year // _SHARE
            rows.append(_planned(first.isoformat(), _SHOP, _PLANNED[0][0], amount))
        first = add_months(first, 1)
    return rows


def margin_against_budget(books: Books, budget: Sequence[Record]) -> list[Record]:
    """Give budgets, and by account and relation (0 is none) what was booked on their lines.

    The budget of a line stands in a row of its own, of account 0.
    """
    planned = Counter[_Line]()
    for row in budget:
        centre = row["cost_centre_id"]
        key = (month(row["month"]), _WHOLE if centre is None else int(centre), str(row["line"]))
        planned[key] += int(Decimal(row["amount"]) * 100)
    actual = Counter[tuple[_Line, int, int]]()
    lines = {line for _, _, line in planned}
    for at, centre, account, relation, cents in _booked(books):
        for line in lines:
            factor = _factors(account).get(line, 0)
            for of in (centre, _WHOLE):
                if factor and (at, of, line) in planned:
                    actual[(at, of, line), account, relation] += factor * cents
    return [
        *(_row(key, 0, 0, planned[key], 0) for key in sorted(planned)),
        *(_row(*key, 0, actual[key]) for key in sorted(actual) if actual[key]),
    ]


def _planned(day: str, centre: int | None, line: str, cents: int) -> Record:
    amount = f"{cents // 100}.{cents % 100:02d}"
    return {"month": day, "cost_centre_id": centre, "line": line, "amount": amount}


def _row(key: _Line, account: int, relation: int, budget: int, actual: int) -> Record:
    return {
        "month": key[0],
        "cost_centre_id": key[1],
        "line": key[2],
        "account_nr": account,
        "relation_id": relation,
        "budget": budget,
        "actual": actual,
        "difference": actual - budget,
    }


def _booked(books: Books) -> Iterator[tuple[str, int, int, int, int]]:
    """Give month, cost centre, account, relation and cents of what is booked on the result."""
    for document in books.documents():
        at = month(booked_on(books, document).isoformat())
        for line in document.lines:
            if line.account >= _RESULT:
                relation = line.relation or document.relation or 0
                yield at, line.cost_centre or 0, line.account, relation, line.cents


@cache
def _factors(account: int) -> dict[str, int]:
    """Tell what a debit of one on an account adds to each line and total."""
    return with_totals(income_lines([(account, 1)]), INCOME_TOTALS)
