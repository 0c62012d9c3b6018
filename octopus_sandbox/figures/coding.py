"""How the invoices of a supplier are usually booked, and which of them are unusual."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import PURCHASE, Document, journal_name
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.trade import in_euro
from octopus_sandbox.figures.sums import quotient

_RECENT, _BEFORE, _TWICE_WITHIN = timedelta(days=90), timedelta(days=365), timedelta(days=7)
_ENOUGH, _LARGE = 5, 1_000_00
_TIMES_LARGEST, _PART_OF_SMALLEST = 2, 4


class Bought(NamedTuple):
    """A purchase invoice: its base in euro, and account, code and base of every line."""

    document: Document
    day: date
    cents: int
    lines: list[tuple[int, str, int]]

    @property
    def place(self) -> tuple[date, int, str, int]:
        """Its place among the invoices of its supplier."""
        document = self.document
        return (self.day, document.bookyear, journal_name(document.journal), document.number)


def coding_suggestions(books: Books, as_of: date) -> list[Record]:
    """Give accounts and VAT codes of a supplier in the twelve months to a day, by how often."""
    after = _a_year_before(as_of)
    rows = []
    for relation, invoices in sorted(_by_supplier(books).items()):
        counts, bases = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
        last: dict[tuple[int, str], date] = {}
        for invoice in invoices:
            for account, code, cents in invoice.lines if after < invoice.day <= as_of else ():
                key = (account, code)
                counts[key] += 1
                bases[key] += cents
                last[key] = max(invoice.day, last.get(key, invoice.day))
        total = sum(counts.values())
        ordered = sorted(counts, key=lambda key: (-counts[key], -bases[key], key))
        rows += [
            {
                "relation_id": relation,
                "account_nr": key[0],
                "vat_code": key[1],
                "line_count": counts[key],
                "share": quotient(100 * counts[key], total),
                "base_amount": bases[key],
                "last_date": last[key].isoformat(),
                "place": place,
            }
            for place, key in enumerate(ordered, 1)
        ]
    return rows


def unusual_purchases(books: Books, as_of: date) -> list[Record]:
    """Give the invoices of the last ninety days that are unlike those of the year before them."""
    return [
        {
            "bookyear_id": invoice.document.bookyear,
            "journal_key": journal_name(invoice.document.journal),
            "document_sequence_nr": invoice.document.number,
            "reason": reason,
            "relation_id": relation,
            "document_date": invoice.document.date,
            "amount": invoice.cents,
            "expected_low": low,
            "expected_high": high,
            "detail": detail,
        }
        for relation, invoices in sorted(_by_supplier(books).items())
        for invoice in invoices
        if as_of - _RECENT < invoice.day <= as_of
        for reason, low, high, detail in _reasons(invoice, invoices)
    ]


def _reasons(
    invoice: Bought, invoices: Sequence[Bought]
) -> Iterator[tuple[str, int | None, int | None, str | None]]:
    earlier = [i for i in invoices if invoice.day - _BEFORE <= i.day < invoice.day]
    amounts = [i.cents for i in earlier]
    lines = [line for i in earlier for line in i.lines]
    if len(earlier) >= _ENOUGH:
        low, high, cents = min(amounts), max(amounts), invoice.cents
        if cents > _TIMES_LARGEST * high or _PART_OF_SMALLEST * cents < low:
            yield "amount", low, high, None
        twins = [i for i in invoices if _is_twin(i, invoice)]
        if twins:
            document = max(twins, key=lambda twin: twin.place).document
            told = f"{journal_name(document.journal)}/{document.number}"
            yield "rhythm", None, None, told
    if len(lines) >= _ENOUGH:
        for place, reason in enumerate(("account", "vat_code")):
            known = {line[place] for line in lines}
            found = sorted({line[place] for line in invoice.lines} - known)
            if found:
                yield reason, None, None, ", ".join(map(str, found))
    if invoice.cents >= _LARGE and not any(i.day < invoice.day for i in invoices):
        yield "new_supplier", None, None, None


def _is_twin(other: Bought, invoice: Bought) -> bool:
    near = invoice.day - _TWICE_WITHIN <= other.day
    return near and other.cents == invoice.cents and other.place < invoice.place


def _by_supplier(books: Books) -> dict[int, list[Bought]]:
    """Give the purchases of each supplier that are no credit notes."""
    found: dict[int, list[Bought]] = {}
    for document in books.documents(journal_type=PURCHASE):
        if document.entries and document.lines[0].document_cents <= 0:
            found.setdefault(document.relation or 0, []).append(_bought(document))
    return found


def _bought(document: Document) -> Bought:
    lines = [
        (e.account, e.vat.code, in_euro(-e.cents if e.vat.credit else e.cents, document.rate))
        for e in document.entries
    ]
    total = sum(cents for _, _, cents in lines)
    return Bought(document, date.fromisoformat(document.date), total, lines)


def _a_year_before(day: date) -> date:
    """Give the same day a year before; of 29 February, the day before."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
