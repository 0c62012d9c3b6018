"""Green means something: a wrong set-up ends with an error, odd books end with findings."""

from pathlib import Path

import pytest

from tests.support.dbt import Dbt, on_duckdb
from tests.support.duck import Duck
from tests.transform.conftest import TODAY, Books


@pytest.fixture
def duck(books: Books, tmp_path: Path) -> Duck:
    """Give a copy of good books."""
    path = tmp_path / books.duck.path.name
    path.write_bytes(books.duck.path.read_bytes())
    return Duck(path)


def test_mistyped_schema(dbt_server: Dbt, duck: Duck) -> None:
    """A schema without the tap's tables is an error that names it, and nothing is built."""
    built = dbt_server.run("build", on_duckdb(duck.path), octopus_schema="octopuss")

    assert not built.success
    assert 'sync_status is missing in schema "octopuss"' in built.log
    assert not [name for name, status in built.statuses.items() if status == "success"]


def test_nothing_loaded(dbt_server: Dbt, duck: Duck) -> None:
    """An empty sync_status is an error that names the schema."""
    duck.query("delete from octopus.sync_status")

    built = dbt_server.run("build", on_duckdb(duck.path), as_of=TODAY)

    assert not built.success
    assert 'sync_status is empty in schema "octopus"' in built.log


def test_other_tables_may_be_missing(dbt_server: Dbt, duck: Duck) -> None:
    """Who loads a few tables has all models: those of other tables are empty."""
    kept = {"sync_status", "dossiers", "bookyears"}
    tables = duck.query("select table_name from duckdb_tables() where schema_name = 'octopus'")
    for row in tables:
        if row["table_name"] not in kept:
            duck.query(f"drop table octopus.{row['table_name']}")

    built = dbt_server.run("build", on_duckdb(duck.path), as_of=TODAY)

    assert built.success, built.log
    assert duck.query("select * from live.bookings") == []
    assert duck.query("select * from marts.findings") == []


def test_a_finding_is_a_warning(dbt_server: Dbt, duck: Duck) -> None:
    """Odd books are warnings and sentences, and every model is made; by a variable, errors."""
    duck.query(
        "update octopus.bookings set booking_amount = booking_amount + 0.01"
        " where dossier_id = 2 and journal_key = 'V1' and document_sequence_nr = 1"
        " and account_nr = 400000"
    )
    duck.query("delete from octopus.bookings where dossier_id = 3")

    built = dbt_server.run("build", on_duckdb(duck.path), as_of=TODAY)
    strict = dbt_server.run(
        "build",
        on_duckdb(duck.path),
        "--select=document_not_balanced",
        as_of=TODAY,
        content_severity="error",
    )

    assert built.success, built.log
    assert set(built.statuses.values()) <= {"success", "pass", "warn"}
    found = duck.query("select * from marts.findings where check_name = 'document_not_balanced'")
    assert {(row["dossier_id"], row["subject"], row["severity"]) for row in found} == {
        (2, "V1/1", "error")
    }
    for language, start in (("nl", "Stuk V1/1"), ("fr", "La pièce V1/1"), ("en", "Document V1/1")):
        assert found[0][f"sentence_{language}"].startswith(start)
    found = duck.query("select dossier_id from marts.findings where check_name = 'ledger_empty'")
    assert found == [{"dossier_id": 3}]
    assert not strict.success
    assert "fail" in strict.statuses.values()
