"""The streams beside the ledger: whole documents, totals, reminders, details and files."""

from collections.abc import Callable, Iterable
from datetime import date

from octopus_sandbox.books.documents import Covers, DocumentLists, Scope
from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.errors import (
    BooksError,
    UnknownEnvelopeError,
    UnknownJournalError,
)
from octopus_sandbox.books.feeds import Feed, Record
from octopus_sandbox.service.answers import Answer, Listing, One
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.errors import INVALID_JOURNAL, Refusal
from octopus_sandbox.service.feed import changes
from octopus_sandbox.service.timestamps import window
from octopus_sandbox.switches import Switches

Read = Callable[[DocumentLists, Switches, Scope, Covers], Iterable[Record]]


def trade(
    lists: DocumentLists, switches: Switches, scope: Scope, covers: Covers
) -> Iterable[Record]:
    """Give purchases and sales; whether lines show VAT that is shifted is a switch."""
    shown = switches.is_("reverse_charge_vat", "shown")
    return lists.trade(scope, covers, reverse_charge=shown)


def cash(
    lists: DocumentLists, _switches: Switches, scope: Scope, covers: Covers
) -> Iterable[Record]:
    """Give the documents of bank, cash and various operations."""
    return lists.cash(scope, covers)


def invoices(
    lists: DocumentLists, _switches: Switches, scope: Scope, covers: Covers
) -> Iterable[Record]:
    """Give the invoices."""
    return lists.invoices(scope, covers)


def notes(
    lists: DocumentLists, _switches: Switches, scope: Scope, covers: Covers
) -> Iterable[Record]:
    """Give the delivery notes."""
    return lists.delivery_notes(scope, covers)


def files(
    lists: DocumentLists, switches: Switches, scope: Scope, covers: Covers
) -> Iterable[Record]:
    """Give the files of booked documents; whether they come again with these is a switch."""
    follow = switches.is_("files_modified", "with document")
    return lists.booking_files(scope, covers, follow_document=follow)


def amounts(lists: DocumentLists, switches: Switches) -> Feed:
    """Give the amounts, of a period or up to its end; an amount without lines is gone or zero."""
    return lists.account_amounts(
        cumulative=switches.is_("account_amounts", "cumulative"),
        keeps_zero=switches.is_("vanished_amount", "zero"),
    )


def overdue(lists: DocumentLists, switches: Switches, day: date) -> list[Record]:
    """Give what is overdue at a date; whether its very day counts is a switch."""
    return lists.rappels(day, on_the_day=switches.is_("overdue", "on the day"))


def envelopes(dossier: Dossier) -> list[Record]:
    """Give the envelopes of payments."""
    return dossier.lists.bank_envelopes(dossier.bank_paymentlist())


def modified(read: Read, *, module: bool = False) -> Callable[[Call], Answer]:
    """Make the answer of `.../modified` of whole documents: no deletions, an emptied one stays.

    Those of a `module` are refused to dossiers that did not pay for it.
    """

    def answer(call: Call) -> Answer:
        lists, switches, given = call.dossier.lists, call.world.switches, call.arguments
        if module:
            check_module(call)
        asked = window(switches, given["modifiedTimeStamp"])
        journal = given.get("journalKey", given.get("journal"))
        scope = Scope(given.get("bookyearId", -1), journal, given.get("documentSequenceNr"))
        return Listing(read(lists, switches, scope, asked.covers))

    return answer


def check_module(call: Call) -> None:
    """Refuse a dossier that did not pay for the invoicing module."""
    if not call.dossier.lists.has_invoices:
        status = int(call.world.switches["missing_module_status"])
        raise Refusal(status, f"Dossier {call.dossier_id} has no invoicing module")


def account_amounts(call: Call) -> Answer:
    """Answer `GET accounts/amounts/modified`."""
    asked = window(call.world.switches, call.arguments.get("modifiedTimeStamp"))
    return changes(call, asked, amounts(call.dossier.lists, call.world.switches))


def vat_codes(call: Call) -> Answer:
    """Answer `GET vatcodes`."""
    return Listing(call.dossier.lists.vat_codes())


def bank_envelopes(call: Call) -> Answer:
    """Answer `GET bank/enveloppes`."""
    return Listing(envelopes(call.dossier))


def envelope_payments(call: Call) -> Answer:
    """Answer `GET bank/enveloppes/{enveloppeKeyId}`, for which no 404 is documented."""
    dossier, number = call.dossier, call.arguments["enveloppeKeyId"]
    try:
        return Listing(dossier.lists.payments_in(number, dossier.bank_paymentlist()))
    except UnknownEnvelopeError as error:
        raise Refusal(400, str(error)) from error


def rappels(call: Call) -> Answer:
    """Answer `GET rappels`."""
    day = call.arguments["expirationDate"]
    return Listing(overdue(call.dossier.lists, call.world.switches, day))


def bookyear_detail(call: Call) -> Answer:
    """Answer `GET bookyears/{bookyearId}`, for which no 404 is documented."""
    return _one(lambda: call.dossier.lists.bookyear_detail(call.arguments["bookyearId"]))


def financial_journal(call: Call) -> Answer:
    """Answer `GET bookyears/{bookyearId}/journals/F/{sequenceNumber}`, same."""
    bookyear, number = (call.arguments[name] for name in ("bookyearId", "sequenceNumber"))
    return _one(lambda: call.dossier.lists.financial_journal(bookyear, number))


def _one(find: Callable[[], Record]) -> One:
    try:
        return One(find())
    except UnknownJournalError as error:
        raise Refusal(400, str(error), code=INVALID_JOURNAL, hidden=True) from error
    except BooksError as error:
        raise Refusal(400, str(error)) from error
