"""What a company buys and sells, as lists of scenarios that are used in turn.

A list has every difficult case once. Dossiers begin at different places of it, so that a few small
ones have all of them. VAT codes have their usual names here, whatever a dossier calls them.
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
    `customs` ask for VAT by themselves.
    """

    partner: str
    legs: tuple[Leg, ...]
    recuperation: int = 100
    credit: bool = False
    returns: bool = False
    customs: bool = False


def _one(partner: str, account: int, code: str, low: int, high: int) -> Scenario:
    return Scenario(partner, (Leg(account, code, low, high),))


def _part(partner: str, account: int, code: str, high: int, recuperation: int) -> Scenario:
    return Scenario(partner, (Leg(account, code, high // 8, high),), recuperation)


def _back(partner: str, account: int, code: str) -> Scenario:
    """Take back half of the document before, which is of the same kind."""
    return Scenario(partner, (Leg(account, code, 0, 0),), credit=True, returns=True)


_GOODS = _one("home", 600000, "21", 15_000, 250_000)
_MERCHANDISE = _one("home", 604000, "21", 8_000, 180_000)
_OFFICE = _one("home", 612300, "D21", 1_500, 30_000)
_RENT = _one("home", 610000, "D00", 90_000, 120_000)
_TWO_COSTS = Scenario("home", (Leg(604000, "21", 9_000, 90_000), Leg(613200, "D21", 5_000, 40_000)))
_CAR_COSTS = _part("home", 612000, "D21", 15_000, 50)

PURCHASES = (
    _GOODS,
    _back("home", 600000, "21"),
    _one("eu", 604000, "EU21", 20_000, 300_000),
    _back("eu", 604000, "EU21"),
    _CAR_COSTS,
    _back("home", 612000, "D21"),
    _one("world", 604000, "IMP21", 50_000, 400_000),
    _back("world", 604000, "IMP21"),
    _one("building", 610100, "MC21", 40_000, 350_000),
    _back("building", 610100, "MC21"),
    _one("eu", 613200, "DEU21", 4_000, 60_000),
    _back("eu", 613200, "DEU21"),
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
    Scenario("home", (Leg(612300, "D00", 10, 10), Leg(612300, "D00", 20, 20))),
    _one("world", 613200, "DBU21", 5_000, 90_000),
    _back("world", 613200, "DBU21"),
    _TWO_COSTS,
    _one("home", 613400, "D21", 20_000, 90_000),
    _OFFICE,
    Scenario("home", (Leg(604000, "21", 2_000, 20_000),), credit=True),
    Scenario("home", (Leg(604000, "21", 9_000, 90_000), Leg(604000, "06", -2_500, -500))),
    _part("home", 616400, "D12", 20_000, 0),
    Scenario("world", (Leg(604000, "00", 40_000, 300_000),), customs=True),
    Scenario("home", (Leg(604000, "21", 9_000, 90_000), Leg(604000, "21", -4_000, -500))),
    _one("building", 613200, "DVR", 10_000, 80_000),
    _part("home", 240000, "I21", 2_500_000, 35),
    _MERCHANDISE,
    _one("exempt", 613200, "D00", 15_000, 80_000),
    Scenario(
        "home",
        (Leg(604000, "21", 4_000, 20_000), Leg(612300, "D21", -1_500, -200)),
        credit=True,
    ),
    _part("building", 610100, "MC06", 90_000, 50),
    _back("building", 610100, "MC06"),
    _one("eu", 240000, "IEU21", 50_000, 200_000),
    Scenario(
        "home",
        (
            Leg(600000, "12", 3_000, 30_000),
            Leg(612300, "D06", 1_000, 9_000),
            Leg(240000, "I12", 9_000, 60_000),
        ),
    ),
    _part("eu", 613200, "DEU21", 40_000, 50),
    _back("eu", 613200, "DEU21"),
    Scenario("home", (Leg(240000, "I06", 9_000, 60_000), Leg(240000, "I00", 5_000, 30_000))),
    _back("home", 240000, "I06"),
    _one("world", 230000, "IIM21", 50_000, 300_000),
    _OFFICE,
    Scenario("eu", (Leg(604000, "EU06", 5_000, 50_000), Leg(604000, "EU21", 5_000, 50_000))),
    Scenario("home", (Leg(604000, "06", 2_000, 20_000), Leg(604000, "00", 1_000, 9_000))),
    _back("home", 604000, "06"),
    _GOODS,
)
"""The wheel of purchases."""

_SALE = _one("home", 700000, "21", 30_000, 600_000)
_SERVICE = _one("home", 705000, "21", 20_000, 400_000)

SALES = (
    _SALE,
    _back("home", 700000, "21"),
    _SERVICE,
    _one("eu", 701000, "EU", 80_000, 700_000),
    _back("eu", 701000, "EU"),
    _one("world", 702000, "EXP", 90_000, 600_000),
    _back("world", 702000, "EXP"),
    _one("building", 705000, "MC", 100_000, 700_000),
    _back("building", 705000, "MC"),
    Scenario("home", (Leg(700000, "06", 5_000, 90_000), Leg(700000, "21", 9_000, 300_000))),
    _one("private", 700000, "21", 2_000, 60_000),
    _SALE,
    _one("eu", 705000, "DEU", 50_000, 400_000),
    _back("eu", 705000, "DEU"),
    _one("home", 700000, "12", 5_000, 120_000),
    Scenario("home", (Leg(700000, "21", 3_000, 40_000),), credit=True),
    _SALE,
    _one("private", 700000, "06", 1_000, 30_000),
    _SERVICE,
    _one("home", 700000, "00", 3_000, 60_000),
    _back("home", 700000, "00"),
    Scenario("eu", (Leg(701000, "EU", 5_000, 50_000),), credit=True),
    _SERVICE,
    _one("home", 705000, "A44", 10_000, 90_000),
    _back("home", 705000, "A44"),
    _SALE,
    Scenario("private", (Leg(700000, "MAP", 40_000, 200_000), Leg(700000, "MAR", 9_000, 50_000))),
    _back("private", 700000, "MAP"),
    Scenario("home", (Leg(700000, "21", 30_000, 300_000), Leg(700000, "06", -9_000, -1_000))),
    _one("eu", 701000, "EUT", 20_000, 200_000),
    _back("eu", 701000, "EUT"),
    Scenario("home", (Leg(700000, "21", 30_000, 300_000), Leg(708000, "21", -9_000, -1_000))),
    _SALE,
    Scenario(
        "home",
        (Leg(700000, "21", 9_000, 40_000), Leg(700000, "06", -4_000, -500)),
        credit=True,
    ),
    _one("home", 705000, "EXP", 10_000, 60_000),
    _one("private", 705000, "A44", 2_000, 20_000),
    _one("card", 700000, "21", 9_000, 90_000),
    Scenario("eu", (Leg(701000, "EU", 30_000, 90_000), Leg(705000, "DEU", -9_000, -1_000))),
    _SERVICE,
)
"""The wheel of sales."""

PLANS = (
    "due",
    "with_next",
    "parts",
    "late",
    "never",
    "cash",
    "due",
    "late",
    "due",
    "parts",
    "due",
    "with_next",
    "due",
    "late",
    "due",
    "due",
    "due",
)
"""How documents are paid, in turn; its length shares no factor with the wheels."""
