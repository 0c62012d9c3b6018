"""Balance sheet and income statement balance, in every month and in every state of a year."""

from collections import Counter
from functools import cache

import pytest

from octopus_sandbox.books.bookyears import successor
from octopus_sandbox.books.dossier import Dossier
from octopus_sandbox.books.office import Office
from octopus_sandbox.figures.statutory import line_of
from tests.sandbox.figures_books import CASES, LATER, NOW, dossier, figures, lines
from tests.sandbox.figures_desk import Desk

YEARS = (
    [(100000, -800_00), (550000, 1000_00), (700000, -500_00), (610000, 300_00)],
    [(550000, 300_00), (700000, -300_00)],
)


@cache
def _not_carried_over() -> Dossier:
    return Office(dossiers=4, now=NOW).dossier(4)


@pytest.fixture(params=[*CASES, None], ids=str)
def books(request: pytest.FixtureRequest) -> Dossier:
    """Give the books of a case, or those that were not carried over."""
    return _not_carried_over() if request.param is None else dossier(*request.param)


def sheet(desk: Desk, month: str, amount: str = "amount") -> dict[str, int]:
    """Give the balance sheet of a month."""
    rows = desk.figures("balance_sheet", "2020-01-01")
    return {row["line"]: row[amount] for row in rows if row["month"] == month}


def test_balance_sheets_balance(books: Dossier) -> None:
    """Assets are liabilities at the end of every month, with the result inside equity."""
    found: dict[tuple[int, str], dict[str, tuple[int, int]]] = {}
    for row in figures(books, "balance_sheet"):
        of_month = found.setdefault((row["bookyear_id"], row["month"]), {})
        of_month[row["line"]] = (row["amount"], row["presented_amount"])

    for of_month in found.values():
        assert of_month["20/58"] == of_month["10/49"]
    assert len(found) >= 24 or books.id == 2


def test_balance_sheet_is_the_trial_balance(books: Dossier) -> None:
    """After the last booking, each line holds the accounts of its own, and each account a line."""
    for year in (year["bookyearKey"]["id"] for year in books.bookyears()):
        expected = Counter[str]()
        provisional = False
        for row in figures(books, "trial_balance"):
            if row["bookyear_id"] == year and 100000 <= row["account_nr"] < 600000:
                line = line_of(row["account_nr"])
                assert line is not None, row["account_nr"]
                expected[line] += row["balance"]
                provisional |= row["is_provisional"]
        rows = [row for row in figures(books, "balance_sheet") if row["bookyear_id"] == year]
        last = max(row["month"] for row in rows)

        found = {
            row["line"]: row["amount"] * (1 if row["side"] == "assets" else -1)
            for row in rows
            if row["month"] == last and not row["is_total"] and row["line"][0] != "u"
        }

        assert {n: c for n, c in found.items() if c} == {n: c for n, c in expected.items() if c}
        assert {row["is_provisional"] for row in rows} == {provisional}


def test_income_statement_adds_up(books: Dossier) -> None:
    """Months add up to the bookyear, whose result to appropriate is that of the results."""
    by_year: dict[tuple[int, str], int] = Counter()
    to_date: dict[tuple[int, str], int] = {}
    for row in figures(books, "income_statement"):
        by_year[row["bookyear_id"], row["line"]] += row["month_amount"]
        to_date[row["bookyear_id"], row["line"]] = row["amount"]
    expected = Counter[tuple[int, str]]()
    names = {
        "9900": "gross_margin",
        "9901": "operating_result",
        "9903": "result_before_tax",
        "9904": "result_after_tax",
        "9905": "result_to_appropriate",
        "ebitda": "ebitda",
    }
    for row in figures(books, "results"):
        for line, name in names.items():
            expected[row["bookyear_id"], line] += row[name]

    for key, cents in to_date.items():
        assert key[1] == "14" or by_year[key] == cents or key[1] == "9906"
    for key, cents in expected.items():
        assert to_date[key] == cents


def test_every_booked_account_is_in_one_line(books: Dossier) -> None:
    """No account of classes 1 to 7 is left out, and none of class 0 is in."""
    for _, line in lines(books):
        assert (line_of(line.account) is None) == (line.account < 100000)


def test_last_day_does_not_matter() -> None:
    """Months go on until today, or until the last booking when that is later."""
    found = {
        d: {row["month"] for row in figures(dossier(1, 1, 0), "balance_sheet", d)}
        for d in (NOW.date(), LATER)
    }

    assert max(found[NOW.date()]) == "2026-05-01"
    assert max(found[LATER]) == "2026-12-01"


