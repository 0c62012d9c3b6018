"""Figures of a small example are what they come to by hand."""

import pytest

from octopus_sandbox.books.trade import in_euro
from octopus_sandbox.figures.sums import quotient
from octopus_sandbox.figures.vat import vat_position
from tests.sandbox.figures_example import BRANCH, INVALID, LARGE, SMALL, example, figures

OVER = "over_threshold"
BEFORE = (LARGE, 2, 1210_00, 884_00, -14, "not due")


def test_vat_position() -> None:
    """Lost VAT is cost, shifted VAT is owed and deducted, credit notes are taken off."""
    # The two lines in dollars have 2.11 and 4.20 of VAT, which are converted together as in the
    # ledger: 6.31 at 0.92 is 5.81; each by itself would come to 1.94 and 3.86. The machine is
    # declared in the period that it is booked in.
    boxes: dict[int, dict[str, int]] = {}
    for row in vat_position(example()):
        boxes.setdefault(row["bookyear_period_nr"], {})[row["grid"]] = row["amount"]

    assert boxes == {
        202501: {
            "03": 250_00 + 1000_00 + 10_00,
            "49": 100_00,
            "54": 52_50 + 210_00 + 2_10,
            "55": 42_00,
            "57": 5_81,
            "59": 10_50 + 5_81 + 42_00,
            "63": 8_40 + 2_10,
            "64": 21_00,
            "81": 9_23 + 18_41 + 200_00 - 40_00,
            "82": 100_00 + 10_50 - 20_00 - 2_10,
            "85": 40_00 + 20_00 + 2_10,
            "86": 200_00,
            "87": 9_23 + 18_41,
            "XX": 264_60 + 42_00 + 5_81 + 10_50,
            "YY": 58_31 + 21_00,
            "71": 243_60,
            "72": 0,
        },
        202502: {"59": 210_00, "83": 1000_00, "YY": 210_00, "71": 0, "72": 210_00},
        202503: {"00": 300_00, "71": 0, "72": 0},
    }


@pytest.mark.parametrize(
    ("as_of", "customers"),
    [
        ("2025-08-30", []),
        ("2025-09-14", [(SMALL, 1, 302_50, 302_50, -16, "not due")]),
        ("2025-10-01", [(SMALL, 1, 302_50, 302_50, 1, "1-30"), BEFORE]),
        ("2025-10-14", [(SMALL, 1, 302_50, 302_50, 14, "1-30"), (*BEFORE[:4], -1, "not due")]),
        ("2025-10-15", [(LARGE, 2, 1210_00, 884_00, 0, "not due")]),
        ("2026-01-13", [(LARGE, 2, 1210_00, 884_00, 90, "61-90")]),
        ("2026-07-31", [(LARGE, 2, 1210_00, 484_00, 289, "over 90")]),
    ],
)  # fmt: skip
def test_open_items(as_of: str, customers: list[tuple[object, ...]]) -> None:
    """What was open at a date counts what was paid by then, not what was paid in the next year."""
    documents = example().journal(1, (2, 1))

    found = [
        (documents[number - 1].relation, number, *rest)
        for side, _, _, number, _, *rest in figures("open_items", as_of)
        if side == "customers" and number < 3
    ]

    assert found == customers


def test_payment_behaviour() -> None:
    """Days are weighted by amount: (205 x 16 + 400 x 298) / 605 to pay."""
    found = {row[0]: row[1:] for row in figures("payment_behaviour")}

    small = ("45.00", "15.00", "15.00", 1, "100.00", 302_50, 15, "2025-10-15")
    large = ("202.45", "172.45", "127.00", 1, "50.00", 400_00, 268, "2026-07-10")
    branch = ("30.00", "0.00", "0.00", 0, "0.00", 0, 0, "2025-10-16")
    never = (None, None, None, 0, None, 0, None, None)
    assert found == {
        SMALL: (1, 1, 1, 302_50, *small, 0, 0, 0),
        LARGE: (1, 1, 2, 605_00, *large, 0, 484_00, 484_00),
        BRANCH: (1, 1, 1, 12_10, *branch, 0, 0, 0),
        INVALID: (1, 0, 0, 0, *never, 0, 300_00, 300_00),
    }


def test_payments_by_month() -> None:
    """Each part counts in the month in which it was paid."""
    assert figures("payments_by_month") == [
        (SMALL, "2025-10-01", 1, 302_50, "45.00", "15.00", "15.00", 1, "100.00", 302_50),
        (LARGE, "2025-10-01", 1, 205_00, "16.00", "-14.00", "-14.00", 0, "0.00", 0),
        (LARGE, "2026-07-01", 1, 400_00, "298.00", "268.00", "268.00", 1, "100.00", 400_00),
        (BRANCH, "2025-10-01", 1, 12_10, "30.00", "0.00", "0.00", 0, "0.00", 0),
    ]


