"""What the page shows is what the marts say, and each figure is the sum of its documents.

For firms of several seeds, in three languages: SEEDS=20 takes more of them.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from selenium.webdriver import Chrome

from report.books import Office, read
from report.page import page
from report.warehouse import Schemas, warehouse
from report.words import LANGUAGES, Words
from tests.browser.looking import ask, browser, look
from tests.report.built import Built
from tests.support.truth import Row

AGES = ("not due", "1-30", "31-60", "61-90", "over 90")
POINTS = str.maketrans(",.", ".,")


class Seen(NamedTuple):
    """A dossier as the page shows it in a language: its words, its tables, its figures."""

    words: Words
    tables: dict[str, list[list[str]]]
    figures: list[list[Any]]


Views = dict[int, Seen]
"""Each dossier's view; 0 is the desk."""


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Run a browser."""
    with browser(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture(scope="module")
def office(marts: Built) -> Office:
    """Read the office."""
    with warehouse(str(marts.duck.path), Schemas()) as place:
        return read(place)


@pytest.fixture(scope="module", params=LANGUAGES)
def views(
    request: pytest.FixtureRequest,
    driver: Chrome,
    office: Office,
    tmp_path_factory: pytest.TempPathFactory,
) -> Views:
    """Open the page in a language and look at every dossier."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page(office, request.param), encoding="utf-8")
    words, seen = Words(request.param), {}
    for place in (0, *(dossier.dossier_id for dossier in office.dossiers)):
        look(driver, path, str(place or ""))
        seen[place] = Seen(words, ask(driver, "tables.js"), ask(driver, "figures.js"))
    assert driver.get_log("browser") == []  # type: ignore[no-untyped-call]
    return seen


def test_documents_add_up(views: Views) -> None:
    """Every figure of every view is the sum of what a click on it shows."""
    figures = [figure for seen in views.values() for figure in seen.figures]

    assert len(figures) > 1000 * (len(views) - 1)
    assert [figure for figure in figures if figure[2] != figure[3]] == []


def test_desk(marts: Built, views: Views) -> None:
    """The desk has a row for each dossier, as office_desk."""
    words, tables, _ = views[0]
    language = words.say("vat_return") and words.of({"x_nl": "nl", "x_fr": "fr", "x_en": "en"}, "x")
    rows = marts.duck.query("select * from marts.office_desk")
    expected = [
        (
            row["dossier_description"],
            words.say("ready" if row["can_be_filed"] else "not_ready"),
            row[f"reasons_{language}"] or "",
            date(row["vat_due_date"]),
            amount(row["vat_amount"]),
            amount(row["overdue_over_60"]),
        )
        for row in rows
    ]

    found = [(*row[:3], *row[4:7]) for row in tables[words.say("desk")]]

    assert sorted(found) == sorted(expected)


def test_vat(marts: Built, views: Views) -> None:
    """The return that is to be filed next stands there grid by grid, as in vat_return_grids."""
    for dossier, seen in of_dossiers(views):
        (desk,) = asked(marts, "office_desk", dossier)
        grids = [
            (row["grid"], amount(row["booked"]), amount(row["amount"]))
            for row in asked(marts, "vat_return_grids", dossier)
            if row["return_start"] == desk["return_start"]
        ]
        (its,) = (
            row
            for row in asked(marts, "vat_returns", dossier)
            if row["return_start"] == desk["return_start"]
        )
        start = seen.words.say("vat_return")
        (shown,) = (rows for title, rows in seen.tables.items() if title.startswith(f"{start} "))
        found = {(row[0], row[2], row[3]) for row in shown}

        paid = its["grid_71"] - its["grid_72"]
        assert found == {
            *grids,
            ("XX", "", amount(its["grid_xx"])),
            ("YY", "", amount(its["grid_yy"])),
            ("71" if paid >= 0 else "72", "", amount(abs(paid))),
        }


