"""Figures from the ledger agree with each other and with the accounts, whatever was booked."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.open_items import open_items
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
    assert {key for key in found if found[key]} <= expected.keys()


def test_bookyears_follow_each_other(books: Dossier) -> None:
    """The difference to the closing of the bookyear before is its result and what came late."""
    by_year = {year: Counter[int]() for year in years(books)}
    came_late = books.read(lambda books, _: books.late)
    for document, line in lines(books):
        if document.key in came_late and line.account < 600000:
            by_year[document.bookyear][line.account] -= line.cents
    results = Counter[int]()
    for row in figures(books, "results"):
        left = row["result_to_appropriate"] - row["appropriation"]
        results[row["bookyear_id"]] -= left

    for before, year in pairwise(years(books)):
        rows = [row for row in figures(books, "trial_balance") if row["bookyear_id"] == year]
        found = Counter({row["account_nr"]: row["carry_over_difference"] or 0 for row in rows})
        in_class_1 = sum(cents for account, cents in found.items() if account // 100000 == 1)
        late = by_year[before]
        assert {a: c for a, c in found.items() if c and a // 100000 != 1} == dict(late)
        assert in_class_1 == results[before] + sum(-cents for cents in late.values())
        for row in rows:
            known = row["closing_before"] is not None
            assert known == (row["account_nr"] < 600000)
            assert not known or row["opening"] - row["closing_before"] == found[row["account_nr"]]


def test_results_are_classes_6_and_7(books: Dossier) -> None:
    """What is left to appropriate less the appropriation is classes 6 and 7; no cost is lost."""
    result, expected = Counter[int](), Counter[int]()
    for row in figures(books, "results"):
        assert row["ebitda"] >= row["operating_result"] or row["ebitda"] == row["gross_margin"]
        result[row["bookyear_id"]] += row["appropriation"] - row["result_to_appropriate"]

    for row in figures(books, "trial_balance"):
        if row["account_nr"] >= 600000:
            expected[row["bookyear_id"]] += row["balance"]

    assert +result == +expected
    assert -result == -expected


def test_revenue_is_class_70(books: Dossier) -> None:
    """Revenue by customer comes to the sales accounts, month by month, and so does the turnover."""
    by_customer, turnover = Counter[tuple[int, str]](), Counter[int]()
    for row in figures(books, "revenue_by_customer"):
        by_customer[row["bookyear_id"], row["month"]] += row["revenue"]
    for row in figures(books, "results"):
        turnover[row["bookyear_id"]] += row["turnover"]

    ledger, in_years = Counter[tuple[int, str]](), Counter[int]()
    for document, line in lines(books):
        if str(line.account).startswith("70"):
            ledger[document.bookyear, f"{document.date[:8]}01"] -= line.cents
            in_years[document.bookyear] -= line.cents

    assert {k: c for k, c in by_customer.items() if c} == {k: c for k, c in ledger.items() if c}
    assert turnover == in_years


def test_cash_is_the_account_of_the_journal(books: Dossier) -> None:
    """The last balance of bank and cash is that of their accounts at the end of the books."""
    found: dict[int, Row] = {}
    for row in figures(books, "cash_position"):
        before = found.get(row["account_nr"], {"month": "", "balance": 0})
        assert row["month"] > before["month"]
        assert row["movement"] == row["money_in"] - row["money_out"]
        assert row["balance"] == before["balance"] + row["opening"] + row["movement"]
        found[row["account_nr"]] = row

    second = 570000 if books.id % 2 else 551000
    expected = balances(books)
    assert found.keys() == {550000, second}
    for account in found:
        assert found[account]["balance"] == expected[years(books)[-1], account]


def test_what_is_beside_the_cash(books: Dossier) -> None:
    """Unmatched bank lines are what is open of them; 499 and 58 are what was booked there."""
    beside = Counter[str]()
    for row in figures(books, "cash_position"):
        beside.update({name: cents for name, cents in row.items() if name.endswith("_amount")})

    expected = Counter[str]()
    for row in figures(books, "open_items"):
        if row["journal_key"][0] == "F":
            expected["unmatched_amount"] -= row["open_amount"]
    for document, line in lines(books):
        if document.journal_type == 3:
            expected["suspense_amount"] -= line.cents * (line.account // 1000 == 499)
            expected["transfer_amount"] -= line.cents * (line.account // 10000 == 58)

    assert beside["suspense_amount"]
    assert beside["unmatched_amount"]
    assert +beside == +expected
    assert -beside == -expected


def test_fixed_assets_are_class_2(books: Dossier) -> None:
    """What was opened with, bought, sold and written down leaves the balances of class 2."""
    rows = figures(books, "fixed_assets")
    expected = {key: cents for key, cents in balances(books).items() if key[1] // 100000 == 2}

    found = {(row["bookyear_id"], row["account_nr"]): row["book_value"] for row in rows}

    assert {k: c for k, c in found.items() if c} == {k: c for k, c in expected.items() if c}
    for row in rows:
        bought = row["opening"] + row["acquisitions"] - row["disposals"]
        assert bought - row["write_downs"] == row["book_value"]
        assert bool(row["write_downs"]) <= (row["account_nr"] % 1000 in (9, 900))


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

    opening = books.read(lambda books, _: books.habits.opening)
    expected = Counter[str]()
    for document, line in lines(books):
        if document.journal != opening and date.fromisoformat(document.date) <= as_of:
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
    """What customers paid, or settled otherwise, is what their invoices are matched with."""
    rows = figures(books, "payment_behaviour")
    paid = sum(row["paid_amount"] for row in rows)
    otherwise = sum(row["settled_otherwise"] for row in rows)
    by_month = sum(row["paid_amount"] for row in figures(books, "payments_by_month"))

    matched = Counter[int]()
    for match in books.read(lambda books, _: books.matches.register.values()):
        if not match.supplier and match.debit.journal_type == 2:
            matched[match.credit.journal_type] += match.cents

    assert paid == by_month == matched[3] > 0
    assert otherwise == matched[4]
    for row in rows:
        assert 0 <= row["paid_late_amount"] <= row["paid_amount"]
        if row["payments"]:
            assert float(row["average_days_late"]) <= row["worst_days_late"]
            assert float(row["average_days_late"]) <= float(row["average_days_to_pay"])


def test_open_amounts_of_customers(books: Dossier) -> None:
    """Who has an invoice has a row with all that is open, paid or not."""
    rows = {row["relation_id"]: row for row in figures(books, "payment_behaviour")}
    invoiced = {
        document.relation
        for document, line in lines(books)
        if document.journal_type == 2 and line.account == 400000 and line.cents > 0
    }

    open_ = Counter[int]()
    for item in books.read(lambda books, _: list(open_items(books, supplier=False))):
        open_[item.relation] += item.open_cents

    assert rows.keys() == invoiced
    assert {n: row["open_amount"] for n, row in rows.items()} == {n: open_[n] for n in rows}
