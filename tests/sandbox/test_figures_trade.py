"""Figures from what was keyed in agree with what purchases and sales left in the ledger."""

import re
from collections import Counter

import pytest

from octopus_sandbox.books.documents import Scope
from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.trade import in_euro
from tests.sandbox.figures_books import CASES, documents, dossier, figures, lines

Period = tuple[int, int]
PURCHASE, SALE = 1, 2
VAT_ACCOUNTS, CONTROL = ("411", "451"), ("400", "440")
VAT_GRIDS = ("54", "55", "56", "57", "59", "61", "62", "63", "64")


@pytest.fixture(params=CASES, ids=str)
def books(request: pytest.FixtureRequest) -> Dossier:
    """Give the books of a case."""
    return dossier(*request.param)


def returns(of: Dossier) -> dict[Period, dict[str, int]]:
    """Give the grids of the VAT return by period."""
    found: dict[Period, dict[str, int]] = {}
    for row in figures(of, "vat_position"):
        grids = found.setdefault((row["bookyear_id"], row["bookyear_period_nr"]), {})
        assert row["grid"] not in grids
        grids[row["grid"]] = row["amount"]
    return found


def left(of: Dossier, *kinds: int, vat: bool) -> Counter[Period]:
    """Give what kinds of documents left on the accounts of VAT, or on those of costs and income."""
    sums = Counter[Period]()
    for document, line in lines(of):
        group = str(line.account)[:3]
        on_vat = group in VAT_ACCOUNTS and bool(line.grid)
        if document.journal_type in kinds and group not in CONTROL and on_vat == vat:
            sums[document.bookyear, document.period] += line.cents
    return sums


def total(grids: dict[str, int], *names: str) -> int:
    """Add up grids; those with a minus are taken off."""
    return sum((-1 if n[0] == "-" else 1) * grids.get(n.strip("-"), 0) for n in names)


def test_vat_to_pay_is_what_the_ledger_owes(books: Dossier) -> None:
    """To pay less to get back is what is left on 411 and 451, per period, but for settlements."""
    ledger = left(books, 1, 2, 3, 4, vat=True)

    found = returns(books)

    for period in {*found, *ledger}:
        grids = found[period]
        assert {"71", "72"} <= grids.keys()
        assert 0 in (grids["71"], grids["72"])
        assert total(grids, "71", "-72") == total(grids, "XX", "-YY")
        assert total(grids, "71", "-72") == -ledger[period]


def test_every_grid_of_vat_is_its_lines_in_the_ledger(books: Dossier) -> None:
    """Each grid of VAT holds the ledger's lines of it, but what is returned of shifted VAT."""
    expected = Counter[tuple[int, int, str]]()
    for document, line in lines(books):
        shifted = any(entry.vat.shifted for entry in document.entries)
        if line.grid in VAT_GRIDS and not (shifted and line.grid in ("62", "63")):
            grid = line.grid if document.is_trade else _turned(line.grid, line.cents)
            expected[document.bookyear, document.period, grid] += abs(line.cents)

    found = Counter[tuple[int, int, str]]()
    for row in figures(books, "vat_lines"):
        returned = row["grid"] == "62" and row["operation"] is not None
        if row["part"] == "vat" and not returned:
            found[row["bookyear_id"], row["bookyear_period_nr"], row["grid"]] += row["amount"]

    assert {k: c for k, c in found.items() if c} == {k: c for k, c in expected.items() if c}


def _turned(grid: str, cents: int) -> str:
    """Give the grid of a correction: of one against the sign of its grid, the opposite one."""
    owed = grid in ("54", "55", "56", "57", "61", "63")
    if owed == (cents < 0):
        return grid
    return "62" if owed else "61"


def test_grids_of_what_was_bought_and_sold(books: Dossier) -> None:
    """81 to 83 are what purchases left on other accounts; grids of sales what sales left there."""
    purchases, sales = (left(books, kind, vat=False) for kind in (PURCHASE, SALE))
    sold = ("00", "01", "02", "03", "44", "45", "46", "47", "-48", "-49")
    found: dict[Period, Counter[str]] = {}
    for row in figures(books, "vat_lines"):
        if row["part"] == "base" and row["operation"]:
            period = (row["bookyear_id"], row["bookyear_period_nr"])
            found.setdefault(period, Counter())[row["grid"]] += row["amount"]

    for period in {*found, *purchases, *sales}:
        grids = found.get(period, Counter())
        assert total(grids, "81", "82", "83") == purchases[period]
        assert total(grids, *sold) == -sales[period]


