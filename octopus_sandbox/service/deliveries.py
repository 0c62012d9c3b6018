"""The delivery state of a range of invoices: a read, although its query comes in a body."""

from datetime import datetime

import msgspec

from octopus_sandbox.books.documents import Scope
from octopus_sandbox.books.errors import UnknownBookyearError, UnknownJournalError
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.limits import BRUSSELS
from octopus_sandbox.service.answers import Answer, Listing
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.documents import check_module
from octopus_sandbox.service.errors import INVALID_JOURNAL, Refusal, bad_request
from octopus_sandbox.service.reports import Key

MOMENT = "deliveryDateTime"


class DocumentSelectionData(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """The body: a range of document numbers in a journal of a bookyear."""

    bookyear_key: Key
    journal: str
    document_sequence_nr: int
    to_document_sequence_nr: int


def selection(call: Call) -> DocumentSelectionData:
    """Read the body of a call."""
    try:
        return msgspec.json.decode(call.body, type=DocumentSelectionData)
    except msgspec.DecodeError as error:
        raise bad_request() from error


def delivery_states(call: Call) -> Answer:
    """Answer `POST invoices/send/report/deliverystate`, for which no 404 is documented."""
    check_module(call)
    asked = call.query
    assert isinstance(asked, DocumentSelectionData)  # noqa: S101 as the operation declares it
    scope = Scope(asked.bookyear_key.id, asked.journal, asked.document_sequence_nr)
    try:
        found = call.dossier.lists.deliveries(scope, call.at, asked.to_document_sequence_nr)
    except UnknownJournalError as error:
        raise Refusal(400, str(error), code=INVALID_JOURNAL) from error
    except UnknownBookyearError as error:
        raise Refusal(400, str(error)) from error
    if call.world.switches.is_("delivery_date_time", "local"):
        found = [_in_belgian_time(record) for record in found]
    return Listing(found)


def _in_belgian_time(record: Record) -> Record:
    """Write the moment of a delivery as a Belgian clock shows it, without a zone."""
    if MOMENT not in record:
        return record
    local = datetime.fromisoformat(record[MOMENT]).astimezone(BRUSSELS)
    return record | {MOMENT: local.replace(tzinfo=None).isoformat()}
