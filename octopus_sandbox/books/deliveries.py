"""How far the delivery of an invoice is: by Peppol, e-mail or print, and in time.

Nobody books a delivery: its state follows from the invoice, its customer and the moment at which
it is asked for. An invoice is sent an hour after it last changed.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.invoice_records import DRAFTS
from octopus_sandbox.books.model import Document, journal_name
from octopus_sandbox.books.store import Books

_SENT_AFTER, _TRAVELS, _SENT_AGAIN_AFTER = timedelta(hours=1), timedelta(hours=2), timedelta(days=3)
_BY_HAND = ("PRINTED", "EMAILED", "PRINTED_AND_EMAILED", "EXPORTED", "PUBLISHED")
_PEPPOL, _FAILS, _FAILS_FOR_GOOD, _BOUNCES = 3, 4, 8, 5
_REASONS = (
    "Receiver is not registered on Peppol",
    "Access point of the receiver did not answer",
    "Document was rejected: BR-CO-15",
)
_NO_ADDRESS = "E-mail could not be delivered"


class State(NamedTuple):
    """What became of an invoice; `at` is when, and None where it was not sent."""

    name: str
    at: datetime | None = None
    reason: str | None = None


def delivery_record(books: Books, document: Document, now: datetime) -> Record:
    """Write how far the delivery of an invoice is."""
    state = _state(books, document, now)
    record: Record = {} if state.reason is None else {"comment": state.reason}
    if state.at is not None:
        record["deliveryDateTime"] = state.at.isoformat(timespec="seconds")
    return record | {
        "deliveryState": state.name,
        "documentKey": {
            "bookyearKey": {"id": document.bookyear},
            "documentSequenceNr": document.number,
            "journal": journal_name(document.journal),
        },
    }


def _state(books: Books, document: Document, now: datetime) -> State:
    sent = document.modified_at + _SENT_AFTER
    relation = books.relations[document.relation or 0]
    if now < sent or document.journal == DRAFTS or not document.entries:
        return State("NONE")
    if relation.get("invoiceDeliveryMethod") == _PEPPOL:
        return _by_peppol(document.number, sent, now)
    if document.number % _BOUNCES == 0:
        return State("ERROR", sent, _NO_ADDRESS)
    return State(_BY_HAND[document.number % len(_BY_HAND)], sent)


def _by_peppol(number: int, sent: datetime, now: datetime) -> State:
    """Send by Peppol: every fourth fails, and half of those arrive when they are sent again."""
    arrived, again = sent + _TRAVELS, sent + _SENT_AGAIN_AFTER
    if now < arrived:
        return State("PEPPOL_SENDING_IN_PROGRESS", sent)
    if number % _FAILS:
        return State("PEPPOL_SEND_OK", arrived)
    if number % _FAILS_FOR_GOOD and now >= again:
        return State("PEPPOL_SEND_OK", again)
    return State("PEPPOL_SEND_FAILED", arrived, _REASONS[number // _FAILS % len(_REASONS)])
