"""Workbooks: one for the office and one for each dossier, with the figures of the page."""

from __future__ import annotations

import datetime
import typing as t
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from report.page import local
from report.sheets import (
    SHEETS,
    SHEETS_OF_A_RELATION,
    SHEETS_OF_ALL,
    columns,
    desk_columns,
    desk_row,
    rows,
)
from report.tables import TABLES, label_of
from report.words import Words

if t.TYPE_CHECKING:
    from pathlib import Path

    from report.books import Dossier, Office
    from report.warehouse import Row

LONGEST = 32_767
"""Excel takes no longer text in a cell."""

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""A text of the books stays a text."""

WIDTHS = {"name": 32, "text": 24, "sentence": 60, "moment": 17, "amount": 15}
FORMATS = {
    "amount": "#,##0.00",
    "count": "#,##0",
    "average": "#,##0.0",
    "date": "dd/mm/yyyy",
    "period": "mm/yyyy",
    "month": "mm/yyyy",
    "moment": "dd/mm/yyyy hh:mm",
}
"""How cells are shown; Excel puts the comma and the point as its reader has them."""


def workbooks(office: Office, folder: Path, language: str) -> list[Path]:
    """Write them into a folder; give where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    if not any(dossier.relation for dossier in office.dossiers):
        made.append(folder / "office.xlsx")
        with Workbook(made[-1], SAFE) as book:
            _office(_Writer(book, language), office)
    for dossier in office.dossiers:
        made.append(folder / f"dossier-{dossier.dossier_id}.xlsx")
        with Workbook(made[-1], SAFE) as book:
            _dossier(_Writer(book, language), dossier, office)
    return made


def _office(writer: _Writer, office: Office) -> None:
    desk = [desk_row(dossier, writer.words) for dossier in office.dossiers]
    writer.facts([("as_of", office.as_of)])
    writer.sheet("desk", desk_columns(), desk)
    of_dossier = {"key": "dossier", "kind": "text"}
    for name in SHEETS_OF_ALL:
        told = [
            {**row, "dossier": dossier.name}
            for dossier in office.dossiers
            for row in rows(name, dossier, office, writer.words)
        ]
        writer.sheet(name, [of_dossier, *columns(name)], told)


def _dossier(writer: _Writer, dossier: Dossier, office: Office) -> None:
    """Say first whose it is, of which day, when it was read and what is missing."""
    known = desk_row(dossier, writer.words)
    facts: list[tuple[str, t.Any]] = [
        ("dossier", dossier.name),
        ("relation", dossier.relation),
        ("vat_nr", dossier.vat_nr),
        ("as_of", office.as_of),
        ("last_sync", dossier.desk.get("last_sync_at")),
        ("missing", ", ".join(dossier.missing) or writer.words.say("missing_nothing")),
    ]
    if not dossier.relation:
        facts += [(label_of(column), known.get(column["key"])) for column in desk_columns()[2:-2]]
    writer.facts([(label, value) for label, value in facts if value is not None])
    for name in SHEETS_OF_A_RELATION if dossier.relation else SHEETS:
        told = rows(name, dossier, office, writer.words)
        writer.sheet(name, columns(name), told, dossier.missing)


class _Writer:
    """Writes sheets into a workbook."""

    def __init__(self, book: Workbook, language: str) -> None:
        self.words = Words(language)
        self._book = book
        self._formats = {
            kind: book.add_format({"num_format": form, "valign": "top"})
            for kind, form in FORMATS.items()
        }
        self._sums = {
            kind: book.add_format({"num_format": FORMATS[kind], "bold": True, "top": 1})
            for kind in ("amount", "count")
        }
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        self._bold = book.add_format({"bold": True, "valign": "top"})

    def facts(self, facts: list[tuple[str, t.Any]]) -> None:
        """Write a sheet of names and values."""
        sheet = self._book.add_worksheet(self.words.say("overview"))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 60)
        kinds = {label_of(c): c["kind"] for c in desk_columns()}
        for line, (label, value) in enumerate(facts):
            sheet.write_string(line, 0, self.words.say(label), self._bold)
            self._cell(sheet, (line, 1), kinds.get(label, "text"), value)

    def sheet(
        self, name: str, columns: list[Row], rows: list[Row], missing: t.Iterable[str] = ()
    ) -> None:
        """Write a table: heads that stay, filters, and sums as formulas."""
        table = TABLES[name]
        sheet = self._book.add_worksheet(self.words.say(table.get("label", name))[:31])
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, WIDTHS.get(column["kind"], 13))
            label = self.words.say(label_of(column))
            sheet.write_string(0, place, label, self._head)
        for line, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                self._cell(sheet, (line, place), column["kind"], row.get(column["key"]))
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
            self._sum(sheet, columns, rows)
        elif lacking := [stream for stream in table["streams"] if stream in missing]:
            sheet.write_string(1, 0, self.words.say("not_read", ", ".join(lacking)))

    def _sum(self, sheet: t.Any, columns: list[Row], rows: list[Row]) -> None:  # noqa: ANN401
        """Write the sums, two rows lower: a filter leaves them where they are."""
        last = len(rows) + 1
        summed = [place for place, column in enumerate(columns) if column.get("sum")]
        if summed:
            sheet.write_string(last + 1, 0, self.words.say("total"), self._bold)
        for place in summed:
            letter, column = xl_col_to_name(place), columns[place]
            total = sum((Decimal(row.get(column["key"]) or 0) for row in rows), Decimal())
            formula = f"=SUBTOTAL(109,{letter}2:{letter}{last})"
            sheet.write_formula(last + 1, place, formula, self._sums[column["kind"]], float(total))

    def _cell(self, sheet: t.Any, at: tuple[int, int], kind: str, value: t.Any) -> None:  # noqa: ANN401
        """Write a cell as what it is: a number, a date, or a text whatever it looks like."""
        if value is None:
            return
        if isinstance(value, bool):
            ready = {True: "ready", False: "not_ready"}
            plain = {True: "yes", False: "no"}
            sheet.write_string(*at, self.words.say((ready if kind == "ready" else plain)[value]))
        elif isinstance(value, Decimal | int):
            sheet.write_number(*at, float(value), self._formats.get(kind))
        elif isinstance(value, datetime.datetime):
            sheet.write_datetime(*at, local(value), self._formats["moment"])
        elif isinstance(value, datetime.date):
            sheet.write_datetime(*at, value, self._formats.get(kind, self._formats["date"]))
        else:
            key = {"severity": str(value), "outcome": f"outcome_{value}"}.get(kind)
            text = self.words.say(key) if key else str(value)
            sheet.write_string(*at, text[:LONGEST], self._text)