def test_days_outstanding() -> None:
    """What is owed at the end of a month stands against the sales of twelve months, with VAT."""
    found = {row[0]: row[1:4] for row in figures("days_outstanding")}

    assert found["2025-08-01"] == (302_50, 302_50, "365.00")
    assert found["2025-09-01"] == (1403_60, 1403_60, "365.00")
    assert found["2025-10-01"] == (884_00, 1403_60, "229.88")
    assert found["2026-07-01"] == (784_00, 1703_60, "167.97")


def test_client_listing() -> None:
    """Relations with the same number are one customer; 250 euro is not more than 250."""
    assert figures("client_listing") == [
        (2025, "0477525753", 1, 250_00, 52_50, 0, True, False, None, *["2026-03-31"] * 2),
        (2025, "0861077215", 2, 910_00, 191_10, 0, True, True, OVER, *["2026-03-31"] * 2),
        (2026, "0123456700", 1, 300_00, 0, 0, False, True, OVER, *["2027-03-31"] * 2),
    ]


def test_cash_position() -> None:
    """The balance runs on over bookyears; the opening entry of the second adds nothing."""
    assert figures("cash_position") == [
        (550000, "2025-10-01", "F1", 0, 519_60, 0, 519_60, 519_60, 0, 0, 0),
        (550000, "2026-07-01", "F1", 0, 400_00, 0, 400_00, 919_60, 0, 0, 0),
    ]


def test_results() -> None:
    """Lost VAT is among the costs; what is bought for class 2 is not."""
    assert figures("results") == [
        (1, 0, "2025-08-01", 250_00, 222_36, *[222_36] * 6, 0),
        (1, 0, "2025-09-01", 910_00, 750_00, *[750_00] * 6, 0),
        (1, 0, "2026-02-01", 300_00, 300_00, *[300_00] * 6, 0),
        (1, 0, "2026-06-01", 0, 0, *[0] * 6, 50_00),
        (1, 2, "2025-08-01", 0, 0, *[-110_50] * 6, 0),
        (1, 2, "2025-09-01", 0, 0, *[22_10] * 6, 0),
    ]


def test_revenue() -> None:
    """Revenue is known by customer, by product and by salesperson."""
    assert figures("revenue_by_customer") == [
        (1, "2025-08-01", SMALL, 250_00),
        (1, "2025-09-01", LARGE, 900_00),
        (1, "2025-09-01", BRANCH, 10_00),
        (1, "2026-02-01", INVALID, 300_00),
    ]
    assert figures("revenue_by_product") == [
        ("2025-08-01", "ART-001", "1", 250_00),
        ("2025-09-01", "ART-001", "5", 910_00),
        ("2026-02-01", "ART-001", "3", 300_00),
    ]
    assert figures("revenue_by_salesperson") == [
        ("2025-08-01", "Koen De Smet", 250_00),
        ("2025-09-01", "Chloé Lefèvre", 900_00),
        ("2025-09-01", "Els Martens", 10_00),
        ("2026-02-01", "Koen De Smet", 300_00),
    ]


def test_spend() -> None:
    """Cost is the base and the VAT that is lost, in euro, less credit notes."""
    assert figures("spend") == [
        (1, "2025-08-01", 5, 2, 100_00, 21_00, 10_50, 10_50, 110_50),
        (1, "2025-08-01", 6, 0, 27_64, 5_80, 5_80, 0, 27_64),
        (1, "2025-09-01", 5, 0, 1160_00, 243_60, 243_60, 0, 1160_00),
        (1, "2025-09-01", 5, 2, -20_00, -4_20, -2_10, -2_10, -22_10),
    ]


def test_trial_balance_and_fixed_assets() -> None:
    """The second bookyear opens with the first one's balances and its result."""
    second = {row[1]: row[2:] for row in figures("trial_balance") if row[0] == 2}

    result = 298_14 - 22_10 + 50_00 - 1460_00
    assert second[550000] == (519_60, "entry", 400_00, 0, 919_60, False, 519_60, 0)
    assert second[140000] == (result, "entry", 0, 0, -1133_96, False, 0, result)
    assert figures("fixed_assets") == [
        (1, 240000, 0, 1000_00, 0, 0, 1000_00, False),
        (2, 240000, 1000_00, 0, 0, 0, 1000_00, False),
    ]


@pytest.mark.parametrize(
    ("cents", "rate", "expected"),
    [
        (50, 1.17, 59),
        (-50, 1.17, -59),
        (0, 0.92, 0),
        (631, 0.92, 581),
        (10**11, 0.9153, 91530000000),
    ],
)
def test_conversion(cents: int, rate: float, expected: int) -> None:
    """A conversion is exact, and halves go away from zero."""
    assert in_euro(cents, rate) == expected


@pytest.mark.parametrize(
    ("total", "by", "expected"),
    [(1, 8, "0.13"), (-1, 8, "-0.13"), (-1, 1000, "0.00"), (2500, 200, "12.50"), (-7, 1, "-7.00")],
)
def test_average(total: int, by: int, expected: str) -> None:
    """An average has two decimals, halves away from zero, and zero no sign."""
    assert quotient(total, by) == expected
