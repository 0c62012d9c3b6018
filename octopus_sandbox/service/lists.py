"""The tables that are read whole."""

from collections.abc import Callable

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.service.answers import Answer, Listing
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.errors import Refusal


def whole(name: str) -> Callable[[Call], Answer]:
    """Make the answer of a table that takes no parameters: the books know it by this name."""
    return lambda call: Listing(getattr(call.dossier, name)())


def bookyears(call: Call) -> Answer:
    """Answer `GET bookyears`, in the language of the token."""
    return Listing(call.dossier.bookyears(call.locale))


def journals(call: Call) -> Answer:
    """Answer `GET bookyears/{bookyearId}/journals`, in the language of the token."""
    return Listing(call.dossier.journals(call.arguments["bookyearId"], call.locale))


def accounts(call: Call) -> Answer:
    """Answer `GET accounts`: the chart of one bookyear."""
    wanted = call.arguments["bookyearId"]
    if all(year["bookyearKey"]["id"] != wanted for year in call.dossier.bookyears()):
        raise Refusal(404, f"There is no bookyear {wanted} in dossier {call.dossier_id}")
    records = (live.record for live in call.dossier.accounts().live)
    return Listing([r for r in records if r["accountKey"]["bookyearKey"]["id"] == wanted])


def active_costcentres(call: Call) -> Answer:
    """Answer `GET costcentres/active`."""
    return Listing([record for record in call.dossier.costcentres() if not record["closed"]])


def relations(call: Call) -> Answer:
    """Answer `GET relations`: the active ones, or all that match one of the search parameters."""
    records = [live.record for live in call.dossier.relations().live]
    if not call.arguments:
        return Listing([record for record in records if record.get("active")])
    return Listing([record for record in records if found(record, call.arguments)])


def found(record: Record, search: dict[str, object]) -> bool:
    """Tell whether a relation matches one of the search parameters."""
    identification = record["relationIdentificationServiceData"]
    values = {
        "relationId": identification["relationKey"]["id"],
        "extRelationId": identification.get("externalRelationId"),
        "name": record.get("name"),
        "vatNr": record.get("vatNr"),
    }
    return any(values[name] == wanted for name, wanted in search.items())
