"""What an accountant would remark on in books that are in order: all else is well in them."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import SALE
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.keyed import keyed
from octopus_sandbox.figures.ledger import trial_balance
from octopus_sandbox.figures.listing import enterprise_number, is_valid
from octopus_sandbox.figures.returns import vat_return_grids

_EQUITY, _CLASS, _RESULT, _SUSPENSE = 1, 100_000, 600_000, 499
_CARRIED = 14
_CARRYING = (690, 693, 790, 793)
"""Accounts that bring in what was carried, or carry it on: they leave as much as there was."""
_TOLERANCE = 62_00
_BOUNDS: dict[str, tuple[tuple[str, ...], dict[str, int]]] = {
    "vat_rule_o": (("54",), {"01": 6, "02": 12, "03": 21}),
    "vat_rule_p": (("55",), {"84": 21, "86": 21, "88": 21}),
    "vat_rule_q": (("56", "57"), {"85": 21, "87": 21}),
    "vat_rule_s": (("59",), dict.fromkeys(("81", "82", "83", "84", "85"), 50)),
    "vat_rule_t": (("63",), {"85": 21}),
    "vat_rule_u": (("64",), {"49": 21}),
}
"""Grids of VAT and the percentages of other grids that bound them (the administration's checks)."""


def findings(books: Books, as_of: date) -> list[Record]:
    """Give what is to be remarked: amounts, and what they should be, in whole cents.

    Openings that are not the closing of the year before, results that are appropriated as they no
    longer are, VAT numbers of customers that cannot be right, and returns that fail the arithmetic
    checks of the tax administration.
    """
    return [
        *_openings(books),
        *_appropriations(books),
        *_numbers(books),
        *_returns(books, as_of),
    ]


def _openings(books: Books) -> Iterator[Record]:
    """The result of a year may go to any account of class 1, or wait on a suspense account."""
    by_year: dict[int, list[Record]] = defaultdict(list)
    for row in trial_balance(books):
        by_year[row["bookyear_id"]].append(row)
    before: list[Record] = []
    for year in books.years:
        opened, closed = Counter[int](), Counter[int]()
        rows = by_year[year.id]
        for row in rows:
            if row["opening_source"] == "entry" and row["closing_before"] is not None:
                opened[_taken_together(row["account_nr"])] += row["opening"]
                closed[_taken_together(row["account_nr"])] += row["closing_before"]
        if opened or closed:
            closed[_EQUITY] += sum(
                row["balance"] for row in before if not 0 < row["account_nr"] < _RESULT
            )
        for account in sorted({*opened, *closed}):
            if opened[account] != closed[account]:
                number = None if account == _EQUITY else account
                yield _finding(
                    "opening_differs", opened[account], closed[account],
                    bookyear_id=year.id, account_nr=number,
                )  # fmt: skip
        before = rows or before


def _appropriations(books: Books) -> Iterator[Record]:
    """What the result and the result carried before leave after appropriation stands on 14."""
    left, carried, appropriated = Counter[int](), Counter[int](), set[int]()
    for row in trial_balance(books):
        year, account = row["bookyear_id"], row["account_nr"]
        if account // 1000 in _CARRYING:
            appropriated |= {year} if row["debit"] != row["credit"] else set()
        elif account >= _RESULT:
            left[year] -= row["balance"]
        elif account // 10_000 == _CARRIED:
            left[year] -= row["opening"]
            carried[year] -= row["balance"]
    for year in sorted(appropriated):
        if carried[year] != left[year]:
            yield _finding("carried_result_differs", carried[year], left[year], bookyear_id=year)


def _taken_together(account: int) -> int:
    is_equity = account // _CLASS == _EQUITY or account // 1000 == _SUSPENSE
    return _EQUITY if is_equity else account


def _numbers(books: Books) -> Iterator[Record]:
    sold = Counter[int]()
    for part in keyed(books, SALE):
        sold[part.document.relation or 0] += part.sign * part.base
    for relation in sorted(sold):
        number = enterprise_number(books.relations[relation]["vatNr"])
        if number is not None and not (number.understood and is_valid(number.text)):
            name = "vat_number_invalid" if number.understood else "vat_number_not_understood"
            yield _finding(name, sold[relation], None, relation_id=relation)


def _returns(books: Books, as_of: date) -> Iterator[Record]:
    filed: dict[str, Counter[str]] = defaultdict(Counter)
    booked: dict[str, Counter[str]] = defaultdict(Counter)
    for row in vat_return_grids(books, as_of):
        filed[row["return_start"]][row["grid"]] += row["amount"]
        booked[row["return_start"]][row["grid"]] += max(row["booked"], 0)
    for start, amounts in filed.items():
        for name, (grids, percentages) in _BOUNDS.items():
            amount = sum(amounts[grid] for grid in grids)
            hundredths = sum(booked[start][grid] * share for grid, share in percentages.items())
            bound = (hundredths + 50) // 100
            if _fails(name, amount, bound):
                yield _finding(name, amount, bound)


def _fails(name: str, amount: int, bound: int) -> bool:
    if name == "vat_rule_o":
        return abs(amount - bound) >= _TOLERANCE
    if name == "vat_rule_s":
        return 0 < amount >= bound
    return amount >= bound + _TOLERANCE


def _finding(name: str, amount: int, expected: int | None, **about: int | None) -> Record:
    named = {"bookyear_id": None, "account_nr": None, "relation_id": None} | about
    return {"check_name": name, **named, "amount": amount, "expected": expected}
