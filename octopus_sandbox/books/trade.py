"""From what was keyed in for a purchase or sale to its ledger lines."""

from collections.abc import Sequence
from datetime import datetime

from octopus_sandbox.books.model import CUSTOMERS, SUPPLIERS, VAT_DEDUCTIBLE, VAT_DUE, Entry, Line
from octopus_sandbox.books.vat import BUY, SELL_CREDIT

_RATE_UNIT = 10_000


def ledger_lines(
    entries: Sequence[Entry], relation: int, rate: float, at: datetime
) -> tuple[Line, ...]:
    """Write the control line, the cost or revenue lines, and the VAT lines, in balance."""
    if not entries:
        return ()
    vat = entries[0].vat
    sign = 1 if vat.kind in (BUY, SELL_CREDIT) else -1
    purchase = vat.purchase
    lines: list[Line] = []
    boxes: dict[tuple[int, str, int | None], int] = {}
    for entry in entries:
        kept = _non_deductible(entry) if purchase else 0
        cents = sign * (entry.cents + kept)
        percentage = entry.recuperation if purchase else None
        grid = entry.vat.base_grid
        lines.append(
            Line(entry.account, cents, cents, None, grid, percentage, entry.cost_centre, at)
        )
        if entry.vat_cents:
            _collect_vat(boxes, entry, entry.vat_cents - kept, sign, percentage)
    for (account, grid, percentage), cents in boxes.items():
        lines.append(Line(account, cents, cents, None, grid, percentage, None, at))
    if rate != 1.0:
        lines = [_converted(line, rate) for line in lines]
    return (_control_line(lines, relation, at, purchase=purchase), *lines)


def in_euro(cents: int, rate: float) -> int:
    """Convert at a rate of at most four decimals, exactly, halves away from zero."""
    euro = (abs(cents) * round(rate * _RATE_UNIT) + _RATE_UNIT // 2) // _RATE_UNIT
    return euro if cents > 0 else -euro


def _non_deductible(entry: Entry) -> int:
    if entry.recuperation == 100:  # noqa: PLR2004 per cent
        return 0
    return entry.vat_cents - (entry.vat_cents * entry.recuperation + 50) // 100


def _collect_vat(
    boxes: dict[tuple[int, str, int | None], int],
    entry: Entry,
    deducted: int,
    sign: int,
    percentage: int | None,
) -> None:
    code = entry.vat
    account = VAT_DEDUCTIBLE if percentage is not None else VAT_DUE
    key = (account, code.vat_grid or "", percentage)
    boxes[key] = boxes.get(key, 0) + sign * deducted
    if code.due_grid:
        due = (VAT_DUE, code.due_grid, percentage)
        boxes[due] = boxes.get(due, 0) - sign * entry.vat_cents


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
