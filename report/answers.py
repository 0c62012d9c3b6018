"""What the page asks of the marts, and what it is for a dossier or for all of them together."""

from __future__ import annotations

import collections
import dataclasses
import typing as t
from decimal import Decimal

import psycopg
from psycopg import sql
from psycopg.rows import namedtuple_row

if t.TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Mapping

Row = t.Any
"""A row of a mart; its columns are those of the contract."""

QUESTIONS = {
    "dossiers": "select dossier_id, dossier_description as name from {live}.dossiers",
    "open_items": """
        select dossier_id, side, ageing, sum(open_amount) as amount
        from {marts}.open_items group by dossier_id, side, ageing""",
    "vat": """
        select dossier_id, return_end as day, grid_xx, grid_yy, grid_71 - grid_72 as to_pay
        from {marts}.vat_returns""",
    "vat_now": """
        select dossier_id, return_end as day, grid_71 - grid_72 as to_pay
        from {marts}.vat_returns
        where (select cast(max(synced_at) as date) from {marts}.sync_monitor)
          between return_start and return_end""",
    "margin": """
        select dossier_id, month as day, sum(turnover) as turnover, sum(gross_margin) as margin
        from {marts}.results group by dossier_id, month""",
    "cash": """
        select dossier_id, month as day, balance,
          coalesce(journal_keys, cast(account_nr as text)) as account
        from {marts}.cash_position order by month""",
    "sync": """
        select dossier_id, stream, outcome, synced_at, is_late, calls_left, message,
          control_differences
        from {marts}.sync_monitor order by dossier_id, stream""",
}
"""Each question as SQL over the schemas of the project."""

AGEING = ("not due", "1-30", "31-60", "61-90", "over 90")
MONTHS = 36
"""So many of the last months are shown."""


@dataclasses.dataclass
class Answers:
    """The answers for a dossier, or for several.

    Attributes:
        name: Whose they are.
        open_items: By side and ageing; what customers owe us and what we owe suppliers.
        vat: What is due (XX), deductible (YY) and to be paid, by the last day of a return.
        vat_now: What is to be paid for the running returns, by their last day; or got back.
        margin: Turnover and gross margin by month.
        cash: The balance at the end of a month by account.
        sync: The rows of the sync monitor.
    """

    name: str
    open_items: dict[tuple[str, str], Decimal]
    vat: dict[datetime.date, tuple[Decimal, Decimal, Decimal]]
    vat_now: dict[datetime.date, Decimal]
    margin: dict[datetime.date, tuple[Decimal, Decimal]]
    cash: dict[str, dict[datetime.date, Decimal]]
    sync: list[Row]

    @property
    def receivable(self) -> Decimal:
        """What customers owe."""
        return self._open("customers", AGEING)

    @property
    def receivable_overdue(self) -> Decimal:
        """What of that is overdue."""
        return self._open("customers", AGEING[1:])

    @property
    def payable(self) -> Decimal:
        """What suppliers are owed."""
        return self._open("suppliers", AGEING)

    @property
    def money(self) -> Decimal:
        """What is on all bank accounts."""
        return sum((list(months.values())[-1] for months in self.cash.values()), Decimal())

    @property
    def vat_to_pay(self) -> Decimal:
        """What is to be paid for the running returns; negative when it is to be got back."""
        return sum(self.vat_now.values(), Decimal())

    @property
    def problems(self) -> list[Row]:
        """The streams that are late or were not read, and ledgers that differ from Octopus."""
        return [row for row in self.sync if is_problem(row)]

    def _open(self, side: str, ageing: Iterable[str]) -> Decimal:
        return sum((self.open_items.get((side, a), Decimal()) for a in ageing), Decimal())


def is_problem(row: Row) -> bool:
    """Tell whether a row of the sync monitor is one to look at."""
    return bool(row.is_late or row.outcome == "failed" or row.control_differences)


def ask(database: str, marts: str, live: str) -> list[Answers]:
    """Ask a PostgreSQL; give the answers of the group, and then of each dossier by its name."""
    schemas = {"marts": sql.Identifier(marts), "live": sql.Identifier(live)}
    with psycopg.connect(database, row_factory=namedtuple_row) as connection:
        told: dict[str, list[Row]] = {
            name: connection.execute(sql.SQL(question).format(**schemas)).fetchall()
            for name, question in QUESTIONS.items()
        }
    names = {row.dossier_id: row.name for row in told.pop("dossiers")}
    each = [
        _answers(names[dossier], _of(told, {dossier}))
        for dossier in sorted(names, key=lambda dossier: (names[dossier] or "", dossier))
    ]
    return [_answers(f"All {len(names)} dossiers", _of(told, set(names))), *each]


def _of(told: Mapping[str, list[Row]], dossiers: set[int]) -> dict[str, list[Row]]:
    return {name: [r for r in rows if r.dossier_id in dossiers] for name, rows in told.items()}


def _answers(name: str, told: Mapping[str, list[Row]]) -> Answers:
    owed = {"customers": 1, "suppliers": -1}  # shown as what is owed, whoever owes it
    margin: dict[datetime.date, tuple[Decimal, Decimal]] = {}
    for day, rows in sorted(_grouped(told["margin"], lambda row: row.day).items()):
        margin[day] = sum(r.turnover for r in rows), sum(r.margin for r in rows)
    vat: dict[datetime.date, tuple[Decimal, Decimal, Decimal]] = {}
    for day, rows in sorted(_grouped(told["vat"], lambda row: row.day).items()):
        vat[day] = (
            sum(r.grid_xx for r in rows), sum(r.grid_yy for r in rows), sum(r.to_pay for r in rows)
        )  # fmt: skip
    return Answers(
        name,
        _summed(told["open_items"], lambda r: (r.side, r.ageing), lambda r: owed[r.side]),
        vat,
        {
            day: sum((r.to_pay for r in rows), Decimal())
            for day, rows in _grouped(told["vat_now"], lambda row: row.day).items()
        },
        dict(list(margin.items())[-MONTHS:]),
        _balances(told["cash"]),
        told["sync"],
    )


def _balances(rows: list[Row]) -> dict[str, dict[datetime.date, Decimal]]:
    """Give each account a balance at the end of each month, also of those without a movement."""
    months = sorted({row.day for row in rows})
    accounts: dict[str, dict[datetime.date, Decimal]] = {}
    several = len({row.dossier_id for row in rows}) > 1
    groups = _grouped(rows, lambda row: (row.dossier_id, row.account))
    for (_, its_account), moved in groups.items():
        at, balance = {row.day: row.balance for row in moved}, Decimal()
        name = "all accounts" if several else its_account
        account = accounts.setdefault(name, dict.fromkeys(months, Decimal()))
        for month in months:
            balance = at.get(month, balance)
            account[month] += balance
    return {name: dict(list(months.items())[-MONTHS:]) for name, months in accounts.items()}


def _grouped(rows: Iterable[Row], key: Callable[[Row], t.Any]) -> dict[t.Any, list[Row]]:
    groups: dict[t.Any, list[Row]] = collections.defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _summed(
    rows: Iterable[Row], key: Callable[[Row], t.Any], sign: Callable[[Row], int] = lambda _: 1
) -> dict[t.Any, Decimal]:
    return {
        k: sum((sign(r) * r.amount for r in group), Decimal())
        for k, group in _grouped(rows, key).items()
    }
