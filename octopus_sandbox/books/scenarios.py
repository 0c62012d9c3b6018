"""What this kind of company buys and sells, as wheels of scenarios that come round in turn.

A wheel holds every trap once, so that even a small bookyear has seen them all.
"""

from typing import NamedTuple


class Leg(NamedTuple):
    """An entry to draw: its account, its VAT code, and its base in cents from low to high."""

    account: int
    code: str
    low: int
    high: int


class Scenario(NamedTuple):
    """A kind of purchase or sale with one kind of partner.

    A `credit` one is a credit note; it takes back half of the document before it when `returns`.
    """

    partner: str
    legs: tuple[Leg, ...]
    recuperation: int = 100
    credit: bool = False
    returns: bool = False


def _one(partner: str, account: int, code: str, low: int, high: int) -> Scenario:
    return Scenario(partner, (Leg(account, code, low, high),))


_GOODS = _one("home", 600000, "21", 15_000, 250_000)
_MERCHANDISE = _one("home", 604000, "21", 8_000, 180_000)
_OFFICE = _one("home", 612300, "D21", 1_500, 30_000)
_RENT = _one("home", 610000, "D00", 90_000, 120_000)
_TWO_COSTS = Scenario("home", (Leg(604000, "21", 9_000, 90_000), Leg(613200, "D21", 5_000, 40_000)))

PURCHASES = (
    _GOODS,
    Scenario("home", (Leg(600000, "21", 0, 0),), credit=True, returns=True),
    _one("eu", 604000, "EU21", 20_000, 300_000),
    Scenario("home", (Leg(612000, "D21", 2_000, 15_000),), recuperation=50),
    _one("world", 604000, "IMP21", 50_000, 400_000),
    _one("building", 610100, "MC21", 40_000, 350_000),
    _one("eu", 613200, "DEU21", 4_000, 60_000),
    _MERCHANDISE,
    Scenario(
        "home",
        (
            Leg(604000, "06", 3_000, 30_000),
            Leg(604000, "21", 3_000, 60_000),
            Leg(612300, "D12", 1_000, 5_000),
        ),
    ),
    _one("home", 240000, "I21", 60_000, 450_000),
    _RENT,
    _TWO_COSTS,
    _one("home", 613400, "D21", 20_000, 90_000),
    _OFFICE,
    Scenario("home", (Leg(604000, "21", 2_000, 20_000),), credit=True),
    _GOODS,
    _one("exempt", 613200, "D00", 15_000, 80_000),
    Scenario("home", (Leg(612300, "D00", 10, 10), Leg(612300, "D00", 20, 20))),
    _MERCHANDISE,
    _OFFICE,
)
"""The wheel of purchases."""

_SALE = _one("home", 700000, "21", 30_000, 600_000)
_SERVICE = _one("home", 705000, "21", 20_000, 400_000)

SALES = (
    _SALE,
    Scenario("home", (Leg(700000, "21", 0, 0),), credit=True, returns=True),
    _SERVICE,
    _one("eu", 701000, "EU", 80_000, 700_000),
    _one("world", 702000, "EXP", 90_000, 600_000),
    _one("building", 705000, "MC", 100_000, 700_000),
    Scenario("home", (Leg(700000, "06", 5_000, 90_000), Leg(700000, "21", 9_000, 300_000))),
    _one("private", 700000, "21", 2_000, 60_000),
    _SALE,
    _one("eu", 705000, "DEU", 50_000, 400_000),
    _one("home", 700000, "12", 5_000, 120_000),
    Scenario("home", (Leg(700000, "21", 3_000, 40_000),), credit=True),
    _SALE,
    _one("private", 700000, "06", 1_000, 30_000),
    _SERVICE,
    _one("home", 700000, "00", 3_000, 60_000),
    Scenario("eu", (Leg(701000, "EU", 5_000, 50_000),), credit=True),
    _SERVICE,
    _SALE,
    _SALE,
)
"""The wheel of sales."""

PLANS = (
    "due",
    "with_next",
    "parts",
    "late",
    "due",
    "cash",
    "due",
    "late",
    "due",
    "parts",
    "due",
    "with_next",
    "due",
    "late",
    "never",
    "due",
    "due",
)
"""How documents are paid, in turn; its length shares no factor with the wheels."""
