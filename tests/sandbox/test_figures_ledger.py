"""Figures from the ledger agree with each other and with the accounts, whatever was booked."""

from collections import Counter
from datetime import date, timedelta

import pytest

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.open_items import open_items
from octopus_sandbox.books.store import OPENING
from tests.sandbox.figures_books import CASES, LATER, NOW, Row, dossier, figures, lines


@pytest.fixture(params=CASES, ids=str)
def books(request: pytest.FixtureRequest) -> Dossier:
    """Give the books of a case."""
    return dossier(*request.param)


def years(of: Dossier) -> list[int]:
    """Give the ids of the bookyears, oldest first."""
    return [year["bookyearKey"]["id"] for year in of.bookyears()]


def balances(of: Dossier) -> dict[tuple[int, int], int]:
    """Give what Octopus says stands on each account at the end of each bookyear."""
    ledger = of.read(lambda books, _: books.ledger)
    return {(y, account): c for y in years(of) for account, c in ledger.closing(y).items()}


def test_trial_balance_foots(books: Dossier) -> None:
    """Debits are credits, and each account stands where its amounts per period bring it."""
    rows = figures(books, "trial_balance")

    totals = Counter[int]()
    for row in rows:
        totals[row["bookyear_id"]] += row["balance"]
        assert row["balance"] == row["opening"] + row["debit"] - row["credit"]
    found = {(row["bookyear_id"], row["account_nr"]): row["balance"] for row in rows}
    expected = balances(books)

    assert rows
    assert not any(totals.values())
    assert all(found.get(key, 0) == expected[key] for key in expected)
    assert found.keys() <= expected.keys()


def test_bookyears_follow_each_other(books: Dossier) -> None:
    """A bookyear opens with the balances that the one before closed with, save for the result."""
    closing, opening = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    order = years(books)
    for row in figures(books, "trial_balance"):
        place, account = order.index(row["bookyear_id"]), row["account_nr"]
        if account < 600000 and account not in (140000, 141000):
            closing[place + 1, account] += row["balance"]
            opening[place, account] += row["opening"]

    repeated = {key: cents for key, cents in opening.items() if cents and key[0] > 0}
    carried = {key: cents for key, cents in closing.items() if cents and key[0] < len(order)}

    assert repeated == carried


def test_margin_is_classes_6_and_7(books: Dossier) -> None:
    """Revenue, costs and appropriation of a bookyear are its classes 6 and 7; no cost is lost."""
    result, expected = Counter[int](), Counter[int]()
    for row in figures(books, "margin"):
        assert row["margin"] == row["revenue"] + row["other_income"] - row["costs"]
        result[row["bookyear_id"]] += row["appropriation"] - row["margin"]

    for row in figures(books, "trial_balance"):
        if row["account_nr"] >= 600000:
            expected[row["bookyear_id"]] += row["balance"]

    assert +result == +expected
    assert -result == -expected


def test_revenue_is_class_70(books: Dossier) -> None:
    """Revenue by customer and by cost centre come to the sales accounts, month by month."""
    found = {}
    for name in ("margin", "revenue_by_customer"):
        found[name] = Counter[tuple[int, str]]()
        for row in figures(books, name):
            found[name][row["bookyear_id"], row["month"]] += row["revenue"]

    ledger = Counter[tuple[int, str]]()
    for document, line in lines(books):
        if str(line.account).startswith("70"):
            ledger[document.bookyear, f"{document.date[:8]}01"] -= line.cents

    for revenue in found.values():
        assert {k: c for k, c in revenue.items() if c} == {k: c for k, c in ledger.items() if c}


def test_cash_is_the_account_of_the_journal(books: Dossier) -> None:
    """The last balance of bank and cash is that of their accounts at the end of the books."""
    found: dict[str, Row] = {}
    for row in figures(books, "cash_position"):
        before = found.get(row["journal_key"], {"month": "", "balance": 0})
        assert row["month"] > before["month"]
        assert row["movement"] == row["money_in"] - row["money_out"]
        assert row["balance"] == before["balance"] + row["movement"]
        found[row["journal_key"]] = row

    second = 570000 if books.id % 2 else 551000
    expected = balances(books)
    for journal, account in (("F1", 550000), ("F2", second)):
        assert found[journal]["balance"] == expected[years(books)[-1], account]


