"""The yearly listing of customers with a Belgian VAT number."""

import re
from typing import NamedTuple

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import SALE
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.due_dates import listing_due, tolerated
from octopus_sandbox.figures.vat_lines import BASE, VAT, lines_of

_LISTED_ABOVE = 250_00
_LEFT_OUT = "sale_exempt44"
_OTHER_OPERATIONS = frozenset(
    ("sale_eu_services", "sale_eu_goods", "sale_triangular", "sale_export")
)
_NUMBER = re.compile(r"(?:BTW|TVA|VAT)?(BE)?(\d*)([A-Z]*)")
_OLD, _NEW = 9, 10


class Number(NamedTuple):
    """A Belgian VAT number as far as it can be read."""

    text: str
    understood: bool


class _Sold(NamedTuple):
    relation: int
    turnover: int
    other: int
    vat: int
    credit: bool


def client_listing(books: Books) -> list[Record]:
    """Give the turnover and VAT of each Belgian customer by calendar year, listed or not.

    Sales that are exempt by article 44 do not count; credit notes are taken off.
    """
    found: dict[tuple[int, Number], list[_Sold]] = {}
    for document in books.documents(journal_type=SALE):
        number = enterprise_number(books.relations[document.relation or 0]["vatNr"])
        if number is None:
            continue
        key = (int(document.date[:4]), number)
        for line in lines_of(books, document):
            entry = line.entry
            if entry is None or entry.vat.operation.name == _LEFT_OUT:
                continue
            signed = -line.cents if line.credit else line.cents
            base, vat = (signed if line.part == part else 0 for part in (BASE, VAT))
            other = base if entry.vat.operation.name in _OTHER_OPERATIONS else 0
            sold = _Sold(document.relation or 0, base, other, vat, line.credit)
            found.setdefault(key, []).append(sold)
    return [_row(*key, found[key]) for key in sorted(found)]


def enterprise_number(vat_number: str) -> Number | None:
    """Read a Belgian VAT number, however it is written; None of a foreign one, and of none."""
    bare = re.sub(r"[^0-9A-Z]", "", vat_number.upper())
    read = _NUMBER.fullmatch(bare)
    if read is None:
        return None if re.match(r"(?!BE)[A-Z]{2}", bare) else Number(bare, understood=False)
    country, digits, _ = read.groups()
    if not digits:
        return None
    if len(digits) == _OLD:
        digits = f"0{digits}"
    if len(digits) == _NEW:
        return Number(digits, understood=True)
    return Number(f"{country or ''}{digits}", understood=False)


def _row(year: int, number: Number, sold: list[_Sold]) -> Record:
    turnover, other = sum(s.turnover for s in sold), sum(s.other for s in sold)
    reason = None
    if all(part.credit for part in sold):
        reason = "credit_notes_only"
    elif turnover > _LISTED_ABOVE:
        reason = "over_threshold" if turnover - other > _LISTED_ABOVE else "other_grids"
    due = listing_due(year)
    return {
        "calendar_year": year,
        "enterprise_nr": number.text,
        "relations": len({part.relation for part in sold}),
        "turnover": turnover,
        "vat_amount": sum(part.vat for part in sold),
        "other_turnover": other,
        "is_valid": is_valid(number.text),
        "is_listed": reason is not None,
        "reason": reason if number.understood else "number_not_understood",
        "due_date": due.isoformat(),
        "due_date_tolerated": tolerated(due).isoformat(),
    }


def is_valid(number: str) -> bool:
    """Tell whether the last two of ten digits check the others."""
    digits = re.fullmatch(r"([01]\d{7})(\d\d)", number)
    return digits is not None and 97 - int(digits[1]) % 97 == int(digits[2])
