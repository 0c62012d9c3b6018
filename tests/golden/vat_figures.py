"""The figures of cases of the VAT return."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tests.golden.books import next_month
from tests.golden.figures import NOTHING, Ask, Compared, Figures, only, summed
from tests.golden.kinds import BOOKED_GRIDS, CARRIED, TOTALS
from tests.golden.vat_books import FILED, QUARTER
from tests.support.truth import Row

DUE, DEDUCTIBLE = ("54", "55", "56", "57", "61", "63"), ("59", "62", "64")
Grids = Mapping[str, Decimal]


def vat_figures(says: dict[str, Any], _form: str, ask: Ask) -> Compared:
    """Compare a monthly return, what it carries, and the position of its period."""
    return Compared(
        [
            {
                **_named("grid", _all(grids)),
                **_carried(says),
                **_named("period", _before_carrying(_all(grids), says)),
            }
            for grids in _ways(says)
        ],
        {**_filed(ask, FILED), **_named("period", _position(ask, [FILED]))},
    )


def quarter_figures(says: dict[str, Any], _form: str, ask: Ask) -> Compared:
    """Compare a quarterly return, what it carries, and the positions of its months."""
    months = says.get("months_71_72", [])
    tails = {
        f"{day:%B} {grid}": amount
        for day, pair in zip(QUARTER, months, strict=False)
        for grid, amount in zip(("71", "72"), pair, strict=True)
    }
    found = {
        f"{day:%B} {grid}": _position(ask, [day])[grid]
        for day in QUARTER[: len(months)]
        for grid in ("71", "72")
    }
    return Compared(
        [
            {
                **_named("grid", _all(grids)),
                **_carried(says),
                **_named("period", _booked(_before_carrying(_all(grids), says))),
                **tails,
            }
            for grids in _ways(says)
        ],
        {
            **_filed(ask, QUARTER[0]),
            **_named("period", _booked(_position(ask, QUARTER))),
            **found,
        },
    )


def grids_alone(says: dict[str, Any], ask: Ask) -> Compared:
    """Compare the grids of a monthly return, and nothing else."""
    stated = [_named("grid", _all(grids)) for grids in _ways(says)]
    row = filed(ask, FILED)
    return Compared(stated, _named("grid", {g: row[f"grid_{g.lower()}"] for g in _all({})}))


def check_figures(says: dict[str, Any], form: str, ask: Ask) -> Compared:
    """Compare whether a check finds something in a return."""
    row = says["rows"][int(form.removeprefix("row_"))]
    check = f"vat_rule_{row['check'].lower()}"
    failed = [found for found in ask("findings") if found["check_name"] == check]
    return Compared([{check: row["passes"]}], {check: not failed})


def _ways(says: dict[str, Any]) -> list[Grids]:
    """Give the grids in every way that sources have them; the totals follow from the others."""
    ways: list[Grids] = []
    for more in says.get("either", [{}]):
        grids = {**says["grids"]}
        for grid, amount in more.items():
            grids[grid] = grids.get(grid, NOTHING) + amount
        grids.setdefault("XX", sum((grids.get(grid, NOTHING) for grid in DUE), NOTHING))
        grids.setdefault("YY", sum((grids.get(grid, NOTHING) for grid in DEDUCTIBLE), NOTHING))
        ways.append(grids)
    return ways


def _all(grids: Grids) -> Grids:
    return {grid: grids.get(grid, NOTHING) for grid in (*BOOKED_GRIDS, *TOTALS)}


def _booked(grids: Grids) -> Grids:
    return {grid: grids[grid] for grid in BOOKED_GRIDS}


def _before_carrying(grids: Grids, says: dict[str, Any]) -> Grids:
    """Give grids as the books have them, before anything goes from return to return."""
    left, came = says.get("carry", {}), says.get("carried_in", {})
    return {
        grid: amount + left.get(grid, NOTHING) - came.get(grid, NOTHING)
        for grid, amount in grids.items()
    }


def _named(what: str, grids: Grids) -> Figures:
    return {f"{what} {grid}": amount for grid, amount in grids.items()}


def _carried(says: dict[str, Any]) -> Figures:
    return _named("carried", {g: says.get("carry", {}).get(g, NOTHING) for g in CARRIED})


def filed(ask: Ask, day: datetime.date) -> Row:
    """Give the return of the month or quarter that begins with the month of a day."""
    start = day.replace(day=1)
    found = [row for row in ask("vat_returns") if row["return_start"] == start]
    return only(found, f"vat_returns from {start}")


def _filed(ask: Ask, day: datetime.date) -> Figures:
    """Give the grids of a return, and what goes on to the next."""
    row = filed(ask, day)
    grids = {grid: row[f"grid_{grid.lower()}"] for grid in (*BOOKED_GRIDS, *TOTALS)}
    rows = [r for r in ask("vat_return_grids") if r["return_start"] == day.replace(day=1)]
    left = {grid: summed(_of_grid(rows, grid), "carried_out") for grid in CARRIED}
    return {**_named("grid", grids), **_named("carried", left)}


def _position(ask: Ask, days: Sequence[datetime.date]) -> Grids:
    """Give the position of the periods that days are in; the lines add up to it."""
    months = [day.replace(day=1) for day in days]
    rows = [row for row in ask("vat_position") if row["period_start"] in months]
    lines = [
        row
        for row in ask("vat_lines")
        if any(month <= row["booking_date"] < next_month(month) for month in months)
    ]
    for grid in BOOKED_GRIDS:
        assert summed(_of_grid(rows, grid), "amount") == summed(_of_grid(lines, grid), "amount")
    return {grid: summed(_of_grid(rows, grid), "amount") for grid in (*BOOKED_GRIDS, *TOTALS)}


def _of_grid(rows: Sequence[Row], grid: str) -> list[Row]:
    return [row for row in rows if row["grid"] == grid]
