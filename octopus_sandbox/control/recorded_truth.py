"""What a perfect copy of a recorded dossier holds: the records of its answers."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.control.columns import rows
from octopus_sandbox.recordings.folder import Recorded
from octopus_sandbox.recordings.office import RecordedDossier

D = "/dossiers/{dossierId}"
YEAR = D + "/bookyears/{bookyearId}"
_LISTS = {
    "bookyears": (f"GET {D}/bookyears",),
    "accounts": (f"GET {D}/accounts/modified", f"GET {D}/accounts"),
    "relations": (f"GET {D}/relations/modified", f"GET {D}/relations"),
    "bookings": (f"GET {YEAR}/bookings/modified",),
    "balancings": (f"GET {D}/balancings/modified",),
    "bank_paymentlist": (f"GET {D}/bank/paymentlist",),
    "bank_unbalancedinvoices": (f"GET {D}/bank/invoices",),
    "costcentres": (f"GET {D}/costcentres",),
    "customfields": (f"GET {D}/customfields",),
    "productgroups": (f"GET {D}/productgroups",),
    "products": (f"GET {D}/products",),
    "report_open_clients": (f"POST {D}/reports/clients/open",),
    "report_open_suppliers": (f"POST {D}/reports/suppliers/open",),
    "vat_codes": (f"GET {D}/vatcodes",),
    "account_amounts": (f"GET {D}/accounts/amounts/modified",),
    "buysell_bookings": (f"GET {D}/buysellbookings/modified",),
    "financialdivers_bookings": (f"GET {D}/financialdiversbookings/modified",),
    "invoices": (f"GET {D}/invoices/modified",),
    "delivery_notes": (f"GET {D}/deliverynotes/modified",),
    "bookyear_details": (f"GET {YEAR}",),
    "financial_journals": (f"GET {YEAR}/journals/F/{{sequenceNumber}}",),
    "bank_envelopes": (f"GET {D}/bank/enveloppes",),
    "invoice_deliveries": (f"POST {D}/invoices/send/report/deliverystate",),
    "rappels": (f"GET {D}/rappels",),
    "booking_files": (f"GET /octopus-filesync-api/v1{D}/bookingfiles",),
}
"""The operations that a table can be read by; the first that was recorded tells."""
_JOURNALS, _JOURNALS_MODIFIED = f"GET {YEAR}/journals", f"GET {D}/journals/modified"
_COMMON = ("closed", "closedPeriod", "names", "nextDocumentNumber", "protectedPeriod")


def truth(table: str, dossier: RecordedDossier, *, as_rows: bool) -> Iterator[Record]:
    """Give the records of a table, or its rows."""
    found = _journals(dossier) if table == "journals" else _records(table, dossier)
    return rows(table, found, dossier.id) if as_rows else found


def _records(table: str, dossier: RecordedDossier) -> Iterator[Record]:
    for operation in _LISTS[table]:
        good = [one for one in dossier.answers(operation) if one.status == HTTPStatus.OK]
        for answer in good:
            yield from _of(answer)
        if good:
            return


def _of(answer: Recorded) -> Iterator[Record]:
    value = answer.value
    if isinstance(value, dict) and any(isinstance(held, list) for held in value.values()):
        names = [name for name in value if not name.startswith("deleted")]
        is_feed = len(names) < len(value) or answer.operation.endswith("/modified")
        value = value[names[0]] if is_feed else [value]
    elif isinstance(value, dict):
        value = [value]
    key = answer.parameters.get("enveloppeKeyId")
    told: Record = {} if key is None else {"enveloppeKey": {"id": key}}
    yield from (told | row for row in value or ())


def _journals(dossier: RecordedDossier) -> Iterator[Record]:
    """Put together what the list and `journals/modified` tell of each journal."""
    found: dict[tuple[Any, Any], Record] = {}
    for answer in dossier.answers(_JOURNALS):
        if answer.status == HTTPStatus.OK:
            for row in answer.value:
                found[row["bookyearKey"]["id"], row["journalKey"]] = row
    for answer in dossier.answers(_JOURNALS_MODIFIED):
        for row in _of(answer) if answer.status == HTTPStatus.OK else ():
            key = row["journalKeyServiceData"]
            name = f"{key['journalTypeCode']}{key['sequenceNumber']}"
            told = {"bookyearKey": key["bookyearKey"], "journalKey": name}
            told |= {field: row[field] for field in _COMMON if field in row}
            place = (key["bookyearKey"]["id"], name)
            found[place] = dict(sorted((told | found.get(place, {})).items()))
    yield from found.values()
