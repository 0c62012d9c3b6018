"""What is told of customers, suppliers and sister dossiers is what small books come to by hand."""

from datetime import date, timedelta

import pytest

from octopus_sandbox.books.bookyears import successor
from octopus_sandbox.books.model import Scheduled
from tests.sandbox.figures_desk import PARTNER, PROFILE, Desk

NEW, GONE, STEADY, SHRINKS, GROWS, SLIPS, PUNCTUAL = range(11, 18)
AS_OF = "2026-06-10"
SISTER, STRANGER = 8, 9


def over_three_years() -> Desk:
    """Open books of 2024 to 2026."""
    desk = Desk("2024-01-01")
    for number in (2, 3):
        desk.open(successor(desk.books.years[-1], number))
    return desk


def test_customer_trend() -> None:
    """June to May against the twelve months before, and how much later was paid in them."""
    desk = over_three_years()
    sales = {
        NEW: (0, 100_00),
        GONE: (100_00, 0),
        STEADY: (100_00, 105_00),
        SHRINKS: (100_00, 94_99),
        GROWS: (100_00, 105_01),
        SLIPS: (100_00, 100_01),
        PUNCTUAL: (100_00, 112_35),
    }
    late = {SLIPS: (-1, 5), PUNCTUAL: (0, 5)}
    for customer, amounts in sales.items():
        desk.card(customer, "")
        for place, (day, cents) in enumerate(
            zip(("2025-03-31", "2026-04-01"), amounts, strict=True)
        ):
            if cents:
                invoice = desk.sell(day, ("21", 700000, cents), to=customer)
                days = 30 + late.get(customer, (0, 0))[place]
                paid = date.fromisoformat(day) + timedelta(days=days)
                desk.pay(paid.isoformat(), invoice)
    desk.sell("2024-05-31", ("21", 700000, 900_00), to=NEW)
    desk.sell("2026-06-01", ("21", 700000, 900_00), to=GONE)

    found = {
        row["relation_id"]: tuple(row.values())[1:] for row in desk.figures("customer_trend", AS_OF)
    }

    assert found == {
        NEW: (100_00, 0, 100_00, None, "0.00", None, "new"),
        GONE: (0, 100_00, -100_00, "-100.00", None, "0.00", "gone"),
        STEADY: (105_00, 100_00, 5_00, "5.00", "0.00", "0.00", "steady"),
        SHRINKS: (94_99, 100_00, -5_01, "-5.01", "0.00", "0.00", "shrinks"),
        GROWS: (105_01, 100_00, 5_01, "5.01", "0.00", "0.00", "grows"),
        SLIPS: (100_01, 100_00, 1, "0.01", "5.00", "-1.00", "grows and slips"),
        PUNCTUAL: (112_35, 100_00, 12_35, "12.35", "5.00", "0.00", "grows"),
    }


def test_coding_suggestions() -> None:
    """Accounts and codes come by how often they were used in a year, then by how much."""
    desk = over_three_years()
    desk.buy("2025-06-10", ("21", 604000, 999_00))
    desk.buy("2025-06-11", ("21", 604000, 10_00), ("D21", 612300, 40_00))
    desk.buy("2026-06-10", ("06", 604000, 5_00))
    desk.buy("2026-02-01", ("21", 604000, 20_00), ("21", 604000, -5_00))
    desk.buy("2026-02-02", ("21", 604000, 7_00), credit=True)
    desk.buy("2026-06-11", ("21", 604000, 999_00))

    assert [tuple(row.values()) for row in desk.figures("coding_suggestions", AS_OF)] == [
        (PARTNER, 604000, "21", 3, "60.00", 25_00, "2026-02-01", 1),
        (PARTNER, 612300, "D21", 1, "20.00", 40_00, "2025-06-11", 2),
        (PARTNER, 604000, "06", 1, "20.00", 5_00, "2026-06-10", 3),
    ]


