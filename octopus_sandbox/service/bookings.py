"""`bookings/modified`: the ledger, document by document, and the documents that are gone."""

from collections.abc import Iterable
from itertools import chain
from operator import itemgetter

from octopus_sandbox.books.bookings import (
    SECTIONS,
    BookedDocument,
    Booking,
    document_key_record,
)
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import DocumentKey
from octopus_sandbox.service.answers import Answer, Changes
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.feed import reported_deletions
from octopus_sandbox.service.timestamps import Window, window

_numbers = itemgetter("journalType", "journalSequenceNr", "documentSequenceNr")


def bookings(call: Call) -> Answer:
    """Answer `GET bookyears/{bookyearId}/bookings/modified`."""
    since, until = (
        call.arguments.get(name) for name in ("modifiedTimeStamp", "modifiedTimeStampTo")
    )
    asked = window(call.world.switches, since, until)
    documents = call.dossier.documents(*_scope(call))
    changed = [document for document in documents if asked.covers(document.modified_at)]
    deleted = _deleted(call, asked, changed)
    return Changes("deletedBookings", deleted, "modifiedBookings", _lines(call, asked, changed))


def _scope(call: Call) -> tuple[int, int]:
    return call.arguments["bookyearId"], call.arguments["journalTypeId"]


def _lines(call: Call, asked: Window, documents: Iterable[BookedDocument]) -> Iterable[Booking]:
    sections = SECTIONS[str(call.world.switches["vat_section_code"])]
    if call.world.switches.is_("edit_resends", "document"):
        return chain.from_iterable(document.rows(sections) for document in documents)
    return chain.from_iterable(document.rows_since(asked.since, sections) for document in documents)


def _deleted(call: Call, asked: Window, changed: Iterable[BookedDocument]) -> list[Record]:
    gone = reported_deletions(call, asked, call.dossier.deleted_documents(*_scope(call)))
    keys = {_key(record): record for record in gone}
    if keys and call.world.switches.is_("reused_number", "modified"):
        for document in changed:
            keys.pop(document.key, None)
    if call.world.switches.is_("emptied_document", "deleted"):
        emptied = [document.key for document in changed if document.is_empty]
        keys |= {key: document_key_record(key) for key in emptied}
    return list(keys.values())


def _key(record: Record) -> DocumentKey:
    return (record["bookyearKey"]["id"], *_numbers(record))