@pytest.mark.parametrize(("side", "sign"), [("customers", 1), ("suppliers", -1)])
def test_open_items(marts: Built, views: Views, side: str, sign: int) -> None:
    """Open items stand there by relation and age, as in open_items."""
    for dossier, seen in of_dossiers(views):
        sums: dict[tuple[int, str], dict[str, Decimal]] = {}
        for row in asked(marts, "open_items", dossier):
            if row["side"] == side:
                known = sums.setdefault(
                    (row["relation_id"], row["relation_name"]), dict.fromkeys(AGES, Decimal())
                )
                known[row["ageing"]] += sign * row["open_amount"]
        expected = [
            [
                name,
                *(amount(ages[age]) if ages[age] else "" for age in AGES),
                amount(sum(ages.values(), Decimal())),
            ]
            for (_, name), ages in sums.items()
        ]

        assert sorted(seen.tables[seen.words.say(side)]) == sorted(expected)


@pytest.mark.parametrize(
    ("name", "mart"), [("income", "income_statement"), ("balance", "balance_sheet")]
)
def test_statements(marts: Built, views: Views, name: str, mart: str) -> None:
    """The statements stand there with both years, as in the marts."""
    for dossier, seen in of_dossiers(views):
        rows = asked(marts, mart, dossier)
        month = max(row["month"] for row in rows)
        expected = {
            (
                seen.words.of(row, "label"),
                amount(row["amount"]),
                "" if row["amount_last_year"] is None else amount(row["amount_last_year"]),
            )
            for row in rows
            if row["month"] == month and (row["amount"] or row["amount_last_year"])
        }

        found = {tuple(row[1:4]) for row in seen.tables[seen.words.say(name)]}

        assert expected
        assert found >= expected  # a line that has only a budget is there too
        assert all(row[1] == "0,00" for row in found - expected)


def test_budget(marts: Built, views: Views) -> None:
    """What was planned so far stands beside the income statement."""
    rows = asked(marts, "income_statement", 1)
    months = {row["month"] for row in rows if row["bookyear_id"] == rows[-1]["bookyear_id"]}
    planned: Counter[str] = Counter()
    for row in asked(marts, "results_against_budget", 1):
        if row["cost_centre_id"] == -1 and row["month"] in months:
            planned[row["line"]] += row["budget"]
    shown = views[1].tables[views[1].words.say("income")]

    found = {row[0]: row[4] for row in shown if row[4]}

    assert found
    assert found == {line: amount(Decimal(budget)) for line, budget in planned.items()}


def test_cash(marts: Built, views: Views) -> None:
    """Accounts stand there by bank and number, with their balance, and the weeks to come."""
    for dossier, seen in of_dossiers(views):
        last = {row["account_nr"]: row for row in asked(marts, "cash_position", dossier)}
        found = [
            (row[1].replace(" ", ""), row[3])
            for row in seen.tables[seen.words.say("cash_accounts")]
        ]
        weeks = {
            date(row["week_start"]): amount(row["balance_after"])
            for row in asked(marts, "cash_forecast", dossier)
        }

        assert sorted(found) == sorted(
            ((row["iban"] or "").replace(" ", ""), amount(row["balance"])) for row in last.values()
        )
        forecast = seen.tables[seen.words.say("forecast")]
        assert {row[0]: row[-1] for row in forecast} == weeks


def test_findings(marts: Built, views: Views) -> None:
    """Findings stand there in words, in the language of the page."""
    for dossier, seen in of_dossiers(views):
        found = [row[1] for row in seen.tables.get(seen.words.say("findings"), [])]

        assert sorted(found) == sorted(
            seen.words.of(row, "sentence") or "" for row in asked(marts, "findings", dossier)
        )


def of_dossiers(views: Views) -> list[tuple[int, Seen]]:
    """Give the views of dossiers."""
    return [(dossier, seen) for dossier, seen in views.items() if dossier]


def asked(marts: Built, mart: str, dossier: int) -> list[Row]:
    """Give the rows of a mart, months in their order."""
    rows = marts.duck.query(f"select * from marts.{mart} where dossier_id = {dossier}")  # noqa: S608
    return sorted(rows, key=lambda row: str(row.get("month")))


def amount(value: Decimal) -> str:
    """Write an amount as Belgians do."""
    return f"{value:,.2f}".translate(POINTS)


def date(day: datetime.date) -> str:
    """Write a date as Belgians do."""
    return f"{day:%d/%m/%Y}"
