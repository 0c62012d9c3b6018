"""From what was keyed in for a purchase or sale to its ledger lines."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from octopus_sandbox.books.model import (
    CUSTOMERS,
    SUPPLIERS,
    VAT_DEDUCTIBLE,
    VAT_DUE,
    Entry,
    Line,
    deducted,
)

_RATE_UNIT = 10_000
_TOGETHER: Mapping[str, int] = MappingProxyType({})
Boxes = dict[tuple[int, str, int | None], int]
"""Cents of VAT by account, grid and recuperation."""


def ledger_lines(
    entries: Sequence[Entry],
    relation: int,
    rate: float,
    at: datetime,
    split: Mapping[str, int] = _TOGETHER,
) -> tuple[Line, ...]:
    """Write the control line, the cost or revenue lines, and the VAT lines, in balance.

    `split` gives the VAT account of a grid where each has its own.
    """
    if not entries:
        return ()
    first = entries[0].vat
    purchase = first.purchase
    sign = 1 if purchase != first.credit else -1
    credits_ = credited(entries)
    lines: list[Line] = []
    boxes: Boxes = {}
    for entry in entries:
        vat, credit = entry.vat, entry.vat.code in credits_
        back = deducted(entry.vat_cents, entry.recuperation) if purchase else entry.vat_cents
        cents = sign * (entry.cents + entry.vat_cents - back)
        percentage = entry.recuperation if purchase else None
        grid = vat.base_grid(entry.account, credit=credit)
        lines.append(
            Line(entry.account, cents, cents, None, grid, percentage, entry.cost_centre, at)
        )
        if back:
            box = ("63" if credit else "59") if purchase else ("64" if credit else "54")
            account = split.get(box, VAT_DEDUCTIBLE if purchase else VAT_DUE)
            key = (account, box, percentage)
            boxes[key] = boxes.get(key, 0) + sign * back
        if vat.operation.due and entry.vat_cents:
            box = "62" if credit else vat.operation.due
            key = (split.get(box, VAT_DUE), box, percentage)
            boxes[key] = boxes.get(key, 0) - sign * entry.vat_cents
    for (account, grid, percentage), cents in boxes.items():
        if cents:
            lines.append(Line(account, cents, cents, None, grid, percentage, None, at))
    if rate != 1.0:
        lines = [_converted(line, rate) for line in lines]
    return (_control_line(lines, relation, at, purchase=purchase), *lines)


def credited(entries: Sequence[Entry]) -> frozenset[str]:
    """Give the codes that come to a credit in a document: of each, its lines are taken together."""
    if len(entries) == 1:
        vat, cents = entries[0].vat, entries[0].cents
        return frozenset({vat.code} if (cents > 0 if vat.credit else cents < 0) else ())
    nets: dict[str, int] = {}
    for entry in entries:
        cents = -entry.cents if entry.vat.credit else entry.cents
        nets[entry.vat.code] = nets.get(entry.vat.code, 0) + cents
    return frozenset(code for code, net in nets.items() if net < 0)


def in_euro(cents: int, rate: float) -> int:
    """Convert at a rate of at most four decimals, exactly, halves away from zero."""
    euro = (abs(cents) * round(rate * _RATE_UNIT) + _RATE_UNIT // 2) // _RATE_UNIT
    return euro if cents > 0 else -euro


def _converted(line: Line, rate: float) -> Line:
    return Line(
        line.account,
        in_euro(line.document_cents, rate),
        line.document_cents,
        line.relation,
        line.grid,
        line.recuperation,
        line.cost_centre,
        line.modified_at,
    )


def _control_line(lines: Sequence[Line], relation: int, at: datetime, *, purchase: bool) -> Line:
    cents = document_cents = 0
    for line in lines:
        cents -= line.cents
        document_cents -= line.document_cents
    account = SUPPLIERS if purchase else CUSTOMERS
    return Line(account, cents, document_cents, relation, None, None, None, at)
