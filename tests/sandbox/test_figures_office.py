"""What an office sees of a dossier on a day is what small books come to by hand."""

from collections.abc import Callable
from datetime import date

import pytest

from octopus_sandbox.books.bookyears import successor
from octopus_sandbox.books.invoice_records import DRAFTS
from octopus_sandbox.books.model import CUSTOMERS, Document, Post, Scheduled, entry
from octopus_sandbox.books.vat import SELL
from octopus_sandbox.figures.due_dates import tolerated
from tests.sandbox.figures_desk import AT, CODES, PARTNER, Desk

SUSPENSE, TRANSFERS = 499000, 580000
OTHER = 7


def in_june() -> Desk:
    """Book May: a sale that is paid in part, a purchase, and a statement after its end."""
    desk = Desk()
    sold = desk.sell("2026-05-04", ("21", 700000, 1000_00))
    desk.buy("2026-05-06", ("21", 604000, 400_00))
    paid = desk.bank("2026-06-01", Post(CUSTOMERS, -1000_00, None, PARTNER))
    desk.match(sold, paid, 1000_00)
    return desk


def test_office_desk() -> None:
    """The return of May is due on Monday 22 June, for the 20th is a Saturday, and can be filed."""
    assert in_june().figures("office_desk", "2026-06-10") == [
        {
            "as_of": "2026-06-10",
            "return_start": "2026-05-01",
            "return_end": "2026-05-31",
            "vat_due_date": "2026-06-22",
            "vat_amount": 210_00 - 84_00,
            "declarant_type": "MONTHLY",
            "last_purchase_date": "2026-05-06",
            "last_sale_date": "2026-05-04",
            "last_statement_date": "2026-06-01",
            "days_without_statement": 9,
            "suspense_amount": 0,
            "transfer_amount": 0,
            "unmatched_bank_lines": 0,
            "documents_not_booked": 0,
            "errors": 0,
            "warnings": 0,
            "hints": 0,
            "can_be_filed": True,
            "overdue_over_60": 0,
            "open_receivable": 210_00,
            "open_payable": 484_00,
            "cash": 1000_00,
            "result": 600_00,
            "result_last_year": None,
            "documents_per_month": "0.2",
            "lines_per_month": "0.5",
        }
    ]


def _draft(desk: Desk) -> None:
    header = (1, *DRAFTS, 1, 202606, "2026-06-09", "2026-07-09", "EUR", 1.0, PARTNER, "", "")
    entries = (entry(700000, 10_00, CODES["21", SELL]),)
    desk.books.drafts.append(Document(*header, entries, (), AT))


def _sell_to_a_wrong_number(desk: Desk) -> None:
    desk.card(OTHER, "BE0123.456.700")
    desk.sell("2026-05-31", ("21", 700000, 1_00), to=OTHER)


BLOCKERS: dict[str, Callable[[Desk], object]] = {
    "suspense": lambda desk: desk.bank("2026-06-02", Post(SUSPENSE, -75_00)),
    "transfer": lambda desk: desk.bank("2026-06-02", Post(TRANSFERS, 75_00)),
    "draft": _draft,
    "warning": _sell_to_a_wrong_number,
}


@pytest.mark.parametrize("blocker", BLOCKERS)
def test_what_stands_in_the_way_of_a_return(blocker: str) -> None:
    """Each of these keeps a return from being filed, and is told."""
    desk = in_june()
    BLOCKERS[blocker](desk)

    (row,) = desk.figures("office_desk", "2026-06-10")

    told = ("suspense_amount", "transfer_amount", "documents_not_booked", "warnings")
    expected = {"suspense": -75_00, "transfer": 75_00, "draft": 1, "warning": 1}
    assert not row["can_be_filed"]
    assert [row[name] for name in told] == [n * (b == blocker) for b, n in expected.items()]


@pytest.mark.parametrize(
    ("day", "start", "filed"),
    [
        ("2026-05-31", "2026-05-01", False),
        ("2026-06-01", "2026-05-01", True),
        ("2026-06-22", "2026-05-01", True),
        ("2026-06-23", "2026-06-01", False),
        ("2026-07-02", "2026-06-01", False),
    ],
)
def test_next_return(day: str, start: str, filed: bool) -> None:  # noqa: FBT001 table
    """The next return is the oldest that is in time; it waits for its end and a statement of it."""
    (row,) = in_june().figures("office_desk", day)

    assert (row["return_start"], row["can_be_filed"]) == (start, filed)


