"""The live models hold what is live, in every warehouse."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

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
