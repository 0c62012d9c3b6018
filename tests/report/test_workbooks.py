"""Workbooks, opened again: what is in their cells is what the marts say."""

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from report.books import Office, read
from report.warehouse import Schemas, warehouse
from report.words import LANGUAGES, Words
from report.workbook import workbooks
from tests.report.built import Built
from tests.report.xlsx import Sheet, day
from tests.report.xlsx import read as opened


@pytest.fixture(scope="module")
def office(marts: Built) -> Office:
    """Read the office."""
    with warehouse(str(marts.duck.path), Schemas()) as place:
        return read(place)


@pytest.fixture(scope="module", params=LANGUAGES)
def books(
    request: pytest.FixtureRequest, office: Office, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Words, dict[str, dict[str, Sheet]]]:
    """Write the workbooks in a language and open them; give them by name."""
    folder = tmp_path_factory.mktemp(request.param)
    made = workbooks(office, folder, request.param)
    return Words(request.param), {path.stem: opened(path) for path in made}


def test_desk(marts: Built, books: tuple[Words, dict[str, dict[str, Sheet]]]) -> None:
    """The office's workbook has a row for each dossier, as in office_desk."""
    words, found = books
    desk = found["office"][words.say("desk")].columns()
    ids = desk[words.say("dossier_nr")]

    rows = {row["dossier_id"]: row for row in marts.duck.query("select * from marts.office_desk")}
    assert sorted(map(number, ids)) == sorted(rows)
    for name in ("vat_amount", "cash", "result", "open_payable", "overdue_over_60", "errors"):
        told = dict(zip(ids, desk[words.say(name)], strict=True))
        assert {d: number(amount) for d, amount in told.items()} == {
            d: number(rows[d][name]) for d in told
        }
    due = dict(zip(ids, desk[words.say("vat_due_date")], strict=True))
    assert {d: day(float(number(date))) for d, date in due.items()} == {
        d: str(rows[d]["vat_due_date"]) for d in due
    }


def test_open_items(marts: Built, books: tuple[Words, dict[str, dict[str, Sheet]]]) -> None:
    """Each dossier's workbook has its open items, what is owed being positive."""
    words, found = books
    for dossier in (1, 2, 3):
        items = found[f"dossier-{dossier}"][words.say("open_items")].columns()
        told = Counter(
            zip(
                items[words.say("side")],
                items[words.say("number")],
                map(number, items[words.say("open_amount")]),
                strict=True,
            )
        )
        rows = marts.duck.query(
            f"select * from marts.open_items where dossier_id = {dossier}"  # noqa: S608 - ours
        )
        assert rows
        assert told == Counter(
            (
                words.say(row["side"]),
                f"{row['journal_key']} {row['document_sequence_nr']}",
                number(row["open_amount"]) * (-1 if row["side"] == "suppliers" else 1),
            )
            for row in rows
        )


def test_statements(office: Office, books: tuple[Words, dict[str, dict[str, Sheet]]]) -> None:
    """The statements have a line for each line of the marts, with both years and the budget."""
    words, found = books
    for dossier in office.dossiers:
        for name in ("income", "balance"):
            sheet = found[f"dossier-{dossier.dossier_id}"][words.say(name)].columns()
            rows = dossier.tables[name]
            assert [number(cell) for cell in sheet[words.say("this_year")]] == [
                number(row["amount"]) for row in rows
            ]
            assert [number(cell) for cell in sheet[words.say("last_year")]] == [
                number(row["amount_last_year"]) for row in rows
            ]
    planned = found["dossier-1"][words.say("income")].columns()[words.say("budget")]
    assert [number(cell) for cell in planned if cell is not None]


def test_forms(books: tuple[Words, dict[str, dict[str, Sheet]]]) -> None:
    """Heads stay, tables are filtered, sums are formulas that hold what they come to."""
    words, found = books
    for book, sheets in found.items():
        for name, sheet in sheets.items():
            if name == words.say("overview"):
                continue
            assert sheet.frozen, (book, name)
            if len(sheet.rows) > 1 and sheet.filtered is None:
                assert "(" not in str(sheet.rows[1][0])
            for cell, formula in sheet.formulas.items():
                column, first, last = re.findall(
                    r"SUBTOTAL\(109,([A-Z]+)(\d+):[A-Z]+(\d+)\)", formula
                )[0]
                place = sheet.rows[int(re.sub(r"\D", "", cell)) - 1]
                at = _place(column)
                parts = [row[at] for row in sheet.rows[int(first) - 1 : int(last)] if at < len(row)]
                assert number(place[at]) == sum(number(part) for part in parts)
    items = found["dossier-1"][words.say("open_items")]
    assert items.formulas
    assert {"#,##0.00", "dd/mm/yyyy"} <= set(items.formats[1])


def test_safe(office: Office, tmp_path: Path) -> None:
    """A text is a text in Excel, whatever it looks like, and never too long."""
    dossier = office.dossiers[0]
    name = "=HYPERLINK(1)" + "x" * 40_000
    changed = Office(
        office.as_of,
        office.made_on,
        [type(dossier)(9, name, "@SUM", dossier.tables)],
        office.shared,
    )

    _, made = workbooks(changed, tmp_path, "en")

    overview = opened(made)["Overview"]
    assert overview.rows[0][1] == name[:32_767]
    assert overview.rows[1][1] == "@SUM"
    assert overview.formulas == {}


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - 64
    return place - 1


def number(cell: object) -> Decimal:
    """Give a number to the cent, as 0 where there is none."""
    return round(Decimal(str(cell or 0)), 2)
