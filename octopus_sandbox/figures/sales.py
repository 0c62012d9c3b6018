"""What was sold, by product and by salesperson, from the invoices that are booked."""

from collections.abc import Iterator

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.invoice_records import invoice_record
from octopus_sandbox.books.masters import SALESPERSON, products
from octopus_sandbox.books.model import SALE
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.keyed import Keyed, keyed
from octopus_sandbox.figures.sums import month, summed


def revenue_by_product(books: Books, profile: Profile) -> list[Record]:
    """Give the quantity and the revenue of each product by month."""
    rows = summed(
        "month extern_product_nr",
        "quantity revenue",
        (
            (
                (month(part.document.date), str(line["externProductNr"])),
                (int(line["count"]), part.sign * part.base),
            )
            for part, _, line in _invoiced(books, profile)
        ),
    )
    return [row | {"quantity": str(row["quantity"])} for row in rows]


def revenue_by_salesperson(books: Books, profile: Profile) -> list[Record]:
    """Give the revenue of each salesperson by month; without a name, of nobody."""
    return summed(
        "month salesperson",
        "revenue",
        (
            ((month(part.document.date), _salesperson(invoice)), (part.sign * part.base,))
            for part, invoice, _ in _invoiced(books, profile)
        ),
    )


def _invoiced(books: Books, profile: Profile) -> Iterator[tuple[Keyed, Record, Record]]:
    """Give every entry of a sale with its invoice and its line there."""
    catalogue = products(profile)
    if not catalogue:
        return
    number, document, invoice = 0, None, {}
    for part in keyed(books, SALE):
        if part.document is not document:
            document, number = part.document, 0
            invoice = invoice_record(books, catalogue, document)
        yield part, invoice, invoice["invoiceLines"][number]
        number += 1


def _salesperson(invoice: Record) -> str:
    for field in invoice.get("customFieldValueList", []):
        if field["customFieldKey"]["id"] == SALESPERSON:
            return str(field["value"])
    return ""