def test_shifted_vat_is_a_rate_of_its_base(books: Dossier) -> None:
    """55 to 57 are the VAT on 86 to 88 before credit notes, up to a cent for each line."""
    expected = keyed_in = 0
    for document in documents(books):
        for entry in document.entries:
            if entry.vat.shifted and not entry.vat.credit:
                expected += round(entry.vat_cents * document.rate)
                keyed_in += 1

    grids = Counter[str]()
    for filled in returns(books).values():
        grids.update(filled)
    vat = total(grids, "55", "56", "57")

    assert vat > 0
    assert abs(expected - vat) <= keyed_in


def test_returns_hold_what_the_periods_hold(books: Dossier) -> None:
    """All returns together hold what all periods do, in each grid, but for what is carried on."""
    periods, filed = Counter[str](), Counter[str]()
    for row in figures(books, "vat_position"):
        if row["part"] != "total":
            periods[row["grid"]] += row["amount"]
    carried: dict[str, int] = {}
    for row in figures(books, "vat_return_grids"):
        filed[row["grid"]] += row["booked"]
        assert row["amount"] == row["booked"] + row["carried_in"] - row["carried_out"]
        assert row["carried_in"] <= 0 >= row["carried_out"]
        assert row["grid"] == "?" or row["amount"] >= 0
        carried[row["grid"]] = carried.get(row["grid"], 0) + row["carried_out"] - row["carried_in"]

    rows = figures(books, "vat_returns")

    assert periods == filed
    for grid, cents in periods.items():
        if grid != "?":
            assert sum(row[f"grid_{grid}"] for row in rows) == cents - carried.get(grid, 0)
    for row in rows:
        assert row["grid_71"] - row["grid_72"] == row["grid_xx"] - row["grid_yy"]
        assert row["due_date_tolerated"] >= row["due_date"] > row["return_end"]


def test_returns_are_settled_in_the_ledger(books: Dossier) -> None:
    """What a settlement puts on the current account is 71 or 72 of its return, in fresh books."""
    settled = {
        document.date: sum(line.cents for line in document.lines if line.account % 1000 == 200)
        for document in documents(books)
        if document.comment == "Btw-afrekening"
    }
    rows = {row["return_end"]: row for row in figures(books, "vat_returns")}

    assert settled.keys() <= rows.keys()
    if not books.changes:
        for day, cents in settled.items():
            assert rows[day]["grid_72"] - rows[day]["grid_71"] == cents


def test_spend_is_what_purchases_cost(books: Dossier) -> None:
    """Cost is base and lost VAT; it is what purchases left on classes 2 and 6, by supplier."""
    found, expected = Counter[tuple[int, str, int, int]](), Counter[tuple[int, str, int, int]]()
    for row in figures(books, "spend"):
        assert row["cost"] == row["base_amount"] + row["lost_vat"]
        assert row["vat_amount"] == row["deductible_vat"] + row["lost_vat"]
        key = (row["bookyear_id"], row["month"], row["relation_id"], row["cost_centre_id"])
        found[key] += row["cost"]

    for document, line in lines(books):
        if document.journal_type == PURCHASE and str(line.account)[0] in "26":
            month = f"{document.date[:8]}01"
            centre = line.cost_centre or 0
            expected[document.bookyear, month, document.relation or 0, centre] += line.cents

    assert {k: c for k, c in found.items() if c} == {k: c for k, c in expected.items() if c}


