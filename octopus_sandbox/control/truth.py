"""What a perfect copy of Octopus holds now, table by table.

The fifteen tables of the reference come as the API's records, those behind the ledger as rows: in
them one name can stand for a field deep inside an array.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from starlette.requests import Request
from starlette.types import ASGIApp

from octopus_sandbox.books.documents import Scope, always
from octopus_sandbox.books.dossier import Booking, Dossier, Side
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.control import recorded_truth
from octopus_sandbox.control.columns import rows
from octopus_sandbox.control.requests import Impossible, any_dossier_of, day_in, world_of
from octopus_sandbox.recordings.office import RecordedDossier
from octopus_sandbox.service import documents
from octopus_sandbox.service.encoding import array, batches
from octopus_sandbox.service.forms import form_of
from octopus_sandbox.service.reports import open_items
from octopus_sandbox.service.responses import Streamed
from octopus_sandbox.switches import Switches

TABLES = (
    "dossiers",
    "bookyears",
    "journals",
    "accounts",
    "relations",
    "bookings",
    "balancings",
    "bank_paymentlist",
    "bank_unbalancedinvoices",
    "costcentres",
    "customfields",
    "productgroups",
    "products",
    "report_open_clients",
    "report_open_suppliers",
)


class At(NamedTuple):
    """The moment of the question, and the day that it asks about."""

    now: datetime
    day: date


REPORTS: dict[str, Side] = {
    "report_open_clients": "clients",
    "report_open_suppliers": "suppliers",
}


def _whole(read: documents.Read) -> Callable[[Dossier, Switches, At], Iterable[Record]]:
    return lambda dossier, switches, _: read(dossier.lists, switches, Scope(), always)


BEHIND_LEDGER: dict[str, Callable[[Dossier, Switches, At], Iterable[Record]]] = {
    "vat_codes": lambda dossier, _, __: dossier.lists.vat_codes(),
    "account_amounts": lambda dossier, switches, _: [
        live.record for live in documents.amounts(dossier.lists, switches).live
    ],
    "buysell_bookings": _whole(documents.trade),
    "financialdivers_bookings": _whole(documents.cash),
    "invoices": _whole(documents.invoices),
    "delivery_notes": _whole(documents.notes),
    "bookyear_details": lambda dossier, _, __: dossier.lists.bookyear_details(),
    "financial_journals": lambda dossier, _, __: dossier.lists.financial_journals(),
    "bank_envelopes": lambda dossier, _, __: documents.envelopes(dossier),
    "invoice_deliveries": lambda dossier, _, at: dossier.lists.deliveries(Scope(), at.now),
    "rappels": lambda dossier, switches, at: documents.overdue(dossier.lists, switches, at.day),
    "booking_files": _whole(documents.files),
}
"""How the tables behind the ledger are read, under the present switches."""


ALL = (*TABLES, *BEHIND_LEDGER)


async def truth(request: Request) -> ASGIApp:
    """Give what a perfect copy of a table holds now; rappels at today's date or another."""
    table = request.path_params["table"]
    if table not in ALL:
        raise Impossible(f"There is no table {table!r}; the tables are: {', '.join(ALL)}", 404)
    return Streamed(array(batches(await _of(request, table))))


async def truths(request: Request) -> ASGIApp:
    """Give the same of every table, by name."""
    found = {table: await _of(request, table) for table in ALL}
    return Streamed(_members(found))


async def _of(request: Request, table: str) -> Iterable[Record | Booking]:
    world = world_of(request)
    if table == "dossiers":
        return world.listed()
    dossier = await any_dossier_of(world, request.query_params.get("dossierId"))
    if isinstance(dossier, RecordedDossier):
        return recorded_truth.truth(table, dossier, as_rows=table not in TABLES)
    switches, form = world.switches, form_of(dossier, world.switches)
    if table in TABLES:
        listed = _listed(table, dossier, switches)
        return listed if form is None else map(form, listed)
    at = At(world.now(), day_in(request, "expirationDate"))
    records = BEHIND_LEDGER[table](dossier, switches, at)
    return rows(table, records if form is None else map(form, records), dossier.id)


def _listed(table: str, dossier: Dossier, switches: Switches) -> Iterable[Record | Booking]:
    if table in REPORTS:
        return open_items(dossier, switches, REPORTS[table])
    return dossier.truth(table, str(switches["vat_section_code"]))


def _members(found: Mapping[str, Iterable[Record | Booking]]) -> Iterator[bytes]:
    opening = b"{"
    for name, records in found.items():
        yield b'%s"%s":' % (opening, name.encode())
        yield from array(batches(records))
        opening = b","
    yield b"}"
