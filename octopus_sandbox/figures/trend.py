"""Which customers grow and which slip: twelve months against the twelve before."""

from collections import Counter
from datetime import date

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.payments import days_late_between
from octopus_sandbox.figures.results import revenue_by_customer
from octopus_sandbox.figures.sums import quotient, twelve_months

_STEADY_WITHIN, _SLIPS_OVER = 5, 5
_YEARS = ("12m", "before")


def customer_trend(books: Books, as_of: date) -> list[Record]:
    """Give turnover and payment lag of each customer in the last twelve full months and before."""
    spans = dict(zip(_YEARS, (twelve_months(as_of), twelve_months(as_of, 1)), strict=True))
    sold = {name: revenue_between(books, *span) for name, span in spans.items()}
    late = {name: days_late_between(books, *span) for name, span in spans.items()}
    rows = []
    for relation in sorted({*sold["12m"], *sold["before"]}):
        now, before = (sold[name][relation] for name in _YEARS)
        lags = [late[name].get(relation) for name in _YEARS]
        if now or before:
            rows.append(
                {
                    "relation_id": relation,
                    "turnover_12m": now,
                    "turnover_before": before,
                    "change": now - before,
                    "change_share": quotient((now - before) * 100, before) if before > 0 else None,
                    "days_late_12m": lags[0],
                    "days_late_before": lags[1],
                    "status": _status(now, before, _hundredths(lags)),
                }
            )
    return rows


def revenue_between(books: Books, first: str, last: str) -> Counter[int]:
    """Give what was sold to each customer from a day until before another."""
    found = Counter[int]()
    for row in revenue_by_customer(books):
        if row["relation_id"] and first <= row["month"] < last:
            found[row["relation_id"]] += row["revenue"]
    return found


def _hundredths(lags: list[str | None]) -> int:
    """Give by how many hundredths of a day the lag grew; 0 where one of them is not known."""
    now, before = (None if lag is None else int(lag.replace(".", "")) for lag in lags)
    return 0 if now is None or before is None else now - before


def _status(now: int, before: int, slipped: int) -> str:
    if before <= 0 < now:
        return "new"
    if now <= 0 < before:
        return "gone"
    if now > before and slipped > _SLIPS_OVER * 100:
        return "grows and slips"
    if abs(now - before) * 100 <= _STEADY_WITHIN * abs(before):
        return "steady"
    return "grows" if now > before else "shrinks"
