"""The reports of what is open: reads, although their query comes in a body."""

from collections.abc import Callable

import msgspec

from octopus_sandbox.books.dossier import Dossier, Side
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.service.answers import Answer, Listing
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.errors import Refusal
from octopus_sandbox.service.forms import Periods
from octopus_sandbox.switches import Switches


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


ALL = OpenRelationQueryData(relation_id=-1, external_relation_id=-1)


def query(call: Call) -> OpenRelationQueryData:
    """Read the body of a call."""
    try:
        asked = msgspec.json.decode(call.body, type=OpenRelationQueryData)
    except msgspec.DecodeError as error:
        raise _invalid() from error
    if not asked.is_enough(call.world.switches["report_needs"]):
        raise _invalid()
    return asked


def open_report(side: Side) -> Callable[[Call], Answer]:
    """Make the answer of `POST reports/clients/open` or its twin."""
    return lambda call: _open(call, side)


def _open(call: Call, side: Side) -> Answer:
    assert isinstance(call.query, OpenRelationQueryData)  # noqa: S101 as the operation declares it
    return Listing(open_items(call.dossier, call.world.switches, side, call.query))


def open_items(
    dossier: Dossier, switches: Switches, side: Side, asked: OpenRelationQueryData = ALL
) -> list[Record]:
    """Give what is open, under the present switches."""
    period = Periods(dossier, switches).running
    rows = dossier.open_items(
        side,
        from_bookyear=_id(asked.from_bookyear_key),
        to_bookyear=_id(asked.to_bookyear_key),
        from_period=period(asked.from_bookyear_period_nr),
        to_period=period(asked.to_bookyear_period_nr),
        relation_id=asked.relation_id,
        external_relation_id=asked.external_relation_id,
        carried_again=switches.is_("carried_items", "again"),
    )
    if side == "suppliers" and switches.is_("open_amounts", "side"):
        return [row | {name: -row[name] + 0.0 for name in _OPEN} for row in rows]
    return rows


_OPEN = ("openBookingAmount", "openDocAmount")


def _id(key: Key | None) -> int | None:
    return None if key is None else key.id


def _invalid() -> Refusal:
    return Refusal(500, "The query data of the report are not valid")
