"""A dossier may have lines of its own for accounts: they move between lines, and the sums stay."""

from decimal import Decimal
from pathlib import Path

from tests.support.dbt import PROJECT, Dbt, on_duckdb
from tests.support.duck import Duck
from tests.support.office import project_with
from tests.support.sandbox import NOW, serving
from tests.support.tap import Tap, by_password
from tests.transform.conftest import DOCUMENTS, TODAY

MARTS = ("balance_sheet", "income_statement")
OWN = 2
MOVED = [
    {"dossier_id": OWN, "prefix": "604", "line": "61"},
    {"dossier_id": OWN, "prefix": "400000", "line": "28"},  # a line that adds up others
]
SUMS = ("20/58", "10/49", "21/28", "29/58", "60/61", "60/66A", "9900", "9905")
SHIFTED = {"21/28": 1, "29/58": -1}
"""Sums that customers leave or come to when they are among the financial fixed assets."""

Lines = dict[tuple[int, int, object, str], Decimal]


def _built(dbt: Dbt, duck: Duck, project: Path) -> Lines:
    select = " ".join(f"+{mart}" for mart in MARTS)
    built = dbt.run(
        "build", on_duckdb(duck.path), f"--select={select}", project=project, as_of=TODAY
    )
    assert built.success, built.log
    asked = "select dossier_id, bookyear_id, month, line, amount from marts."
    return {
        (row["dossier_id"], row["bookyear_id"], row["month"], row["line"]): row["amount"]
        for mart in MARTS
        for row in duck.query(asked + mart)
    }


def test_own_lines(dbt_server: Dbt, tmp_path: Path) -> None:
    """Accounts of the dossier are in the lines that it says, those of others where they were."""
    duck = Duck(tmp_path / "lines.duckdb")
    with serving(documents_per_year=DOCUMENTS, now=NOW) as sandbox:
        outcome = Tap(tmp_path, by_password(sandbox)).run()
        assert outcome.exit_code == 0, outcome.log
        duck.load(outcome.messages)

    before = _built(dbt_server, duck, PROJECT)
    after = _built(dbt_server, duck, project_with({"statutory_accounts": MOVED}, tmp_path))

    others = {key: amount for key, amount in before.items() if key[0] != OWN}
    assert {key: amount for key, amount in after.items() if key[0] != OWN} == others
    moved = 0
    for (dossier, year, month, line), amount in before.items():
        if dossier == OWN and line in SUMS:
            customers = after[dossier, year, month, "28"] - before[dossier, year, month, "28"]
            assert after[dossier, year, month, line] == amount + SHIFTED.get(line, 0) * customers
            moved += bool(customers)
    bought = [
        (after[key] - amount, after.get((*key[:3], "61"), 0) - before.get((*key[:3], "61"), 0))
        for key, amount in before.items()
        if key[0] == OWN and key[3] == "60"
    ]
    assert moved
    assert any(left for left, _ in bought)
    assert all(left == -come for left, come in bought)