def test_a_bookyear_that_is_not_carried_over() -> None:
    """Balances go on from the bookyear before, whose result stands apart."""
    desk = Desk("2025-01-01")
    desk.post("2025-01-31", *YEARS[0])
    desk.open(successor(desk.books.years[0], 2))
    desk.post("2026-01-31", *YEARS[1])

    found = sheet(desk, "2026-01-01")
    rows = {r["account_nr"]: r for r in desk.figures("trial_balance") if r["bookyear_id"] == 2}

    assert found["20/58"] == found["10/49"] == 1300_00
    assert (found["unallocated_before"], found["unallocated"]) == (200_00, 300_00)
    assert (rows[0]["opening"], rows[0]["opening_source"]) == (-200_00, "carried")
    assert rows[550000]["is_provisional"]
    assert rows[550000]["carry_over_difference"] is None


def test_a_bookyear_that_is_carried_over() -> None:
    """The opening entry takes the place of the bookyear before; what it lacks is told."""
    desk = Desk("2025-01-01")
    desk.post("2025-01-31", *YEARS[0])
    desk.open(successor(desk.books.years[0], 2))
    opened = ((550000, 1000_00), (100000, -800_00), (140000, -200_00))
    desk.post("2026-01-01", *opened, opening=True)
    desk.post("2025-12-31", (613200, 50_00), (444000, -50_00))
    desk.post("2026-01-31", *YEARS[1])

    found = sheet(desk, "2026-01-01")
    rows = {r["account_nr"]: r for r in desk.figures("trial_balance") if r["bookyear_id"] == 2}

    assert found["20/58"] == found["10/49"] == 1300_00
    assert (found["14"], found["unallocated"]) == (200_00, 300_00)
    assert "unallocated_before" not in found
    assert rows[444000]["carry_over_difference"] == 50_00
    assert rows[140000]["carry_over_difference"] == -200_00
    assert rows[550000]["carry_over_difference"] == 0


def test_a_profit_after_a_carried_loss() -> None:
    """9906 takes last year's loss off, and 14 ends with what is carried on."""
    desk = Desk()
    desk.post("2026-01-01", (141000, 5000_00), (100000, -5000_00), opening=True)
    desk.post("2026-01-31", (700000, -10000_00), (610000, 7000_00), (550000, 3000_00))
    desk.post(
        "2026-01-31", (690000, 5000_00), (141000, -5000_00), (793000, -2000_00), (141000, 2000_00)
    )

    found = {r["line"]: r["amount"] for r in desk.figures("income_statement", "2026-01-31")}

    assert (found["9904"], found["9905"], found["9906"], found["14"]) == (
        3000_00, 3000_00, -2000_00, -2000_00,
    )  # fmt: skip
    assert "unallocated" not in sheet(desk, "2026-01-01")


def test_names_of_accounts_decide_and_not_their_groups() -> None:
    """7631 and 6691 are financial, 763 and 6690 are not; 649 and 609 are costs below zero."""
    desk = Desk()
    desk.post(
        "2026-01-31",
        (700000, -1000_00), (609400, -10_00), (713000, -20_00), (763000, -30_00), (763100, -4_00),
        (669100, 5_00), (669000, 6_00), (649000, -7_00), (630200, 100_00), (550000, 960_00),
    )  # fmt: skip

    found = {r["line"]: r["amount"] for r in desk.figures("income_statement", "2026-01-31")}

    assert (found["76A"], found["76B"], found["66A"], found["66B"]) == (30_00, 4_00, 6_00, 5_00)
    assert found["9900"] == 1000_00 + 10_00 + 20_00 + 30_00
    assert found["9901"] == found["9900"] + 7_00 - 100_00 - 6_00
    assert found["9903"] == found["9901"] + 4_00 - 5_00
    assert found["ebitda"] == found["9901"] + 100_00


def test_a_bank_in_the_red_is_presented_as_a_debt() -> None:
    """By the law's lines it is a negative asset; presented, it is a debt, as is a credit on 499."""
    desk = Desk()
    desk.post("2026-01-31", (550000, -30_00), (499000, -5_00), (400000, 60_00), (100000, -25_00))

    plain, shown = (sheet(desk, "2026-01-01", name) for name in ("amount", "presented_amount"))

    assert (plain["54/58"], plain["490/1"], plain["20/58"]) == (-30_00, -5_00, 25_00)
    assert (shown["54/58"], shown["430/8"], shown["492/3"], shown["20/58"]) == (
        0,
        30_00,
        5_00,
        60_00,
    )
    assert shown["10/49"] == 60_00