def test_unmatched_line_and_last_year() -> None:
    """A bank line of a customer that pays nothing known counts; a year before, the same month."""
    desk = Desk("2025-01-01")
    desk.sell("2025-04-30", ("21", 700000, 100_00))
    desk.sell("2025-05-02", ("21", 700000, 40_00))
    desk.open(successor(desk.books.years[0], 2))
    desk.sell("2026-04-03", ("21", 700000, 70_00))
    desk.bank("2026-04-05", Post(CUSTOMERS, -5_00, None, PARTNER))

    (row,) = desk.figures("office_desk", "2026-04-30")

    assert row["unmatched_bank_lines"] == 1
    assert (row["result"], row["result_last_year"]) == (70_00, 100_00)
    assert row["overdue_over_60"] == 121_00 + 48_40
    assert row["open_receivable"] == 121_00 + 48_40 + 84_70 - 5_00


def test_alerts() -> None:
    """An item is told from the 61st day on, a return that is not ready from the seventh before."""
    desk = Desk()
    desk.sell("2026-05-04", ("21", 700000, 100_00))
    item = {
        "alert_key": "open_item_old:1:1:V1:1:-1",
        "kind": "open_item_old",
        "amount": 121_00,
        "due_date": "2026-06-03",
    }
    due = {
        "alert_key": "return_due:1:2026-07-01",
        "kind": "return_due",
        "amount": 0,
        "due_date": "2026-08-20",
    }

    assert desk.figures("alerts", "2026-08-02") == []
    assert desk.figures("alerts", "2026-08-03") == [item]
    assert desk.figures("alerts", "2026-08-12") == [item]
    assert desk.figures("alerts", "2026-08-13") == [item, due]


def test_cash_forecast() -> None:
    """Customers pay ten days late, the payment list counts once, a refund of VAT not at all."""
    desk = Desk()
    desk.card(OTHER, "")
    desk.pay("2026-04-11", desk.sell("2026-03-02", ("21", 700000, 1000_00)))
    desk.sell("2026-05-20", ("21", 700000, 200_00))
    desk.sell("2026-05-25", ("21", 700000, 100_00), to=OTHER)
    desk.sell("2026-06-02", ("21", 700000, 100_00))
    desk.buy("2026-05-30", ("21", 604000, 300_00))
    listed = desk.buy("2026-05-12", ("21", 604000, 50_00))
    desk.books.scheduled = [Scheduled(1, "2026-06-13", listed)]

    rows = desk.figures("cash_forecast", "2026-06-10")

    first = "2026-06-08"
    assert [tuple(row.values()) for row in rows if row["amount"]] == [
        (first, "opening", 1210_00, 1149_50),
        (first, "payment_list", -60_50, 1149_50),
        ("2026-06-29", "customers", 242_00 + 121_00, 1149_50),
        ("2026-06-29", "suppliers", -363_00, 1149_50),
        ("2026-07-06", "customers", 121_00, 1270_50),
        ("2026-07-20", "vat", -21_00, 1249_50),
    ]
    assert len(rows) == 1 + 13 * 5


def test_due_days() -> None:
    """Easter Monday and the weekend before it are no working days."""
    assert tolerated(date(2026, 4, 4)) == date(2026, 4, 7)


def test_calendar() -> None:
    """Days have their week by ISO, their quarter, and whether somebody works."""
    rows = {row["date"]: row for row in Desk().figures("dim_date", "2026-06-10")}

    assert (min(rows), max(rows), len(rows)) == ("2026-01-01", "2027-12-31", 730)
    monday, new_year = rows["2026-04-06"], rows["2027-01-01"]
    assert (monday["is_holiday"], monday["is_working_day"], monday["weekday"]) == (True, False, 1)
    assert (monday["quarter_start"], monday["quarter_end"]) == ("2026-04-01", "2026-06-30")
    assert (new_year["week"], new_year["month_end"]) == ("2026-W53", "2027-01-31")
    assert (new_year["name_nl"], new_year["name_fr"]) == ("januari", "janvier")
    assert rows["2026-04-07"]["is_working_day"]