def test_fixed_assets_are_class_2(books: Dossier) -> None:
    """What was opened with, bought, sold and written down leaves the balances of class 2."""
    rows = figures(books, "fixed_assets")
    expected = {key: cents for key, cents in balances(books).items() if key[1] // 100000 == 2}

    found = {(row["bookyear_id"], row["account_nr"]): row["book_value"] for row in rows}

    assert {k: c for k, c in found.items() if c} == {k: c for k, c in expected.items() if c}
    for row in rows:
        bought = row["opening"] + row["acquisitions"] - row["disposals"]
        assert bought - row["write_downs"] == row["book_value"]
        assert bool(row["write_downs"]) <= (row["account_nr"] % 1000 == 900)


def test_open_items_of_today_are_what_the_books_report(books: Dossier) -> None:
    """After the last document, what was open by date is what the reports of open items say."""
    found = {
        (row["side"], row["bookyear_id"], row["journal_key"], row["document_sequence_nr"],
         row["line_sequence_nr"]): (row["amount"], row["open_amount"])
        for row in figures(books, "open_items")
    }  # fmt: skip

    expected = {}
    for side, report in (("customers", "clients"), ("suppliers", "suppliers")):
        for row in books.truth(f"report_open_{report}"):
            assert isinstance(row, dict)
            key = (side, row["bookyearKey"]["id"], row["journalKey"])
            amounts = (
                row["debetBookingAmount"] - row["creditBookingAmount"],
                row["openBookingAmount"],
            )
            expected[(*key, row["documentSequenceNr"], row["lineSequenceNr"])] = tuple(
                round(amount * 100) for amount in amounts
            )

    assert found == expected
    assert len(expected) == books.read(
        lambda books, _: sum(len(list(open_items(books, supplier=s))) for s in (True, False))
    )


@pytest.mark.parametrize("days", [0, 31, 200, 500])
def test_open_items_were_the_control_accounts(books: Dossier, days: int) -> None:
    """As of any day, open items come to what was booked on 400 and 440 up to then."""
    as_of = NOW.date() - timedelta(days=days)
    found = Counter[str]()
    for row in figures(books, "open_items", as_of):
        found[row["side"]] += row["open_amount"]

    expected = Counter[str]()
    for document, line in lines(books):
        if document.journal != OPENING and date.fromisoformat(document.date) <= as_of:
            side = {400000: "customers", 440000: "suppliers"}.get(line.account)
            if side:
                expected[side] += line.cents

    assert found == expected


def test_ages_of_open_items(books: Dossier) -> None:
    """The age of an item is counted in days after it was due."""
    limits = {"not due": (-(10**6), 0), "1-30": (1, 30), "31-60": (31, 60), "61-90": (61, 90)}
    rows = figures(books, "open_items", NOW.date())

    for row in rows:
        low, high = limits.get(row["ageing"], (91, 10**6))
        assert low <= row["days_overdue"] <= high
    assert {row["ageing"] for row in rows} >= {"not due", "over 90"}
    assert len(figures(books, "open_items", LATER)) > 0


def test_payments_of_invoices(books: Dossier) -> None:
    """What customers paid is what they were credited for by bank, cash and other documents."""
    paid = sum(row["paid_amount"] for row in figures(books, "payment_behaviour"))

    matched = 0
    for match in books.read(lambda books, _: books.matches.register.values()):
        if not match.supplier and match.debit.journal_type == 2 and match.credit.journal_type > 2:
            matched += match.cents

    assert paid == matched > 0
    for row in figures(books, "payment_behaviour"):
        assert 0 <= row["paid_late_amount"] <= row["paid_amount"]
        assert float(row["average_days_late"]) <= row["worst_days_late"]
        assert float(row["average_days_late"]) <= float(row["average_days_to_pay"])
