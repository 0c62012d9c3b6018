"""The sales and purchases of a case as they are booked: an entry and its lines in the ledger."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from tests.golden import operations
from tests.golden.books import Entry, Line, cents
from tests.golden.kinds import RATED
from tests.golden.operations import Grids, Operation

BELGIAN, IN_UNION, ELSEWHERE, PRIVATE, EXEMPT = 1, 4, 6, 7, 10
VAT_DEDUCTIBLE, VAT_DUE = 411000, 451000
PURCHASED = {"goods": 604000, "services": 613200, "investment": 240000}
SOLD = {"goods": 700000, "services": 705000, "investment": 700000}
ALL = Decimal(100)


class Partner(NamedTuple):
    """Whom a document is of: VAT number, VAT type and country."""

    vat_nr: str
    vat_type: int
    country: str


_HOME = Partner("BE0123456749", BELGIAN, "BE")
_FRENCH = Partner("FR12345678901", IN_UNION, "FR")
_AMERICAN = Partner("", ELSEWHERE, "US")
_FAMILY = Partner("", PRIVATE, "BE")
_OFFICE = Partner("", EXEMPT, "BE")
_PARTNERS = {
    "eu_goods": _FRENCH, "eu_services": _FRENCH, "triangular": _FRENCH, "non_eu": _AMERICAN,
    "import_deferred": _AMERICAN, "import_customs": _OFFICE, "self_supply": _FAMILY,
}  # fmt: skip
"""Partners of operations that are not between two Belgian payers of VAT."""


LOOKED_FOR = {
    "purchase_eu_goods": ("goods", "investment"),
    "purchase_eu_services": ("services",),
    "purchase_non_eu_services": ("services",),
    "purchase_import_deferred": ("goods", "investment"),
}
"""On accounts of what such a purchase stands, unless it is an unusual one."""


class Deal(NamedTuple):
    """A sale or purchase under one VAT code; negative where it is credited.

    `vat` is that of its rate, also where the buyer owes it.
    """

    side: str
    regime: str
    operation: Operation
    nature: str
    rate: Decimal
    base: Decimal
    vat: Decimal
    deductible: Decimal

    @property
    def grids(self) -> Grids:
        """The grids of its lines."""
        return self.operation.credit if self.base < 0 else self.operation.invoice

    @property
    def is_shifted(self) -> bool:
        """Whether the buyer owes the VAT."""
        return self.operation.invoice.due is not None

    @property
    def account(self) -> int:
        """The account of its cost or revenue."""
        return (SOLD if self.side == "sale" else PURCHASED)[self.nature]

    @property
    def is_misleading(self) -> bool:
        """Whether its account is one of other operations: goods from abroad among services."""
        return self.nature not in LOOKED_FOR.get(self.operation.name, self.nature)

    @property
    def is_told(self) -> bool:
        """Whether rate, accounts and the supplier's country tell what it is, without its code."""
        if self.side == "sale":
            return bool(self.rate)
        return not self.is_misleading and (bool(self.rate) or not self.is_shifted)


def deals(line: dict[str, Any]) -> list[Deal]:
    """Give the deals of a line of a case: two for a sale under the margin scheme."""
    sign = -1 if line["doc"] == "credit_note" else 1
    side, regime, nature = line.get("side", "sale"), line["regime"], line.get("nature", "goods")
    rate = line.get("rate", Decimal()) if regime in RATED[side] else Decimal()
    if (side, regime) == ("sale", "margin"):
        return _margin(line, sign, rate, nature)
    if side == "sale":
        operation = operations.sale(regime, rate)
    else:
        operation = operations.purchase(regime, nature)
    base = sign * line["base"]
    deductible = line.get("deductible", ALL)
    vat = cents(base * rate / 100)
    return [Deal(side, regime, operation, nature, rate, base, vat, deductible)]


def partner(deal: Deal) -> Partner:
    """Give whom a deal is made with."""
    if deal.regime == "exempt44":
        return _FAMILY if deal.side == "sale" else _OFFICE
    return _PARTNERS.get(deal.regime, _HOME)


def entry(deal: Deal, code: str, *, shows_shifted: bool) -> Entry:
    """Give what is keyed in for a deal; VAT that the buyer owes is shown or not."""
    vat = deal.vat if shows_shifted or not deal.is_shifted else Decimal()
    recuperation = deal.deductible if deal.side == "purchase" else None
    return Entry(deal.account, code, deal.base, vat, recuperation)


def ledger(made: Iterable[Deal], *, with_grids: bool) -> list[Line]:
    """Give the lines of the ledger, but for the control account: VAT is added up by its grid."""
    costs: list[Line] = []
    taxes: dict[tuple[int, str, Decimal | None], Decimal] = {}
    for deal in made:
        bought = deal.side == "purchase"
        share = deal.deductible if bought else None
        deducted = cents(deal.vat * deal.deductible / 100) if bought else Decimal()
        cost = deal.base + deal.vat - deducted if bought else -deal.base
        costs.append(Line(deal.account, cost, deal.grids.base, recuperation=share))
        moved = [(VAT_DEDUCTIBLE, "vat", deducted)] if bought else [(VAT_DUE, "vat", -deal.vat)]
        if deal.is_shifted:
            moved.append((VAT_DUE, "due", -deal.vat))
        for account, part, amount in moved:
            key = (account, getattr(deal.grids, part) or "", share)
            taxes[key] = taxes.get(key, Decimal()) + amount
    lines = [
        *costs,
        *(
            Line(a, amount, grid, None, share)
            for (a, grid, share), amount in taxes.items()
            if amount
        ),
    ]
    return lines if with_grids else [line._replace(grid=None) for line in lines]


def _margin(line: dict[str, Any], sign: int, rate: Decimal, nature: str) -> list[Deal]:
    """Give the purchase price, and what was earned on top of it, if anything, with VAT in it."""
    price, earned = line["purchase_price"], line["sale_price"] - line["purchase_price"]
    of_price = operations.sale("margin_price", Decimal())
    if earned <= 0:
        price = line["sale_price"]
    made = [
        Deal("sale", "margin", of_price, nature, Decimal(), sign * price, Decimal(), ALL),
    ]
    if earned > 0:
        base = cents(earned * 100 / (100 + rate))
        operation, vat = operations.sale("margin", rate), earned - base
        made.append(Deal("sale", "margin", operation, nature, rate, sign * base, sign * vat, ALL))
    return made
