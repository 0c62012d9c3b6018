"""Budgets stand beside what is booked on their lines, down to account and relation."""

from typing import Any

from octopus_sandbox.figures.budget import margin_against_budget, plan
from octopus_sandbox.figures.results import results
from tests.sandbox.figures_books import dossier, figures
from tests.sandbox.figures_desk import PARTNER, PROFILE, Desk

OTHER = 7
MARCH = "2026-03-01"


def planned(line: str, amount: str, day: str = MARCH, centre: int | None = None) -> dict[str, Any]:
    """Write a row of a budget."""
    return {"month": day, "cost_centre_id": centre, "line": line, "amount": amount}


def test_margin_against_budget() -> None:
    """Rows of one line and month add up; costs and credit notes are taken off."""
    desk = Desk()
    desk.card(OTHER, "")
    desk.sell("2026-03-02", ("21", 700000, 1000_00))
    desk.sell("2026-03-03", ("21", 700000, 100_00), ("21", 705000, 300_00), to=OTHER)
    desk.sell("2026-03-04", ("21", 700000, 40_00), credit=True)
    desk.sell("2026-04-01", ("21", 700000, 7_00))
    desk.buy("2026-03-05", ("21", 604000, 250_00))
    desk.post("2026-03-31", (604000, 25_00), (340000, -25_00))
    budget = [
        planned("70", "900.00"),
        planned("70", "100.50", "2026-03-31"),
        planned("9900", "500.00"),
        planned("60", "0.75", "2026-05-09", 1),
    ]

    rows = margin_against_budget(desk.books, budget)

    sold = [(700000, PARTNER, 960_00), (700000, OTHER, 100_00), (705000, OTHER, 300_00)]
    bought = [(604000, 0, -25_00), (604000, PARTNER, -250_00)]
    assert [tuple(row.values()) for row in rows] == [
        (MARCH, -1, "70", 0, 0, 1000_50, 0, -1000_50),
        (MARCH, -1, "9900", 0, 0, 500_00, 0, -500_00),
        ("2026-05-01", 1, "60", 0, 0, 75, 0, -75),
        *((MARCH, -1, "70", *key, 0, cents, cents) for *key, cents in sold),
        *((MARCH, -1, "9900", *key, 0, cents, cents) for *key, cents in (*bought, *sold)),
    ]


def test_margin_of_a_cost_centre() -> None:
    """A budget of a cost centre is held to what is booked on that one alone."""
    desk = Desk()
    desk.sell("2026-03-02", ("21", 700000, 10_00), centre=1)
    desk.sell("2026-03-02", ("21", 700000, 10_00))

    rows = margin_against_budget(desk.books, [planned("70", "5", centre=1), planned("70", "6")])

    assert [(r["cost_centre_id"], r["budget"], r["actual"]) for r in rows] == [
        (-1, 6_00, 0),
        (1, 5_00, 0),
        (-1, 0, 20_00),
        (1, 0, 10_00),
    ]


def test_plan() -> None:
    """An office plans every month of the last bookyear, twice of turnover, and a cost centre's."""
    rows = plan(Desk().books, PROFILE._replace(documents_per_year=60))

    of_january = [tuple(row.values()) for row in rows if row["month"].startswith("2026-01")]
    assert len(rows) == 12 * 6
    assert of_january == [
        ("2026-01-01", None, "70", "3600.00"),
        ("2026-01-01", None, "60", "1500.00"),
        ("2026-01-01", None, "61", "570.00"),
        ("2026-01-01", None, "9900", "1530.00"),
        ("2026-01-28", None, "70", "0.01"),
        ("2026-01-01", 1, "70", "900.00"),
    ]


def test_turnover_against_budget_is_the_turnover() -> None:
    """In generated books, what is told of 70 is the turnover of those months."""
    of = dossier(1, 1, 90)
    rows = [row for row in figures(of, "margin_against_budget") if row["line"] == "70"]
    turnover: dict[str, int] = {}
    for row in of.read(lambda books, _: results(books)):
        turnover[row["month"]] = turnover.get(row["month"], 0) + row["turnover"]

    whole = [row for row in rows if row["cost_centre_id"] == -1]
    months = {row["month"] for row in whole if not row["account_nr"]}

    assert len(months) == 12
    assert sum(row["actual"] for row in whole) == sum(turnover.get(month, 0) for month in months)
