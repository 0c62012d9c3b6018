"""Files of booked documents: the scanned purchase, and its attachments."""

from collections.abc import Iterator

from octopus_sandbox.books.bookings import document_key_record
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import PURCHASE, Document, journal_name

_BARE, _WITH_MORE = 6, 7


def files(document: Document) -> Iterator[Record]:
    """Give the files of a document; they follow from its key, and outlive its lines."""
    if document.journal_type != PURCHASE or document.number % _BARE == 0:
        return
    journal = journal_name(document.journal)
    yield _file(document, f"{journal}-{document.number:05d}.pdf", [])
    if document.number % _WITH_MORE == 0:
        yield _file(document, "bijlage.pdf", [journal, f"{document.number:05d}"])


def _file(document: Document, name: str, folders: list[str]) -> Record:
    return {
        "documentKey": document_key_record(document.key),
        "fileName": name,
        "fileSubDirectoryList": folders,
    }
