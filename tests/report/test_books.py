"""What the page reads: the same from both databases, on any day, and for one and nobody else."""

import datetime
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from report import __main__ as report
from report.books import For, Office, read
from report.desk import as_of_another_day
from report.page import page
from report.warehouse import Row, Schemas, warehouse
from tests.report.built import Built, built
from tests.support.pages import unpacked
from tests.support.warehouse import postgres
from tests.transform.firms import EARLIER, TODAY

CANARY = "CANARY OF ANOTHER"
HIDDEN = "update {0} set {1} = '{2}' where {3}"


def office(database: str, day: str | None = None) -> Office:
    """Read an office, as of a day."""
    with warehouse(database, Schemas()) as place:
        return read(place, datetime.date.fromisoformat(day) if day else None)


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Build the marts in both databases."""
    with postgres() as server:
        yield built(tmp_path_factory.mktemp("books"), server)


@pytest.fixture(scope="module")
def told(marts: Built) -> Office:
    """Read the office on the day of the marts."""
    return office(str(marts.duck.path))


def address(marts: Built) -> str:
    """Give the address of the PostgreSQL."""
    assert marts.postgres
    return marts.postgres.address


def test_databases_agree(marts: Built, told: Office) -> None:
    """PostgreSQL and DuckDB give the same rows of the same books."""
    other = office(address(marts))
    dossiers = {dossier.dossier_id: dossier for dossier in told.dossiers}

    assert other.as_of == told.as_of
    assert other.shared.keys() == told.shared.keys()
    for dossier in other.dossiers:
        same = dossiers[dossier.dossier_id]
        assert (dossier.name, dossier.vat_nr) == (same.name, same.vat_nr)
        for name, rows in dossier.tables.items():
            if name not in ("sync", "desk"):  # they tell when each database was loaded
                assert sorted(map(plain, rows)) == sorted(map(plain, same.tables[name])), name


def test_another_day(told: Office) -> None:
    """What follows for any day is, on the day of the marts, what the desk says."""
    for dossier in told.dossiers:
        found = as_of_another_day(dossier.tables, told.as_of)

        assert found == {name: dossier.desk[name] for name in found}
        assert found["cash"]
        assert found["vat_due_date"]


def test_earlier_day(marts: Built) -> None:
    """On an earlier day, open items and statements are those of that day."""
    earlier = office(str(marts.duck.path), EARLIER)
    open_then = marts.duck.query(
        "select dossier_id, sum(amount) as amount from marts.open_item_movements"
        " where side = 'customers' and movement_date <= '2026-03-31' group by dossier_id"
    )
    results = marts.duck.query(
        "select dossier_id, amount from marts.income_statement"
        " where line = '9904' and month = '2026-03-01'"
    )

    told = {dossier.dossier_id: dossier.desk for dossier in earlier.dossiers}
    assert str(earlier.as_of) == EARLIER
    assert str(earlier.made_on) == TODAY
    assert {d: row["open_receivable"] for d, row in told.items()} == {
        row["dossier_id"]: row["amount"] for row in open_then
    }
    assert {d: row["result"] for d, row in told.items()} == {
        row["dossier_id"]: row["amount"] for row in results
    }


def test_one_dossier(marts: Built, tmp_path: Path) -> None:
    """A file for one dossier holds nothing of another, wherever it is written."""
    copy = tmp_path / "canary.duckdb"
    shutil.copy(marts.duck.path, copy)
    with duckdb.connect(copy) as connection:
        columns = connection.execute(
            "select t.table_schema, t.table_name, c.column_name"
            " from information_schema.tables as t join information_schema.columns as c"
            " using (table_schema, table_name) where t.table_type = 'BASE TABLE'"
            " and c.data_type = 'VARCHAR' and t.table_schema in ('octopus', 'staging', 'marts')"
            " and exists (select 1 from information_schema.columns as d where d.table_schema ="
            " t.table_schema and d.table_name = t.table_name and d.column_name = 'dossier_id')"
        ).fetchall()
        for schema, table, column in columns:
            which = "dossier_id <> 1"
            connection.execute(HIDDEN.format(f"{schema}.{table}", f'"{column}"', CANARY, which))
    found = made(copy, tmp_path, "--for=1")

    assert len(columns) > 50
    assert found.keys() == {"data", "1"}
    assert found["data"]["desk"]["dossier_id"] == [1]
    assert found["1"]["open_items"]["doc"]
    assert CANARY not in str(found)


def test_one_relation(marts: Built, tmp_path: Path) -> None:
    """A file for one customer holds its items and nothing that is somebody else's."""
    copy = tmp_path / "canary.duckdb"
    shutil.copy(marts.duck.path, copy)
    with duckdb.connect(copy) as connection:
        # One that shares a bank statement with others, so that there is something to leak.
        (relation,) = connection.execute(
            "select relation_id from marts.general_ledger where dossier_id = 1"
            " and journal_type = 3 and relation_id in (select relation_id from marts.open_items"
            " where dossier_id = 1 and side = 'customers') group by 1 order by count(*) desc, 1"
        ).fetchone() or (0,)
        others = f"dossier_id <> 1 or relation_id is distinct from {relation}"
        for column in ("relation_name", "reference", "comment", "account_description"):
            connection.execute(HIDDEN.format("marts.general_ledger", column, CANARY, others))
        for column in ("reference", "comment"):
            shared = "journal_type > 2"
            connection.execute(HIDDEN.format("marts.general_ledger", column, CANARY, shared))
        for column in ("name", "first_name", "city", "email"):
            connection.execute(HIDDEN.format("octopus.relations", column, CANARY, others))
        for column in ("sentence_nl", "sentence_fr", "sentence_en"):
            connection.execute(HIDDEN.format("marts.findings", column, CANARY, "true"))
        for column in ("reasons_nl", "refused_streams"):
            connection.execute(HIDDEN.format("marts.office_desk", column, CANARY, "true"))
        connection.execute(
            HIDDEN.format("octopus.booking_files", "file_name", CANARY, "journal_type > 2")
        )
        owed = connection.execute(
            "select sum(open_amount) from marts.open_items where dossier_id = 1"
            " and relation_id = $1 and side = 'customers'",
            [relation],
        ).fetchone()
    found = made(copy, tmp_path, f"--for=1:{relation}", f"--excel={tmp_path / 'books'}")

    assert CANARY not in str(found)
    assert found.keys() == {"data", "1"}
    assert found["1"].keys() == {"documents", "movements", "open_items", "sync"}
    assert set(found["1"]["open_items"]["relation_id"]) == {relation}
    assert owed
    assert sum(found["1"]["open_items"]["open_amount"]) == int(owed[0] * 100)
    assert [path.name for path in (tmp_path / "books").iterdir()] == ["dossier-1.xlsx"]


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("--for=77", "There is no dossier 77."),
        ("--dossier=77", "There is no dossier 77."),
        ("--for=1:999999", "There is no relation 999999 in dossier 1."),
    ],
)
def test_nobody(
    marts: Built,
    option: str,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A dossier or relation that is not there is named, and no file is written."""
    monkeypatch.setattr(sys, "argv", ["report", f"--database={marts.duck.path}", option])

    assert report.main() == 1
    assert capsys.readouterr().err == f"{says}\n"


def test_for() -> None:
    """A dossier is named by its number, a relation by both numbers."""
    assert For.parse("12") == For(12, None)
    assert For.parse("12:345") == For(12, 345)


def test_as_a_command(marts: Built, tmp_path: Path) -> None:
    """The command names each file that it has written."""
    output, books = tmp_path / "report.html", tmp_path / "books"
    words = [
        "-m", "report", f"--database={address(marts)}", f"--output={output}",
        f"--excel={books}", "--language=fr", "--dossier=1", "--dossier=3", f"--as-of={EARLIER}",
    ]  # fmt: skip

    said = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True)  # noqa: S603 - ours

    found = unpacked(output.read_text(encoding="utf-8"))
    files = [output, *(books / f"{name}.xlsx" for name in ("office", "dossier-1", "dossier-3"))]
    assert sorted(said.stdout.splitlines()) == sorted(map(str, files))
    assert all(file.exists() for file in files)
    assert found.keys() == {"data", "1", "3"}
    assert (found["data"]["language"], found["data"]["as_of"]) == ("fr", EARLIER)


def test_repeatable(told: Office) -> None:
    """The page is the same each time it is made of the same marts."""
    assert page(told) == page(told)


def plain(row: Row) -> str:
    """Write a row so that rows of two databases compare."""
    return str({k: f"{v:.2f}" if isinstance(v, Decimal) else str(v) for k, v in row.items()})


def made(database: Path, folder: Path, *options: str) -> dict[str, Any]:
    """Run the command; give what is in its page."""
    output = folder / "report.html"
    words = ["report", f"--database={database}", f"--output={output}", *options]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", words)
        assert report.main() == 0
    return unpacked(output.read_text(encoding="utf-8"))
