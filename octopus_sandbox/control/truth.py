"""What a perfect copy of Octopus holds now, table by table.

The fifteen tables of the reference come as the API's records, those behind the ledger as rows: in
them one name can stand for a field deep inside an array.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from starlette.requests import Request
from starlette.types import ASGIApp

from octopus_sandbox.books.dossier import Booking, Dossier
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.papers import Scope, always
from octopus_sandbox.control.columns import rows
from octopus_sandbox.control.requests import Impossible, day_in, dossier_of, world_of
from octopus_sandbox.service import papers
from octopus_sandbox.service.encoding import array, batches
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


def _whole(documents: papers.Documents) -> Callable[[Dossier, Switches, date], Iterable[Record]]:
    return lambda dossier, switches, _: documents(dossier.papers, switches, Scope(), always)


PAPERS: dict[str, Callable[[Dossier, Switches, date], Iterable[Record]]] = {
    "vat_codes": lambda dossier, _, __: dossier.papers.vat_codes(),
    "account_amounts": lambda dossier, switches, _: [
        live.record for live in papers.amounts(dossier.papers, switches).live
    ],
    "buysell_bookings": _whole(papers.trade),
    "financialdivers_bookings": _whole(papers.cash),
    "invoices": _whole(papers.invoices),
    "delivery_notes": _whole(papers.notes),
    "bookyear_details": lambda dossier, _, __: dossier.papers.bookyear_details(),
    "financial_journals": lambda dossier, _, __: dossier.papers.financial_journals(),
    "bank_envelopes": lambda dossier, _, __: papers.envelopes(dossier),
    "rappels": lambda dossier, switches, at: papers.overdue(dossier.papers, switches, at),
    "booking_files": _whole(papers.files),
}
"""How the tables behind the ledger are read, under the present switches."""


ALL = (*TABLES, *PAPERS)


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
    dossier = await dossier_of(world, request.query_params.get("dossierId"))
    if table in TABLES:
        return dossier.truth(table, str(world.switches["vat_section_code"]))
    at = day_in(request, "expirationDate")
    return rows(table, PAPERS[table](dossier, world.switches, at), dossier.id)


def _members(found: Mapping[str, Iterable[Record | Booking]]) -> Iterator[bytes]:
    opening = b"{"
    for name, records in found.items():
        yield b'%s"%s":' % (opening, name.encode())
        yield from array(batches(records))
        opening = b","
    yield b"}"
