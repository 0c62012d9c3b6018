"""Figures from what was keyed in agree with what purchases and sales left in the ledger."""

from collections import Counter

import pytest

from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.papers import Scope
from tests.sandbox.figures_books import CASES, documents, dossier, figures, lines

Period = tuple[int, int]
PURCHASE, SALE = 1, 2
VAT_ACCOUNTS, CONTROL = ("411", "451"), ("400", "440")


@pytest.fixture(params=CASES, ids=str)
def books(request: pytest.FixtureRequest) -> Dossier:
    """Give the books of a case."""
    return dossier(*request.param)


def returns(of: Dossier) -> dict[Period, dict[str, int]]:
    """Give the boxes of the VAT return by period."""
    found: dict[Period, dict[str, int]] = {}
    for row in figures(of, "vat_position"):
        boxes = found.setdefault((row["bookyear_id"], row["bookyear_period_nr"]), {})
        assert row["grid"] not in boxes
        boxes[row["grid"]] = row["amount"]
    return found


def left(of: Dossier, kind: int, *, vat: bool) -> dict[Period, int]:
    """Give what purchases or sales left on the accounts of VAT, or on those of costs and income."""
    sums = Counter[Period]()
    for document, line in lines(of):
        group = str(line.account)[:3]
        on_vat = group in VAT_ACCOUNTS
        if document.journal_type == kind and group not in CONTROL and on_vat == vat:
            sums[document.bookyear, document.period] += line.cents
    return {period: cents for period, cents in sums.items() if cents}


def total(boxes: dict[str, int], *names: str) -> int:
    """Add up boxes; those with a minus are taken off."""
    return sum((-1 if n[0] == "-" else 1) * boxes.get(n.strip("-"), 0) for n in names)


def test_vat_to_pay_is_what_the_ledger_owes(books: Dossier) -> None:
    """To pay less to get back is what purchases and sales left on 411 and 451, per period."""
    purchases, sales = (left(books, kind, vat=True) for kind in (PURCHASE, SALE))

    found = returns(books)

    for period in {*found, *purchases, *sales}:
        boxes = found[period]
        assert {"71", "72"} <= boxes.keys()
        assert 0 in (boxes["71"], boxes["72"])
        assert total(boxes, "71", "-72") == total(boxes, "XX", "-YY")
        assert total(boxes, "71", "-72") == -purchases.get(period, 0) - sales.get(period, 0)


def test_every_box_of_vat_is_its_lines_in_the_ledger(books: Dossier) -> None:
    """Each box of VAT holds the ledger's lines of that box, also of documents in dollars."""
    expected = Counter[tuple[int, int, str]]()
    for document, line in lines(books):
        if str(line.account)[:3] in VAT_ACCOUNTS and line.grid:
            expected[document.bookyear, document.period, line.grid] += abs(line.cents)
    boxes = {"54", "55", "56", "57", "59", "63", "64"}

    found = {
        (*period, grid): amount
        for period, filled in returns(books).items()
        for grid, amount in filled.items()
        if grid in boxes
    }

    assert found == {key: cents for key, cents in expected.items() if cents}


def test_boxes_of_what_was_bought_and_sold(books: Dossier) -> None:
    """81 to 83 are what purchases left on other accounts; boxes of sales what sales left there."""
    purchases, sales = (left(books, kind, vat=False) for kind in (PURCHASE, SALE))
    sold = ("00", "01", "02", "03", "44", "45", "46", "47", "-48", "-49")

    found = returns(books)

    for period in {*found, *purchases, *sales}:
        assert total(found[period], "81", "82", "83") == purchases.get(period, 0)
        assert total(found[period], *sold) == -sales.get(period, 0)


def test_shifted_vat_is_a_rate_of_its_base(books: Dossier) -> None:
    """55 to 57 are 21 % of 86 to 88, up to a cent for each line that was rounded."""
    keyed_in = sum(len(document.entries) for document in documents(books))
    boxes = Counter[str]()
    for filled in returns(books).values():
        boxes.update(filled)

    base, vat = total(boxes, "86", "87", "88"), total(boxes, "55", "56", "57")

    assert vat > 0
    assert abs(base * 21 - vat * 100) <= 100 * keyed_in


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
    """Customers with a Belgian number and all others together bought what was sold in a year."""
    numbers = {
        relation["relationIdentificationServiceData"]["relationKey"]["id"]: relation["vatNr"]
        for relation in (live.record for live in books.relations().live)
    }
    found, turnover = Counter[str](), Counter[str]()
    for row in figures(books, "client_listing"):
        assert row["is_valid"]
        assert row["is_listed"] == (row["turnover"] > 25000)
        found[str(row["calendar_year"])] += row["turnover"]

    for document, line in lines(books):
        if document.journal_type == SALE and str(line.account).startswith("70"):
            turnover[document.date[:4]] -= line.cents
            if not numbers[document.relation or 0].startswith("BE"):
                found[document.date[:4]] -= line.cents

    assert {year: c for year, c in found.items() if c} == {y: c for y, c in turnover.items() if c}


def test_vat_of_the_listing_is_within_the_vat_of_sales(books: Dossier) -> None:
    """Belgian customers and private ones were charged all VAT on sales."""
    private = 0
    numbers = books.read(lambda books, _: {n: books.relations[n]["vatNr"] for n in books.relations})
    for document in documents(books):
        if document.journal_type == SALE and not numbers[document.relation or 0].startswith("BE"):
            private += sum((-1 if e.vat.credit else 1) * e.vat_cents for e in document.entries)

    listed = sum(row["vat_amount"] for row in figures(books, "client_listing"))

    assert listed + private == -sum(left(books, SALE, vat=True).values())


@pytest.mark.parametrize("name", ["revenue_by_product", "revenue_by_salesperson"])
def test_invoices_are_the_revenue(books: Dossier, name: str) -> None:
    """Where there are invoices, their lines come to the revenue of every month; drafts do not."""
    found, revenue = Counter[str](), Counter[str]()
    for row in figures(books, name):
        found[row["month"]] += row["revenue"]

    if books.papers.has_invoices:
        for row in figures(books, "revenue_by_customer"):
            revenue[row["month"]] += row["revenue"]

    assert {m: c for m, c in found.items() if c} == {m: c for m, c in revenue.items() if c}


def test_products_are_what_the_invoices_hold(books: Dossier) -> None:
    """Quantities, and price times count less discount, are those on booked invoices."""
    booked = {document.key for document in documents(books)}
    expected = Counter[tuple[str, str, str]]()
    for invoice in books.papers.invoices(Scope()):
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
    assert bool(rows) == books.papers.has_invoices
