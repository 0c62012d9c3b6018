"""Cases of the VAT return as books, each in several forms that must give the same grids."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from tests.golden import operations
from tests.golden.books import Books, Line, Trade, balanced, calendar, cents
from tests.golden.cases import Case
from tests.golden.codes import USUAL, Codes
from tests.golden.deals import ALL, VAT_DEDUCTIBLE, VAT_DUE, Deal, deals, entry, ledger, partner
from tests.golden.kinds import RATED

YEAR = 2026
BEFORE_FILED, FILED = datetime.date(YEAR, 1, 10), datetime.date(YEAR, 2, 10)
"""When lines are booked, and in the return before when there is something to carry in."""

QUARTER = [datetime.date(YEAR, month, 10) for month in (4, 5, 6)]
BEFORE_QUARTER = datetime.date(YEAR, 3, 10)

FACE_VALUE = {
    **dict.fromkeys(("00", "01", "02", "03", "44", "45", "46", "47"), (700000, -1)),
    **dict.fromkeys(("48", "49"), (700000, 1)),
    **dict.fromkeys(("54", "55", "56", "57", "61", "63"), (VAT_DUE, -1)),
    **dict.fromkeys(("59", "62", "64"), (VAT_DEDUCTIBLE, 1)),
    **dict.fromkeys(("81", "86", "87"), (604000, 1)),
    **dict.fromkeys(("82", "88"), (613200, 1)),
    "83": (240000, 1),
    **dict.fromkeys(("84", "85"), (604000, -1)),
}
"""On which account a grid is booked in a sundry document, and on which side when positive."""

REPEATED = ("84", "85", "86", "87", "88")
"""Grids of an amount that stands in 81 to 83 as well: they move no account."""


def vat_books(case: Case) -> Iterator[Books]:
    """Give a case of a return in all its forms."""
    lines = case.says["lines"]
    made = [deal for line in lines if _is_traded(line) for deal in deals(line)]
    forms = ["usual"]
    if made:
        forms.append("own_codes")
    if not any(deal.is_misleading and deal.base < 0 for deal in made):
        forms.append("section_code")  # 84 does not tell whether goods or services came from the EU
    if lines and all(line["doc"] == "revision" for line in lines):
        forms.append("accounts")
    if made and all(deal.is_told for deal in made):
        forms.append("inferred")
    if _fit_together(made):
        forms.append("together")
    for form in forms:
        yield _filled(case, form)
    unknown = [deal for deal in made if deal.side == "sale" and not deal.is_told]
    if unknown:
        books = Books(case.id, "undecided", calendar(YEAR, YEAR))
        codes = Codes(books, "undecided")
        for deal in unknown:
            _bill(books, codes, "undecided", [deal])
        yield books


def quarter_books(case: Case) -> Iterator[Books]:
    """Give a case of a quarterly return whose filer books in months."""
    books = Books(case.id, "quarterly", calendar(YEAR, YEAR), filer="QUARTERLY")
    _at_face_value(books, BEFORE_QUARTER, case.says.get("carried_in", {}))
    for day, grids in zip(QUARTER, case.says["months"], strict=True):
        _at_face_value(books, day, grids)
    yield books


def check_books(case: Case) -> Iterator[Books]:
    """Give each return of a case of arithmetic checks."""
    for place, row in enumerate(case.says["rows"]):
        books = Books(case.id, f"row_{place}", calendar(YEAR, YEAR))
        _at_face_value(books, FILED, row["grids"])
        yield books


def _is_traded(line: dict[str, Any]) -> bool:
    return line["doc"] in ("invoice", "credit_note")


def _fit_together(made: Sequence[Deal]) -> bool:
    """Tell whether a purchase or sale can hold several deals, none of which is netted."""
    for side in ("sale", "purchase"):
        kinds = [(d.operation.name, d.nature, d.rate) for d in made if d.side == side]
        if len(kinds) != len(set(kinds)):
            return False
    return len(made) > len({deal.side for deal in made})


def _filled(case: Case, form: str) -> Books:
    books = Books(case.id, form, calendar(YEAR, YEAR))
    codes = Codes(books, form)
    _at_face_value(books, BEFORE_FILED, case.says.get("carried_in", {}))
    together: dict[str, list[Deal]] = {}
    for line in case.says["lines"]:
        if line["doc"] == "revision":
            _revise(books, line, by_account=form == "accounts")
        elif line["doc"] == "correction":
            _correct(books, line, by_sign=form not in USUAL)
        elif line["regime"] == "self_supply" and form == "section_code":
            books.book("D2", FILED, balanced(ledger(deals(line), with_grids=True)))
        elif form == "together":
            together.setdefault(line["side"], []).extend(deals(line))
        else:
            _bill(books, codes, form, deals(line))
    for made in together.values():
        _bill(books, codes, form, made)
    return books


def _bill(books: Books, codes: Codes, form: str, made: Sequence[Deal]) -> None:
    """Book a purchase or sale."""
    side = made[0].side
    relation = books.relation(*partner(made[0]), supplier=side == "purchase")
    entries = [entry(d, codes.of(d), shows_shifted=form == "own_codes") for d in made]
    lines = ledger(made, with_grids=form == "section_code")
    books.bill("A1" if side == "purchase" else "V1", FILED, Trade(relation, entries), lines)


def _revise(books: Books, line: dict[str, Any], *, by_account: bool) -> None:
    """Book a revision of what was deducted; the account may tell its grid, or the line."""
    grid = "61" if line["in_favour_of"] == "state" else "62"
    account, side = (VAT_DUE + 61, -1) if grid == "61" else (VAT_DEDUCTIBLE + 62, 1)
    if by_account:
        books.book("D2", FILED, balanced([Line(account, side * line["vat"])]))
    else:
        _at_face_value(books, FILED, {grid: line["vat"]})


def _correct(books: Books, line: dict[str, Any], *, by_sign: bool) -> None:
    """Book that less was sold or bought, without a credit note.

    By its sign it stands where the sale or purchase stood, with the opposite sign; else in the
    grids for what is taken back. More than was booked stands as a sale or purchase both ways.
    """
    regime, share = line["regime"], line.get("deductible", ALL)
    rate = line.get("rate", Decimal()) if regime in RATED[line["side"]] else Decimal()
    base = line.get("base", Decimal())
    vat = line.get("vat", cents(base * rate / 100))
    if line["side"] == "sale":
        filled = operations.sale(regime, rate).invoice
        grids = {filled.base: -base, filled.vat or "54": -vat}
        if not by_sign and base >= 0:
            lower = "48" if filled.base in ("44", "46") else "49"
            grids = {lower: base, "62": vat}
    else:
        filled = operations.purchase(regime, line["nature"]).invoice
        deducted = cents(vat * share / 100)
        grids = {operations.BY_NATURE[line["nature"]]: -(base + vat - deducted)}
        if filled.due:
            grids |= {filled.base: -base, filled.due: -vat}
        grids["59"] = -deducted
        if not by_sign and base >= 0:
            grids["61"] = -grids.pop("59")
            if filled.due:
                grids["62"] = -grids.pop(filled.due)
    _at_face_value(books, FILED, grids)


def _at_face_value(books: Books, day: datetime.date, grids: dict[str, Decimal]) -> None:
    """Book grids in a sundry document whose lines name them."""
    lines = [line for grid, amount in grids.items() if amount for line in _named(grid, amount)]
    if lines:
        books.book("D2", day, balanced(lines))


def _named(grid: str, amount: Decimal) -> Iterable[Line]:
    account, side = FACE_VALUE[grid]
    yield Line(account, side * amount, grid)
    if grid in REPEATED:
        yield Line(account, -side * amount)
