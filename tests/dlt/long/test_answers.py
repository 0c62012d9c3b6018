"""The dbt project, unchanged, answers the same over what dlt loaded as over what a target did."""

from decimal import Decimal
from pathlib import Path

from demo.warehouse import RAW
from tests.dlt.destinations import InPostgres
from tests.support.compare import differences
from tests.support.dbt import Dbt, dbt, on_postgres
from tests.support.sandbox import NOW, Sandbox
from tests.support.tap import Tap, by_password
from tests.support.warehouse import Postgres, Warehouse


def test_marts(sandbox: Sandbox, server: Postgres, tmp_path: Path) -> None:
    """All marts are built, and each has the same rows, but for moments and their age."""
    books = {"seed": 1, "documents_per_year": 20, "bookyears": 2, "dossiers": 2, "now": NOW}
    sandbox.stop_clock()
    answers = dbt(tmp_path)

    sandbox.reset(**books)
    by_target = server.database(RAW)
    assert Tap(tmp_path, by_password(sandbox)).load(by_target).exit_code == 0
    sandbox.reset(**books)
    by_dlt = InPostgres(tmp_path, server)
    by_dlt.load(by_password(sandbox))
    assert differences(sandbox, by_dlt) == ""

    expected, found = (built(answers, each) for each in (by_target, by_dlt.warehouse))
    assert expected.keys() == found.keys()
    for name, rows in expected.items():
        assert rows == found[name], name
    assert sum(map(bool, found.values())) > 20


def built(answers: Dbt, warehouse: Warehouse) -> dict[str, list[str]]:
    """Build the project, and give the rows of each mart, but for the moments in them."""
    outcome = answers.run(
        "build", on_postgres(warehouse.address), "--exclude-resource-type", "test", "unit_test",
        as_of=NOW[:10],
    )  # fmt: skip
    assert outcome.success, outcome.log
    columns: dict[str, list[str]] = {}
    for row in warehouse.query(
        "select * from information_schema.columns where table_schema = 'marts'"
        " and data_type not like 'timestamp%' and column_name <> 'age_minutes'"
        " order by column_name"
    ):
        columns.setdefault(str(row["table_name"]), []).append(str(row["column_name"]))
    return {name: _told(warehouse, name, chosen) for name, chosen in columns.items()}


def _told(warehouse: Warehouse, mart: str, columns: list[str]) -> list[str]:
    rows = warehouse.query(f"select {', '.join(columns)} from marts.{mart}")  # noqa: S608
    return sorted(repr({n: _as_number(value) for n, value in row.items()}) for row in rows)


def _as_number(value: object) -> object:
    """Give a number without the zeros at its end, which follow from the type of its column."""
    return value.normalize() if isinstance(value, Decimal) else value
