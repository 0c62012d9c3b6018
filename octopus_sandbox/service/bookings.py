"""`bookings/modified`: the ledger, document by document, and the documents that are gone."""

from collections.abc import Iterable, Iterator
from operator import itemgetter

from octopus_sandbox.books.dossier import BookedDocument, Booking
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.service.answers import Answer, Changes
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.modified import reported_deletions
from octopus_sandbox.service.timestamps import Window, window

_numbers = itemgetter("journalType", "journalSequenceNr", "documentSequenceNr")

Key = tuple[int, ...]


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


def _lines(
    call: Call, asked: Window, documents: Iterable[BookedDocument]
) -> Iterator[Booking]:
    if call.world.switches.is_("edit_resends", "document"):
        for document in documents:
            yield from document.rows()
    else:
        for document in documents:
            yield from document.rows_since(asked.since)


def _deleted(call: Call, asked: Window, changed: Iterable[BookedDocument]) -> list[Record]:
    gone = reported_deletions(call, asked, call.dossier.deleted_documents(*_scope(call)))
    keys = {_key(record): record for record in gone}
    if keys and call.world.switches.is_("reused_number", "modified"):
        for document in changed:
            keys.pop(document.key, None)
    if call.world.switches.is_("emptied_document", "deleted"):
        emptied = (document for document in changed if not document.rows())
        keys |= {document.key: _record(document.key) for document in emptied}
    return list(keys.values())


def _key(record: Record) -> Key:
    return (record["bookyearKey"]["id"], *_numbers(record))


def _record(key: Key) -> Record:
    bookyear, journal_type, journal, number = key
    return {
        "bookyearKey": {"id": bookyear},
        "documentSequenceNr": number,
        "journalSequenceNr": journal,
        "journalType": journal_type,
    }
