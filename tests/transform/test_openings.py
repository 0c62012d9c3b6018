"""Opening entries are told by what they are: nobody has to say in which journal they stand."""

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.dbt import Dbt, on_duckdb
from tests.support.duck import Duck
from tests.support.sandbox import NOW, serving
from tests.support.tap import Tap, by_password
from tests.support.truth import Row
from tests.transform.conftest import DOCUMENTS, TODAY

MARTS = ("cash_position", "open_items", "opening_doubtful")
BANK, SUPPLIERS, TRANSFERS, WAGES = 550000, 440000, 580000, 620200
YEAR, FIRST, LATER = 3, 1, 2
PAID, MOVED = Decimal("123.45"), Decimal("70.10")
STRAY = {
    901: (LATER, {BANK: -PAID, SUPPLIERS: PAID}),
    902: (FIRST, {BANK: -MOVED, TRANSFERS: MOVED}),
    903: (FIRST, {WAGES: PAID, TRANSFERS: -PAID}),
}
"""Documents in the journal of opening entries that are none: their period and their lines."""

LINE = """
insert into octopus.bookings select * replace (
  {document} as document_sequence_nr, {line} as line_sequence_nr, {period} as bookyear_period_nr,
  {account} as account_nr, {amount} as booking_amount, null as comment
) from octopus.bookings where journal_key = 'D1' and bookyear_id = {year} order by all limit 1
"""
MOVE = """
update octopus.{table} set journal_key = 'D7', {number} = 7
where journal_key = 'D1' and bookyear_id {years}
"""


class Answers(NamedTuple):
    """What the marts say."""

    cash: dict[int, Decimal]
    items: dict[tuple[object, ...], Decimal]
    doubtful: list[str]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a warehouse with one dossier that opens its bookyears in D1."""
    folder = tmp_path_factory.mktemp("openings")
    duck = Duck(folder / "openings.duckdb")
    with serving(dossiers=1, documents_per_year=DOCUMENTS, now=NOW) as sandbox:
        outcome = Tap(folder, by_password(sandbox)).run()
        assert outcome.exit_code == 0, outcome.log
        duck.load(outcome.messages)
    return duck.path


@pytest.fixture(scope="module")
def before(loaded: Path, dbt_server: Dbt) -> Answers:
    """Give the answers to books as the sandbox keeps them."""
    return _answers(loaded, dbt_server, "seed")


def test_more_in_the_journal(
    loaded: Path, before: Answers, dbt_server: Dbt, tmp_path: Path
) -> None:
    """What else stands in D1 counts as an ordinary booking, and is a finding."""
    duck = _copy(loaded, tmp_path)
    for document, (period, lines) in STRAY.items():
        for line, (account, amount) in enumerate(lines.items(), start=1):
            duck.query(
                LINE.format(
                    document=document, line=line, period=period, account=account, amount=amount,
                    year=YEAR,
                )
            )  # fmt: skip

    after = _answers(duck.path, dbt_server)

    assert after.cash == before.cash | {BANK: before.cash[BANK] - PAID - MOVED}
    assert after.items.keys() - before.items.keys() == {("suppliers", YEAR, "D1", 901)}
    assert {key: after.items[key] for key in before.items} == before.items
    assert sorted(after.doubtful) == sorted([*before.doubtful, *(f"D1/{n}" for n in STRAY)])


@pytest.mark.parametrize("years", [">= 1", "= 3"], ids=["in every year", "in the last one"])
def test_another_journal(
    loaded: Path, before: Answers, dbt_server: Dbt, tmp_path: Path, years: str
) -> None:
    """Openings that stand elsewhere, always or once, change no answer."""
    duck = _copy(loaded, tmp_path)
    duck.query(MOVE.format(table="bookings", number="journal_nr", years=years))

    after = _answers(duck.path, dbt_server)

    assert after.cash == before.cash
    assert sorted(after.items.values()) == sorted(before.items.values())
    assert after.doubtful == before.doubtful


def _copy(path: Path, folder: Path) -> Duck:
    copy = folder / path.name
    copy.write_bytes(path.read_bytes())
    return Duck(copy)


def _answers(path: Path, dbt: Dbt, *first: str) -> Answers:
    """Build what is needed, and ask."""
    select = " ".join(f"+{mart}" for mart in MARTS)
    for command in (*first, "run"):
        options = [f"--select={select}"] if command == "run" else []
        built = dbt.run(command, on_duckdb(path), *options, as_of=TODAY)
        assert built.success, built.log
    duck = Duck(path)
    cash = duck.query(
        "select account_nr, arg_max(balance, month) as balance from marts.cash_position group by 1"
    )
    items = duck.query("select * from marts.open_items")
    doubtful = duck.query("select * from staging.opening_doubtful")
    return Answers(
        {row["account_nr"]: row["balance"] for row in cash},
        {_item(row): row["open_amount"] for row in items},
        [str(row["subject"]) for row in doubtful],
    )


def _item(row: Row) -> tuple[object, ...]:
    names = ("side", "bookyear_id", "journal_key", "document_sequence_nr")
    return tuple(row[name] for name in names)
