"""What a sale or purchase is by its regime: the name of the operation, and the grids it fills.

By the rules of docs/answers.md. Purchases also fill 81, 82 or 83, by what is bought; the base of
a reverse charge has a grid of its own besides, which is the one that its ledger line shows.
"""

from decimal import Decimal
from typing import NamedTuple


class Grids(NamedTuple):
    """The grids of a line: of its base, of its VAT, and of VAT that the buyer owes instead."""

    base: str
    vat: str | None = None
    due: str | None = None


class Operation(NamedTuple):
    """An operation: its grids on an invoice, and those on a credit note."""

    name: str
    invoice: Grids
    credit: Grids


BY_RATE = {Decimal(6): "01", Decimal(12): "02", Decimal(21): "03"}
BY_NATURE = {"goods": "81", "services": "82", "investment": "83"}
_CREDITED = Grids("49")
_SALES = {
    "special0": Operation("sale_special0", Grids("00"), _CREDITED),
    "exempt44": Operation("sale_exempt44", Grids("00"), _CREDITED),
    "cocontractor": Operation("sale_cocontractor", Grids("45"), _CREDITED),
    "eu_services": Operation("sale_eu_services", Grids("44"), Grids("48")),
    "eu_goods": Operation("sale_eu_goods", Grids("46"), Grids("48")),
    "triangular": Operation("sale_triangular", Grids("46"), Grids("48")),
    "non_eu": Operation("sale_export", Grids("47"), _CREDITED),
    "margin_price": Operation("sale_margin_purchase_price", Grids("00"), _CREDITED),
}
_TAXED = {"domestic": "sale_domestic", "self_supply": "sale_domestic", "margin": "sale_margin"}
_IN_UNION, _ELSEWHERE = Grids("84", "63", "62"), Grids("85", "63", "62")
_SHIFTED = {
    "eu_goods": Operation("purchase_eu_goods", Grids("86", "59", "55"), _IN_UNION),
    "triangular": Operation("purchase_eu_goods", Grids("86", "59", "55"), _IN_UNION),
    "eu_services": Operation("purchase_eu_services", Grids("88", "59", "55"), _IN_UNION),
    "cocontractor": Operation("purchase_cocontractor", Grids("87", "59", "56"), _ELSEWHERE),
    "non_eu": Operation("purchase_non_eu_services", Grids("87", "59", "56"), _ELSEWHERE),
    "import_deferred": Operation("purchase_import_deferred", Grids("87", "59", "57"), _ELSEWHERE),
}


def sale(regime: str, rate: Decimal) -> Operation:
    """Give what a sale is."""
    if regime not in _TAXED:
        return _SALES[regime]
    if not rate:
        return _SALES["special0"]
    return Operation(_TAXED[regime], Grids(BY_RATE[rate], "54"), Grids("49", "64"))


def purchase(regime: str, nature: str) -> Operation:
    """Give what a purchase is; without a reverse charge it is a domestic one."""
    if regime in _SHIFTED:
        return _SHIFTED[regime]
    return Operation("purchase_domestic", Grids(BY_NATURE[nature], "59"), Grids("85", "63"))
