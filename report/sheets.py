"""What each sheet of a workbook holds: the columns of `tables.json`, and rows for them."""

from __future__ import annotations

import typing as t
from collections import defaultdict
from decimal import Decimal

from report.books import KEY, number
from report.tables import TABLES

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from report.books import Dossier, Office
    from report.warehouse import Row
    from report.words import Words

SHEETS = (
    "returns", "grids", "open_items", "income", "balance", "results", "cash", "forecast",
    "findings", "sync",
)  # fmt: skip
"""The sheets of a dossier."""

SHEETS_OF_A_RELATION = ("open_items", "movements")
SHEETS_OF_ALL = ("open_items", "findings", "sync")
"""The sheets that the office's workbook has beside the desk, of all dossiers together."""

STATEMENTS = {"income": "income_statement", "balance": "balance_sheet"}
FROM_THE_DOCUMENT = ("date", "relation", "reference", "files")


def columns(name: str) -> list[Row]:
    """Give the columns of a sheet: those of the page, but what the page puts side by side."""
    of_page: list[Row] = TABLES[name]["columns"]
    amount = {"key": "amount", "kind": "amount", "sum": True}
    if name == "cash":
        month = {"key": "month", "kind": "month"}
        return [*of_page[:-1], month, of_page[-1] | {"sum": False}]
    if name == "forecast":
        texts = [{"key": "source", "kind": "text"}, {"key": "assumption", "kind": "sentence"}]
        return [of_page[0], texts[0], amount, texts[1]]
    if name == "open_items":
        return [{"key": "side", "kind": "text"}, *of_page]
    return of_page


def desk_columns() -> list[Row]:
    """Give the columns of the desk, with sums of all that can be added up."""
    dossier_id = {"key": "dossier_id", "label": "dossier_nr", "kind": "text"}
    return [dossier_id, *(c | {"sum": _adds_up(c)} for c in TABLES["desk"]["columns"])]


def desk_row(dossier: Dossier, words: Words) -> Row:
    """Give what the desk says of a dossier."""
    return {
        **dossier.desk,
        "dossier_id": dossier.dossier_id,
        "name": dossier.name,
        "why": words.of(dossier.desk, "reasons"),
        "missing_text": ", ".join(dossier.missing),
    }


def rows(name: str, dossier: Dossier, office: Office, words: Words) -> list[Row]:
    """Give the rows of a sheet."""
    documents = {tuple(row[k] for k in KEY): row for row in dossier.tables["documents"]}
    more = MORE.get(name, _nothing)
    told = []
    for row in dossier.tables[name]:
        document: Row = {}
        if KEY[-1] in row:
            document = documents.get(tuple(row[k] for k in KEY), {})
        beside = {key: document.get(key) for key in FROM_THE_DOCUMENT}
        told.append(
            beside
            | {"number": number(row)}
            | {key: value for key, value in row.items() if value is not None}
            | more(row, dossier, office, words)
        )
    return told


def _adds_up(column: Row) -> bool:
    return column["kind"] in {"amount", "count"} and column["key"] != "days_without_statement"


def _nothing(_: Row, __: Dossier, ___: Office, ____: Words) -> Row:
    return {}


def _open_item(row: Row, _: Dossier, __: Office, words: Words) -> Row:
    return {"side": words.say(row["side"]), "due_date": row["expiry_date"]}


def _grid(row: Row, _: Dossier, __: Office, words: Words) -> Row:
    return {"meaning": words.say(f"grid_{row['grid']}")}


def _line(statement: str) -> Callable[[Row, Dossier, Office, Words], Row]:
    def more(row: Row, dossier: Dossier, office: Office, words: Words) -> Row:
        named = {
            line["line"]: line
            for line in office.shared["statutory_lines"]
            if line["statement"] == STATEMENTS[statement]
        }
        planned: dict[str, Decimal] = defaultdict(Decimal)
        if statement == "income":
            for month in dossier.tables["budget"]:
                planned[month["line"]] += month["amount"]
        budget = planned.get(row["line"])
        return {
            "code": row["line"] if row["line"][0].isdigit() else None,
            "label": words.of(named.get(row["line"], {}), "label"),
            "budget": budget,
            "difference": None if budget is None else row["amount"] - budget,
        }

    return more


def _account(row: Row, dossier: Dossier, _: Office, words: Words) -> Row:
    account = next(
        (a for a in dossier.tables["accounts"] if a["account_nr"] == row["account_nr"]), {}
    )
    name = f"{row['account_nr']:06} {words.of(account, 'description') or ''}".strip()
    return {"bank": row["journal_name"] or name, "account": name}


def _forecast(row: Row, _: Dossier, __: Office, words: Words) -> Row:
    return {"source": words.say(row["source"]), "assumption": words.of(row, "assumption")}


def _finding(row: Row, _: Dossier, __: Office, words: Words) -> Row:
    return {"sentence": words.of(row, "sentence")}


def _movement(row: Row, _: Dossier, __: Office, words: Words) -> Row:
    other = f"{row['other_journal_key']} {row['other_document_sequence_nr']}"
    return {"kind_text": words.say(row["kind"], other)}


MORE: dict[str, Callable[[Row, Dossier, Office, Words], Row]] = {
    "open_items": _open_item,
    "grids": _grid,
    "income": _line("income"),
    "balance": _line("balance"),
    "cash": _account,
    "forecast": _forecast,
    "findings": _finding,
    "movements": _movement,
}
"""What a sheet tells beside what its query gives."""
