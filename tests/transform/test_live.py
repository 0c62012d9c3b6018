"""The live models hold what is live, in every warehouse, and the page what the marts hold.

Both in one file: where tests run on several cores, each file builds the books anew.
"""

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from report.answers import Answers, ask
from tests.support.contract import DOCUMENTS, OWN, TABLES, WITH_DELETIONS, columns
from tests.support.truth import Row, value_of
from tests.transform.conftest import Books

DOCUMENT = (Path(__file__).parents[2] / "docs/live.md").read_text(encoding="utf-8")
EXAMPLES = {
    "full": "report_open_clients",
    "incremental": "relations",
    "documents": "buysell_bookings",
}
"""The table that the document shows of each kind."""

BLOCKS = re.findall(r"```sql\n(.*?)```", DOCUMENT, re.DOTALL)
RULES = dict(zip([*EXAMPLES, "bookings", "dossiers"], BLOCKS, strict=True))
KINDS = {
    **dict.fromkeys(WITH_DELETIONS, "incremental"),
    **dict.fromkeys((*DOCUMENTS, "booking_files"), "documents"),
}
ANSWERS = (Path(__file__).parents[2] / "docs/answers.md").read_text(encoding="utf-8")
QUERIES = dict(
    re.findall(r"^\*\*([^*]+)\*\*\n\n```sql\n(.*?)```", ANSWERS, re.DOTALL | re.MULTILINE)
)
"""The query of each question."""

NOTHING_TO_TELL = {
    "What changed in a return after it was filed?",
    "Does Octopus count the same as the ledger?",
}
"""Questions to which a first build over good books has no answer."""

BY_JOURNAL = (
    "gone.journal_key = t.journal_key",
    "gone.journal_type = t.journal_type and gone.journal_nr = t.journal_nr",
)
"""How the files name the journal of their document."""


@pytest.mark.parametrize("target", ["postgres", "duckdb"])
def test_everything_is_built(books: Books, target: str) -> None:
    """Every model is made, and only the tests warn that an accountant would warn of as well."""
    assert books.built[target].success, books.built[target].log
    warned = {name.rsplit("_.")[0] for name in books.built[target].bad()}
    assert warned == {f"no_findings_{check}" for check in books.remarks}


@pytest.mark.parametrize("table", [*TABLES, *OWN])
def test_live_rows(books: Books, table: str) -> None:
    """A live model has the columns of its table, and the rows that the rule of the design gives."""
    expected = books.postgres.live(table)
    if table == "deleted_booking_documents":
        expected = books.postgres.rows(table)

    for rows in (_postgres(books, table), _duck(books, table)):
        assert {frozenset(row) for row in rows} <= {frozenset(c.name for c in columns(table))}
        assert _sorted(rows, table) == _sorted(expected, table)


@pytest.mark.parametrize("table", TABLES)
def test_rule_in_the_documents(books: Books, table: str) -> None:
    """The SQL for those who have no dbt gives the same rows."""
    kind = table if table in RULES else KINDS.get(table, "full")
    rule = RULES[kind].replace(EXAMPLES.get(kind, table), table)
    if table == "booking_files":
        rule = rule.replace(*BY_JOURNAL)

    found = books.postgres.query(re.sub(r"\b(from|join) (\w+)", r"\1 {schema}.\2", rule))

    assert _sorted(found, table) == _sorted(_postgres(books, table), table)


@pytest.mark.parametrize("question", QUERIES)
def test_query_in_the_documents(books: Books, question: str) -> None:
    """The query of each question has an answer, the same in every warehouse."""
    found = [
        sorted(str([_written(value) for value in row.values()]) for row in warehouse.query(query))
        for warehouse in (books.postgres, books.duck)
        for query in [QUERIES[question]]
    ]

    assert found[0] == found[1]
    assert bool(found[0]) == (question not in NOTHING_TO_TELL)


def _postgres(books: Books, table: str) -> list[Row]:
    return books.postgres.query(f"select * from live.{table}")  # noqa: S608 - ours


def _duck(books: Books, table: str) -> list[Row]:
    """Read a model in DuckDB, where an array is a text."""
    rows = books.duck.query(f"select * from live.{table}")  # noqa: S608 - ours
    for row in rows:
        for column in columns(table):
            if column.kind == "array" and row[column.name] is not None:
                row[column.name] = json.loads(row[column.name], parse_float=Decimal)
    return rows


def _sorted(rows: list[Row], table: str) -> list[str]:
    values = ([value_of(c.kind, row[c.name]) for c in columns(table)] for row in rows)
    return sorted(json.dumps(row, sort_keys=True, default=_written) for row in values)


def _written(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


@pytest.fixture(scope="module")
def told(books: Books) -> list[Answers]:
    """Ask the books: the answers of the group, and of each dossier."""
    return ask(books.postgres.address, "marts", "live")


def test_sections(told: list[Answers], books: Books) -> None:
    """The group comes first, and then each dossier."""
    names = books.postgres.query("select dossier_description as name from live.dossiers")

    assert [answers.name for answers in told] == [
        "All 3 dossiers",
        *sorted(row["name"] for row in names),
    ]


def test_sums(told: list[Answers], books: Books) -> None:
    """What is open and what the money is are the sums of the marts, for the group as well."""
    (expected,) = books.postgres.query("""
        select
          (select sum(open_amount) from marts.open_items where side = 'customers') as receivable,
          (select sum(open_amount) from marts.open_items
            where side = 'customers' and days_overdue > 0) as overdue,
          (select -sum(open_amount) from marts.open_items where side = 'suppliers') as payable,
          (select sum(movement + opening) from marts.cash_position) as money,
          (select sum(turnover) from marts.results) as turnover
    """)
    group, *dossiers = told

    for found in ([group], dossiers):
        assert sum(answers.receivable for answers in found) == expected["receivable"]
        assert sum(answers.receivable_overdue for answers in found) == expected["overdue"]
        assert sum(answers.payable for answers in found) == expected["payable"]
        assert sum(answers.money for answers in found) == expected["money"]
        months = [turnover for answers in found for turnover, _ in answers.margin.values()]
        assert sum(months) == expected["turnover"]


def test_vat_of_the_running_return(told: list[Answers], books: Books) -> None:
    """The VAT at the top is that of the return in which the books were read."""
    for answers in told[1:]:
        (expected,) = books.postgres.query(f"""
            select v.return_end, v.grid_71 - v.grid_72 as amount
            from marts.vat_returns as v join live.dossiers as d using (dossier_id)
            where d.dossier_description = '{answers.name}'
              and date '2026-06-15' between v.return_start and v.return_end""")  # noqa: S608 - ours

        assert answers.vat_now == {expected["return_end"]: expected["amount"]}
    assert told[0].vat_to_pay == sum((a.vat_to_pay for a in told[1:]), Decimal())


def test_as_a_command(books: Books, tmp_path: Path) -> None:
    """A command writes the page."""
    path = tmp_path / "report.html"
    words = ["-m", "report", f"--database={books.postgres.address}", f"--output={path}"]

    said = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True)  # noqa: S603 - ours

    assert said.stdout == f"{path}\n"
    assert path.read_text(encoding="utf-8").count("<details") == 8
