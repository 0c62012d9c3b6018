"""The figures of cases of the balance sheet and the income statement."""

from typing import Any

from tests.golden.figures import Ask, Compared, summed
from tests.golden.kinds import INCOME_LINES
from tests.support.truth import Row

RESULTS = {
    "70": "turnover",
    "9900": "gross_margin",
    "9901": "operating_result",
    "9903": "result_before_tax",
    "9904": "result_after_tax",
    "9905": "result_to_appropriate",
    "ebitda": "ebitda",
}
"""Lines of the income statement that the results by cost centre and month add up to."""


def ledger_figures(says: dict[str, Any], _form: str, ask: Ask) -> Compared:
    """Compare lines at the end of the last year, or of the one that is asked for."""
    year = says.get("at_end_of", 1)
    balance, income = (_last_month(ask(m), year) for m in ("balance_sheet", "income_statement"))
    months = [row for row in ask("results") if row["bookyear_id"] == year]
    stated = {**says["rubrics"], **({"ebitda": says["ebitda"]} if "ebitda" in says else {})}
    found = {
        line: _amount(income if line in (*INCOME_LINES, "ebitda") else balance, line, "amount")
        for line in stated
    }
    shown = says.get("presented", {})
    by_month = [line for line in stated if line in RESULTS]
    return Compared(
        [
            {
                **stated,
                **{f"presented {line}": amount for line, amount in shown.items()},
                **{f"results {line}": stated[line] for line in by_month},
            }
        ],
        {
            **found,
            **{f"presented {ln}": _amount(balance, ln, "presented_amount") for ln in shown},
            **{f"results {line}": summed(months, RESULTS[line]) for line in by_month},
        },
    )


def _last_month(rows: list[Row], year: int) -> list[Row]:
    of_year = [row for row in rows if row["bookyear_id"] == year]
    last = max((row["month"] for row in of_year), default=None)
    return [row for row in of_year if row["month"] == last]


def _amount(rows: list[Row], line: str, column: str) -> object:
    return summed((row for row in rows if row["line"] == line), column)
