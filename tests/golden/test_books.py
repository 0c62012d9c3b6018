"""The books that cases are put into are such as Octopus keeps."""

import datetime
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from tests.golden.books import CUSTOMERS, SUPPLIERS
from tests.golden.dossiers import Dossier, messages, taken
from tests.golden.rows import rows
from tests.support.contract import OWN, TABLES, columns
from tests.support.duck import Duck
from tests.support.messages import parse
from tests.support.truth import Row

MOMENT = datetime.datetime(2026, 6, 30, tzinfo=datetime.UTC)
DOSSIERS = taken().dossiers


@pytest.fixture(params=DOSSIERS, ids=lambda dossier: dossier.name)
def tables(request: pytest.FixtureRequest) -> dict[str, list[Row]]:
    """Give the rows of one dossier."""
    dossier: Dossier = request.param
    return rows(dossier.books, dossier.id, MOMENT)


def test_ledger_agrees_with_everything(tables: dict[str, list[Row]]) -> None:
    """Documents are in balance, and Octopus' own totals, numbers and reports agree with them."""
    documents: dict[object, Decimal] = defaultdict(Decimal)
    amounts: dict[object, Decimal] = defaultdict(Decimal)
    numbers: dict[object, set[int]] = defaultdict(set)
    controls: dict[int, Decimal] = defaultdict(Decimal)
    for row in tables["bookings"]:
        journal = (row["bookyear_id"], row["journal_key"])
        documents[*journal, row["document_sequence_nr"]] += row["booking_amount"]
        amounts[row["bookyear_id"], row["bookyear_period_nr"], row["account_nr"]] += row[
            "booking_amount"
        ]
        numbers[journal].add(row["document_sequence_nr"])
        controls[row["account_nr"] // 1000 * 1000] += row["booking_amount"]

    assert set(documents.values()) <= {0}
    assert amounts == {
        (row["bookyear_id"], row["bookyear_period_nr"], row["account_nr"]): row["balance"]
        for row in tables["account_amounts"]
    }
    for row in tables["journals"]:
        found = numbers[row["bookyear_id"], row["journal_key"]]
        assert found == set(range(1, row["last_booked_document_nr"] + 1))
    if not any(row["journal_key"] == "D1" and row["bookyear_id"] > 1 for row in tables["bookings"]):
        for account, report in ((CUSTOMERS, "clients"), (SUPPLIERS, "suppliers")):
            opened = tables[f"report_open_{report}"]
            assert controls[account] == sum(row["open_booking_amount"] for row in opened)


def test_documents_agree_with_the_ledger(tables: dict[str, list[Row]]) -> None:
    """A purchase or sale is owed as its lines say, and they are positive where they should be."""
    owed = {
        (row["bookyear_id"], row["journal_key"], row["document_sequence_nr"]): row
        for row in tables["bookings"]
        if row["journal_key"] in ("A1", "V1") and row["line_sequence_nr"] == 1
    }
    for row in tables["buysell_bookings"]:
        key = (row["bookyear_id"], row["journal_key"], row["document_sequence_nr"])
        side = 1 if row["journal_key"] == "V1" else -1
        assert row["amount"] == side * owed.pop(key)["booking_amount"]
        assert sum(line["base_amount"] for line in row["booking_lines"]) >= 0
    assert owed == {}


def test_everything_fits(tmp_path: Path) -> None:
    """Every value is of the kind that its column has, and no row takes the place of another."""
    duck = Duck(tmp_path / "books.duckdb")
    duck.load(parse(messages(DOSSIERS, MOMENT)))
    made: dict[str, int] = defaultdict(int)
    for dossier in DOSSIERS:
        for table, found in rows(dossier.books, dossier.id, MOMENT).items():
            made[table] += len(found)

    for table in (*TABLES, *OWN):
        (counted,) = duck.query(f"select count(*) as rows from octopus.{table}")  # noqa: S608
        assert counted["rows"] == made[table]
        names = [row["column_name"] for row in duck.query(f"describe octopus.{table}")]
        assert names == [column.name for column in columns(table)]
