"""The reports of what is open: reads, although their query comes in a body."""

from collections.abc import Callable
from typing import Literal

import msgspec

from octopus_sandbox.service.answers import Answer, Listing
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.errors import Refusal


class Key(msgspec.Struct, forbid_unknown_fields=True):
    """A bookyearKey."""

    id: int


class OpenRelationQueryData(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """The body of both reports; what is left out of the relations becomes 0, as in Java."""

    from_bookyear_key: Key | None = None
    to_bookyear_key: Key | None = None
    from_bookyear_period_nr: int | None = None
    to_bookyear_period_nr: int | None = None
    relation_id: int = 0
    external_relation_id: int = 0

    def is_enough(self, needs: str | int) -> bool:
        """Tell whether the report can be made of this, by what the switch says it needs."""
        years = self.from_bookyear_key is not None and self.to_bookyear_key is not None
        periods = None not in (self.from_bookyear_period_nr, self.to_bookyear_period_nr)
        return years and (periods or needs == "bookyears")


def open_report(side: Literal["clients", "suppliers"]) -> Callable[[Call], Answer]:
    """Make the answer of `POST reports/clients/open` or its twin."""
    return lambda call: _open(call, side)


def _open(call: Call, side: Literal["clients", "suppliers"]) -> Answer:
    query = _query(call)
    return Listing(
        call.dossier.open_items(
            side,
            from_bookyear=_id(query.from_bookyear_key),
            to_bookyear=_id(query.to_bookyear_key),
            from_period=query.from_bookyear_period_nr,
            to_period=query.to_bookyear_period_nr,
            relation_id=query.relation_id,
            external_relation_id=query.external_relation_id,
        )
    )


def _id(key: Key | None) -> int | None:
    return None if key is None else key.id


def _query(call: Call) -> OpenRelationQueryData:
    try:
        query = msgspec.json.decode(call.body, type=OpenRelationQueryData)
    except msgspec.DecodeError as error:
        raise _invalid() from error
    if not query.is_enough(call.world.switches["report_needs"]):
        raise _invalid()
    return query


def _invalid() -> Refusal:
    return Refusal(500, "The query data of the report are not valid")