def test_listed_customers_and_the_rest_are_the_turnover(books: Dossier) -> None:
    """Customers with a Belgian number and others bought what was sold in a year, exempt or not."""
    numbers = _numbers(books)
    found, turnover = Counter[str](), Counter[str]()
    for row in figures(books, "client_listing"):
        assert row["is_listed"] >= (row["turnover"] > 25000)
        assert (row["reason"] == "number_not_understood") == (len(row["enterprise_nr"]) != 10)
        found[str(row["calendar_year"])] += row["turnover"]

    for document in documents(books):
        for entry in document.entries:
            if document.journal_type == SALE:
                cents = (-1 if entry.vat.credit else 1) * in_euro(entry.cents, document.rate)
                exempt = entry.vat.operation.name == "sale_exempt44"
                turnover[document.date[:4]] += cents
                if exempt or not numbers[document.relation or 0]:
                    found[document.date[:4]] += cents

    assert {year: c for year, c in found.items() if c} == {y: c for y, c in turnover.items() if c}


def test_vat_of_the_listing_is_within_the_vat_of_sales(books: Dossier) -> None:
    """Belgian customers and private ones were charged all VAT on sales."""
    private = 0
    numbers = _numbers(books)
    for document in documents(books):
        if document.journal_type == SALE and not numbers[document.relation or 0]:
            private += sum((-1 if e.vat.credit else 1) * e.vat_cents for e in document.entries)

    listed = sum(row["vat_amount"] for row in figures(books, "client_listing"))

    assert listed + private == -sum(left(books, SALE, vat=True).values())


def _numbers(of: Dossier) -> dict[int, bool]:
    """Tell of each relation whether it has something of a Belgian VAT number."""
    texts = of.read(lambda books, _: {n: books.relations[n]["vatNr"] for n in books.relations})
    return {n: bool(re.search(r"\d", t)) and t[:2] not in ("NL", "DE") for n, t in texts.items()}


def test_intracommunity_listing_is_44_and_46_less_48(books: Dossier) -> None:
    """What was sold to VAT payers in the Union is what the returns hold, but for corrections."""
    listed, corrected = Counter[str](), Counter[str]()
    for row in figures(books, "intracommunity_listing"):
        assert row["code"] in "LST"
        assert row["vat_nr"][:2] in ("NL", "DE")
        listed[row["return_start"]] += row["amount"]
        if row["correcting_start"]:
            assert row["correcting_start"] < row["return_start"]
            assert row["amount"] < 0
            corrected[row["return_start"]] += 1

    expected = {
        row["return_start"]: row["grid_44"] + row["grid_46"] - row["grid_48"]
        for row in figures(books, "vat_returns")
    }
    assert {k: c for k, c in expected.items() if c} == {k: c for k, c in listed.items() if c}


@pytest.mark.parametrize("name", ["revenue_by_product", "revenue_by_salesperson"])
def test_invoices_are_the_revenue(books: Dossier, name: str) -> None:
    """Where there are invoices, their lines come to what customers bought; drafts do not."""
    found, revenue = Counter[str](), Counter[str]()
    for row in figures(books, name):
        found[row["month"]] += row["revenue"]

    if books.lists.has_invoices:
        for row in figures(books, "revenue_by_customer"):
            revenue[row["month"]] += row["revenue"] * bool(row["relation_id"])

    assert {m: c for m, c in found.items() if c} == {m: c for m, c in revenue.items() if c}


def test_products_are_what_the_invoices_hold(books: Dossier) -> None:
    """Quantities, and price times count less discount, are those on booked invoices."""
    booked = {document.key for document in documents(books)}
    expected = Counter[tuple[str, str, str]]()
    for invoice in books.lists.invoices(Scope()):
        journal = (SALE, int(invoice["journalKey"][1:]))
        if (invoice["bookyearKey"]["id"], *journal, invoice["documentSequenceNr"]) in booked:
            for line in invoice["invoiceLines"]:
                key = (f"{invoice['documentDate'][:8]}01", line["externProductNr"])
                price = round(line["unitPrice"] * 100) * (100 - line["discountPercentage"])
                euro = price * line["count"] * invoice["exchangeRate"] / 100
                expected[*key, "quantity"] += int(line["count"])
                expected[*key, "revenue"] += euro

    rows = figures(books, "revenue_by_product")

    for row in rows:
        key = (row["month"], row["extern_product_nr"])
        assert row["quantity"] == str(expected[*key, "quantity"])
        assert abs(row["revenue"] - expected[*key, "revenue"]) < 1 + 0.5 * len(booked)
    assert bool(rows) == books.lists.has_invoices
