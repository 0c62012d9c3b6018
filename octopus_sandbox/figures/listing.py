"""The yearly listing of customers with a Belgian VAT number."""

import re

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import SALE
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.keyed import keyed

_LISTED_ABOVE = 250_00
_BELGIAN = re.compile(r"(?:BE)?(\d+)")


def client_listing(books: Books) -> list[Record]:
    """Give the turnover and VAT of each Belgian customer by calendar year, listed or not."""
    found: dict[tuple[int, str], list[tuple[int, int, int]]] = {}
    for part in keyed(books, SALE):
        relation = part.document.relation or 0
        number = enterprise_number(books.relations[relation]["vatNr"])
        if number is not None:
            sold = (relation, part.sign * part.base, part.sign * part.vat)
            found.setdefault((int(part.document.date[:4]), number), []).append(sold)
    return [_row(*key, found[key]) for key in sorted(found)]


def enterprise_number(vat_number: str) -> str | None:
    """Give the digits of a Belgian VAT number; None of another."""
    belgian = _BELGIAN.fullmatch(re.sub(r"[. -]", "", vat_number.upper()))
    return belgian and belgian[1]


def _row(year: int, number: str, sold: list[tuple[int, int, int]]) -> Record:
    turnover = sum(base for _, base, _ in sold)
    return {
        "calendar_year": year,
        "enterprise_nr": number,
        "relations": len({relation for relation, _, _ in sold}),
        "turnover": turnover,
        "vat_amount": sum(vat for _, _, vat in sold),
        "is_valid": _is_valid(number),
        "is_listed": turnover > _LISTED_ABOVE,
    }


def _is_valid(number: str) -> bool:
    digits = re.fullmatch(r"([01]\d{7})(\d\d)", number)
    return digits is not None and 97 - int(digits[1]) % 97 == int(digits[2])