def test_unusual_purchases() -> None:
    """What is too large, on a new account or code, here twice, or of a new supplier is told."""
    desk = over_three_years()
    desk.card(SISTER, "")
    desk.card(STRANGER, "")
    for month in range(1, 6):
        desk.buy(f"2026-{month:02d}-01", ("21", 604000, 100_00 + month))
    desk.buy("2026-05-02", ("21", 604000, 200_10))
    desk.buy("2026-05-03", ("21", 604000, 200_11 * 2))
    desk.buy("2026-05-10", ("21", 604000, 200_11 * 2))
    desk.buy("2026-05-18", ("21", 604000, 200_11 * 2))
    desk.buy("2026-06-01", ("06", 612300, 25_00))
    desk.buy("2026-06-02", ("21", 604000, 25_00))
    desk.buy("2026-06-03", ("21", 604000, 6_24))
    desk.buy("2026-06-10", ("21", 604000, 999_99), of=SISTER)
    desk.buy("2026-06-10", ("21", 604000, 1000_00), of=STRANGER)
    desk.buy("2026-06-11", ("21", 604000, 5000_00))
    desk.buy("2026-03-12", ("D21", 613200, 50_00), of=SISTER)

    told = ("document_sequence_nr", "reason", "relation_id", "amount", "expected_low")
    also = ("expected_high", "detail")
    assert [
        tuple(row[name] for name in (*told, *also))
        for row in desk.figures("unusual_purchases", AS_OF)
    ] == [
        (7, "amount", PARTNER, 400_22, 100_01, 200_10, None),
        (8, "rhythm", PARTNER, 400_22, None, None, "A1/7"),
        (10, "amount", PARTNER, 25_00, 100_01, 400_22, None),
        (10, "account", PARTNER, 25_00, None, None, "612300"),
        (10, "vat_code", PARTNER, 25_00, None, None, "06"),
        (11, "rhythm", PARTNER, 25_00, None, None, "A1/10"),
        (12, "amount", PARTNER, 6_24, 25_00, 400_22, None),
        (14, "new_supplier", STRANGER, 1000_00, None, None, None),
    ]


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ({}, "not_electronic"),
        ({"invoiceDeliveryMethod": 1, "participantId": "0208:1"}, "not_electronic"),
        ({"invoiceDeliveryMethod": 3}, "no_participant"),
        ({"invoiceDeliveryMethod": 3, "participantId": ""}, "no_participant"),
        ({"invoiceDeliveryMethod": 3, "participantId": "0208:1"}, None),
        ({"active": False}, None),
        ({"vatType": 7}, None),
        ({"vatNr": "NL123456789B01"}, None),
        ({"vatNr": "BE0477"}, None),
    ],
)
def test_peppol_gaps(card: dict[str, object], reason: str | None) -> None:
    """Belgian VAT payers that bought in twelve months are told, with why they cannot be reached."""
    desk = over_three_years()
    desk.card(PARTNER, str(card.get("vatNr", "BE0477.525.753")), **card)
    desk.sell("2025-06-01", ("21", 700000, 70_00))
    desk.sell("2025-05-31", ("21", 700000, 900_00))

    found = {
        "relation_id": PARTNER,
        "reason": reason,
        "failed_invoices": 0,
        "last_failed_date": None,
        "last_failure": None,
        "revenue_12m": 70_00,
    }

    assert desk.figures("peppol_gaps", AS_OF) == ([found] if reason else [])


@pytest.mark.parametrize(
    ("day", "card", "reason"),
    [
        ("2026-06-10", {"invoiceDeliveryMethod": 3, "participantId": "0208:1"}, "sending_failed"),
        ("2026-06-10", {"invoiceDeliveryMethod": 3}, "no_participant"),
        ("2026-06-10", {"vatType": 7}, None),
        ("2025-05-31", {"invoiceDeliveryMethod": 3, "participantId": "0208:1"}, None),
    ],
)
def test_sending_failed(day: str, card: dict[str, object], reason: str | None) -> None:
    """A customer is told for whom sending fails; the eighth invoice fails for good."""
    desk = over_three_years()
    desk.card(PARTNER, "BE0477.525.753", **card)
    for _ in range(8):
        desk.sell(day, ("21", 700000, 70_00))

    found = {
        "relation_id": PARTNER,
        "reason": reason,
        "failed_invoices": 1,
        "last_failed_date": day,
        "last_failure": "Document was rejected: BR-CO-15",
        "revenue_12m": 0,
    }

    assert desk.figures("peppol_gaps", AS_OF) == ([found] if reason else [])


def test_old_bank_accounts() -> None:
    """The account that VAT was paid to until May 2026 is known however it is written."""
    desk = Desk()
    desk.card(SISTER, "", ibanAccountNr="be22 6792.0030 0047")
    desk.card(STRANGER, "", ibanAccountNr="BE41679200364210")
    desk.books.scheduled = [
        Scheduled(1, "2026-06-20", None, "Btw", "BE41679200364210", 1_00),
        Scheduled(2, "2026-06-20", None, "Btw", "BE22679200300047", 1_00),
    ]

    assert desk.figures("old_bank_accounts", "2026-04-30") == []
    assert desk.figures("old_bank_accounts", "2026-05-01") == [
        {"place": "payment_list", "id": 2},
        {"place": "relation", "id": SISTER},
    ]


def test_intercompany() -> None:
    """What is booked on a card with another dossier's number is told without its VAT."""
    desk = Desk()
    desk.card(SISTER, "BE 0895 747 092")
    desk.card(STRANGER, PROFILE.vat_number)
    listed = {1: PROFILE.vat_number, 2: "BE0895.747.092", 3: "BE0477.525.753"}
    desk.pay("2026-04-10", desk.sell("2026-03-02", ("21", 700000, 100_00), to=SISTER))
    desk.buy("2026-03-05", ("21", 604000, 30_00), of=SISTER)
    desk.sell("2026-03-07", ("21", 700000, 50_00), to=STRANGER)

    rows = desk.figures("intercompany", of=PROFILE._replace(listed=listed))

    assert [tuple(row.values()) for row in rows] == [
        (2, 400000, "2026-03-01", 121_00),
        (2, 400000, "2026-04-01", -121_00),
        (2, 440000, "2026-03-01", -36_30),
        (2, 604000, "2026-03-01", 30_00),
        (2, 700000, "2026-03-01", -100_00),
    ]


def test_cards_of_firms() -> None:
    """Cards with one number are one firm; one without a number that is understood is itself."""
    desk = Desk()
    numbers = {6: "BE0895.747.092", 7: "0895 747 092", 8: "NL 1234.56.789 B01", 9: "BE", 10: "BE12"}
    for number, vat_number in numbers.items():
        desk.card(number, vat_number)

    found = {r["relation_id"]: r["relation_key"] for r in desk.figures("dim_relation_cards")}

    assert found == {
        PARTNER: "1:5",
        6: "BE0895747092",
        7: "BE0895747092",
        8: "NL123456789B01",
        9: "1:9",
        10: "1:10",
    }
