"""What the page tells is what the marts hold."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from report.answers import Answers, ask
from tests.transform.conftest import Books


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
          (select sum(movement) from marts.cash_position) as money,
          (select sum(revenue) from marts.margin) as revenue
    """)
    group, *dossiers = told

    for found in ([group], dossiers):
        assert sum(answers.receivable for answers in found) == expected["receivable"]
        assert sum(answers.receivable_overdue for answers in found) == expected["overdue"]
        assert sum(answers.payable for answers in found) == expected["payable"]
        assert sum(answers.money for answers in found) == expected["money"]
        months = [revenue for answers in found for revenue, _ in answers.margin.values()]
        assert sum(months) == expected["revenue"]


def test_vat_of_the_running_period(told: list[Answers], books: Books) -> None:
    """The VAT at the top is that of the period in which the books were read."""
    for answers in told[1:]:
        (expected,) = books.postgres.query(f"""
            select v.period_end, sum(case v.grid when '71' then amount else -amount end) as amount
            from marts.vat_position as v join live.dossiers as d using (dossier_id)
            where d.dossier_description = '{answers.name}' and v.grid in ('71', '72')
              and date '2026-06-15' between v.period_start and v.period_end
            group by v.period_end""")  # noqa: S608 - ours

        assert answers.vat_now == {expected["period_end"]: expected["amount"]}
    assert told[0].vat_to_pay == sum((a.vat_to_pay for a in told[1:]), Decimal())


def test_as_a_command(books: Books, tmp_path: Path) -> None:
    """A command writes the page."""
    path = tmp_path / "report.html"
    words = ["-m", "report", f"--database={books.postgres.address}", f"--output={path}"]

    said = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True)  # noqa: S603 - ours

    assert said.stdout == f"{path}\n"
    assert path.read_text(encoding="utf-8").count("<details") == 8
